# Copyright 2026 Client 360 contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo.tests import TransactionCase, new_test_user

from ...tools.kontur_analytics import METHODS
from ..common import FakeServicesMixin

LEGAL = "legalAnalytics"


class ReadingCase(FakeServicesMixin, TransactionCase):
    """Facts from the fake services, over real HTTP."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.facts = cls.env["client360.reliability.fact"]
        cls.readings = cls.env["client360.reliability.reading"]
        cls.queue = cls.env["client360.reliability.queue"]
        cls.cron = cls.env.ref("client360.ir_cron_express_report")
        cls.env.ref("client360.automation_express_report").active = False
        cls.env["client360.express.report"].search([]).unlink()
        cls.readings.search([]).unlink()
        cls.seller = new_test_user(
            cls.env, "reliability_seller", "sales_team.group_sale_salesman"
        )

    def setUp(self):
        super().setUp()
        self.env["ir.config_parameter"].search(
            [
                (
                    "key",
                    "in",
                    (
                        "client360.express_report_stopped",
                        "client360.reliability_denied",
                    ),
                )
            ]
        ).unlink()

    def partner(self, inn, **values):
        return self.env["res.partner"].create(
            {
                "name": f"Company {inn}",
                "is_company": True,
                "vat": inn,
                "user_id": self.seller.id,
                **values,
            }
        )

    def run_queue(self):
        with self.enter_registry_test_mode():
            self.cron.method_direct_trigger()

    def read_facts(self, partners):
        """Request a reading and let the worker do it."""
        self.readings._request(partners)
        self.run_queue()
        partners.invalidate_recordset()

    def set_markers(self, inn, **markers):
        """Let the service say this of a company in legalAnalytics, from now on."""
        self.server.change(inn, analytics={LEGAL: markers})

    def open_facts(self, partner, method=None):
        """{marker: fact} of what holds."""
        facts = partner.reliability_fact_ids.filtered(
            lambda fact: not fact.date_to and method in (None, fact.method)
        )
        return {fact.code: fact for fact in facts}

    def news(self, partner):
        subtype = self.env.ref("client360.mt_reliability")
        return partner.message_ids.filtered(lambda m: m.subtype_id == subtype)

    def analytics_calls(self):
        return [call for call in self.server.requests if call.method in METHODS]
