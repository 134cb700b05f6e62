# Copyright 2026 Client 360 contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from datetime import timedelta

from lxml import etree

from odoo import Command, fields
from odoo.tests import new_test_user, tagged

from odoo.addons.account.tests.common import AccountTestInvoicingCommon


@tagged("post_install", "-at_install")
class TestCrmPage(AccountTestInvoicingCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env.user.group_ids += cls.env.ref(
            "sales_team.group_sale_manager"
        ) + cls.env.ref("agreement.group_agreement_user")
        cls.partner = cls.env["res.partner"].create(
            {
                "name": "Ural Pipes",
                "is_company": True,
                "child_ids": [
                    Command.create({"name": "Anna", "type": "contact"}),
                    Command.create(
                        {"name": "Gone", "type": "contact", "active": False}
                    ),
                ],
            }
        )
        cls.product = cls.env["product.product"].create(
            {"name": "Pipe", "list_price": 100, "invoice_policy": "order"}
        )

    def new_deal(self, **values):
        return self.env["crm.lead"].create(
            {
                "name": "Pipes",
                "type": "opportunity",
                "partner_id": self.partner.id,
                **values,
            }
        )

    def new_order(self, **values):
        return self.env["sale.order"].create(
            {
                "partner_id": self.partner.id,
                "order_line": [
                    Command.create({"product_id": self.product.id, "tax_ids": False})
                ],
                **values,
            }
        )

    def card_widgets(self):
        """The lists of the page: {model: attributes}."""
        view = self.env.ref("base.view_partner_form")
        arch = etree.fromstring(self.env["res.partner"].get_view(view.id)["arch"])
        page = arch.find(".//page[@name='client360_crm']")
        return {node.get("model"): node.attrib for node in page.iter("widget")}

    def test_every_list_has_views_of_its_own(self):
        widgets = self.card_widgets()
        self.assertEqual(
            list(widgets), ["crm.lead", "sale.order", "account.move", "account.payment"]
        )
        for model, attributes in widgets.items():
            for kind in ("list", "kanban", "search"):
                with self.subTest(model=model, kind=kind):
                    view = self.env["ir.ui.view"].browse(
                        int(attributes[f"{kind}_view"])
                    )
                    self.assertEqual((view.model, view.type), (model, kind))
                    # Never the default view of the app itself
                    self.assertNotEqual(
                        self.env["ir.ui.view"].default_view(model, kind), view.id
                    )

    def test_buttons_of_the_rows_exist(self):
        """Object buttons are methods, action buttons existing actions."""
        for model, attributes in self.card_widgets().items():
            for kind in ("list", "kanban"):
                view = self.env["ir.ui.view"].browse(int(attributes[f"{kind}_view"]))
                arch = etree.fromstring(self.env[model].get_view(view.id)["arch"])
                buttons = arch.xpath("//button[@name] | //a[@name]")
                self.assertTrue(buttons, f"{model} {kind}")
                for button in buttons:
                    name = button.get("name")
                    with self.subTest(model=model, kind=kind, button=name):
                        if button.get("type") == "object":
                            self.assertTrue(callable(getattr(self.env[model], name)))
                        else:
                            self.assertTrue(
                                self.env["ir.actions.actions"]
                                .browse(int(name))
                                .exists()
                            )

    def test_deals_and_orders_are_those_of_the_apps(self):
        family = self.env["res.partner"].with_context(active_test=False)
        for owner in family.search([("id", "child_of", self.partner.id)]):
            self.new_deal(partner_id=owner.id)
            self.new_order(partner_id=owner.id)
        self.new_deal(active=False, probability=0)
        self.new_deal(type="lead")
        child_of = [("partner_id", "child_of", self.partner.id)]
        deals = self.env["crm.lead"].with_context(active_test=False).search(child_of)
        action = self.partner.action_view_opportunity()
        self.assertEqual(len(deals), 5)
        self.assertEqual(
            deals,
            self.env["crm.lead"]
            .with_context(active_test=False)
            .search(action["domain"]),
        )
        self.assertEqual(len(self.env["sale.order"].search(child_of)), 3)
        self.assertEqual(self.partner.sale_order_count, 3)

    def test_new_quotation_takes_the_contract_of_the_deal(self):
        contract = self.env["agreement"].create(
            {"name": "Supply", "code": "S-1", "partner_id": self.partner.id}
        )
        deal = self.new_deal(agreement_id=contract.id)
        action = deal.action_sale_quotations_new()
        order = self.env["sale.order"].with_context(**action["context"]).create({})
        self.assertEqual(order.agreement_id, contract)
        self.assertEqual(order.opportunity_id, deal)

    def test_payment_leads_to_order_and_deal(self):
        deal = self.new_deal()
        order = self.new_order(opportunity_id=deal.id)
        order.action_confirm()
        invoice = order._create_invoices()
        invoice.action_post()
        payment = self.pay(invoice)
        self.assertEqual(payment.sale_order_ids, order)
        self.assertEqual(payment.opportunity_ids, deal)
        self.assertEqual(payment.user_id, self.env.user)

    def test_payment_hides_orders_that_the_user_may_not_read(self):
        order = self.new_order(user_id=self.env.user.id)
        order.action_confirm()
        invoice = order._create_invoices()
        invoice.action_post()
        payment = self.pay(invoice)
        salesperson = new_test_user(
            self.env,
            login="own documents only",
            groups="sales_team.group_sale_salesman,account.group_account_readonly",
            company_id=self.env.company.id,
        )
        # The read-only accountant's access right would let her read every order
        self.env.ref("sale.sale_order_personal_rule").groups = self.env.ref(
            "base.group_user"
        )
        self.assertFalse(payment.with_user(salesperson).sale_order_ids)
        order.user_id = salesperson
        payment.invalidate_recordset(["sale_order_ids"])
        self.assertEqual(payment.with_user(salesperson).sale_order_ids, order)

    def test_an_accountant_reads_payments_without_a_right_to_deals(self):
        order = self.new_order(opportunity_id=self.new_deal().id)
        order.action_confirm()
        invoice = order._create_invoices()
        invoice.action_post()
        payment = self.pay(invoice)
        accountant = new_test_user(
            self.env,
            login="no deals",
            groups="account.group_account_user",
            company_id=self.env.company.id,
        )
        payment = payment.with_user(accountant)
        self.assertFalse(payment.env["crm.lead"].has_access("read"))
        self.assertTrue(payment.web_read({"sale_order_ids": {}}))
        self.assertFalse(payment.opportunity_ids)

    def test_a_salesperson_opens_an_invoice_without_its_payments(self):
        salesperson = new_test_user(
            self.env,
            login="no payments",
            groups="sales_team.group_sale_salesman",
            company_id=self.env.company.id,
        )
        order = self.new_order(user_id=salesperson.id)
        order.action_confirm()
        invoice = order._create_invoices()
        invoice.action_post()
        payment = self.pay(invoice)
        fields_ = {"reconciled_payment_ids": {}, "payment_count": {}}
        [seen] = invoice.web_read(fields_)
        self.assertEqual(seen["reconciled_payment_ids"], payment.ids)
        self.env.invalidate_all()
        self.assertFalse(payment.with_user(salesperson).has_access("read"))
        [seen] = invoice.with_user(salesperson).web_read(fields_)
        self.assertEqual(seen["reconciled_payment_ids"], [])
        self.assertEqual(seen["payment_count"], 0)

    def test_days_overdue(self):
        today = fields.Date.context_today(self.env["account.move"])
        for due, paid, expected in [
            (today - timedelta(days=12), False, 12),
            (today, False, 0),
            (today + timedelta(days=3), False, 0),
            (today - timedelta(days=12), True, 0),
        ]:
            with self.subTest(due=due, paid=paid):
                invoice = self.init_invoice(
                    "out_invoice", partner=self.partner, amounts=[100.0], taxes=[]
                )
                invoice.invoice_payment_term_id = False
                invoice.invoice_date_due = due
                invoice.invoice_date = due
                invoice.action_post()
                if paid:
                    self.pay(invoice)
                self.assertEqual(invoice.days_overdue, expected)

    def pay(self, invoice):
        return (
            self.env["account.payment.register"]
            .with_context(active_model="account.move", active_ids=invoice.ids)
            .create({})
            ._create_payments()
        )
