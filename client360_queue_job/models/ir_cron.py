# Copyright 2026 Client 360 contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo import api, models


class IrCron(models.Model):
    _inherit = "ir.cron"

    @api.model
    def _commit_progress(self, processed=0, *, remaining=None, deactivate=False):
        """Tell a job of ours, too, how long it may go on."""
        left = super()._commit_progress(
            processed, remaining=remaining, deactivate=deactivate
        )
        progress = self.env.context.get("client360_job")
        return progress.note(processed, remaining) if progress else left
