# Copyright 2026 Client 360 contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo import models


class MergePartnerAutomatic(models.TransientModel):
    _inherit = "base.partner.merge.automatic.wizard"

    def _merge(self, partner_ids, dst_partner=None, extra_checks=True):
        # Two cards of one body are what a merge begins with.
        merging = self.with_context(client360_merge=True)
        if dst_partner:
            dst_partner = dst_partner.with_context(client360_merge=True)
        return super(MergePartnerAutomatic, merging)._merge(
            partner_ids, dst_partner, extra_checks
        )
