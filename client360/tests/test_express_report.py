# Copyright 2026 Client 360 contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo import fields
from odoo.tests import TransactionCase, new_test_user, tagged

from .common import StandInMixin
from .standin import generated_inn, special_inn, unknown_inn


class ExpressReportCase(StandInMixin, TransactionCase):
    """Express reports from the stand-in, over real HTTP."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.reports = cls.env["client360.express.report"]
        cls.queue = cls.env["client360.express.report.queue"]
        cls.cron = cls.env.ref("client360.ir_cron_express_report")
        cls.automation = cls.env.ref("client360.automation_express_report")
        cls.automation.active = False
        cls.reports.search([]).unlink()
        cls.seller = new_test_user(
            cls.env, "express_seller", "sales_team.group_sale_salesman"
        )

    def setUp(self):
        super().setUp()
        # Each test begins with a queue that nothing has stopped.
        self.env["ir.config_parameter"].search(
            [("key", "=", "client360.express_report_stopped")]
        ).unlink()

    def partner(self, inn, **values):
        return self.env["res.partner"].create(
            {"name": f"Company {inn}", "is_company": True, "vat": inn, **values}
        )

    def request(self, partners, user=None):
        partners.with_user(user or self.seller).action_request_express_report()
        return partners.express_report_ids.filtered(lambda r: r.state == "queued")

    def run_queue(self, times=1):
        """Let the scheduled action run, as a worker would."""
        for _number in range(times):
            with self.enter_registry_test_mode():
                self.cron.method_direct_trigger()

    def make_due(self):
        """Let the pauses pass."""
        self.reports.search([("state", "=", "queued")]).date_next = (
            fields.Datetime.now()
        )


@tagged("post_install", "-at_install")
class TestExpressReport(ExpressReportCase):
    def test_report(self):
        inn = generated_inn(1)
        partner = self.partner(inn)
        self.assertEqual(partner.express_report_status, "none")
        report = self.request(partner)
        self.assertEqual(partner.express_report_status, "queued")
        self.assertFalse(self.server.requests, "Nothing is asked for at once")
        self.run_queue()
        self.assertEqual(report.state, "done")
        self.assertEqual(report.risk, "green")
        self.assertEqual(partner.express_report_status, "green")
        self.assertTrue(report.date_done)
        attachment = report.attachment_id
        ogrn = self.server.registry.find(inn)["ogrn"]
        self.assertEqual(attachment.name, f"BriefReport_inn_{inn}_ogrn_{ogrn}.pdf")
        self.assertEqual(attachment.mimetype, "application/pdf")
        self.assertEqual(attachment.res_model, "res.partner")
        self.assertEqual(attachment.res_id, partner.id)
        self.assertTrue(attachment.raw.startswith(b"%PDF-"))
        self.assertEqual(
            attachment.document_type_id,
            self.env.ref("client360.document_type_express_report"),
        )
        self.assertEqual(attachment.create_uid, self.seller)
        self.assertEqual(len(self.server.calls(method="briefReport", pdf=False)), 1)
        self.assertEqual(len(self.server.calls(method="briefReport", pdf=True)), 1)
