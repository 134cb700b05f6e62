# Copyright 2026 Client 360 contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

import datetime
from contextlib import suppress

import psycopg2

from odoo import api, fields, models, modules

from .client360_autofill_line import ATTEMPTS
from .client360_dadata import RETRY_DELAY

#: Cards that are filled while the user waits.
AT_ONCE = 30
#: Cards between two commits in the background.
AUTOFILL_BATCH_SIZE = 50


class Client360AutofillRun(models.Model):
    _name = "client360.autofill.run"
    _inherit = ["client360.queue.mixin"]
    _description = "Autofill of Counterparties"
    _order = "id desc"
    _rec_name = "create_date"
    _queue_cron = "client360.ir_cron_autofill"
    _queue_method = "_cron_autofill"

    user_id = fields.Many2one(
        "res.users", required=True, default=lambda self: self.env.user, index=True
    )
    line_ids = fields.One2many("client360.autofill.line", "run_id", "Counterparties")
    is_list = fields.Boolean("By a List of INNs", readonly=True)
    total_count = fields.Integer("Counterparties Chosen", compute="_compute_counts")
    queued_count = fields.Integer("Waiting", compute="_compute_counts")
    filled_count = fields.Integer("Filled", compute="_compute_counts")
    unchanged_count = fields.Integer("Unchanged", compute="_compute_counts")
    not_found_count = fields.Integer("Not Found", compute="_compute_counts")
    failed_count = fields.Integer("Failed", compute="_compute_counts")
    existing_count = fields.Integer("With a Card", compute="_compute_counts")
    refused_count = fields.Integer("Refused", compute="_compute_counts")
    progress = fields.Float(compute="_compute_counts")
    waits_for = fields.Char(readonly=True, help="Why it does not go on now.")

    @api.depends("line_ids.state")
    def _compute_counts(self):
        states = (
            self.env["client360.autofill.line"]._fields["state"].get_values(self.env)
        )
        counts = {}
        for run, state, count in self.env["client360.autofill.line"]._read_group(
            [("run_id", "in", self.ids)], ["run_id", "state"], ["__count"]
        ):
            counts[run.id, state] = count
        for run in self:
            for state in states:
                run[f"{state}_count"] = counts.get((run.id, state), 0)
            run.total_count = sum(counts.get((run.id, state), 0) for state in states)
            done = run.total_count - run.queued_count
            run.progress = 100 * done / run.total_count if run.total_count else 0

    @api.depends("create_date")
    @api.depends_context("lang", "tz")
    def _compute_display_name(self):
        for run in self:
            date = fields.Datetime.context_timestamp(run, run.create_date)
            run.display_name = self.env._(
                "Autofill of %s", date.strftime("%d.%m.%Y %H:%M")
            )

    # ------------------------------------------------------------------- actions
    def action_open_partners(self):
        """Open the counterparties in the state of the context."""
        self.ensure_one()
        state = self.env.context.get("autofill_state")
        lines = self.line_ids.filtered(lambda line: line.state == state)
        action = {
            "type": "ir.actions.act_window",
            "name": dict(lines._fields["state"]._description_selection(self.env))[
                state
            ],
        }
        if state in ("failed", "not_found", "refused"):
            # here the reason matters
            return {
                **action,
                "res_model": "client360.autofill.line",
                "view_mode": "list",
                "domain": [("id", "in", lines.ids)],
            }
        return {
            **action,
            "res_model": "res.partner",
            "view_mode": "list,kanban,form",
            "views": [(False, "list"), (False, "kanban"), (False, "form")],
            "domain": [("id", "in", lines.partner_id.ids)],
            "context": {"active_test": False},
        }

    def action_retry(self):
        """Queue once more what failed."""
        self.check_access("read")
        lines = self.sudo().line_ids.filtered(lambda line: line.state == "failed")
        lines.write({"state": "queued", "attempts": 0, "details": False})
        self._wake_queue()

    # --------------------------------------------------------------------- queue
    @api.model
    def _start(self, partners):
        """Fill cards: some at once, many in the background.

        :param partners: cards that the user may write
        :return: run
        :raise UserError: when DaData refuses or cannot be reached, and nothing has
            been filled
        """
        run = self.sudo().create({"user_id": self.env.uid})
        run.line_ids.create(
            [{"run_id": run.id, "partner_id": partner.id} for partner in partners]
        )
        if len(partners) > AT_ONCE:
            run._wake_queue()
        else:
            run._fill_at_once()
        return run.sudo(False)

    def _fill_at_once(self):
        """Fill the cards of this run while its user waits, and sees how far it is.

        :raise UserError: when DaData refuses or cannot be reached, and nothing has
            been filled
        """
        lines = self.line_ids.filtered(lambda line: line.state == "queued")
        total = len(lines)
        if total == 1:
            numbers, answers = lines._fetch_answers()
        else:
            self._tell_progress(0, total)
            try:
                numbers, answers = lines._fetch_answers(
                    lambda done: self._tell_progress(done, total)
                )
            finally:
                self._tell_progress(total, total)
        lines._store(numbers, answers)
        service = self.env["client360.dadata"]
        error = service._get_blocking_error(answers.values())
        if error and all(line.state in ("queued", "failed") for line in lines):
            raise service._user_error(error)
        for line in lines.filtered(lambda line: line.state == "queued"):
            line.state = "failed"
            line.details = line.details or self.env._(
                "Somebody else was changing the card: try again."
            )

    def _tell_progress(self, done, total):
        """Tell the user's screen how many of the cards are done.

        In a transaction of its own: what this one sends comes after its end. A test
        keeps to its one transaction.
        """
        user = self.user_id
        message = {"done": done, "total": total}
        if modules.module.current_test:
            user._bus_send("client360.autofill", message)
            return
        # a notice is no reason to fail
        with suppress(psycopg2.Error), self.env.registry.cursor() as cr:
            user.with_env(self.env(cr=cr))._bus_send("client360.autofill", message)

    @api.model
    def _cron_autofill(self):
        """Work off the queue, batch by batch, with a commit after each."""
        cron = self.env["ir.cron"]
        queue = self.env["client360.autofill.line"]
        queued = [("state", "=", "queued"), ("attempts", "<", ATTEMPTS)]
        last_id = 0
        error = None
        while not error:
            rest = [*queued, ("id", ">", last_id)]
            # one run at a time: its cards are written as its user
            first = queue.search(rest, limit=1, order="id")
            if not first:
                break
            lines = queue.search(
                [*rest, ("run_id", "=", first.run_id.id)],
                limit=AUTOFILL_BATCH_SIZE,
                order="id",
            )
            last_id = lines[-1].id
            numbers, answers = lines._fetch_answers()
            # only now are cards locked, and what people did meanwhile is seen
            cron._commit_progress()
            error = self.env["client360.dadata"]._get_blocking_error(answers.values())
            done = self.env["client360.autofill"]._retry_on_conflict(
                first.run_id._store, lines, numbers, answers, error
            )
            if not cron._commit_progress(done, remaining=queue.search_count(queued)):
                return
        if queue.search_count(queued, limit=1) and (
            not error or error.kind.is_transient
        ):
            self._wake_queue(fields.Datetime.now() + RETRY_DELAY)
        # What waits for another day or an administrator waits for the hourly run.
        cron._commit_progress(remaining=0)

    def _store(self, lines, numbers, answers, error):
        """Write a batch of answers.

        :param lines: of this run
        :param numbers: from ``client360.autofill.line._fetch_answers``
        :param answers: from ``client360.autofill.line._fetch_answers``
        :param error: the :class:`ServiceError` that keeps the others waiting, or None
        :return: how many of the lines are done
        """
        lines = lines.exists()
        if not lines:
            return 0
        lines._store(numbers, answers)
        service = self.with_context(lang=self.user_id.lang).env["client360.dadata"]
        self.waits_for = error and service._get_error_message(error)
        if not self.queued_count:
            self._tell_user()
        return len(lines.filtered(lambda line: line.state != "queued"))

    def _tell_user(self):
        """Send the result to whoever started the run."""
        self.ensure_one()
        run = self.with_context(lang=self.user_id.lang)
        self.env["mail.thread"].sudo().message_notify(
            partner_ids=self.user_id.partner_id.ids,
            subject=run.display_name,
            body=run.env._(
                "Autofill is done: %(filled)s filled, %(unchanged)s unchanged, "
                "%(not_found)s not found, %(failed)s failed.",
                filled=self.filled_count,
                unchanged=self.unchanged_count,
                not_found=self.not_found_count,
                failed=self.failed_count,
            ),
            model=self._name,
            res_id=self.id,
        )

    @api.autovacuum
    def _gc_runs(self):
        limit = fields.Datetime.now() - datetime.timedelta(days=90)
        self.search([("create_date", "<", limit)]).unlink()
