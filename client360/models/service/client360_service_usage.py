# Copyright 2026 Client 360 contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

import datetime
from contextlib import contextmanager
from zoneinfo import ZoneInfo

from odoo import api, fields, models, modules

#: Where both services count their days.
MOSCOW = ZoneInfo("Europe/Moscow")
KEEP_DAYS = 90


class Client360ServiceUsage(models.Model):
    """What the outside services were asked on a day.

    DaData counts requests: one row a day. Kontur.Focus counts companies, each of them
    once a day: one row for each. What happens to the cards does not matter here.

    Rows are written by SQL in transactions of their own: a request is spent even if
    what asked for it fails, and nobody waits for another's transaction.
    """

    _name = "client360.service.usage"
    _description = "Requests to an Outside Service"
    _order = "date desc, id desc"
    _rec_name = "date"
    _log_access = False

    service = fields.Selection(
        [("dadata", "DaData"), ("kontur_focus", "Kontur.Focus")], required=True
    )
    date = fields.Date(required=True, help="Day of Moscow time.")
    inn = fields.Char(
        "INN", required=True, default="", help="Empty where requests are counted."
    )
    requests = fields.Integer(help="Requests of the day.")
    watched = fields.Integer(help="Of these, requests of the watch.")
    access_digest = fields.Char(
        groups="base.group_system",
        help="Digest of the key and the address that were accepted.",
    )
    _service_date_inn_uniq = models.UniqueIndex("(service, date, inn)")

    # -------------------------------------------------------------------- the day
    @api.model
    def _today(self):
        """Return the day for which requests are counted now.

        :rtype: datetime.date
        """
        return datetime.datetime.now(MOSCOW).date()

    @api.model
    def _next_day_start(self):
        """Return when the next day begins, in UTC as Odoo stores it.

        :rtype: datetime.datetime
        """
        day = self._today() + datetime.timedelta(days=1)
        midnight = datetime.datetime.combine(day, datetime.time(), MOSCOW)
        return midnight.astimezone(datetime.timezone.utc).replace(tzinfo=None)

    # ------------------------------------------------------------------- counting
    @contextmanager
    def _locked(self):
        """Give a cursor with which nobody else counts at the same time.

        Its changes last, come what may. A test keeps to its one transaction, as
        elsewhere in Odoo.

        :return: a context manager
        """
        if modules.module.current_test:
            yield self.env.cr
            return
        with self.env.registry.cursor() as cr:
            # Before the snapshot is taken: PostgreSQL refuses to update a row that
            # was changed after it.
            cr.execute("LOCK TABLE client360_service_usage IN SHARE ROW EXCLUSIVE MODE")
            yield cr

    @api.model
    def _take_requests(self, service, count, budget, watch_budget=None):
        """Take requests from today's budget, or give them back.

        :param str service: see :attr:`service`
        :param int count: requests, negative to give back
        :param int budget: requests of a day
        :param int watch_budget: those of the watch, None where it is not the watch
        :return: how many were granted, at most ``count``
        :rtype: int
        """
        if not count:
            return 0
        watch = watch_budget is not None
        with self._locked() as cr:
            used, watched = self._read_requests(cr, service)
            granted = count
            if count > 0:
                granted = min(granted, budget - used)
                if watch:
                    granted = min(granted, watch_budget - watched)
                granted = max(granted, 0)
            cr.execute(
                """UPDATE client360_service_usage
                      SET requests = GREATEST(requests + %s, 0),
                          watched = GREATEST(watched + %s, 0)
                    WHERE service = %s AND date = %s AND inn = ''""",
                (granted, granted if watch else 0, service, self._today()),
            )
            return granted

    @api.model
    def _read_requests(self, cr, service):
        """Return today's requests, and those of the watch among them.

        :param cr: cursor of :meth:`_locked`
        :param str service: see :attr:`service`
        :rtype: tuple[int, int]
        """
        key = (service, self._today())
        cr.execute(
            """INSERT INTO client360_service_usage
                           (service, date, inn, requests, watched)
                    VALUES (%s, %s, '', 0, 0)
               ON CONFLICT (service, date, inn) DO NOTHING""",
            key,
        )
        cr.execute(
            """SELECT requests, watched FROM client360_service_usage
                WHERE service = %s AND date = %s AND inn = ''""",
            key,
        )
        return cr.fetchone()

    @api.model
    def _take_inns(self, service, inns, budget):
        """Take companies from today's budget. One that was asked about today is free.

        :param str service: see :attr:`service`
        :param list inns: INNs, the most urgent first
        :param int budget: companies of a day, 0 for any number
        :return: the INNs that may be asked about, and those of them that are new today
        :rtype: tuple[set[str], list[str]]
        """
        inns = list(dict.fromkeys(inns))
        with self._locked() as cr:
            counted = self._read_inns(cr, service)
            known = counted.intersection(inns)
            fresh = [inn for inn in inns if inn not in known]
            if budget:
                fresh = fresh[: max(budget - len(counted), 0)]
            cr.execute(
                """INSERT INTO client360_service_usage
                               (service, date, inn, requests, watched)
                        SELECT %s, %s, inn, 1, 0 FROM unnest(%s::text[]) AS inn
                   ON CONFLICT (service, date, inn)
                     DO UPDATE SET requests = client360_service_usage.requests + 1""",
                (service, self._today(), [*known, *fresh]),
            )
        return known.union(fresh), fresh

    @api.model
    def _read_inns(self, cr, service):
        """Return the INNs that were asked about today.

        :param cr: cursor of :meth:`_locked`
        :param str service: see :attr:`service`
        :rtype: set[str]
        """
        cr.execute(
            """SELECT inn FROM client360_service_usage
                WHERE service = %s AND date = %s AND inn != ''""",
            (service, self._today()),
        )
        return {inn for (inn,) in cr.fetchall()}

    @api.model
    def _give_back_inns(self, service, inns):
        """Count companies as not asked about today: the service has sold nothing.

        :param str service: see :attr:`service`
        :param list inns: new INNs of :meth:`_take_inns`
        """
        with self._locked() as cr:
            cr.execute(
                """DELETE FROM client360_service_usage
                    WHERE service = %s AND date = %s AND inn = ANY(%s)""",
                (service, self._today(), list(inns)),
            )

    @api.model
    def _count_today(self, service):
        """Return how much of today's budget is spent.

        :param str service: see :attr:`service`
        :rtype: int
        """
        # rows are written by SQL, and by other transactions
        self.invalidate_model()
        domain = [("service", "=", service), ("date", "=", self._today())]
        [[count, requests]] = self._read_group(
            [*domain, ("inn", "!=", "")], [], ["__count", "requests:sum"]
        )
        if count:
            return count
        [[requests]] = self._read_group(domain, [], ["requests:sum"])
        return requests or 0

    # -------------------------------------------------------------- accepted keys
    @api.model
    def _was_accepted(self, service, digest):
        """Whether the service has accepted a key today.

        :param str service: see :attr:`service`
        :param str digest: digest of the key and the address
        :rtype: bool
        """
        self.invalidate_model()
        return bool(
            self.sudo().search_count(
                [
                    ("service", "=", service),
                    ("date", "=", self._today()),
                    ("inn", "=", ""),
                    ("access_digest", "=", digest),
                ],
                limit=1,
            )
        )

    @api.model
    def _remember_accepted(self, service, digest):
        """Note that the service has accepted a key today.

        :param str service: see :attr:`service`
        :param str digest: digest of the key and the address
        """
        with self._locked() as cr:
            self._read_requests(cr, service)
            cr.execute(
                """UPDATE client360_service_usage SET access_digest = %s
                    WHERE service = %s AND date = %s AND inn = ''""",
                (digest, service, self._today()),
            )

    @api.autovacuum
    def _gc_usage(self):
        limit = self._today() - datetime.timedelta(days=KEEP_DAYS)
        self.search([("date", "<", limit)]).unlink()
