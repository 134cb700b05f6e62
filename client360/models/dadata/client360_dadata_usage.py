# Copyright 2026 Client 360 contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

import datetime
from zoneinfo import ZoneInfo

from odoo import api, fields, models

MOSCOW = ZoneInfo("Europe/Moscow")


class Client360DadataUsage(models.Model):
    """Requests of a day. Rows are written in transactions of their own, by SQL."""

    _name = "client360.dadata.usage"
    _description = "Requests to DaData"
    _order = "date desc"
    _rec_name = "date"
    _log_access = False

    date = fields.Date(required=True, help="Day of Moscow time.")
    used = fields.Integer(help="Requests of the day.")
    watched = fields.Integer(help="Of these, requests of the watch.")
    answered_token = fields.Char(
        groups="base.group_system", help="Digest of the key that was accepted."
    )
    _date_uniq = models.UniqueIndex("(date)")

    @api.model
    def _moscow_date(self):
        return datetime.datetime.now(MOSCOW).date()

    @api.model
    def _today(self):
        # another transaction may have written it
        self.invalidate_model()
        return self.search([("date", "=", self._moscow_date())])

    @api.autovacuum
    def _gc_usage(self):
        limit = self._moscow_date() - datetime.timedelta(days=90)
        self.search([("date", "<", limit)]).unlink()
