# Copyright 2026 Client 360 contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

import os
import re

from odoo.tests import HttpCase, tagged

from ..window import open_window

PHONE = 390
WIDTHS = (820, 1024, 1366, 1440, 1536, 1600, 1920, 2560)

REGISTERS = (
    "agreement.agreement_action",
    "helpdesk_mgmt.helpdesk_ticket_action",
    "client360.client360_letter_action_incoming",
    "client360.client360_letter_action_outgoing",
    "client360.project_milestone_action_release",
    "client360.client360_express_report_action",
    "contacts.action_contacts",
)


@tagged("post_install", "-at_install")
class TestLayout(HttpCase):
    """Nothing that says nothing when cut is cut: numbers, dates, statuses, buttons.

    Every page of the card, every register and the dialogs are opened in Russian, whose
    words are longer than the English ones, in windows of the usual widths. With
    ``LAYOUT_PICTURES`` set to a folder a picture of each is left there.
    """

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

    def measure(self, window, place, widths):
        for width in widths:
            window.resize(width)
            window.evaluate("client360Settled()")
            found = window.evaluate("client360Faults()")
            self.faults += [f"{place} at {width}: {fault}" for fault in found]
            folder = os.environ.get("LAYOUT_PICTURES")
            if folder:
                name = re.sub(r"\W+", "_", f"{place}_{width}")
                window.picture(os.path.join(folder, f"{name}.png"))

    def open(self, window, path, ready):
        window.open(path, ready)
        window.load("client360/static/tests/layout/measure.js")
        window.evaluate("client360Settled(500)")

    def measure_card(self, window, widths):
        self.open(
            window,
            f"/odoo/contacts/{self.card.id}",
            "!!document.querySelector('.o_notebook .nav-link')",
        )
        pages = window.evaluate(
            "[...document.querySelectorAll('.o_notebook_headers .nav-link')]"
            ".map((link) => link.name || link.getAttribute('name'))"
        )
        self.assertIn("client360_crm", pages)
        # Of the stock pages this one shows numbers of ours, the bank accounts.
        for page in pages:
            if page != "accounting" and not page.startswith("client360_"):
                continue
            window.resize(widths[0])
            window.evaluate(
                f"document.querySelector('.o_notebook_headers [name={page}]').click()"
            )
            window.evaluate("client360Settled(500)")
            self.measure(window, page, widths)

    def check_first_row(self, window):
        """On a laptop the first row of a list is in the upper half of the screen."""
        window.resize(1366, 768)
        window.evaluate(
            "document.querySelector('.o_notebook_headers [name=client360_contracts]')"
            ".click()"
        )
        window.evaluate("client360Settled()")
        top = window.evaluate(
            "document.querySelector('.o_client360_list .o_data_row')"
            ".getBoundingClientRect().top"
        )
        if top > 768 / 2:
            self.faults.append(f"the first row begins at {top} of 768")

    def measure_registers(self, window, widths):
        for xml_id in REGISTERS:
            action = self.env.ref(xml_id)
            view = "list" if widths[0] > PHONE else "kanban"
            self.open(
                window,
                f"/odoo/action-{action.id}?view_type={view}",
                "!!document.querySelector('.o_view_controller, .o_list_renderer')",
            )
            self.measure(window, xml_id, widths)

    def check(self):
        self.assertFalse(len(self.faults), "faults:\n" + "\n".join(self.faults[:100]))

    def test_desktop(self):
        with open_window(self, "admin") as window:
            window.resize(WIDTHS[0])
            self.measure_card(window, WIDTHS)
            self.check_first_row(window)
            for dialog in ("conflict", "branch"):
                window.evaluate(f"client360OpenDialog('{dialog}')")
                self.measure(window, f"dialog {dialog}", (820, 1366))
                window.evaluate("client360CloseDialog()")
            self.measure_registers(window, WIDTHS)
        self.check()

    def test_phone(self):
        with open_window(self, "admin") as window:
            window.touch(True)
            window.resize(PHONE)
            self.measure_card(window, (PHONE,))
            for dialog in ("conflict", "branch"):
                window.evaluate(f"client360OpenDialog('{dialog}')")
                self.measure(window, f"dialog {dialog}", (PHONE,))
                window.evaluate("client360CloseDialog()")
            self.measure_registers(window, (PHONE,))
        self.check()
