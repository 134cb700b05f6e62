# Copyright 2026 Client 360 contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo import api, fields, models
from odoo.fields import Domain


class Agreement(models.Model):
    """Payment schedule of a contract."""

    # pylint: disable=consider-merging-classes-inherited
    # The contract's own file has its fields and its way through the statuses.
    _inherit = "agreement"

    payment_ids = fields.One2many(
        "client360.agreement.payment", "agreement_id", "Payment Schedule", copy=True
    )
    schedule_difference = fields.Monetary(
        compute="_compute_schedule_difference",
        help="By how much the schedule exceeds the amount of the contract.",
    )
    schedule_shortfall = fields.Monetary(
        compute="_compute_schedule_difference",
        help="How much of the contract's amount the schedule does not plan.",
    )

    @api.depends("amount", "payment_ids.amount")
    def _compute_schedule_difference(self):
        for agreement in self:
            difference = sum(agreement.payment_ids.mapped("amount")) - agreement.amount
            if agreement.currency_id:
                difference = agreement.currency_id.round(difference)
            agreement.schedule_difference = max(difference, 0)
            agreement.schedule_shortfall = max(-difference, 0)

    def _forget_reminder(self):
        self.activity_unlink(["client360.mail_activity_type_agreement_payment"])
        return super()._forget_reminder()

    @api.model
    def _cron_expire(self):
        """Raise an activity for payments that are overdue, too."""
        res = super()._cron_expire()
        in_force = self.env["client360.card"]._get_current_domain(self._name)
        late = self._get_passed_payments_domain()
        self._process_in_batches(
            in_force & Domain("payment_ids", "any", late), "_remind_of_payments"
        )
        return res

    @api.model
    def _get_passed_payments_domain(self):
        today = fields.Date.context_today(self)
        return Domain("date", "<", today) & Domain("is_reminded", "=", False)

    def _remind_of_payments(self):
        late = self._get_passed_payments_domain()
        self.payment_ids.filtered_domain(late)._remind_of_overdue()
