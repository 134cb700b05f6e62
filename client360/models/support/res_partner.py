# Copyright 2026 Client 360 contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from collections import Counter

from odoo import models


class ResPartner(models.Model):
    # pylint: disable=consider-merging-classes-inherited
    # One class for each subject of the card, see docs/architecture.rst.
    _inherit = "res.partner"

    def _compute_helpdesk_ticket_count(self):
        """OCA reads every ticket of every contact to count them."""
        total, active = Counter(), Counter()
        for partner_id, stage, count in self._roll_up(
            "helpdesk.ticket", [], "stage_id"
        ):
            total[partner_id] += count
            if not stage.closed:
                active[partner_id] += count
        for partner in self:
            all_count = total[partner._origin.id]
            active_count = active[partner._origin.id]
            partner.helpdesk_ticket_count = all_count
            partner.helpdesk_ticket_active_count = active_count
            partner.helpdesk_ticket_count_string = f"{active_count} / {all_count}"
