# Copyright 2026 Client 360 contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo import models


class ResPartner(models.Model):
    # pylint: disable=consider-merging-classes-inherited
    # One class for each subject of the card, see docs/architecture.rst.
    _inherit = "res.partner"

    def _compute_agreements_count(self):
        """OCA counts only the contact's own contracts, templates among them, and
        fails for users who may not read contracts."""
        counts = self._roll_up_count("agreement", [("is_template", "=", False)])
        for partner in self:
            partner.agreements_count = counts[partner._origin.id]

    def action_open_agreement(self):
        action = super().action_open_agreement()
        action["domain"] = [
            ("partner_id", "child_of", self.ids),
            ("is_template", "=", False),
        ]
        return action
