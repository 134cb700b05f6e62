# Copyright 2026 Client 360 contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from datetime import timedelta

import psycopg2

from odoo import api, fields, models

from ...tools.secret_log import muted_queries

# A request of more counterparties than this lets smaller ones pass.
BULK = 10
FIRST_PAUSE = timedelta(minutes=1)
LONGEST_PAUSE = timedelta(minutes=30)
# A service that asks for a longer pause than this is asked again all the same.
LONGEST_RETRY_AFTER = timedelta(hours=6)
GIVE_UP_AFTER = timedelta(hours=6)
GIVE_UP_ATTEMPTS = 5


class Client360ServiceRequest(models.AbstractModel):
    """A request to a service about a counterparty, which waits in a queue.

    For models with a ``state`` that is ``queued`` while a request waits, and a method
    ``_fail(error_kind, http_status)``. A unique index sees to it that only one request
    a partner waits. Users only read.
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
