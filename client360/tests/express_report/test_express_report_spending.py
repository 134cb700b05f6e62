# Copyright 2026 Client 360 contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

import json

from odoo.exceptions import AccessError
from odoo.service.model import call_kw
from odoo.tests import HttpCase, new_test_user, tagged
from odoo.tools import mute_logger

from ..common import FakeServicesMixin
from ..fake_services import generated_inn

#: Who may not spend money on reports, and who may.
WITHOUT = {
    "portal": "base.group_portal",
    "public": "base.group_public",
    "internal": "base.group_user",
    "contacts": "base.group_user,base.group_partner_manager",
    "contracts": "base.group_partner_manager,agreement.group_agreement_manager",
    "project": "base.group_partner_manager,project.group_project_manager",
    "tickets": "base.group_partner_manager,helpdesk_mgmt.group_helpdesk_manager",
    "letters": "base.group_partner_manager,client360.group_letter_manager",
    "rights": "base.group_partner_manager,base.group_erp_manager",
}
WITH = {
    "salesperson": "sales_team.group_sale_salesman",
    "biller": "account.group_account_invoice",
    "own right": "base.group_user,client360.group_express_report",
}


@tagged("post_install", "-at_install")
class TestExpressReportSpending(FakeServicesMixin, HttpCase):
    """Whatever costs money, through whatever door."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.reports = cls.env["client360.express.report"]
        cls.automation = cls.env.ref("client360.automation_express_report")
        cls.automation.active = False
        cls.reports.search([]).unlink()
        cls.partners = cls.env["res.partner"].create(
            [
                {"name": f"A{n}", "is_company": True, "vat": generated_inn(n)}
                for n in range(33)
            ]
        )
        cls.automation.active = True
        cls.actions = cls.automation.action_server_ids + cls.env.ref(
            "client360.action_request_express_report"
        )

    def doors(self):
        """Calls by RPC that would queue reports: (model, method, arguments, context)"""
        ids = self.partners.ids
        context = {
            "active_model": "res.partner",
            "active_ids": ids,
            "active_id": ids[0],
        }
        for action in self.actions:
            yield "ir.actions.server", "run", [[action.id]], context
            # as an automated action would do it
            done = {**context, "__action_done": {}, "onchange_self": None}
            yield "ir.actions.server", "run", [[action.id]], done
        yield "ir.actions.server", "run", [self.actions.ids], context
        yield "res.partner", "action_request_express_report", [ids], {}
        yield "res.partner", "_request_express_report_after_create", [ids], {}
        yield "res.partner", "_request_pending_express_reports", [], {}
        yield "base.automation", "_process", [[self.automation.id]], context
        cron = self.env.ref("client360.ir_cron_express_report")
        yield "ir.cron", "method_direct_trigger", [[cron.id]], {}
        yield "client360.express.report.queue", "_cron_process_queue", [], {}
        values = {"partner_id": ids[0], "inn": generated_inn(0)}
        yield "client360.express.report", "create", [[values]], {}
        yield "client360.express.report", "_request", [self.partners], {}

    def test_nobody_without_the_right_spends(self):
        for role, groups in WITHOUT.items():
            user = new_test_user(self.env, f"spending {role}", groups)
            for model, method, args, context in self.doors():
                with (
                    self.subTest(role, model=model, method=method, args=args),
                    mute_logger("odoo.addons.base.models.ir_actions"),
                    self.env.cr.savepoint(),
                ):
                    with self.assertRaises(AccessError):
                        call_kw(
                            self.env[model].with_user(user),
                            method,
                            list(args),
                            {"context": context},
                        )
                    self.env.cr.flush()
                    self.assertFalse(self.reports.search([]))
        self.assertFalse(self.server.requests)

    def test_who_has_the_right(self):
        for role, groups in WITH.items():
            user = new_test_user(self.env, f"spending {role}", groups)
            with self.subTest(role):
                call_kw(
                    self.env["res.partner"].with_user(user),
                    "action_request_express_report",
                    [self.partners.ids],
                    {},
                )
                reports = self.reports.search([])
                self.assertEqual(len(reports), 33)
                self.assertEqual(reports.requested_by_id, user)
                reports.unlink()

    def test_action_run_by_its_address(self):
        """/web/action/run, by which 33 reports were queued."""
        action = self.automation.action_server_ids
        for login, groups, queued in (
            ("spending_contacts", WITHOUT["contacts"], 0),
            ("spending_portal", "base.group_portal", 0),
            ("spending_sales", WITH["salesperson"], 33),
        ):
            new_test_user(self.env, login, groups)
            self.authenticate(login, login)
            context = {"active_model": "res.partner", "active_ids": self.partners.ids}
            params = {"action_id": action.id, "context": context}
            with mute_logger("odoo.http", "odoo.addons.base.models.ir_actions"):
                response = self.url_open(
                    "/web/action/run",
                    data=json.dumps({"jsonrpc": "2.0", "params": params}),
                    headers={"Content-Type": "application/json"},
                )
            self.assertEqual("error" in response.json(), not queued)
            self.assertEqual(self.reports.search_count([]), queued)

    def test_new_copied_and_imported_cards(self):
        """Meant for everyone: each card is queued once, in the name of its creator."""
        clerk = new_test_user(self.env, "spending_clerk", WITHOUT["contacts"])
        partners = self.env["res.partner"].with_user(clerk)
        created = partners.create(
            {"name": "New", "is_company": True, "vat": generated_inn(50)}
        )
        copied = created.copy({"vat": generated_inn(51)})
        result = partners.load(
            ["name", "vat", "is_company"],
            [["Imported", generated_inn(52), "1"], ["Too", generated_inn(53), "1"]],
        )
        self.env.cr.flush()
        cards = created + copied + partners.browse(result["ids"])
        reports = self.reports.search([])
        self.assertEqual(reports.partner_id.ids, cards.sorted("id", True).ids)
        self.assertEqual(reports.requested_by_id, clerk)
        self.assertEqual(reports.mapped("is_automatic"), [True] * 4)

    def test_the_cost_of_new_cards_is_bounded(self):
        self.env["ir.config_parameter"].set_param("client360.express_report_budget", 2)
        self.env["client360.service.usage"].search([]).unlink()
        clerk = new_test_user(self.env, "spending_clerk", WITHOUT["contacts"])
        self.env["res.partner"].with_user(clerk).create(
            [
                {"name": f"B{n}", "is_company": True, "vat": generated_inn(60 + n)}
                for n in range(5)
            ]
        )
        self.env.cr.flush()
        self.env.ref("client360.ir_cron_express_report").method_direct_trigger()
        self.assertEqual(len(self.server.spent()), 2)
        settings = self.env["res.config.settings"].create({})
        self.assertIn("Waiting: 3", settings.client360_express_report_queue)
        self.assertIn("today: 2", settings.client360_express_report_queue)

    def test_portal_users_ask_dadata_nothing(self):
        """Not even where another addon lets them write contacts."""
        portal = new_test_user(self.env, "spending_portal", "base.group_portal")
        self.env["ir.model.access"].create(
            {
                "name": "portal writes contacts",
                "model_id": self.env["ir.model"]._get("res.partner").id,
                "group_id": self.env.ref("base.group_portal").id,
                **dict.fromkeys(
                    ("perm_read", "perm_write", "perm_create", "perm_unlink"), True
                ),
            }
        )
        inn = generated_inn(0)
        action = self.env.ref("client360.action_dadata_autofill")
        context = {"active_model": "res.partner", "active_ids": portal.partner_id.ids}
        for model, method, args in (
            ("res.partner", "dadata_autofill", [inn]),
            ("res.partner", "dadata_suggest", ["name"]),
            ("res.partner", "action_dadata_autofill", [portal.partner_id.ids]),
            ("ir.actions.server", "run", [[action.id]]),
        ):
            with self.subTest(method), self.assertRaises(AccessError):
                call_kw(
                    self.env[model].with_user(portal),
                    method,
                    args,
                    {"context": context},
                )
        self.assertFalse(self.server.requests)
