# Copyright 2026 Client 360 contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from datetime import timedelta

import psycopg2

from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import SQL

from ...tools.secret_log import muted_queries

# A request of more counterparties than this lets smaller ones pass.
BULK = 10
FIRST_PAUSE = timedelta(minutes=1)
LONGEST_PAUSE = timedelta(minutes=30)
# A service that asks for a longer pause than this is asked again all the same.
LONGEST_RETRY_AFTER = timedelta(hours=6)
GIVE_UP_AFTER = timedelta(hours=6)
GIVE_UP_ATTEMPTS = 5
# Longer than any step between two commits may take: one exchange with a service, and
# the tries to store its answer.
LEASE = timedelta(minutes=5)
# Requests that have failed this often are asked about one by one: one of them may be
# what makes a whole batch fail.
ALONE_AFTER = 3  # attempts
#: Values of a request that waits for nothing any more.
SETTLED = {"pause_queue": False, "lease_owner": False, "lease_end": False}


class Client360ServiceRequest(models.AbstractModel):
    """A request to a service about a counterparty, which waits in a queue.

    For models with a ``state`` that is ``queued`` while a request waits, and a method
    ``_fail(error_kind, http_status)``. A unique index sees to it that only one request
    a partner waits. Users only read.

    Any number of workers may be at a queue. A worker takes counterparties by leases:
    an owner and an end, written to the requests and committed. Unlike a row lock a
    lease outlives a commit, so that answers can be stored one by one, and it stops no
    one from saving or deleting a card while the service is being asked. Unlike an
    advisory lock of a session it holds behind a connection pooler as well. A worker
    that gets killed leaves leases that end by themselves.
    """

    _name = "client360.service.request"
    _inherit = ["client360.counterparty.access"]
    _description = "Request to a Service"

    partner_id = fields.Many2one(
        "res.partner",
        "Counterparty",
        required=True,
        readonly=True,
        ondelete="cascade",
        index=True,
    )
    inn = fields.Char("INN", required=True, readonly=True, index=True)
    http_status = fields.Integer("HTTP Status", readonly=True, aggregator=None)
    attempts = fields.Integer(readonly=True, default=0, aggregator=None)
    date_next = fields.Datetime(
        "Next Attempt", readonly=True, default=fields.Datetime.now
    )
    date_sent = fields.Datetime("First Sent", readonly=True)
    is_bulk = fields.Boolean(readonly=True)
    pause_queue = fields.Boolean(
        readonly=True, help="The whole queue waits for the next attempt of this one."
    )
    lease_owner = fields.Char(
        readonly=True, help="The worker that is at it, until the lease ends."
    )
    lease_end = fields.Datetime(readonly=True)

    @api.model
    def _create_unless_queued(self, vals_list):
        """Create requests, but not where another transaction was faster.

        :param list vals_list: values of ``create``
        :return: the requests that were created
        """
        if not vals_list:
            return self
        try:
            with muted_queries(), self.env.cr.savepoint():
                return self.create(vals_list)
        except psycopg2.errors.UniqueViolation:
            if len(vals_list) == 1:
                return self
        requests = self
        for vals in vals_list:
            requests |= self._create_unless_queued([vals])
        return requests

    # ----------------------------------------------------------------- leases
    @api.model
    def _due_domain(self):
        """The requests that may be asked about now.

        No pause is as long as :data:`LONGEST_RETRY_AFTER`: a clock that was wrong must
        not postpone a request for years.
        """
        now = fields.Datetime.now()
        return Domain("state", "=", "queued") & (
            Domain("date_next", "<=", now)
            | Domain("date_next", ">", now + LONGEST_RETRY_AFTER)
        )

    @api.model
    def _lease(self, owner, limit):
        """Take counterparties that are due and that no other worker is at.

        The caller begins a transaction with it and commits. Those who come at the same
        time do not wait for each other.

        :param str owner: who takes them
        :param int limit: the most counterparties to take
        :return: their INNs, the most urgent first
        :rtype: list[str]
        """
        now = fields.Datetime.now()
        for attempts, number in (
            (SQL("attempts < %s", ALONE_AFTER), limit),
            (SQL("attempts >= %s", ALONE_AFTER), 1),
        ):
            # The oldest request of a counterparty stands for all of them: who gets
            # its row may take the rest.
            inns = self.env.execute_query(
                SQL(
                    """
                    WITH due AS MATERIALIZED (
                        SELECT inn, bool_and(is_bulk) AS is_bulk, min(id) AS id
                          FROM %(table)s
                         WHERE state = 'queued'
                      GROUP BY inn
                        HAVING bool_or(%(attempts)s
                                       AND (date_next <= %(now)s
                                            OR date_next > %(latest)s))
                           AND bool_and(lease_end IS NULL OR lease_end <= %(now)s
                                        OR lease_end > %(longest)s)
                    )
                    SELECT request.inn
                      FROM %(table)s request
                      JOIN due ON due.id = request.id
                  ORDER BY due.is_bulk, due.id
                     LIMIT %(number)s
                       FOR UPDATE OF request SKIP LOCKED
                    """,
                    table=SQL.identifier(self._table),
                    attempts=attempts,
                    now=now,
                    latest=now + LONGEST_RETRY_AFTER,
                    longest=now + 2 * LEASE,
                    number=number,
                )
            )
            if inns:
                inns = [inn for (inn,) in inns]
                self._set_lease(
                    [("inn", "in", inns)],
                    {"lease_owner": owner, "lease_end": now + LEASE},
                )
                return inns
        return []

    @api.model
    def _end_lease(self, owner):
        """Let others have what a worker has not finished.

        :param str owner: who has taken it
        """
        self._set_lease(
            [("lease_owner", "=", owner)], {"lease_owner": False, "lease_end": False}
        )

    @api.model
    def _set_lease(self, domain, values):
        self.search([("state", "=", "queued"), *domain]).write(values)

    def _renew_lease(self):
        """Have a worker's lease begin anew: it has just done a step."""
        self.filtered("lease_end").lease_end = fields.Datetime.now() + LEASE

    # ----------------------------------------------------------------- errors
    def _postpone(self, error_kind, http_status=0, retry_after=None, pause=False):
        """Try again later, after a wait that grows, or give up after some hours.

        :param ErrorKind error_kind: why
        :param int http_status: HTTP status, 0 for none
        :param int retry_after: seconds that the service asks for, or None
        :param bool pause: whether the whole queue waits as long
        """
        now = fields.Datetime.now()
        for request in self:
            attempts = request.attempts + 1
            since = request.date_sent or request.create_date
            if attempts >= GIVE_UP_ATTEMPTS and now - since > GIVE_UP_AFTER:
                request.attempts = attempts
                request._fail(error_kind, http_status)
                continue
            wait = min(FIRST_PAUSE * 2 ** min(attempts - 1, 10), LONGEST_PAUSE)
            if retry_after:
                wish = timedelta(seconds=min(retry_after, 10**6))
                wait = max(wait, min(wish, LONGEST_RETRY_AFTER))
            request.write(
                {
                    "attempts": attempts,
                    "date_next": now + wait,
                    "error_kind": error_kind.value,
                    "http_status": http_status,
                    "pause_queue": pause,
                }
            )
