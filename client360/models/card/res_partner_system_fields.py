# Copyright 2026 Client 360 contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo import api, models


class ResPartner(models.Model):
    # pylint: disable=consider-merging-classes-inherited
    # One class for each subject of the card, see docs/architecture.rst.
    _name = "res.partner"
    _inherit = ["res.partner", "client360.system.fields.mixin"]

    @api.model
    def _get_system_fields(self):
        return super()._get_system_fields() | {
            "dadata_date",
            "dadata_snapshot",
            "express_report_date",
            "express_report_status",
            "has_invalid_requisites",
        }
