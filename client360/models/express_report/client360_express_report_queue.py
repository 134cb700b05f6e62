# Copyright 2026 Client 360 contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

import logging
import uuid
from contextlib import contextmanager, suppress

import psycopg2
from markupsafe import Markup

from odoo import api, fields, models
from odoo.exceptions import LockError
from odoo.tools import SQL

from ...tools import kontur_focus
from ...tools.service_http import ErrorKind, ServiceError
from ..service.client360_service_request import LONGEST_RETRY_AFTER

_logger = logging.getLogger(__name__)

FAILURES_TO_PAUSE = 3  # in a row


class _Run:
    """What one run of a worker carries along.

    :ivar client: of ``tools.kontur_focus_client``
    :ivar str owner: the name of the worker on its leases
    :ivar int failures: transient failures in a row
    :ivar str over: why the run has to end, "" while it goes on
    :ivar fresh: INNs that were counted against the budget for the present batch
    """

    def __init__(self, client):
        self.client = client
        self.owner = str(uuid.uuid4())
        self.failures = 0
        self.over = ""
        self.fresh = []


class Client360ExpressReportQueue(models.AbstractModel):
    """Works off the queue of express reports.

    Any number of workers may do so at once, see ``client360.service.request``. Each
    answer is committed before the next question: what was paid for is kept.
    """

    _name = "client360.express.report.queue"
    _inherit = ["client360.retry.mixin", "client360.queue.mixin"]
    _description = "Queue of Express Reports"
    _queue_cron = "client360.ir_cron_express_report"
    _queue_method = "_cron_process_queue"

    # -------------------------------------------------------------------- run
    @api.model
    def _cron_process_queue(self):
        """Work off what is due. Called by the scheduled action."""
        service = self._service()
        if not service._get_key() or service._is_stopped():
            self._commit(remaining=0)
            return
        try:
            run = _Run(service._get_client())
        except ServiceError as error:
            self._stop(self._reports(), error)
            self._commit(remaining=0)
            return
        due = self._reports()._due_domain()
        self._commit(remaining=self._reports().search_count(due))
        if self._pause_end():
            run.over = "pause"
        while not run.over:
            with self._claim(run, kontur_focus.MAX_INNS) as reports:
                if reports:
                    self._work_safely(run, reports)
                else:
                    run.over = "done"
        self._send_notices()
        due = self._reports().search_count(self._reports()._due_domain())
        self._commit(remaining=due if run.over == "time" else 0)
        self._schedule(run)

    @api.model
    def _service(self):
        return self.env["client360.kontur.focus"]

    @api.model
    def _reports(self):
        return self.env["client360.express.report"].sudo()

    @api.model
    def _pause_end(self):
        """Return when the service may be asked again, False for now.

        :rtype: datetime.datetime or bool
        """
        now = fields.Datetime.now()
        return (
            self._reports()
            .search(
                [
                    ("state", "=", "queued"),
                    ("pause_queue", "=", True),
                    ("date_next", ">", now),
                    ("date_next", "<=", now + LONGEST_RETRY_AFTER),
                ],
                order="date_next desc",
                limit=1,
            )
            .date_next
        )

    def _commit(self, processed=0, remaining=None):
        """Commit, and return whether there is time left."""
        # Each step is kept for good: the next one may be killed.
        return self.env["ir.cron"]._commit_progress(processed, remaining=remaining)

    def _schedule(self, run):
        """Have the scheduled action called when there is something to do again."""
        at = None
        if run.over == "budget":
            at = self.env["client360.service.usage"]._next_day_start()
        elif run.over == "pause":
            at = self._pause_end()
        elif run.over == "done":
            at = self._next_due()
        if at:
            self._wake_queue(at)

    @api.model
    def _next_due(self):
        """Return when there is something to do again: a pause or another worker's
        lease is over.

        :rtype: datetime.datetime or bool
        """
        [[at]] = self.env.execute_query(
            SQL(
                "SELECT min(greatest(date_next, lease_end)) FROM %s"
                " WHERE state = 'queued'",
                SQL.identifier(self._reports()._table),
            )
        )
        return at or False

    @api.model
    def _resume(self):
        """Let a stopped or paused queue go on."""
        self._service()._resume()
        self._reports().search(
            [("state", "=", "queued"), ("pause_queue", "=", True)]
        ).write({"pause_queue": False, "date_next": fields.Datetime.now()})
        self._wake_queue()

    # ------------------------------------------------------------------ locks
    @contextmanager
    def _claim(self, run, limit):
        """Take requests that no other worker is at.

        :param _Run run: the present run
        :param int limit: the most counterparties to take
        :return: a context manager that gives the requests, all those for the same
            INN together; none when there is nothing to do
        """
        inns = self._retry_on_conflict(self._take, run, limit)
        try:
            yield self._reports().search(
                [("state", "=", "queued"), ("inn", "in", inns)], order="is_bulk, id"
            )
        finally:
            # With a lost connection the lease ends in its time.
            with suppress(psycopg2.InterfaceError, psycopg2.OperationalError):
                self._retry_on_conflict(self._let_go, run)

    def _take(self, run, limit):
        # a new snapshot, in which others' leases show
        self.env.cr.rollback()
        inns = self._reports()._lease(run.owner, limit)
        self._commit()
        return inns

    def _let_go(self, run):
        # Everything that counts is committed, and what has failed is in the way.
        self.env.cr.rollback()
        self._reports()._end_lease(run.owner)
        self._commit()

    @contextmanager
    def _alone(self):
        """Do something that only one worker at a time may do, on fresh data, until the
        transaction ends."""
        self._commit()
        # A table can be waited for before the snapshot is taken. This lock is in the
        # way of no one who writes.
        self.env.cr.execute(
            "LOCK TABLE client360_express_report IN SHARE UPDATE EXCLUSIVE MODE"
        )
        yield
        self._commit()

    # ------------------------------------------------------------------- work
    def _work_safely(self, run, reports):
        try:
            self._work(run, reports)
        except (psycopg2.OperationalError, psycopg2.InterfaceError):
            raise
        except Exception:
            # Some other addon's code, most likely. Without a pause the same answer
            # would be asked for again and again.
            _logger.exception("Cannot store express reports %s", reports.ids)
            self._store_and_commit(
                run, reports, lambda left: left._postpone(ErrorKind.INTERNAL)
            )

    def _work(self, run, reports):
        """Ask about claimed requests and store the answers."""
        reports = self._store_and_commit(
            run, reports, lambda left: left._settle_without_asking()
        )
        reports = self._within_budget(run, reports)
        # A card may be deleted, and its requests with it, at any time.
        unknown = reports.exists().filtered(lambda report: not report.answer)
        if unknown:
            self._ask_brief_reports(run, unknown)
        answered = reports.exists().filtered("answer")
        unsure = answered.filtered(lambda report: report.answer["dissolved"] is None)
        if unsure and run.over in ("", "budget"):
            self._ask_dissolved(run, unsure)
        for group in answered.exists().grouped("inn").values():
            if run.over not in ("", "budget"):
                break
            group = group.exists()
            if group and group[0].answer["dissolved"] is not None:
                self._ask_pdf(run, group)

    def _within_budget(self, run, reports):
        """Take from today's budget what may be asked about today.

        :return: the requests that may be sent
        """
        if not reports:
            return reports
        inns = list(reports.grouped("inn"))
        granted, run.fresh = self._service()._take_inns(inns)
        # what was taken is kept, whatever becomes of the rest
        self._commit()
        if len(granted) < len(inns):
            run.over = "budget"
        return self._store_and_commit(
            run,
            reports.filtered(lambda report: report.inn in granted),
            lambda left: left._mark_as_sent(),
        )

    def _ask_brief_reports(self, run, reports):
        inns = list(reports.grouped("inn"))
        try:
            briefs = run.client.get_brief_reports(inns)
        except ServiceError as error:
            self._on_error(run, reports, error)
            return
        run.failures = 0
        self._store_and_commit(run, reports, lambda left: left._store_briefs(briefs))

    def _ask_dissolved(self, run, reports):
        known = reports.filtered(lambda r: r.partner_id._is_known_as_dissolved())
        inns = list((reports - known).grouped("inn"))
        gone = set(known.mapped("inn"))
        try:
            if inns:
                gone |= run.client.get_dissolved(inns)
        except ServiceError as error:
            # Not every tariff has this method. Without it a report still counts.
            if error.kind.is_transient:
                self._on_error(run, reports, error)
                return
        self._store_and_commit(run, reports, lambda left: left._store_dissolved(gone))

    def _ask_pdf(self, run, reports):
        try:
            pdf = run.client.get_brief_report_pdf(reports[0].inn)
        except ServiceError as error:
            if error.kind == ErrorKind.REFUSED and error.status in (400, 404):
                run.failures = 0
                status = error.status
                self._store_and_commit(
                    run, reports, lambda left: left._fail(ErrorKind.NO_PDF, status)
                )
            else:
                self._on_error(run, reports, error)
            return
        run.failures = 0
        self._store_and_commit(run, reports, lambda left: left._finish(pdf))

    def _store_and_commit(self, run, reports, step):
        """Store something and commit, again if somebody else wrote the same rows.

        What is to be stored was paid for, so it may not get lost to a person who
        saves the card at this very moment.

        :param _Run run: the present run
        :param reports: requests
        :param function step: gets those of the requests that are still queued
        :return: the requests that are still queued after it
        """
        try:
            left, in_time = self._retry_on_conflict(self._store, reports, step, True)
        except LockError:
            # the person has taken long: now the worker waits in its turn
            left, in_time = self._retry_on_conflict(self._store, reports, step, False)
        if not in_time and not run.over:
            run.over = "time"
        return left

    def _store(self, reports, step, lock):
        # a new snapshot, in which nothing is left of deleted cards
        self.env.cr.rollback()
        left = reports.exists().filtered(lambda report: report.state == "queued")
        if lock:
            left.partner_id.lock_for_update(allow_referencing=True)
        step(left)
        queued = left.filtered(lambda report: report.state == "queued")
        queued._renew_lease()
        return queued, self._commit(max(len(left) - len(queued), 1))

    # ----------------------------------------------------------------- errors
    def _on_error(self, run, reports, error):
        """Decide what an error of the service means for the requests, and the rest."""
        if error.kind.is_blocking:
            run.over = "stopped"
            unsold = reports.exists().filtered(lambda report: not report.answer)
            unsold = set(unsold.mapped("inn")).intersection(run.fresh)
            self._service()._give_back_inns(unsold)
            self._stop(reports, error)
            return
        if error.kind == ErrorKind.REFUSED and error.status == 400:
            self._store_and_commit(
                run, reports, lambda left: left._fail(error.kind, error.status)
            )
            return
        run.failures += 1
        pause = error.kind == ErrorKind.TOO_MANY or run.failures >= FAILURES_TO_PAUSE
        if pause:
            run.over = "pause"
        self._store_and_commit(
            run,
            reports,
            lambda left: left._postpone(
                error.kind, error.status, error.retry_after, pause
            ),
        )

    def _stop(self, reports, error):
        """Stop the queue until the key or the address changes or an administrator
        resumes it.

        :param reports: requests that were not answered
        :param ServiceError error: why
        """
        service = self._service()
        with self._alone():
            reports = reports.exists().filtered(lambda r: r.state == "queued")
            reports.filtered(lambda r: not (r.answer or r.attempts)).date_sent = False
            if not service._is_stopped():
                service._stop()
                self._tell_administrators(error)

    # ---------------------------------------------------------------- notices
    def _send_notices(self):
        """Tell those who have asked for reports, once for all that are finished."""
        domain = [("notice_due", "=", True), ("state", "!=", "queued")]
        if not self._reports().search_count(domain, limit=1):
            return
        with self._alone():
            due = self._reports().search(domain)
            # Of many requests some are still to come: one notice is enough.
            unfinished = self._reports().search_fetch(
                [
                    ("state", "=", "queued"),
                    ("attempts", "=", 0),
                    ("is_automatic", "=", False),
                    ("requested_by_id", "in", due.requested_by_id.ids),
                ],
                ["requested_by_id"],
            )
            for user, reports in due.grouped("requested_by_id").items():
                if user not in unfinished.requested_by_id:
                    self._send_notice(user, reports)
                    reports.notice_due = False

    def _send_notice(self, user, reports):
        reports = reports.with_context(lang=user.lang)
        if len(reports) == 1:
            thread = reports.partner_id
            subject = reports.env._("Express report: %(name)s", name=thread.name)
            lines = [reports._result()]
        else:
            thread = self.env["mail.thread"]
            subject = reports.env._("%(count)s express reports", count=len(reports))
            lines = [
                f"{result}: {len(group)}"
                for result, group in reports.grouped(lambda r: r._result()).items()
            ]
        thread.sudo().message_notify(
            partner_ids=user.partner_id.ids,
            subject=subject,
            body=Markup("<br/>").join(lines),
            author_id=self.env.ref("base.partner_root").id,
            force_send=False,
        )

    def _tell_administrators(self, error):
        group = self.env.ref("base.group_system")
        users = group.sudo().all_user_ids.filtered(lambda u: u.active and not u.share)
        for lang, readers in users.grouped("lang").items():
            queue = self.with_context(lang=lang)
            self.env["mail.thread"].sudo().message_notify(
                partner_ids=readers.partner_id.ids,
                subject=queue.env._("Express reports have stopped"),
                body=queue.env._(
                    "%(reason)s All requests are kept. Mend it, or press Resume in the"
                    " settings of Client 360.",
                    reason=queue._service()._get_error_message(error),
                ),
                author_id=self.env.ref("base.partner_root").id,
                force_send=False,
            )
