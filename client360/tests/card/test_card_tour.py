# Copyright 2026 Client 360 contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo.tests import HttpCase, new_test_user, tagged


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

    def start_card_tour(self, name, login="admin"):
        self.start_tour(f"/odoo/contacts/{self.partner.id}", name, login=login)


@tagged("post_install", "-at_install")
class TestCardTour(CardTourCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        own = {"partner_id": cls.partner.id}
        cls.env["sale.order"].create({"name": "TOUR-7", **own})
        cls.env["client360.letter"].create({"name": "Tour Letter", **own})
        project = cls.env["project.project"].create({"name": "Tour Project", **own})
        cls.env["project.milestone"].create(
            {"name": "Tour Release", "project_id": project.id, **own}
        )
        cls.env["project.task"].create(
            {"name": "Tour Task", "project_id": project.id, **own}
        )
        cls.env["ir.attachment"].create(
            {
                "name": "tour.txt",
                "raw": b"text",
                "res_model": "res.partner",
                "res_id": cls.partner.id,
            }
        )

    def user(self, name, groups):
        return new_test_user(
            self.env,
            login=f"tour {name}",
            groups=f"base.group_user,{groups}",
            lang="en_US",
        )

    def test_walk_of_a_salesperson(self):
        seller = self.user("salesperson", "sales_team.group_sale_salesman")
        self.env["crm.lead"].create(
            {
                "name": "Own Deal",
                "type": "opportunity",
                "partner_id": self.partner.id,
                "user_id": seller.id,
            }
        )
        self.env["crm.lead"].search(
            [("name", "=", "Tour Deal")]
        ).user_id = self.env.ref("base.user_admin")
        self.start_card_tour("client360_card_of_a_salesperson", seller.login)

    def test_walk_of_who_may_only_read(self):
        reader = self.user("internal reader", "base.group_user")
        self.start_card_tour("client360_card_of_a_reader", reader.login)

    def test_new_records_of_a_manager(self):
        manager = self.user(
            "registers manager",
            "base.group_partner_manager,sales_team.group_sale_manager,"
            "project.group_project_manager,project.group_project_milestone,"
            "client360.group_letter_manager",
        )
        self.start_card_tour("client360_new_records", manager.login)

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
