# Copyright 2026 Client 360 contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo import models


class IrModelAccess(models.Model):
    _inherit = "ir.model.access"

    def call_cache_clearing_methods(self):
        # The groups that may read a list's model are kept with the processed views,
        # which core does not drop: a revoked page would stay until a restart.
        result = super().call_cache_clearing_methods()
        self.env.registry.clear_cache("templates")
        return result
