# Copyright 2026 Client 360 contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo import api, fields, models


class AccountMove(models.Model):
    _inherit = "account.move"

    days_overdue = fields.Integer(
        compute="_compute_days_overdue",
        help="Days since the due date of an invoice that is not paid in full.",
    )

    @api.depends("invoice_date_due", "payment_state", "state")
    def _compute_days_overdue(self):
        today = fields.Date.context_today(self)
        for move in self:
            is_open = move.state == "posted" and move.payment_state in (
                "not_paid",
                "partial",
            )
            due = move.invoice_date_due if is_open else False
            move.days_overdue = max((today - due).days, 0) if due else 0

    def _compute_reconciled_payment_ids(self):
        """Salespeople open the invoices of their orders, though they read no payments:
        core asks for those to number them. They have none to see."""
        # EXTENDS account
        if self.env["account.payment"].has_access("read"):
            return super()._compute_reconciled_payment_ids()
        # Odoo lets nobody else assign even no records of a model without access.
        self.sudo().reconciled_payment_ids = False
        return None
