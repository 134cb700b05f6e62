# Copyright 2026 Client 360 contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from lxml import etree

from odoo import fields
from odoo.tests import TransactionCase, tagged
from odoo.tools.safe_eval import safe_eval

from ...tools import requisites
from .. import fake_services

FULL_CARDS = ("bolshaya_versta", "nevogranit", "uraltechsvarmash")
INDIVIDUALS = ("soboleva",)


@tagged("post_install", "-at_install")
class TestDemo(TransactionCase):
    """The demo data, where it is loaded: well formed, plausible, and full pages."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        if not cls.env.ref("client360.partner_pak", raise_if_not_found=False):
            cls.skipTest(cls, "the addon's demo data is not loaded")
        data = cls.env["ir.model.data"].search(
            [("module", "=", "client360"), ("model", "=", "res.partner")]
        )
        partners = cls.env["res.partner"].with_context(active_test=False)
        cls.partners = (
            partners.browse(data.mapped("res_id"))
            .exists()
            .filtered(lambda partner: not partner.user_ids)
        )
        cls.today = fields.Date.today()

    def card(self, name):
        return self.env.ref(f"client360.partner_{name}")

    def bank_accounts(self):
        return self.partners.bank_ids

    def test_counterparties(self):
        heads = self.partners.filtered(lambda p: p.is_company and not p.parent_id)
        self.assertEqual(
            set(heads.mapped("vat")),
            {company["inn"] for company in fake_services.demo_companies()},
            "autofill and express report know exactly these",
        )
        self.assertEqual(heads.country_id.code, "RU")
        to_try = {inn for inn, _what in fake_services.INNS_TO_TRY}
        self.assertFalse(to_try & set(self.partners.mapped("vat")))
        individuals = self.partners.filtered(
            lambda p: not p.is_company and not p.parent_id
        )
        self.assertEqual(individuals, self.card(INDIVIDUALS[0]))
        branches = self.partners.filtered(lambda p: p.is_company and p.parent_id)
        self.assertEqual(branches.parent_id, self.card("bolshaya_versta"))
        self.assertEqual(len(branches), 2)
        kinds = set(heads.mapped("counterparty_kind"))
        self.assertLessEqual({"legal_entity", "entrepreneur", "public_body"}, kinds)

    def test_check_digits(self):
        checks = {
            "vat": requisites.is_inn,
            "company_registry": requisites.is_ogrn,
            "kpp": requisites.is_kpp,
            "okpo": requisites.is_okpo,
            "okved": requisites.is_okved,
            "oktmo": requisites.is_oktmo,
            "okato": requisites.is_okato,
        }
        for name, check in checks.items():
            values = set(filter(None, self.partners.mapped(name)))
            self.assertTrue(values, name)
            for value in values:
                with self.subTest(field=name, value=value):
                    self.assertTrue(check(value))
        accounts = self.bank_accounts()
        self.assertGreaterEqual(len(accounts), 12)
        for account in accounts:
            with self.subTest(account=account.acc_number):
                self.assertTrue(requisites.is_bic(account.bank_bic))
                self.assertTrue(
                    requisites.account_key_matches(account.acc_number, account.bank_bic)
                )

    def test_users(self):
        for role, login in {
            "sales": "darya",
            "accountant": "svetlana",
            "lawyer": "ilya",
            "support": "maxim",
        }.items():
            user = self.env.ref(f"client360.user_{role}")
            # A first name: Odoo's own tests create users of logins like "sales".
            self.assertEqual(user.login, login)
            self.assertFalse(user.share)
            form = self.env["res.partner"].with_user(user).get_view(view_type="form")
            self.assertIn("client360_main", form["arch"])

    def test_every_list_of_the_full_cards_has_records(self):
        """As the salesperson sees it."""
        user = self.env.ref("client360.user_sales")
        env = self.env(user=user)
        arch = env["res.partner"].get_view(view_type="form")["arch"]
        pages = {
            page.get("name"): page.findall(".//widget[@name='client360_list']")
            for page in etree.fromstring(arch).iter("page")
            if (page.get("name") or "").startswith("client360_")
        }
        self.assertEqual(len(pages), 9)
        for name in FULL_CARDS:
            partner = self.card(name)
            for page, widgets in pages.items():
                for widget in widgets:
                    model = widget.get("model")
                    field = widget.get("partner_field", "partner_id")
                    context = safe_eval(
                        widget.get("context", "{}"), {"id": partner.id, "uid": user.id}
                    )
                    domain = safe_eval(
                        widget.get("domain", f"[('{field}', 'child_of', id)]"),
                        {"id": partner.id, "uid": user.id},
                    )
                    with self.subTest(card=name, page=page, list=widget.get("string")):
                        records = env[model].with_context(**context)
                        self.assertTrue(records.search_count(domain, limit=1))

    def test_every_card_has_something(self):
        for partner in self.partners.filtered(lambda p: not p.parent_id):
            mine = [("partner_id", "child_of", partner.id)]
            with self.subTest(card=partner.name):
                self.assertTrue(
                    self.env["crm.lead"].search_count(mine, limit=1)
                    or self.env["account.move"].search_count(mine, limit=1)
                )

    def test_money_agrees(self):
        invoices = self.env["account.move"].search(
            [
                ("partner_id", "in", self.partners.ids),
                ("move_type", "=", "out_invoice"),
            ]
        )
        self.assertEqual(set(invoices.mapped("state")), {"posted"})
        self.assertEqual(invoices.currency_id, self.env.ref("base.RUB"))
        for name in FULL_CARDS:
            with self.subTest(card=name):
                card = self.card(name)
                own = invoices.filtered_domain([("partner_id", "child_of", card.id)])
                states = own.mapped("payment_state")
                self.assertLessEqual({"paid", "partial", "not_paid"}, set(states))
                overdue = own.filtered(
                    lambda i: i.amount_residual and i.invoice_date_due < self.today
                )
                self.assertTrue(overdue)
                self.assertLess(
                    sum(overdue.mapped("amount_residual")),
                    sum(own.mapped("amount_total")) / 2,
                )
        for invoice in invoices:
            orders = invoice.line_ids.sale_line_ids.order_id
            self.assertEqual(len(orders), 1)
            self.assertAlmostEqual(invoice.amount_total, orders.amount_total)
            self.assertLessEqual(invoice.invoice_date, self.today)

    def test_orders_of_this_year_and_the_last(self):
        for name in FULL_CARDS:
            orders = self.env["sale.order"].search(
                [
                    ("partner_id", "child_of", self.card(name).id),
                    ("state", "=", "sale"),
                ]
            )
            years = {order.date_order.year for order in orders}
            self.assertIn(self.today.year, years)
            self.assertIn(self.today.year - 1, years)

    def test_nobody_is_written_to(self):
        mails = self.env["mail.mail"].search_count(
            [
                "|",
                ("recipient_ids", "in", self.partners.ids),
                ("email_to", "like", ".example>"),
            ]
        )
        self.assertEqual(mails, 0)
