# Copyright 2026 Client 360 contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo import api, models


class ResCompany(models.Model):
    # pylint: disable=consider-merging-classes-inherited
    # One class for each register, see docs/architecture.rst.
    _inherit = "res.company"

    @api.model
    def _get_register_sequences(self):
        return {
            **super()._get_register_sequences(),
            "client360.agreement": (self.env._("Contracts"), ""),
        }
