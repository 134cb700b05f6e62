# Copyright 2026 Client 360 contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo import api, models


class Agreement(models.Model):
    # pylint: disable=consider-merging-classes-inherited
    # The contract's own file has its fields and its way through the statuses.
    _inherit = "agreement"

    @api.depends("partner_id")
    def _compute_partner_signatory_id(self):
        """The only person of the counterparty who signs, unless another is chosen."""
        signers = (
            self.env["res.partner"]
            .search(
                [
                    ("commercial_partner_id", "in", self.commercial_partner_id.ids),
                    ("contact_role_ids.is_signatory", "=", True),
                    ("is_company", "=", False),
                ]
            )
            .grouped("commercial_partner_id")
        )
        for agreement in self:
            party = agreement.partner_id.commercial_partner_id._origin
            chosen = agreement.partner_signatory_id
            if not chosen or chosen.commercial_partner_id != party:
                candidates = signers.get(party, chosen.browse())
                agreement.partner_signatory_id = (
                    candidates if len(candidates) == 1 else False
                )
