# Copyright 2026 Client 360 contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo.tests import HttpCase

REGISTERS = (
    "agreement.agreement_action",
    "helpdesk_mgmt.helpdesk_ticket_action",
    "client360.client360_letter_action_incoming",
    "client360.client360_letter_action_outgoing",
    "client360.project_milestone_action_release",
    "client360.client360_express_report_action",
    "contacts.action_contacts",
)
DIALOGS = ("conflict", "branch")
# Of the stock pages this one shows numbers of ours, the bank accounts.
STOCK_PAGES = ("accounting",)


class ScreensCase(HttpCase):
    """Walks over the screens of the addon in Russian: the pages of a demo card, the
    registers and the dialogs."""

    browser_size = "1366x4000"

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.card = cls.env.ref(
            "client360.partner_bolshaya_versta", raise_if_not_found=False
        )
        if not cls.card:
            return
        cls.env["res.lang"]._activate_lang("ru_RU")
        cls.env["ir.module.module"].search(
            [("state", "=", "installed")]
        )._update_translations(["ru_RU"])
        cls.env.ref("base.user_admin").lang = "ru_RU"

    def setUp(self):
        super().setUp()
        if not self.card:
            self.skipTest("needs the demo data")
        self.faults = []

    def open(self, window, path, ready):
        window.open(path, ready)
        window.load("client360/static/tests/layout/measure.js")
        window.evaluate("client360Settled(500)")

    def open_card(self, window):
        """Open the demo card.

        :return: names of its pages, without those of core
        :rtype: list[str]
        """
        self.open(
            window,
            f"/odoo/contacts/{self.card.id}",
            "!!document.querySelector('.o_notebook .nav-link')",
        )
        pages = window.evaluate(
            "[...document.querySelectorAll('.o_notebook_headers .nav-link')]"
            ".map((link) => link.name || link.getAttribute('name'))"
        )
        return [n for n in pages if n in STOCK_PAGES or n.startswith("client360_")]

    def open_page(self, window, page):
        window.evaluate(
            f"document.querySelector('.o_notebook_headers [name={page}]').click()"
        )
        window.evaluate("client360Settled(500)")

    def open_register(self, window, xml_id, view):
        action = self.env.ref(xml_id)
        self.open(
            window,
            f"/odoo/action-{action.id}?view_type={view}",
            "!!document.querySelector('.o_view_controller, .o_list_renderer')",
        )

    def dialogs(self, window):
        """Open the dialogs of the autofill in turn.

        :return: iterator of their names, each of them open meanwhile
        """
        for dialog in DIALOGS:
            window.evaluate(f"client360OpenDialog('{dialog}')")
            window.evaluate("client360Settled()")
            yield f"dialog {dialog}"
            window.evaluate("client360CloseDialog()")

    def check(self):
        self.assertFalse(len(self.faults), "faults:\n" + "\n".join(self.faults[:150]))
