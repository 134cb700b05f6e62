# Copyright 2026 Client 360 contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo import api, fields, models

from .agreement_amounts import INVOICE_READERS


class Client360AgreementPayment(models.Model):
    """A payment that a contract plans. What was paid covers the oldest ones first."""

    _name = "client360.agreement.payment"
    _description = "Planned Payment of a Contract"
    _order = "agreement_id, date, id"
    _rec_name = "name"

    agreement_id = fields.Many2one(
        "agreement", "Contract", required=True, index=True, ondelete="cascade"
    )
    date = fields.Date("Pay By", required=True, index=True)
    name = fields.Char("What For")
    percent = fields.Float("Per Cent", digits=(5, 2))
    amount = fields.Monetary(
        compute="_compute_amount", store=True, readonly=False, precompute=True
    )
    currency_id = fields.Many2one(related="agreement_id.currency_id")
    state = fields.Selection(
        [
            ("planned", "To Come"),
            ("partial", "Partly Paid"),
            ("paid", "Paid"),
            ("overdue", "Payment Overdue"),
        ],
        "Status",
        compute="_compute_state",
        groups=INVOICE_READERS,
    )
    left_amount = fields.Monetary(
        "Left to Pay", compute="_compute_state", groups=INVOICE_READERS
    )
    is_reminded = fields.Boolean(
        compute="_compute_is_reminded",
        store=True,
        readonly=False,
        copy=False,
        export_string_translation=False,
        help="The date has passed, and an activity asks for what was not paid.",
    )

    _amount_check = models.Constraint(
        "CHECK(amount >= 0 AND percent >= 0 AND percent <= 100)",
        lambda env, _diagnostics: env._(
            "A planned payment is not negative, and not more than 100 per cent."
        ),
    )

    @api.depends("percent", "agreement_id.amount")
    def _compute_amount(self):
        for payment in self:
            if payment.percent:
                total = payment.agreement_id.amount * payment.percent / 100
                currency = payment.currency_id
                payment.amount = currency.round(total) if currency else total
            else:
                payment.amount = payment.amount or 0

    @api.onchange("amount")
    def _onchange_amount(self):
        """An amount that is typed in is no per cent of the contract any more."""
        if self.percent:
            total = self.agreement_id.amount * self.percent / 100
            if self.currency_id and self.currency_id.compare_amounts(
                self.amount, total
            ):
                self.percent = 0

    @api.depends("date", "amount")
    def _compute_is_reminded(self):
        self.is_reminded = False

    @api.depends("date", "amount", "agreement_id.paid_amount")
    @api.depends_context("tz")
    def _compute_state(self):
        today = fields.Date.context_today(self)
        self.state = "planned"
        self.left_amount = 0
        for agreement in self.agreement_id:
            paid = agreement.paid_amount
            rows = agreement.payment_ids.filtered("date")
            for row in rows.sorted(lambda row: (row.date, row._origin.id or 2**62)):
                covered = min(max(paid, 0), row.amount)
                paid -= row.amount
                left = row.amount - covered
                is_left = row.currency_id.compare_amounts(left, 0) > 0
                row.left_amount = left
                if not is_left:
                    row.state = "paid"
                elif row.date < today:
                    row.state = "overdue"
                else:
                    row.state = "partial" if covered > 0 else "planned"

    def _remind_of_overdue(self):
        """Raise an activity for the responsible user of each contract with a payment
        that is overdue, and look at none of them a second time."""
        self.is_reminded = True
        overdue = self.filtered(lambda payment: payment.state == "overdue")
        for date, payments in overdue.grouped("date").items():
            payments.agreement_id._schedule_for_responsible(
                "client360.mail_activity_type_agreement_payment", date
            )
