# Copyright 2026 Client 360 contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

import runpy

from odoo import SUPERUSER_ID, modules
from odoo.tests import TransactionCase, tagged
from odoo.tools.sql import column_exists

from ..fake_services import generated_inn

FOLDER = modules.get_module_path("client360") + "/migrations/19.0.2.0.0"


@tagged("post_install", "-at_install")
class TestServiceMigration(TransactionCase):
    """What 19.0.1.0.0 has left behind."""

    def migrate(self, subject):
        self.env.flush_all()
        script = runpy.run_path(f"{FOLDER}/post-{subject}.py")
        script["migrate"](self.env.cr, "19.0.1.0.0")
        self.env.invalidate_all()

    def test_the_scheduled_action_calls_what_there_is(self):
        cron = self.env.ref("client360.ir_cron_express_report")
        for before, after in (
            ("model._process()", "model._cron_process_queue()"),
            ("model._cron_process_queue(limit)", "model._cron_process_queue(limit)"),
        ):
            cron.code = before
            self.migrate("express_report")
            self.assertEqual(cron.code, after)

    def test_reports_without_a_requester_were_automatic(self):
        partners = self.env["res.partner"].create(
            [
                {"name": f"A{n}", "is_company": True, "vat": generated_inn(n)}
                for n in range(2)
            ]
        )
        reports, _waiting = self.env["client360.express.report"]._request(partners)
        reports.is_automatic = False
        reports[0].requested_by_id = False
        self.migrate("express_report")
        self.assertEqual(reports.mapped("is_automatic"), [True, False])
        self.assertEqual(reports[0].requested_by_id.id, SUPERUSER_ID)

    def test_what_was_counted_still_counts(self):
        usage = self.env["client360.service.usage"]
        usage.search([]).unlink()
        self.env.cr.execute(
            """
            CREATE TABLE client360_dadata_usage
                   (id serial, date date, used int, watched int, answered_token text);
            INSERT INTO client360_dadata_usage (date, used, watched)
                 VALUES (%s, 7, 3), ('2020-01-01', 5, 0)
            """,
            (usage._today(),),
        )
        partner = self.env["res.partner"].create(
            {"name": "A", "is_company": True, "vat": generated_inn(1)}
        )
        report, _waiting = self.env["client360.express.report"]._request(partner)
        report._mark_as_sent()
        self.migrate("service")
        self.assertEqual(self.env["client360.dadata"]._get_spent(), 7)
        today = usage.search(
            [("date", "=", usage._today()), ("service", "=", "dadata")]
        )
        self.assertEqual(today.watched, 3)
        counted = usage.search([("service", "=", "kontur_focus")])
        self.assertIn(generated_inn(1), counted.mapped("inn"))
        self.migrate("service")
        self.assertEqual(self.env["client360.dadata"]._get_spent(), 7, "Once")

    def test_no_key_stays_in_the_table_of_settings(self):
        names = ("client360_dadata_token", "client360_kontur_focus_token")
        for name in names:
            self.env.cr.execute(
                f'ALTER TABLE res_config_settings ADD COLUMN "{name}" varchar'
            )
        self.migrate("service")
        for name in names:
            self.assertFalse(column_exists(self.env.cr, "res_config_settings", name))
