# Copyright 2026 Client 360 contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from lxml import etree

from odoo.fields import Domain
from odoo.tests import new_test_user, tagged
from odoo.tools.safe_eval import safe_eval

from ..fake_services import generated_inn
from .common import RequisitesCase

#: Of the series of the fake services; no other test uses it.
INN = generated_inn(93_000)
OGRN = "1027700132195"
KPP = "770943002"
SPACED = f"{INN[:4]} {INN[4:7]}-{INN[7:]}"


@tagged("post_install", "-at_install")
class TestSearch(RequisitesCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.partners = cls.env["res.partner"]
        cls.card = cls.partners.create(
            {
                "name": "Яхонт",
                "legal_name": "Общество «Яхонтовый берег»",
                "is_company": True,
                "vat": INN,
                "kpp": KPP,
                "company_registry": OGRN,
                "country_id": cls.russia.id,
            }
        )

    def names(self, text, **arguments):
        """Ids that a many2one finds, in their order."""
        return [id_ for id_, _name in self.partners.name_search(text, **arguments)]

    def in_search_box(self, text):
        arch = etree.fromstring(self.partners.get_view(view_type="search")["arch"])
        domain = arch.find("field[@name='name']").get("filter_domain")
        return self.partners.search(safe_eval(domain, {"self": text}))

    def test_a_number_finds_its_card(self):
        for text in (INN, SPACED, f"ИНН {INN}", f"RU{INN}", KPP, OGRN, OGRN[:7]):
            with self.subTest(text):
                self.assertIn(self.card.id, self.names(text))
                self.assertIn(self.card, self.in_search_box(text))

    def test_a_document_is_found_by_its_customers_number(self):
        order = self.env["sale.order"].create({"partner_id": self.card.id})
        other = self.env["sale.order"].create({"partner_id": self.company().id})
        found = self.env["sale.order"].search([("partner_id", "ilike", SPACED)])
        self.assertIn(order, found)
        self.assertNotIn(other, found)

    def test_a_part_of_the_name_finds_its_card(self):
        for text in ("яхонт", "хонтовый бер", "ЯХОНТОВЫЙ"):
            with self.subTest(text):
                self.assertIn(self.card.id, self.names(text))
                self.assertIn(self.card, self.in_search_box(text))

    def test_the_very_number_comes_first(self):
        decoys = self.partners.create(
            [{"name": f"А {INN} {n}", "ref": f"{n}{INN}"} for n in range(5)]
        )
        self.assertEqual(self.names(INN, limit=1), self.card.ids)
        self.assertEqual(self.names(SPACED, limit=1), self.card.ids)
        found = self.names(INN, limit=4)
        self.assertEqual(found[0], self.card.id)
        self.assertEqual(len(set(found)), 4, "the rest follows, nobody twice")
        self.assertEqual(set(self.names(INN)), {self.card.id, *decoys.ids})
        self.assertEqual(
            self.names(INN, domain=[("id", "in", decoys.ids)]),
            decoys.ids,
            "the domain of the field counts",
        )

    def test_the_very_name_comes_first(self):
        self.partners.create([{"name": f"А Яхонт {n}"} for n in range(3)])
        self.assertEqual(self.names("Яхонт", limit=2)[0], self.card.id)
        reference = self.partners.create({"name": "Я", "ref": "Яхонт"})
        self.assertEqual(
            set(self.names("Яхонт", limit=2)), {self.card.id, reference.id}
        )

    def test_nothing_that_odoo_finds_is_lost(self):
        contact = self.partners.create(
            {"name": "Пётр", "parent_id": self.card.id, "email": "petr@yahont.example"}
        )
        for text in ("Пётр", "yahont.example", "Яхонт, Пётр"):
            with self.subTest(text):
                self.assertIn(contact.id, self.names(text))
        self.assertTrue(self.names(""), "nothing typed offers whatever there is")
        self.assertEqual(self.names("no such card at all"), [])

    def test_a_search_for_all_others(self):
        others = self.partners.search([("display_name", "not ilike", SPACED)])
        self.assertNotIn(self.card, others)
        self.assertTrue(others)
        for text in ("Яхонтовый берег", KPP):
            others = self.partners.search([("display_name", "not ilike", text)])
            self.assertNotIn(self.card, others)

    def test_archived_cards_are_not_offered(self):
        self.card.active = False
        self.assertNotIn(self.card.id, self.names(INN))
        self.assertNotIn(self.card.id, self.names("Яхонт"))
        self.assertIn(
            self.card.id,
            [
                id_
                for id_, _name in self.partners.with_context(
                    active_test=False
                ).name_search(INN)
            ],
        )

    def test_another_companys_cards_are_not_offered(self):
        company = self.env["res.company"].create({"name": "Другая"})
        self.card.company_id = company
        user = new_test_user(self.env, login="one company only")
        mine = self.partners.with_user(user)
        for text in (INN, SPACED, KPP, OGRN, "Яхонт"):
            with self.subTest(text):
                self.assertEqual(mine.name_search(text), [])
                domain = [("display_name", "ilike", text)]
                self.assertFalse(mine.search(domain))

    def test_the_index_serves_every_text(self):
        """One text without an index, and PostgreSQL reads the whole table."""
        if not self.env.registry.has_trigram:
            self.skipTest("a database without pg_trgm")
        query = self.partners.with_context(active_test=False).sudo()
        query = query._search(Domain("display_name", "ilike", "яхонтовый"), order="id")
        self.env.cr.execute("SET LOCAL enable_seqscan = off")
        self.env.cr.execute("SET LOCAL enable_indexscan = off")
        statement = query.select()
        self.env.cr.execute("EXPLAIN " + statement.code, statement.params)
        plan = "\n".join(line for (line,) in self.env.cr.fetchall())
        self.assertIn("res_partner_text_idx", plan)
        self.assertNotIn("Seq Scan", plan)
