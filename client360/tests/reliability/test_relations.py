# Copyright 2026 Client 360 contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

import json

from odoo.exceptions import AccessError
from odoo.tests import TransactionCase, new_test_user, tagged

from ..fake_services import generated_inn
from ..fake_services.digits import inn as complete_inn


@tagged("post_install", "-at_install")
class TestRelations(TransactionCase):
    """What two cards have to do with each other stands on both of them."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.user = new_test_user(cls.env, "relations_user", "base.group_user")
        cls.env.ref("client360.automation_express_report").active = False
        cls.numbers = iter(range(88_000, 88_100))

    def company(self, name, founders=(), **values):
        """A card; ``founders``: cards or INNs of founders that DaData has named."""
        inn = values.setdefault("vat", generated_inn(next(self.numbers)))
        if founders:
            details = {
                "founders": [
                    {
                        "name": "Founder",
                        "inn": founder if isinstance(founder, str) else founder.vat,
                        "share": 50,
                    }
                    for founder in founders
                ]
            }
            values["dadata_snapshot"] = json.dumps({"vat": inn, "details": details})
        return self.env["res.partner"].create(
            {"name": name, "is_company": True, **values}
        )

    def relations(self, partner):
        page = partner.with_user(self.user).client360_reliability()
        return {
            self.env["res.partner"].browse(row["id"]): row["why"]
            for row in page["relations"]
        }

    def test_founder(self):
        founder = self.company("Founder")
        first = self.company("First", [founder])
        second = self.company("Second", ["", founder])
        stranger = self.company("Stranger", [self.company("Another")])
        self.assertEqual(
            self.relations(founder),
            {first: "founded by this one", second: "founded by this one"},
        )
        self.assertEqual(
            self.relations(first), {founder: "founder", second: "the same founder"}
        )
        self.assertEqual(
            self.relations(second), {founder: "founder", first: "the same founder"}
        )
        self.assertNotIn(stranger, self.relations(founder))

    def test_founder_who_is_a_person(self):
        inn = complete_inn("5001000000")
        person = self.env["res.partner"].create({"name": "Anna", "vat": inn})
        company = self.company("Anna & Co.", [inn])
        self.assertEqual(self.relations(person), {company: "founded by this one"})
        self.assertEqual(self.relations(company), {person: "founder"})

    def test_a_part_of_an_inn_is_nobody(self):
        founder = self.company("Founder")
        self.company("Somebody", [f"50{founder.vat}"])
        self.assertFalse(self.relations(founder))

    def test_contacts_are_no_companies(self):
        founder = self.company("Founder")
        company = self.company("Company", [founder])
        contacts = self.env["res.partner"].create(
            [{"name": "Contact", "parent_id": one.id} for one in (founder, company)]
        )
        self.assertEqual(contacts[0].vat, founder.vat)
        self.assertEqual(set(self.relations(company)), {founder})
        self.assertEqual(set(self.relations(founder)), {company})
        # and their page is their company's
        self.assertEqual(self.relations(contacts[0]), self.relations(founder))

    def test_founders_of_another_inn_or_of_a_later_answer(self):
        founder, other = self.company("Founder"), self.company("Other")
        company = self.company("Company", [founder])
        company.dadata_snapshot = company.dadata_snapshot.replace(
            founder.vat, other.vat
        )
        self.assertFalse(self.relations(founder))
        self.assertEqual(set(self.relations(other)), {company})
        company.vat = generated_inn(next(self.numbers))
        self.assertFalse(self.relations(other))
        self.assertFalse(company.founder_inns)

    def test_director_address_and_parent(self):
        for why, values in (
            ("director of the same name", {"ceo_name": "Иванов Пётр Ильич"}),
            ("the same address", {"legal_address": "г Тверь, ул Новая, д 1"}),
        ):
            with self.subTest(why=why):
                one = self.company("One", **values)
                two = self.company("Two", **values)
                self.assertEqual(self.relations(one), {two: why})
                self.assertEqual(self.relations(two), {one: why})
        parent = self.company("Parent")
        one = self.company("One", parent_id=parent.id)
        two = self.company("Two", parent_id=parent.id)
        self.assertEqual(
            self.relations(parent),
            dict.fromkeys((one, two), "subsidiary or branch"),
        )
        self.assertEqual(
            self.relations(one),
            {parent: "parent company", two: "the same parent company"},
        )

    def test_several_reasons_stand_together(self):
        parent = self.company("Parent")
        child = self.company("Child", [parent], parent_id=parent.id)
        self.assertEqual(self.relations(child), {parent: "parent company, founder"})
        self.assertEqual(
            self.relations(parent), {child: "subsidiary or branch, founded by this one"}
        )

    def test_cards_of_another_company_stay_hidden(self):
        founder = self.company("Founder")
        company = self.company("Company", [founder])
        company.company_id = self.env["res.company"].create({"name": "Elsewhere"})
        self.assertFalse(self.relations(founder))

    def test_at_most_ten_of_a_kind(self):
        founder = self.company("Founder")
        for number in range(12):
            self.company(f"Company {number}", [founder])
        self.assertEqual(len(self.relations(founder)), 10)

    def test_nobody_writes_founders(self):
        company = self.company("Company")
        writer = new_test_user(
            self.env, "relations_writer", "base.group_partner_manager"
        )
        with self.assertRaises(AccessError):
            company.with_user(writer).founder_inns = f",{company.vat},"
        self.assertFalse(self.company("Origin", [company]).copy().founder_inns)
