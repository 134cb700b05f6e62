# Copyright 2026 Client 360 contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

import hashlib
import logging
import time
from contextlib import contextmanager, suppress
from datetime import timedelta

import psycopg2
import pytz
from markupsafe import Markup

from odoo import api, fields, models
from odoo.service.model import PG_CONCURRENCY_EXCEPTIONS_TO_RETRY
from odoo.tools import SQL

from ...tools import kontur_focus
from ...tools.service_http import ServiceError

_logger = logging.getLogger(__name__)

# Requests that have failed this often are asked about one by one: one of them may be
# what makes a whole batch fail.
ALONE_AFTER = 3  # attempts
FAILURES_TO_PAUSE = 3  # in a row
STORE_TRIES = 8
STORE_PAUSE = 0.1  # seconds, doubled with each try
TIMEZONE = pytz.timezone("Europe/Moscow")  # where the service counts its days
DEFAULT_BUDGET = 2000  # counterparties a day
# Keys of advisory locks: the namespace of this addon, and an INN below it.
LOCKS = 360 * 10**13
LOCK_BUDGET, LOCK_STOP, LOCK_NOTICES = range(1, 4)
STOPPED = "client360.express_report_stopped"


class _Run:
    """What one run of a worker carries along.

    :ivar session: HTTP session
    :ivar int failures: transient failures in a row
    :ivar over: why the run has to end, "" while it goes on
    """

    def __init__(self, session):
        self.session = session
        self.failures = 0
        self.over = ""


