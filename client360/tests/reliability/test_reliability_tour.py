# Copyright 2026 Client 360 contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo import fields
from odoo.tests import HttpCase, new_test_user, tagged
from odoo.tools import mute_logger

from ..common import FakeServicesMixin
from ..fake_services import generated_inn


@tagged("post_install", "-at_install")
class TestReliabilityTour(FakeServicesMixin, HttpCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env.ref("client360.automation_express_report").active = False
        cls.env["client360.express.report"].search([]).unlink()
        cls.env["client360.reliability.reading"].search([]).unlink()
        cls.seller = new_test_user(
            cls.env,
            "reliability_tour",
            "sales_team.group_sale_salesman_all_leads,base.group_partner_manager",
            lang="en_US",
        )
        cls.partner = cls.env["res.partner"].create(
            {
                "name": "Tour Reliability",
                "is_company": True,
                "vat": generated_inn(92),
                "country_id": cls.env.ref("base.ru").id,
            }
        )
        cls.env["client360.express.report"].create(
            {
                "partner_id": cls.partner.id,
                "inn": cls.partner.vat,
                "state": "done",
                "risk": "red",
                "date_done": fields.Datetime.now(),
            }
        )

    def test_badge_page_reason(self):
        self.start_tour(
            f"/odoo/contacts/{self.partner.id}",
            "client360_reliability_page",
            login="reliability_tour",
        )
        reading = self.env["client360.reliability.reading"].search([])
        self.assertEqual(reading.partner_id, self.partner)
        self.env.ref("client360.ir_cron_express_report").method_direct_trigger()
        self.env.invalidate_all()
        self.assertTrue(self.partner.reliability_date)
        self.start_tour(
            f"/odoo/contacts/{self.partner.id}",
            "client360_reliability_reasons",
            login="reliability_tour",
        )

    def test_an_order_is_stopped_and_released(self):
        self.env.company.write(
            {"client360_gate_sale": "warn", "client360_gate_on_red": True}
        )
        product = self.env["product.product"].create({"name": "Tour Good"})
        order = self.env["sale.order"].create(
            {
                "partner_id": self.partner.id,
                "user_id": self.seller.id,
                "order_line": [(0, 0, {"product_id": product.id, "price_unit": 5})],
            }
        )
        # the refusal that the dialog answers
        with mute_logger("odoo.http"):
            self.start_tour(
                f"/odoo/sales/{order.id}",
                "client360_gate_order",
                login="reliability_tour",
            )
        self.assertEqual(order.state, "sale")
        decision = self.env["client360.risk.decision"].search(
            [("res_model", "=", "sale.order"), ("res_id", "=", order.id)]
        )
        self.assertEqual(decision.reason, "Prepaid in full")
        self.assertEqual(decision.user_id, self.seller)
