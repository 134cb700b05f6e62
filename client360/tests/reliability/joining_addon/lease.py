# Copyright 2026 Client 360 contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo import fields, models


class FleetLease(models.Model):
    """A document of somebody else: no company, no chatter, no activities."""

    _name = "fleet.lease"
    _description = "Lease"

    name = fields.Char(required=True)
    partner_id = fields.Many2one("res.partner")
    state = fields.Selection(
        [("draft", "Draft"), ("running", "Running")], default="draft"
    )

    def action_start(self):
        self.state = "running"
