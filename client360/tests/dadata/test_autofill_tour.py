# Copyright 2026 Client 360 contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo.tests import HttpCase, tagged

from ..common import FakeServicesMixin
from ..fake_services import generated_inn, special_inn

INN = special_inn("try_legal")


@tagged("post_install", "-at_install")
class TestAutofillTour(FakeServicesMixin, HttpCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.partners = cls.env["res.partner"]
        # the demo data may have the same companies
        cls.partners.search([("vat", "!=", False)]).write({"vat": False})

    def found(self):
        return self.partners.search([("vat", "=", INN)])

    def test_a_new_card(self):
        self.start_tour("/odoo/contacts/new", "client360_autofill_new", login="admin")
        card = self.found()
        self.assertEqual(card.city, "Санкт-Петербург")
        self.assertEqual(card.company_registry, "1147890002017")
        self.assertEqual(card.registry_state, "active", "nobody can type it")
        self.assertTrue(card.dadata_snapshot, "the watch has something to compare with")

    def test_typing_while_the_answer_is_on_its_way(self):
        self.server.settings(latency=1.5)
        self.start_tour(
            "/odoo/contacts/new", "client360_autofill_typing", login="admin"
        )

    def test_a_suggestion(self):
        self.start_tour(
            "/odoo/contacts/new", "client360_autofill_suggestion", login="admin"
        )
        self.assertEqual(self.found().name, "ООО «Ласточкин берег»")

    def card(self):
        return self.partners.create(
            {
                "name": 'ООО "Ласточкин берег"',
                "is_company": True,
                "vat": INN,
                "country_id": self.env.ref("base.ru").id,
                "okpo": "12345678",
                "ceo_name": "Свой Директор",
            }
        )

    def test_a_suggestion_that_has_a_card(self):
        card = self.card()
        before = self.partners.search_count([])
        self.start_tour("/odoo/contacts/new", "client360_autofill_known", login="admin")
        self.assertEqual(self.found(), card)
        self.assertEqual(self.partners.search_count([]), before)

    def test_a_conflict(self):
        card = self.card()
        self.start_tour(
            f"/odoo/contacts/{card.id}", "client360_autofill_conflict", login="admin"
        )
        self.assertEqual(card.okpo, "79000138")
        self.assertEqual(card.ceo_name, "Свой Директор")
        self.assertEqual(card.kpp, "789001001")

    def test_a_branch(self):
        self.start_tour(
            "/odoo/contacts/new", "client360_autofill_branch", login="admin"
        )

    def test_a_selection(self):
        cards = self.partners.create(
            [
                {
                    "name": f"Selected {number}",
                    "is_company": True,
                    "vat": generated_inn(10 + number),
                    "country_id": self.env.ref("base.ru").id,
                }
                for number in range(3)
            ]
        )
        self.start_tour(
            "/odoo/contacts?view_type=list",
            "client360_autofill_selection",
            login="admin",
        )
        self.assertTrue(all(card.company_registry for card in cards))

    def test_an_error(self):
        self.env["ir.config_parameter"].set_param(
            "client360.dadata_api_token", "0" * 40
        )
        self.start_tour("/odoo/contacts/new", "client360_autofill_error", login="admin")
        self.assertFalse(self.found())
