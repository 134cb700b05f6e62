# Copyright 2026 Client 360 contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo import api, fields, models


class ResCountryState(models.Model):
    _inherit = "res.country.state"
    _rec_names_search = ["name", "code", "russian_name"]

    # Odoo's own name cannot be translated.
    russian_name = fields.Char(help="Shown instead of the name to Russian users.")

    @api.depends("russian_name")
    @api.depends_context("lang")
    def _compute_display_name(self):
        result = super()._compute_display_name()
        if (self.env.lang or "").startswith("ru"):
            for state in self.filtered("russian_name"):
                state.display_name = state.russian_name
        return result
