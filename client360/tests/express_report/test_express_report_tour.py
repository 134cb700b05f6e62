# Copyright 2026 Client 360 contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo.tests import HttpCase, tagged

from ..common import FakeServicesMixin
from ..fake_services import generated_inn, unknown_inn


@tagged("post_install", "-at_install")
class TestExpressReportTour(FakeServicesMixin, HttpCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env["client360.express.report"].search([]).unlink()
        cls.automation = cls.env.ref("client360.automation_express_report")
        cls.automation.active = False

    def partner(self, name, inn):
        return self.env["res.partner"].create(
            {
                "name": name,
                "is_company": True,
                "vat": inn,
                "country_id": self.env.ref("base.ru").id,
            }
        )

    def test_card(self):
        partner = self.partner("Tour Express", generated_inn(92))
        self.start_tour(
            f"/odoo/contacts/{partner.id}",
            "client360_express_report_card",
            login="admin",
        )
        self.assertEqual(partner.express_report_status, "red")
        self.assertEqual(partner.email, "half@example.com")
        self.assertEqual(
            partner.express_report_ids.requested_by_id, self.env.ref("base.user_admin")
        )

    def test_list(self):
        self.partner("Tour Express One", generated_inn(1))
        self.partner("Tour Express Two", generated_inn(85))
        self.partner("Tour Express Three", unknown_inn())
        self.env["res.partner"].search(
            [("name", "not like", "Tour Express"), ("user_ids", "=", False)]
        ).active = False
        self.start_tour(
            "/odoo/contacts", "client360_express_report_list", login="admin"
        )

    def test_new_card(self):
        self.automation.active = True
        self.start_tour(
            "/odoo/contacts/new", "client360_express_report_new", login="admin"
        )
        partner = self.env["res.partner"].search([("name", "=", "Tour Express New")])
        self.assertEqual(partner.express_report_status, "green")
