# Copyright 2026 Client 360 contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo import fields
from odoo.tests import TransactionCase, new_test_user

from ..common import FakeServicesMixin


class ExpressReportCase(FakeServicesMixin, TransactionCase):
    """Express reports from the fake service, over real HTTP."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.reports = cls.env["client360.express.report"]
        cls.queue = cls.env["client360.express.report.queue"]
        cls.cron = cls.env.ref("client360.ir_cron_express_report")
        cls.automation = cls.env.ref("client360.automation_express_report")
        cls.automation.active = False
        cls.reports.search([]).unlink()
        # what was spent on this database before
        cls.env["client360.service.usage"].search([]).unlink()
        cls.seller = new_test_user(
            cls.env, "express_seller", "sales_team.group_sale_salesman", lang="en_US"
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

    def next_trigger(self):
        """When the scheduled action is called next, apart from its interval."""
        return (
            self.env["ir.cron.trigger"]
            .search([("cron_id", "=", self.cron.id)], order="call_at desc", limit=1)
            .call_at
        )

    def make_due(self):
        """Let the pauses pass."""
        self.reports.search(
            [("state", "=", "queued")]
        ).date_next = fields.Datetime.now()

    def notices(self, user):
        return (
            self.env["mail.notification"]
            .search([("res_partner_id", "=", user.partner_id.id)], order="id")
            .mail_message_id
        )
