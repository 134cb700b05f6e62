# Copyright 2026 Client 360 contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo import api, models


class Client360ExpressReportQueue(models.AbstractModel):
    _inherit = "client360.express.report.queue"
    _queue_jobs = 2

    @api.model
    def _cron_process_queue(self):
        return None if self._leave_to_jobs() else super()._cron_process_queue()
