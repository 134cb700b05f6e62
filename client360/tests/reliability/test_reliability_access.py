# Copyright 2026 Client 360 contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from lxml import etree

from odoo.exceptions import AccessError
from odoo.tests import TransactionCase, new_test_user, tagged

OPERATIONS = ("read", "write", "create", "unlink")
INTERNAL = "base.group_user"
#: {model: {role: operations}}
RIGHTS = {
    "client360.reliability.fact": {"employee": "r", "admin": "r", "portal": ""},
    "client360.reliability.reason": {"employee": "r", "admin": "r", "portal": ""},
    "client360.reliability.reading": {"employee": "", "admin": "ru", "portal": ""},
    "client360.risk.decision": {"employee": "r", "admin": "r", "portal": ""},
    "client360.risk.decision.make": {"employee": "rwc", "admin": "rwc", "portal": ""},
}
LETTERS = dict(zip("rwcu", OPERATIONS, strict=True))


@tagged("post_install", "-at_install")
class TestReliabilityAccess(TransactionCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        groups = {
            "employee": INTERNAL,
            "admin": "base.group_system",
            "portal": "base.group_portal",
        }
        cls.users = {
            role: new_test_user(cls.env, f"reliability_{role}", group)
            for role, group in groups.items()
        }
        cls.partner = cls.env["res.partner"].create(
            {"name": "Facts", "is_company": True}
        )
        cls.fact = cls.env["client360.reliability.fact"].create(
            {
                "partner_id": cls.partner.id,
                "method": "legalAnalytics",
                "code": "unreliableAddress",
                "value": "true",
                "tone": "red",
                "section": "registration",
                "date_from": "2026-01-31",
            }
        )

    def test_table_of_rights(self):
        for model, roles in RIGHTS.items():
            for role, letters in roles.items():
                allowed = {LETTERS[letter] for letter in letters}
                for operation in OPERATIONS:
                    with self.subTest(model=model, role=role, operation=operation):
                        has = self.env[model].with_user(self.users[role])
                        self.assertEqual(
                            has.has_access(operation), operation in allowed
                        )

    def test_whoever_may_read_the_card(self):
        company = self.env["res.company"].create({"name": "Elsewhere"})
        fact = self.fact.with_user(self.users["employee"])
        self.assertEqual(fact.search([("id", "=", fact.id)]), fact)
        self.assertEqual(fact.value, "true")
        self.partner.company_id = company
        fact.invalidate_recordset()
        self.assertFalse(fact.search([("id", "=", fact.id)]))
        self.assertFalse(fact._read_group([("id", "=", fact.id)], ["tone"]))
        with self.assertRaises(AccessError):
            fact.read(["value"])
        with self.assertRaises(AccessError):
            self.partner.with_user(self.users["employee"]).client360_reliability()

    def test_a_customer_sees_nothing_of_it(self):
        portal = self.users["portal"]
        self.partner.user_ids = portal
        partner = portal.partner_id.with_user(portal)
        for method in ("client360_reliability", "client360_reliability_chart"):
            with self.assertRaises(AccessError):
                getattr(partner, method)()
        for name in (
            "reliability_fact_ids",
            "reliability_reason_ids",
            "reliability_date",
        ):
            with self.assertRaises(AccessError):
                partner.read([name])

    def test_nobody_writes_what_a_reading_tells(self):
        writer = new_test_user(
            self.env, "reliability_writer", "base.group_partner_manager"
        )
        partner = self.partner.with_user(writer)
        reason = self.env.ref("client360.reliability_reason_other")
        for values in (
            {"reliability_reason_ids": [(4, reason.id)]},
            {"reliability_date": "2026-01-01 00:00:00"},
            {"kontur_watched": True},
            {"reliability_fact_ids": [(2, self.fact.id)]},
            {"reliability_fact_ids": [(1, self.fact.id, {"tone": "green"})]},
        ):
            with self.subTest(values=values):
                with self.assertRaises(AccessError):
                    partner.write(values)
                with self.assertRaises(AccessError):
                    partner.create({"name": "Forged", **values})
        self.assertEqual(self.fact.exists().tone, "red")

    def test_page_is_the_ninth_and_for_employees(self):
        view = self.env.ref("base.view_partner_form")
        Partner = self.env["res.partner"].with_user(self.users["employee"])
        arch = etree.fromstring(Partner.get_view(view.id)["arch"])
        pages = [page.get("name") for page in arch.iter("page")]
        position = pages.index("client360_reliability")
        ours = [name for name in pages if (name or "").startswith("client360_")]
        self.assertEqual(ours[-1], "client360_reliability")
        self.assertEqual(pages[position - 1], "client360_projects")
        self.assertGreater(pages.index("contact_addresses"), position)
        page = arch.find(".//page[@name='client360_reliability']")
        names = [widget.get("name") for widget in page.iter("widget")]
        self.assertEqual(names, ["client360_reliability", "client360_list"])
        self.assertFalse(page.xpath(".//field"), "flat: nothing loads with the card")

    def test_one_open_fact_a_marker(self):
        from psycopg2.errors import UniqueViolation

        from odoo.tools import mute_logger

        with mute_logger("odoo.sql_db"), self.assertRaises(UniqueViolation):
            self.fact.copy()
        self.fact.date_to = "2026-02-01"
        self.env.flush_all()
        self.fact.copy({"date_to": False})

    def test_merged_cards_keep_one_open_fact_a_marker(self):
        other = self.env["res.partner"].create({"name": "Twin", "is_company": True})
        twin = self.fact.copy({"partner_id": other.id})
        ended = self.fact.copy({"partner_id": other.id, "date_to": "2026-02-01"})
        wizard = self.env["base.partner.merge.automatic.wizard"].create({})
        wizard._merge((self.partner + other).ids, self.partner)
        self.env.invalidate_all()
        self.assertEqual(self.fact.exists().partner_id, self.partner)
        self.assertFalse(twin.exists())
        self.assertEqual(ended.partner_id, self.partner)
        self.assertEqual(self.partner.reliability_reason_ids.code, "unreliable")
