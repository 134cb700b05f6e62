# Copyright 2026 Client 360 contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from datetime import timedelta

from lxml import html

from odoo import Command, fields
from odoo.exceptions import AccessError, UserError
from odoo.tests import new_test_user, tagged

from odoo.addons.account.tests.common import AccountTestInvoicingCommon

from ...models.dossier.report_client360_dossier import MAX_PARTNERS, MAX_ROWS
from ..fake_services import generated_inn
from ..registers import UtcMixin

REPORT = "client360.report_dossier"
ROLES = {
    "salesperson": "sales_team.group_sale_salesman_all_leads",
    "accountant": "account.group_account_user",
    "support": "helpdesk_mgmt.group_helpdesk_user_team",
    "employee": "base.group_user",
}
#: Headings of what every employee sees.
COMMON = {"Requisites", "Reliability", "Highlights", "Contacts"}


@tagged("post_install", "-at_install")
class TestDossier(UtcMixin, AccountTestInvoicingCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env = cls.env(su=True)
        cls.today = fields.Date.today()
        cls.env["ir.config_parameter"].set_param(
            "client360.kontur_focus_api_token", False
        )
        cls.users = {
            role: new_test_user(
                cls.env,
                login=f"dossier {role}",
                groups=groups,
                company_id=cls.env.company.id,
                company_ids=[Command.set(cls.env.company.ids)],
                lang="en_US",
            )
            for role, groups in ROLES.items()
        }
        cls.partner = cls.create_counterparty(
            "OOO Rich", 97_000, ceo_name="Ivanov", ceo_post="Director"
        )
        cls.contact = cls.env["res.partner"].create(
            {"name": "Anna Contact", "parent_id": cls.partner.id, "phone": "123"}
        )
        cls.fill(cls.partner)

    @classmethod
    def create_counterparty(cls, name, number, **values):
        return cls.env["res.partner"].create(
            {
                "name": name,
                "is_company": True,
                "vat": generated_inn(number),
                "country_id": cls.env.ref("base.ru").id,
                **values,
            }
        )

    @classmethod
    def fill(cls, partner, count=1):
        """Give a counterparty some of everything."""
        env, id_ = cls.env, partner.id
        env["crm.lead"].create(
            [
                {
                    "name": f"Deal {number}",
                    "type": "opportunity",
                    "partner_id": id_,
                    "expected_revenue": 1000 + number,
                    "user_id": cls.users["salesperson"].id,
                }
                for number in range(count)
            ]
        )
        env["agreement"].create(
            [
                {
                    "name": f"Supply {number}",
                    "code": f"D-{id_}-{number}",
                    "partner_id": id_,
                    "state": "active",
                    "amount": 5000,
                    "company_id": env.company.id,
                }
                for number in range(count)
            ]
        )
        invoices = env["account.move"].create(
            [
                {
                    "move_type": "out_invoice",
                    "partner_id": id_,
                    "invoice_date": cls.today - timedelta(days=100),
                    "invoice_date_due": cls.today - timedelta(days=40),
                    "invoice_line_ids": [
                        Command.create(
                            {"name": "Goods", "price_unit": 700, "tax_ids": False}
                        )
                    ],
                }
                for _number in range(count)
            ]
        )
        invoices.action_post()
        env["helpdesk.ticket"].create(
            [
                {"name": f"Ticket {n}", "description": "Help", "partner_id": id_}
                for n in range(count)
            ]
        )
        env["client360.letter"].create(
            [{"name": f"Letter {n}", "partner_id": id_} for n in range(count)]
        )
        env["project.project"].create(
            [{"name": f"Project {n}", "partner_id": id_} for n in range(count)]
        )
        env["client360.reliability.fact"].create(
            {
                "partner_id": id_,
                "inn": partner.vat,
                "method": "legalAnalytics",
                "code": "unreliableAddress",
                "value": "true",
                "tone": "red",
                "section": "registration",
                "date_from": "2026-01-31",
            }
        )
        env["client360.express.report"].create(
            {
                "partner_id": id_,
                "inn": partner.vat,
                "state": "done",
                "risk": "red",
                "date_done": fields.Datetime.now(),
            }
        )

    def render(self, partners, role="salesperson"):
        reports = self.env["ir.actions.report"].with_user(self.users[role]).sudo(False)
        content, kind = reports._render_qweb_html(REPORT, partners.ids)
        self.assertEqual(kind, "html")
        return html.fromstring(content)

    def headings(self, page):
        return [" ".join(node.text_content().split()) for node in page.iter("h3")]

    def text(self, page):
        [main] = page.xpath("//main")
        return " ".join(main.text_content().split())

    # --------------------------------------------------------------------- content
    def test_what_it_says(self):
        text = self.text(self.render(self.partner))
        for said in (
            "OOO Rich",
            self.partner.vat,
            "Ivanov, Director",
            "For internal use. Printed on",
            "High risk by the express report of",
            "The registry doubts the address",
            "Anna Contact",
            "Deal 0",
            "$ 1,000.00",
            "Supply 0",
            "Letter 0",
            "Open deals",
        ):
            self.assertIn(said, text)

    def test_an_old_report_is_called_old(self):
        self.partner.express_report_ids.date_done = "2020-01-31 12:00:00"
        text = self.text(self.render(self.partner))
        self.assertIn("by the express report of 01/31/2020, which is out of date", text)

    def test_a_status_that_nobody_has_set_is_not_told(self):
        self.users["project"] = new_test_user(
            self.env, "dossier project", "project.group_project_manager", lang="en_US"
        )
        text = self.text(self.render(self.partner, "project"))
        self.assertIn("Project 0", text)
        self.assertNotIn("Set Status", text)

    def test_debts_by_age(self):
        page = self.render(self.partner, "accountant")
        [section] = page.xpath("//section[@name='debts']")
        rows = [
            [" ".join(cell.text_content().split()) for cell in row]
            for row in section.iter("tr")
        ]
        self.assertEqual(rows, [["31–60 days", "$ 700.00"]])
        self.assertIn("$ 700.00", self.text(page))
        self.assertIn("Unpaid Invoices", self.headings(page))

    # ----------------------------------------------------------------------- roles
    def test_what_each_role_sees(self):
        deals, tickets = {"Open Deals"}, {"Open Tickets"}
        debts = {"Unpaid Invoices", "Receivable by Age"}
        for role, own, others in (
            ("salesperson", deals, debts),
            ("accountant", debts, deals | tickets),
            ("support", tickets, deals | debts),
            ("employee", set(), deals | debts | tickets),
        ):
            with self.subTest(role=role):
                headings = set(self.headings(self.render(self.partner, role)))
                self.assertLessEqual(COMMON | own, headings)
                self.assertFalse(others & headings)
                for heading, model in (
                    ("Contracts in Force", "agreement"),
                    ("Letters", "client360.letter"),
                    ("Projects", "project.project"),
                ):
                    may_read = (
                        self.env[model].with_user(self.users[role]).has_access("read")
                    )
                    self.assertEqual(heading in headings, may_read)

    def test_only_records_that_the_reader_may_see(self):
        seller = new_test_user(
            self.env, "dossier own", "sales_team.group_sale_salesman", lang="en_US"
        )
        self.users["own"] = seller
        self.assertNotIn("Deal 0", self.text(self.render(self.partner, "own")))
        self.env["crm.lead"].search(
            [("partner_id", "=", self.partner.id)]
        ).user_id = seller
        self.assertIn("Deal 0", self.text(self.render(self.partner, "own")))

    def test_who_may_not_read_the_card_has_no_dossier(self):
        self.partner.company_id = self.env["res.company"].create({"name": "Elsewhere"})
        with self.assertRaises(AccessError):
            self.render(self.partner)
        self.assertIn(
            "Anna",
            self.text(self.render(self.env["res.partner"].create({"name": "Anna"}))),
        )
        with self.assertRaises(AccessError):
            self.render(self.contact)

    def test_a_customer_has_no_dossier(self):
        portal = new_test_user(self.env, "dossier portal", "base.group_portal")
        self.users["portal"] = portal
        with self.assertRaises(AccessError):
            self.render(portal.partner_id, "portal")

    def test_menu(self):
        action = self.env.ref("client360.action_report_dossier")
        bindings = self.env["ir.actions.actions"].with_user(self.users["employee"])
        reports = bindings.get_bindings("res.partner")["report"]
        self.assertIn(action.id, [report["id"] for report in reports])
        self.assertEqual(
            self.partner._get_dossier_file_name(),
            f"Dossier OOO Rich {self.partner.vat}",
        )
        self.partner.name = "A/B"
        self.assertNotIn("/", self.contact._get_dossier_file_name())

    # --------------------------------------------------------------------- partners
    def test_empty_card(self):
        empty = self.env["res.partner"].create({"name": "Empty", "is_company": True})
        for role in ROLES:
            with self.subTest(role=role):
                page = self.render(empty, role)
                text = self.text(page)
                self.assertIn("No contacts.", text)
                for word in ("False", "None", "more", "Address"):
                    self.assertNotIn(word, text)
                self.assertFalse(page.xpath("//section[@name='debts']"))
                self.assertFalse(page.xpath("//tbody"))

    def test_person(self):
        person = self.env["res.partner"].create(
            {"name": "Pyotr Person", "phone": "+7 900 000-00-00", "city": "Tver"}
        )
        page = self.render(person)
        text = self.text(page)
        self.assertIn("Pyotr Person", text)
        self.assertIn("+7 900", text)
        self.assertIn("Tver", text)
        self.assertNotIn("Reliability", self.headings(page))

    def test_a_contact_stands_for_its_company(self):
        page = self.render(self.contact + self.partner)
        self.assertEqual(len(page.xpath("//h2[text()='OOO Rich']")), 1)
        self.assertFalse(page.xpath("//h2[text()='Anna Contact']"))

    def test_records_of_contacts_belong_to_it(self):
        self.env["crm.lead"].create(
            {
                "name": "Deal of Anna",
                "type": "opportunity",
                "partner_id": self.contact.id,
                "user_id": self.users["salesperson"].id,
            }
        )
        self.assertIn("Deal of Anna", self.text(self.render(self.partner)))

    def test_many(self):
        others = self.env["res.partner"].concat(
            *(
                self.create_counterparty(f"Other {number}", 97_010 + number)
                for number in range(3)
            )
        )
        self.fill(others[1])
        page = self.render(self.partner + others)
        names = [name.text for name in page.xpath("//h2")]
        self.assertEqual(
            [name for name in names if name], (self.partner + others).mapped("name")
        )
        parts = page.xpath("//div[contains(@class, 'o_client360_dossier')]")
        self.assertEqual(
            ["Deal 0" in part.text_content() for part in parts],
            [True, False, True, False],
        )
        articles = page.xpath("//div[contains(@class, 'article')]")
        self.assertEqual(len(articles), 4, "each on pages of its own")

    def test_a_subsidiary_is_printed_with_its_parent_and_alone(self):
        child = self.create_counterparty("Child", 97_020, parent_id=self.partner.id)
        self.fill(child)
        page = self.render(self.partner + child)
        parent, own = page.xpath("//div[contains(@class, 'o_client360_dossier')]")
        self.assertEqual(parent.text_content().count("Letter 0"), 2)
        self.assertEqual(own.text_content().count("Letter 0"), 1)

    def test_too_many(self):
        partners = self.env["res.partner"].create(
            [{"name": f"P{number}"} for number in range(MAX_PARTNERS + 1)]
        )
        with self.assertRaisesRegex(UserError, str(MAX_PARTNERS)):
            self.render(partners)

    # ----------------------------------------------------------------------- bounds
    def test_lists_are_bounded(self):
        rich = self.create_counterparty("Very Rich", 97_030)
        self.fill(rich, count=MAX_ROWS + 3)
        page = self.render(rich)
        for register in page.xpath("//section[.//thead]"):
            rows = register.xpath(".//tbody/tr")
            self.assertEqual(len(rows), MAX_ROWS)
            self.assertIn("and 3 more", register.text_content())
        deals = page.xpath("//section[h3='Open Deals']//tbody/tr/td[1]/text()")
        self.assertEqual(deals[0], f"Deal {MAX_ROWS + 2}", "the biggest first")

    def test_queries(self):
        """Rows cost nothing, and a further counterparty a bounded number."""
        report = self.env["report.client360.report_dossier"]
        rich = self.create_counterparty("Very Rich", 97_040)
        self.fill(rich, count=MAX_ROWS)
        poor = self.create_counterparty("Not Rich", 97_041)
        self.fill(poor)

        def count(partners):
            reader = report.with_user(self.users["salesperson"]).sudo(False)
            for _warm_up in range(2):
                self.env.flush_all()
                self.env.invalidate_all()
                before = self.cr.sql_log_count
                reader._get_report_values(partners.ids)
            return self.cr.sql_log_count - before

        one, many_rows = count(poor), count(rich)
        self.assertLessEqual(many_rows, one + 3)
        self.assertLessEqual(count(poor + rich + self.partner), one + 2 * 20)
