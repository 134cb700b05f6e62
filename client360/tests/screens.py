# Copyright 2026 Client 360 contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

import json

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
#: What only some see: lists and forms of actions, and dialogs.
MORE_SCREENS = (
    "client360.client360_document_type_action",
    "client360.client360_duplicate_action",
    "client360.client360_inn_import_action",
    "client360.client360_reliability_fact_action",
    "client360.client360_risk_decision_action",
    "client360.client360_autofill_run_action",
    "client360.res_config_settings_action",
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

    def open_action(self, window, action):
        """Have the web client do an action, as a button does.

        :param action: XML id, or what a method gave
        """
        window.evaluate(
            "odoo.__WOWL_DEBUG__.root.env.services.action"
            f".doAction({json.dumps(action)}).then(() => true)"
        )
        window.evaluate("client360Settled()")

    def close_dialog(self, window):
        window.evaluate("document.querySelector('.modal .btn-close')?.click()")
        window.evaluate("client360Settled()")

    def more_screens(self, window):
        """Open in turn the administrator's screens, which the card leads to or not.

        :return: iterator of their names, each of them open meanwhile
        """
        env = self.env(user=self.env.ref("base.user_admin"))
        env = env(context={**env.context, "lang": "ru_RU"})
        twins = self.card.create(
            [{"name": "ООО «Двойник»", "phone": f"+7 495 000-00-0{n}"} for n in (1, 2)]
        )
        pair = (
            env["client360.duplicate"]
            .sudo()
            .create(
                {
                    "partner_a_id": twins[0].id,
                    "partner_b_id": twins[1].id,
                    "by_name": True,
                    "score": 60,
                }
            )
        )
        self.open(
            window,
            f"/odoo/action-{self.env.ref(MORE_SCREENS[0]).id}",
            "!!document.querySelector('.o_list_renderer')",
        )
        for xml_id in MORE_SCREENS:
            self.open_action(window, xml_id)
            yield xml_id
            self.close_dialog(window)
        listed = env["client360.inn.import"].create(
            {"numbers": f"{self.card.vat}\n123"}
        )
        kind = self.env.ref("client360.document_type_other")
        contract = self.env.ref("client360.agreement_bv_license")
        for name, action in (
            ("merge", pair.with_env(env).action_compare()),
            ("report of an import", listed.action_import()),
            ("first steps", env["client360.first.steps"].action_open()),
            ("kind of document", kind.get_formview_action()),
            ("contract", contract.get_formview_action()),
        ):
            self.open_action(window, action)
            yield name
            self.close_dialog(window)
        self.open(
            window,
            f"/report/html/client360.report_dossier/{self.card.id}",
            "document.readyState === 'complete'",
        )
        yield "dossier"

    def check(self):
        self.assertFalse(len(self.faults), "faults:\n" + "\n".join(self.faults[:150]))
