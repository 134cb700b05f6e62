# Copyright 2026 Client 360 contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo import fields, models


class ResConfigSettings(models.TransientModel):
    _inherit = "res.config.settings"

    client360_dadata_token = fields.Char(
        "DaData API Key", config_parameter="client360.dadata_api_token"
    )
    client360_kontur_focus_token = fields.Char(
        "Kontur.Focus API Key", config_parameter="client360.kontur_focus_api_token"
    )
