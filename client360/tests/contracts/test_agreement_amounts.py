# Copyright 2026 Client 360 contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from datetime import timedelta

from psycopg2.errors import CheckViolation

from odoo import Command, fields
from odoo.exceptions import AccessError, UserError
from odoo.tests import Form, new_test_user, tagged
from odoo.tools import mute_logger

from odoo.addons.account.tests.common import AccountTestInvoicingCommon


@tagged("post_install", "-at_install")
class TestAgreementAmounts(AccountTestInvoicingCommon):
    @classmethod
    def get_default_groups(cls):
        return (
            super().get_default_groups()
            | cls.quick_ref("agreement.group_agreement_user")
            | cls.quick_ref("sales_team.group_sale_manager")
        )

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.today = fields.Date.context_today(cls.env["agreement"])
        cls.contract = cls.new_contract(amount=1000)
        cls.bank = cls.company_data["default_journal_bank"]
        # Payments are booked at once, as in a company with outstanding accounts.
        cls.bank.inbound_payment_method_line_ids.payment_account_id = (
            cls.inbound_payment_method_line.payment_account_id
        )

    @classmethod
    def new_contract(cls, **values):
        values = {
            "name": "Supply",
            "partner_id": cls.partner_a.id,
            "company_id": cls.env.company.id,
            "state": "active",
            **values,
        }
        return cls.env["agreement"].create(values)

    def invoice(self, amount, contract=None, move_type="out_invoice", **values):
        move = self.env["account.move"].create(
            {
                "move_type": move_type,
                "partner_id": self.partner_a.id,
                "invoice_date": self.today,
                "agreement_id": (self.contract if contract is None else contract).id,
                "invoice_line_ids": [
                    Command.create(
                        {
                            "name": "Work",
                            "quantity": 1,
                            "price_unit": amount,
                            "tax_ids": [Command.clear()],
                        }
                    )
                ],
                **values,
            }
        )
        move.action_post()
        return move

    def pay(self, move, amount=None):
        wizard = (
            self.env["account.payment.register"]
            .with_context(active_model="account.move", active_ids=move.ids)
            .create({"payment_date": self.today})
        )
        if amount:
            wizard.amount = amount
        wizard._create_payments()

    def assertPaid(self, contract, paid, left):
        contract.invalidate_recordset()
        self.assertEqual((contract.paid_amount, contract.left_amount), (paid, left))

    def test_paid_and_left(self):
        self.assertPaid(self.contract, 0, 1000)
        first = self.invoice(400)
        self.assertPaid(self.contract, 0, 1000)
        self.pay(first, 150)
        self.assertPaid(self.contract, 150, 850)
        self.pay(first)
        self.assertPaid(self.contract, 400, 600)
        self.assertEqual(self.contract.invoice_count, 1)
        other = self.new_contract(amount=50)
        self.pay(self.invoice(70, other))
        self.assertPaid(other, 70, -20)
        self.assertPaid(self.contract, 400, 600)

    def test_drafts_and_cancelled_do_not_count(self):
        move = self.invoice(400)
        self.pay(move)
        move.button_draft()
        self.assertPaid(self.contract, 0, 1000)
        self.assertEqual(self.contract.invoice_count, 0)
        move.button_cancel()
        self.assertPaid(self.contract, 0, 1000)

    def test_credit_note(self):
        move = self.invoice(400)
        self.pay(move)
        refund = self.invoice(100, move_type="out_refund")
        # owed back, but not given back
        self.assertPaid(self.contract, 400, 600)
        self.pay(refund)
        self.assertPaid(self.contract, 300, 700)

    def test_invoice_that_a_credit_note_settles_is_not_paid(self):
        move = self.invoice(400)
        wizard = (
            self.env["account.move.reversal"]
            .with_context(active_model="account.move", active_ids=move.ids)
            .create({"journal_id": move.journal_id.id, "date": self.today})
        )
        wizard.refund_moves()
        refund = wizard.new_move_ids
        self.assertEqual(refund.agreement_id, self.contract)
        refund.action_post()
        self.assertEqual(move.payment_state, "reversed")
        self.assertPaid(self.contract, 0, 1000)

    def test_supplier(self):
        contract = self.new_contract(domain="purchase", amount=500)
        self.pay(self.invoice(200, contract, "in_invoice"))
        self.assertPaid(contract, 200, 300)
        # what the supplier bought of us is no payment to him
        self.pay(self.invoice(70, contract))
        self.assertPaid(contract, 200, 300)

    def test_currencies(self):
        """An invoice in another currency counts at the rate of its own date."""
        gold = self.setup_other_currency("EUR", rates=[("1900-01-01", 2.0)])
        self.pay(self.invoice(100, currency_id=gold.id))
        self.assertPaid(self.contract, 50, 950)
        gold.rate_ids.create(
            {
                "name": self.today + timedelta(days=1),
                "rate": 4.0,
                "currency_id": gold.id,
                "company_id": self.env.company.id,
            }
        )
        self.assertPaid(self.contract, 50, 950)
        contract = self.new_contract(amount=1000, currency_id=gold.id)
        self.pay(self.invoice(100, contract))
        self.assertPaid(contract, 200, 800)
        self.pay(self.invoice(100, contract, currency_id=gold.id))
        self.assertPaid(contract, 300, 700)

    def test_companies(self):
        other = self.company_data_2 = self.setup_other_company(name="Other company")
        shared = self.new_contract(company_id=False, amount=1000)
        self.pay(self.invoice(100, shared))
        there = self.env["account.move"].with_company(other["company"])
        move = there.create(
            {
                "move_type": "out_invoice",
                "partner_id": self.partner_a.id,
                "invoice_date": self.today,
                "agreement_id": shared.id,
                "company_id": other["company"].id,
                "invoice_line_ids": [
                    Command.create(
                        {
                            "name": "Work",
                            "price_unit": 10,
                            "tax_ids": [Command.clear()],
                            "account_id": other["default_account_revenue"].id,
                        }
                    )
                ],
            }
        )
        move.action_post()
        companies = self.env.company.ids
        both = [*companies, other["company"].id]
        self.assertEqual(
            [
                shared.with_context(allowed_company_ids=ids).invoice_count
                for ids in (companies, both)
            ],
            [1, 2],
        )
        with self.assertRaises(UserError):
            move.agreement_id = self.contract

    def test_invoice_of_an_order(self):
        orders = self.env["sale.order"].create(
            [
                {
                    "partner_id": self.partner_a.id,
                    "agreement_id": contract.id,
                    "order_line": [
                        Command.create(
                            {
                                "product_id": self.product_a.id,
                                "qty_delivered": 1,
                                "price_unit": 10,
                            }
                        )
                    ],
                }
                for contract in (self.contract, self.contract, self.new_contract())
            ]
        )
        self.product_a.invoice_policy = "order"
        orders.action_confirm()
        moves = orders._create_invoices()
        self.assertEqual(len(moves), 2)
        self.assertEqual(moves.agreement_id, orders.agreement_id)

    def test_tree(self):
        child = self.new_contract(parent_id=self.contract.id, amount=200)
        self.new_contract(parent_id=child.id, amount=30)
        self.new_contract(parent_id=self.contract.id, amount=7, state="draft")
        self.pay(self.invoice(100))
        self.pay(self.invoice(50, child))
        self.assertPaid(self.contract, 100, 900)
        self.assertEqual(self.contract.tree_amount, 1230)
        self.assertEqual(self.contract.tree_paid_amount, 150)
        self.assertEqual(self.contract.tree_left_amount, 1080)
        self.assertEqual(child.tree_amount, 230)

    def test_no_query_per_contract(self):
        children = [
            self.new_contract(parent_id=self.contract.id, amount=1) for _row in range(4)
        ]
        names = ["paid_amount", "left_amount", "tree_left_amount", "invoice_count"]

        def count(contracts):
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            contracts.read(names)
            return self.env.cr.sql_log_count - before

        count(children[0] + children[1])
        few = count(children[0] + children[1])
        self.assertEqual(count(self.env["agreement"].union(*children)), few)

    def test_who_sees_what_was_paid(self):
        groups = "base.group_user,agreement.group_agreement_user"
        accountant = new_test_user(
            self.env, "accountant of contracts", "account.group_account_invoice"
        )
        seller = new_test_user(
            self.env, "seller of contracts", f"{groups},sales_team.group_sale_salesman"
        )
        self.env["client360.agreement.payment"].create(
            {"agreement_id": self.contract.id, "date": self.today, "amount": 5}
        )
        for user, sees in ((accountant, True), (seller, False)):
            contract = self.contract.with_user(user)
            names = contract.fields_get()
            for name in (
                "paid_amount",
                "left_amount",
                "tree_paid_amount",
                "tree_left_amount",
                "invoice_count",
            ):
                self.assertEqual(name in names, sees, name)
            arch = contract.get_view(view_type="form")["arch"]
            self.assertEqual("action_view_invoices" in arch, sees)
            # The schedule is part of the contract.
            self.assertEqual(contract.payment_ids.amount, 5)
            self.assertEqual("state" in contract.payment_ids.fields_get(), sees)
        with self.assertRaises(AccessError):
            self.contract.with_user(seller).read(["paid_amount"])
        with self.assertRaises(AccessError):
            self.contract.with_user(accountant).payment_ids.amount = 6
        self.contract.with_user(seller).payment_ids.amount = 6

    def schedule(self, *rows):
        return self.env["client360.agreement.payment"].create(
            [
                {
                    "agreement_id": self.contract.id,
                    "date": self.today + timedelta(days=days),
                    "amount": amount,
                }
                for days, amount in rows
            ]
        )

    def test_payments_cover_the_oldest_first(self):
        late, older, now, later = self.schedule(
            (-1, 300), (-9, 200), (0, 100), (9, 400)
        )
        rows = older + late + now + later

        def states():
            self.contract.invalidate_recordset()
            rows.invalidate_recordset()
            return list(
                zip(rows.mapped("state"), rows.mapped("left_amount"), strict=False)
            )

        self.assertEqual(
            states(),
            [("overdue", 200), ("overdue", 300), ("planned", 100), ("planned", 400)],
        )
        self.pay(self.invoice(250))
        self.assertEqual(
            states(),
            [("paid", 0), ("overdue", 250), ("planned", 100), ("planned", 400)],
        )
        self.pay(self.invoice(400))
        self.assertEqual(
            states(), [("paid", 0), ("paid", 0), ("paid", 0), ("partial", 350)]
        )

    def test_schedule_against_the_amount(self):
        rows = self.schedule((0, 300), (1, 600))
        contract = self.contract
        self.assertEqual(contract.schedule_shortfall, 100)
        self.assertEqual(contract.schedule_difference, 0)
        rows[0].amount = 450
        self.assertEqual(contract.schedule_shortfall, 0)
        self.assertEqual(contract.schedule_difference, 50)

    def test_per_cent(self):
        with Form(self.contract) as form:
            with form.payment_ids.new() as row:
                row.date = self.today
                row.percent = 30
                self.assertEqual(row.amount, 300)
            with form.payment_ids.new() as row:
                row.date = self.today
                row.percent = 30
                row.amount = 400
                self.assertEqual(row.percent, 0)
        share, fixed = self.contract.payment_ids
        self.contract.amount = 2000
        self.assertEqual((share.amount, fixed.amount), (600, 400))
        for values in ({"percent": 101}, {"percent": -1}, {"amount": -1}):
            with (
                self.subTest(**values),
                mute_logger("odoo.sql_db"),
                self.assertRaises(CheckViolation),
                self.env.cr.savepoint(),
            ):
                fixed.write(values)
                fixed.flush_recordset()

    def test_activity_for_what_is_overdue(self):
        self.registry_enter_test_mode()
        activity_type = self.env.ref("client360.mail_activity_type_agreement_payment")
        paid, overdue, today = self.schedule((-9, 200), (-1, 300), (0, 100))
        draft = self.new_contract(state="draft")
        paid.copy({"agreement_id": draft.id})
        self.pay(self.invoice(200))
        cron = self.env.ref("client360.ir_cron_agreements")
        for _time in range(2):
            cron.method_direct_trigger()
            activities = self.contract.activity_ids.filtered(
                lambda activity: activity.activity_type_id == activity_type
            )
            self.assertEqual(activities.date_deadline, overdue.date)
            self.assertEqual(activities.user_id, self.contract.user_id)
        self.assertFalse(today.is_reminded)
        self.assertFalse(draft.activity_ids)
        overdue.date += timedelta(days=9)
        self.assertFalse(overdue.is_reminded)
        self.contract.action_archive_contract()
        self.assertFalse(self.contract.activity_ids)

    def test_schedules_of_other_companies(self):
        other = self.env["res.company"].create({"name": "Other"})
        user = new_test_user(
            self.env, "lawyer of schedules", "agreement.group_agreement_user"
        )
        row = self.schedule((0, 1)).with_user(user)
        self.assertEqual(row.search([("id", "=", row.id)]), row)
        self.contract.company_id = other
        self.assertFalse(row.search([("id", "=", row.id)]))

    def test_vat(self):
        contract = self.contract
        contract.amount = 1200
        self.assertEqual(contract.tax_amount, 0)
        tax = self.env["account.tax"].create({"name": "VAT 20%", "amount": 20})
        contract.tax_id = tax
        self.assertEqual(contract.tax_amount, 200)
        tax.price_include_override = "tax_included"
        contract.invalidate_recordset()
        self.assertEqual(contract.tax_amount, 200)
        context = contract.action_add_supplementary()["context"]
        with Form(self.env["agreement"].with_context(**context)) as form:
            form.name = "New price"
        self.assertEqual(form.record.tax_id, tax)
        contract.domain = "purchase"
        self.assertFalse(contract.tax_id)

    def test_vat_of_another_company(self):
        tax = self.env["account.tax"].create({"name": "VAT 20%", "amount": 20})
        self.contract.tax_id = tax
        self.contract.company_id = self.env["res.company"].create({"name": "Other"})
        self.assertFalse(self.contract.tax_id)
        with self.assertRaises(UserError):
            self.contract.tax_id = tax

    def test_invoices_that_are_older(self):
        order = self.env["sale.order"].create(
            {
                "partner_id": self.partner_a.id,
                "agreement_id": self.contract.id,
                "order_line": [Command.create({"product_id": self.product_a.id})],
            }
        )
        self.product_a.invoice_policy = "order"
        order.action_confirm()
        move = order._create_invoices()
        other = self.invoice(5, contract=self.env["agreement"])
        move.agreement_id = False
        self.env.flush_all()
        move._init_column("agreement_id")
        self.env.invalidate_all()
        self.assertEqual(move.agreement_id, self.contract)
        self.assertFalse(other.agreement_id)
