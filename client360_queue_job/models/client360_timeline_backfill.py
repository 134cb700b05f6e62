# Copyright 2026 Client 360 contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo import api, models


class Client360TimelineBackfill(models.Model):
    _inherit = "client360.timeline.backfill"
    _queue_jobs = 1

    @api.model
    def _cron_backfill(self):
        return None if self._leave_to_jobs() else super()._cron_backfill()
