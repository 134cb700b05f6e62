# Copyright 2026 Client 360 contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

import datetime

from odoo import api, fields, models


class Client360Inn(models.Model):
    """Numbers that transactions have given to cards, where duplicates are refused.

    Two transactions do not see each other's new cards. So each writes a row for the
    number: PostgreSQL lets the second one wait for the first, and then refuses it
    (``could not serialize access``), upon which Odoo runs it once more, and it finds
    the card. Rows are written by SQL alone.
    """

    _name = "client360.inn"
    _description = "INN Being Given to a Card"
    _log_access = False
    _rec_name = "inn"

    inn = fields.Char("INN", required=True)
    date = fields.Date(required=True)
    _inn_uniq = models.UniqueIndex("(inn)")

    @api.model
    def _claim(self, inns):
        """Let no other transaction give these numbers to a card at the same time.

        :param inns: INNs
        :raise psycopg2.errors.SerializationFailure: another one has done so since this
            one began; the caller of the transaction tries it again
        """
        if not inns:
            return
        # in one order, so that nobody waits for another who waits for him
        self.env.cr.execute(
            """INSERT INTO client360_inn (inn, date)
               SELECT unnest(%s), %s
                   ON CONFLICT (inn) DO UPDATE SET date = EXCLUDED.date""",
            (sorted(inns), fields.Date.today()),
            # a conflict is no news: the transaction is tried again
            log_exceptions=False,
        )

    @api.autovacuum
    def _gc_inns(self):
        limit = fields.Date.today() - datetime.timedelta(days=2)
        self.search([("date", "<", limit)]).unlink()
