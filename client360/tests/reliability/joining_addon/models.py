# Copyright 2026 Client 360 contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo import fields, models

from odoo.addons.client360.models.reliability.client360_gate_mixin import Gate
from odoo.addons.client360.models.reliability.res_company import POLICIES


class ResCompany(models.Model):
    _inherit = "res.company"

    fleet_gate_lease = fields.Selection(POLICIES, required=True, default="warn")


class FleetLease(models.Model):
    _name = "fleet.lease"
    _inherit = ["fleet.lease", "client360.gate.mixin"]

    def _client360_get_gate(self):
        return Gate("fleet_gate_lease", states=("running",), action="action_start")
