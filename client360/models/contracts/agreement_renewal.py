# Copyright 2026 Client 360 contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from datetime import timedelta

from dateutil.relativedelta import relativedelta

from odoo import fields, models


class Agreement(models.Model):
    # pylint: disable=consider-merging-classes-inherited
    # What follows a contract, apart from what becomes of it.
    _inherit = "agreement"

    def action_renew(self):
        """Form of the contract that follows this one, for a term as long as its own
        or for a year."""
        self.ensure_one()
        today = fields.Date.context_today(self)
        start = (
            max(self.end_date + timedelta(days=1), today) if self.end_date else today
        )
        term = relativedelta(years=1)
        if self.start_date and self.end_date:
            term = relativedelta(self.end_date + timedelta(days=1), self.start_date)
        action = self.action_add_supplementary()
        del action["context"]["default_parent_id"]
        action["context"].update(
            default_name=self.name,
            default_amount=self.amount,
            default_is_electronic=self.is_electronic,
            default_start_date=start,
            default_end_date=start + term - timedelta(days=1),
        )
        return {**action, "name": self.env._("Renewal")}
