# Copyright 2026 Client 360 contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo.tests import HttpCase, tagged


class CardTourCase(HttpCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.partner = cls.env["res.partner"].create(
            {"name": "Tour Customer", "is_company": True}
        )
        cls.env["crm.lead"].create(
            {
                "name": "Tour Deal",
                "partner_id": cls.partner.id,
                "type": "opportunity",
            }
        )
        cls.env["helpdesk.ticket"].create(
            {
                "name": "Tour Ticket",
                "description": "Help",
                "partner_id": cls.partner.id,
            }
        )

    def start_card_tour(self, name):
        self.start_tour(f"/odoo/contacts/{self.partner.id}", name, login="admin")


@tagged("post_install", "-at_install")
class TestCardTour(CardTourCase):
    def test_walk_the_pages_and_come_back(self):
        self.start_card_tour("client360_card")
        self.assertEqual(self.partner.email, "card@example.com")

    def test_invalid_change_keeps_the_card_open(self):
        self.start_card_tour("client360_card_invalid")

    def test_new_card(self):
        self.start_tour("/odoo/contacts/new", "client360_new_card", login="admin")


@tagged("post_install", "-at_install")
class TestCardPhone(CardTourCase):
    browser_size = "375x667"
    touch_enabled = True

    def test_lists_are_kanban(self):
        self.start_card_tour("client360_card_phone")