class Client360ExpressReportQueue(models.AbstractModel):
    """Works off the queue of express reports.

    Any number of workers may do so at once. A worker takes a counterparty by an
    advisory lock on its INN. Unlike a row lock that one outlives a commit, so that
    the answers can be stored one by one, and it stops no one from saving or deleting
    a card while the service is being asked. PostgreSQL drops the lock with the
    connection, so a worker that gets killed leaves nothing behind.

    Each answer is committed before the next question: what was paid for is kept.
    """

    _name = "client360.express.report.queue"
    _description = "Queue of Express Reports"

    # -------------------------------------------------------------------- run
    @api.model
    def _cron_process_queue(self):
        """Work off what is due. Called by the scheduled action."""
        if not self.env["client360.kontur.focus"]._key() or self._is_stopped():
            self._commit(remaining=0)
            return
        self._commit(remaining=self._due_count())
        with self.env["client360.kontur.focus"]._session() as session:
            run = _Run(session)
            if self._pause_end():
                run.over = "pause"
            while not run.over:
                with self._claim(kontur_focus.MAX_INNS) as reports:
                    if reports:
                        self._work_safely(run, reports)
                    else:
                        run.over = "done"
        self._send_notices()
        self._commit(remaining=self._due_count() if run.over == "time" else 0)
        self._schedule(run)

    @api.model
    def _pause_end(self):
        """Return when the service may be asked again, False for now."""
        return (
            self._reports()
            .search(
                [
                    ("state", "=", "queued"),
                    ("pause_queue", "=", True),
                    ("date_next", ">", fields.Datetime.now()),
                ],
                order="date_next desc",
                limit=1,
            )
            .date_next
        )

    @api.model
    def _reports(self):
        return self.env["client360.express.report"].sudo()

    @api.model
    def _due_count(self):
        return self._reports().search_count(
            [("state", "=", "queued"), ("date_next", "<=", fields.Datetime.now())]
        )

    def _commit(self, processed=0, remaining=None):
        """Commit, and return whether there is time left."""
        # Each step is kept for good: the next one may be killed.
        return self.env["ir.cron"]._commit_progress(processed, remaining=remaining)

    def _schedule(self, run):
        """Have the scheduled action called when there is something to do again."""
        at = None
        if run.over == "budget":
            at = self._day_start() + timedelta(days=1)
        elif run.over == "pause":
            at = self._pause_end()
        elif run.over == "done":
            domain = [("state", "=", "queued")]
            at = self._reports().search(domain, order="date_next", limit=1).date_next
        if at:
            self.env.ref("client360.ir_cron_express_report")._trigger(at)

    # ------------------------------------------------------------------ locks
    @contextmanager
    def _claim(self, limit):
        """Take requests that no other worker is at.

        :param int limit: the most counterparties to take
        :return: a context manager that gives the requests, all those for the same
            INN together; none when there is nothing to do
        """
        inns = self._lock_inns(limit)
        try:
            # What another worker did before it let go shows in a new snapshot only.
            self._commit()
            yield self._reports().search(
                [("state", "=", "queued"), ("inn", "in", inns)], order="id"
            )
        finally:
            self._unlock(LOCKS + int(inn) for inn in inns)

    def _lock_inns(self, limit):
        for attempts, number in (
            (SQL("attempts < %s", ALONE_AFTER), limit),
            (SQL("attempts >= %s", ALONE_AFTER), 1),
        ):
            # The locks are taken row by row until there are enough of them.
            rows = self.env.execute_query(
                SQL(
                    """
                    WITH due AS MATERIALIZED (
                        SELECT inn
                          FROM client360_express_report
                         WHERE state = 'queued' AND date_next <= %s AND %s
                      GROUP BY inn
                      ORDER BY bool_and(is_bulk), min(id)
                    )
                    SELECT inn
                      FROM due
                     WHERE pg_try_advisory_lock(%s + inn::bigint)
                     LIMIT %s
                    """,
                    fields.Datetime.now(),
                    attempts,
                    LOCKS,
                    number,
                )
            )
            if rows:
                return [inn for (inn,) in rows]
        return []

    @contextmanager
    def _alone(self, lock):
        """Do something that only one worker at a time may do, on fresh data."""
        self.env.cr.execute(SQL("SELECT pg_advisory_lock(%s)", LOCKS * 10 + lock))
        try:
            self._commit()
            yield
        finally:
            self._unlock([LOCKS * 10 + lock])

    def _unlock(self, keys):
        # With a lost connection the locks are gone already.
        with suppress(psycopg2.InterfaceError, psycopg2.OperationalError):
            # Everything that counts is committed, and what has failed is in the way.
            self.env.cr.rollback()
            self.env.cr.execute(
                SQL(
                    "SELECT pg_advisory_unlock(key) FROM unnest(%s::bigint[]) AS key",
                    list(keys),
                )
            )

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
            self._store_and_commit(run, self._postpone, reports, "internal")

    def _work(self, run, reports):
        """Ask about claimed requests and store the answers."""
        reports = self._store_and_commit(run, self._prepare, reports)
        # A card may be deleted, and its requests with it, at any time.
        asked = reports.exists().filtered(lambda report: not report.answer)
        if asked:
            self._ask_brief_reports(run, self._within_budget(run, asked))
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

    def _prepare(self, reports):
        reports = reports._follow_partners()
        for report in reports:
            # Another card with that INN may have got its report in the meantime.
            twin = self._reports().search(
                [
                    ("inn", "=", report.inn),
                    ("partner_id", "!=", report.partner_id.id),
                    ("state", "in", ("done", "not_found")),
                    ("date_done", ">=", report.create_date),
                ],
                limit=1,
            )
            if twin:
                report._finish_like(twin)
                reports -= report
        for group in reports.grouped("inn").values():
            answers = [report.answer for report in group if report.answer]
            if answers:
                group.answer = answers[0]
        return reports

    def _within_budget(self, run, reports):
        """Note as sent as many requests as may be sent today.

        A counterparty that was sent before costs nothing: the service counts each
        one once.

        :return: the requests that may be sent
        """
        with self._alone(LOCK_BUDGET):
            reports = reports.exists()
            fresh = reports.filtered(lambda report: not report.date_sent)
            groups = list(fresh.grouped("inn").values())
            budget = self._budget()
            if budget:
                left = max(budget - self._spent_today(), 0)
                if len(groups) > left:
                    run.over = "budget"
                    reports -= self._reports().union(*groups[left:])
            (fresh & reports).date_sent = fields.Datetime.now()
            self._commit()
        return reports

    def _ask_brief_reports(self, run, reports):
        if not reports:
            return
        service = self.env["client360.kontur.focus"]
        groups = reports.grouped("inn")
        try:
            briefs = service._brief_reports(run.session, list(groups))
        except ServiceError as error:
            self._on_error(run, reports, error)
            return
        run.failures = 0
        self._store_and_commit(run, self._store_briefs, reports, briefs)

    def _store_briefs(self, reports, briefs):
        for inn, group in reports.grouped("inn").items():
            if inn in briefs:
                group._store_brief(briefs[inn])
            else:
                group._finish_not_found()
        return reports.filtered(lambda report: report.state != "queued")

    def _ask_dissolved(self, run, reports):
        known = reports.filtered(lambda r: r.partner_id._is_known_as_dissolved())
        inns = list((reports - known).grouped("inn"))
        gone = set(known.mapped("inn"))
        try:
            if inns:
                service = self.env["client360.kontur.focus"]
                gone |= service._dissolved(run.session, inns)
        except ServiceError as error:
            # Not every tariff has this method. Without it a report still counts.
            if error.kind not in ("denied", "refused", "malformed", "too_large"):
                self._on_error(run, reports, error)
                return
        self._store_and_commit(run, self._store_dissolved, reports, gone)

    def _store_dissolved(self, reports, gone):
        for report in reports:
            report._store_dissolved(report.inn in gone)
        return self._reports()

    def _ask_pdf(self, run, reports):
        service = self.env["client360.kontur.focus"]
        try:
            pdf = service._brief_report_pdf(run.session, reports[0].inn)
        except ServiceError as error:
            if error.kind == "refused" and error.status in (400, 404):
                run.failures = 0
                self._store_and_commit(run, self._fail, reports, "no_pdf", error.status)
            else:
                self._on_error(run, reports, error)
            return
        run.failures = 0
        self._store_and_commit(run, self._finish, reports, pdf)

    def _finish(self, reports, pdf):
        reports = reports._follow_partners().filtered("answer")
        reports._finish(pdf)
        return reports

    def _fail(self, reports, error_kind, http_status):
        reports._fail(error_kind, http_status)
        return reports

    def _store_and_commit(self, run, step, reports, *args):
        """Store something and commit, again if somebody else wrote the same rows.

        What is to be stored was paid for, so it may not get lost to a person who
        saves the card at this very moment.

        :param step: method that gets the requests that are still queued and `args`,
            and returns requests
        :return: what the step has returned
        """
        for attempt in range(STORE_TRIES):
            time.sleep(STORE_PAUSE * 2**attempt if attempt else 0)
            try:
                # a new snapshot, in which nothing is left of deleted cards
                self.env.cr.rollback()
                left = reports.exists().filtered(lambda r: r.state == "queued")
                partners = left.partner_id
                locked = partners.try_lock_for_update(allow_referencing=True)
                if locked != partners and attempt < STORE_TRIES - 1:
                    continue
                result = step(left, *args)
                finished = left.filtered(lambda r: r.state != "queued")
                if not self._commit(max(len(finished), 1)) and not run.over:
                    run.over = "time"
                return result
            except PG_CONCURRENCY_EXCEPTIONS_TO_RETRY:
                if attempt == STORE_TRIES - 1:
                    raise
        return self._reports()

    # ----------------------------------------------------------------- errors
    def _on_error(self, run, reports, error):
        """Decide what an error of the service means for the requests, and the rest."""
        if error.kind == "denied":
            run.over = "stopped"
            self._stop(reports, error)
            return
        if error.kind == "refused" and error.status == 400:
            self._store_and_commit(run, self._fail, reports, error.kind, error.status)
            return
        run.failures += 1
        pause = error.kind == "too_many" or run.failures >= FAILURES_TO_PAUSE
        if pause:
            run.over = "pause"
        self._store_and_commit(
            run,
            self._postpone,
            reports,
            error.kind,
            error.status,
            error.retry_after,
            pause,
        )

    def _postpone(self, reports, kind, status=0, retry_after=None, pause=False):
        reports._postpone(kind, status, retry_after)
        if pause:
            reports.filtered(lambda r: r.state == "queued").pause_queue = True
        return reports

    def _stop(self, reports, error):
        """Stop the queue until the key changes or an administrator resumes it."""
        with self._alone(LOCK_STOP):
            # They were not sold, and do not count against the budget.
            reports = reports.exists().filtered(lambda r: r.state == "queued")
            reports.filtered(lambda r: not (r.answer or r.attempts)).date_sent = False
            if not self._is_stopped():
                parameters = self.env["ir.config_parameter"].sudo()
                parameters.set_param(STOPPED, self._fingerprint())
                self._tell_administrators(error)
            self._commit()

    @api.model
    def _is_stopped(self):
        # not get_param(): another worker may have written it a moment ago
        parameters = self.env["ir.config_parameter"].sudo()
        stopped = parameters.search([("key", "=", STOPPED)]).value
        return bool(stopped) and stopped == self._fingerprint()

    @api.model
    def _fingerprint(self):
        """Return what tells one access to the service from another, no secret."""
        parameters = self.env["ir.config_parameter"].sudo()
        url = parameters.get_param("client360.kontur_focus_url") or ""
        access = f"{url} {self.env['client360.kontur.focus']._key()}"
        return hashlib.sha256(access.encode()).hexdigest()[:16]

    @api.model
    def _resume(self):
        """Let a stopped or paused queue go on."""
        self.env["ir.config_parameter"].sudo().search([("key", "=", STOPPED)]).unlink()
        self._reports().search(
            [("state", "=", "queued"), ("pause_queue", "=", True)]
        ).write({"pause_queue": False, "date_next": fields.Datetime.now()})
        self.env.ref("client360.ir_cron_express_report").sudo()._trigger()

    # ----------------------------------------------------------------- budget
    @api.model
    def _budget(self):
        """Return how many counterparties may be asked about a day, 0 for any."""
        parameters = self.env["ir.config_parameter"].sudo()
        value = parameters.get_param("client360.express_report_budget", DEFAULT_BUDGET)
        try:
            return max(int(value), 0)
        except ValueError:
            return DEFAULT_BUDGET

    @api.model
    def _day_start(self):
        now = pytz.utc.localize(fields.Datetime.now()).astimezone(TIMEZONE)
        midnight = TIMEZONE.localize(
            now.replace(hour=0, minute=0, second=0, microsecond=0, tzinfo=None)
        )
        return midnight.astimezone(pytz.utc).replace(tzinfo=None)

    @api.model
    def _spent_today(self):
        """Return about how many counterparties the service was asked today."""
        [[count]] = self._reports()._read_group(
            [("date_sent", ">=", self._day_start())], [], ["inn:count_distinct"]
        )
        return count

    # ---------------------------------------------------------------- notices
    def _send_notices(self):
        """Tell those who have asked for reports, once for all that are finished."""
        domain = [("notice_due", "=", True), ("state", "!=", "queued")]
        if not self._reports().search_count(domain, limit=1):
            return
        with self._alone(LOCK_NOTICES):
            due = self._reports().search(domain)
            # Of many requests some are still to come: one notice is enough.
            unfinished = self._reports().search_fetch(
                [
                    ("state", "=", "queued"),
                    ("attempts", "=", 0),
                    ("requested_by_id", "in", due.requested_by_id.ids),
                ],
                ["requested_by_id"],
            )
            for user, reports in due.grouped("requested_by_id").items():
                if user not in unfinished.requested_by_id:
                    self._send_notice(user, reports)
                    reports.notice_due = False
            self._commit()

    def _send_notice(self, user, reports):
        reports = reports.with_context(lang=user.lang)
        translate = reports.env._
        if len(reports) == 1:
            thread = reports.partner_id
            subject = translate("Express report: %(name)s", name=thread.name)
            lines = [reports._result()]
        else:
            thread = self.env["mail.thread"]
            subject = translate("%(count)s express reports", count=len(reports))
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
            translate = self.with_context(lang=lang).env._
            self.env["mail.thread"].sudo().message_notify(
                partner_ids=readers.partner_id.ids,
                subject=translate("Express reports have stopped"),
                body=translate(
                    "Kontur.Focus refuses the API key (HTTP %(status)s): it is wrong or"
                    " expired, or the tariff does not include express reports. All"
                    " requests are kept. Enter another key in the settings of Client"
                    " 360, or press Resume there.",
                    status=error.status,
                ),
                author_id=self.env.ref("base.partner_root").id,
                force_send=False,
            )
