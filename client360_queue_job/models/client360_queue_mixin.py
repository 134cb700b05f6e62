# Copyright 2026 Client 360 contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

import logging
import time
from contextlib import contextmanager, nullcontext
from datetime import timedelta

from odoo import SUPERUSER_ID, api, fields, models, sql_db
from odoo.tools import config

from odoo.addons.queue_job.exception import RetryableJobError
from odoo.addons.queue_job.job import ENQUEUED, PENDING

_logger = logging.getLogger(__name__)

#: States of jobs that have not begun.
WAITING = (PENDING, ENQUEUED)
#: Jobs that wait longer than this are run by nobody.
PATIENCE = timedelta(minutes=10)
#: Seconds that a job may take before it leaves the rest to the next one.
JOB_TIME = 60
#: Seconds after which a job looks again whether the scheduled action has finished.
CRON_PAUSE = 5


class Progress:
    """How far one job is: what ``ir.cron.progress`` is to a scheduled action.

    :param float seconds: that the job may take
    :ivar int remaining: what the method has said to be left
    """

    def __init__(self, seconds):
        self._end = time.monotonic() + seconds
        self.remaining = 0

    def note(self, processed, remaining):
        """Note a step, and return the seconds that are left.

        :rtype: float
        """
        if remaining is None:
            remaining = max(self.remaining - processed, 0)
        self.remaining = remaining
        return max(self._end - time.monotonic(), 0)

    def is_over(self):
        return time.monotonic() >= self._end


class Client360QueueMixin(models.AbstractModel):
    """Has a queue worked off by jobs.

    A job does what the scheduled action would do, for a short time: one that has not
    come to the end leaves the rest to another. The scheduled action goes on as a slow
    safety net: it queues a job, and does the work itself where nobody runs jobs.

    :cvar int _queue_jobs: the most jobs at the queue at once; with 0 all is left to the
        scheduled action, and with 1 a job and the scheduled action exclude each other
    """

    _inherit = "client360.queue.mixin"
    _queue_jobs = 0

    @api.model
    def _get_queues_with_jobs(self):
        """The models whose work is done by jobs.

        :rtype: list
        """
        names = self.env.registry.descendants(["client360.queue.mixin"], "_inherit")
        return [self.env[name] for name in sorted(names) if self.env[name]._queue_jobs]

    @api.model
    def _wake_queue(self, at=None):
        if not self._queue_jobs:
            return super()._wake_queue(at)
        queue = self.env[self._name].with_user(SUPERUSER_ID)
        if at and at > fields.Datetime.now():
            # one a minute is enough
            jobs = {f"{self._name} {at:%Y-%m-%d %H:%M}": at}
        else:
            jobs = {f"{self._name} {n}": None for n in range(self._queue_jobs)}
        for key, eta in jobs.items():
            queue.with_delay(
                identity_key=key, eta=eta, description=self._description
            )._work_as_job()
        return None

    @api.model
    def _work_as_job(self):
        """Work off what is due, for some time. Called by a job."""
        progress = Progress(self._get_job_time())
        with self._without_cron() if self._queue_jobs == 1 else nullcontext():
            queue = self.with_context(client360_job=progress)
            getattr(queue, self._queue_method)()
        if progress.remaining and progress.is_over():
            self._wake_queue()

    @api.model
    def _get_job_time(self):
        """Seconds that a job may take: it runs as a request of HTTP.

        :rtype: float
        """
        limit = config["limit_time_real"]
        return min(JOB_TIME, limit / 2) if limit and limit > 0 else JOB_TIME

    @contextmanager
    def _without_cron(self):
        """Keep the scheduled action from running meanwhile, and other jobs, by the lock
        that scheduled actions themselves take.

        :raise RetryableJobError: where one of them runs
        """
        cron = self.env.ref(self._queue_cron)
        # as Odoo does for its scheduled actions
        with sql_db.db_connect(self.env.cr.dbname).cursor() as cr:
            cr.execute(
                "SELECT FROM ir_cron WHERE id = %s FOR NO KEY UPDATE SKIP LOCKED",
                [cron.id],
            )
            if not cr.rowcount:
                raise RetryableJobError(
                    self.env._("Somebody else is at this queue."),
                    seconds=CRON_PAUSE,
                    ignore_retry=True,
                )
            yield

    @api.model
    def _leave_to_jobs(self):
        """Whether the scheduled action that calls this has queued a job instead.

        :rtype: bool
        """
        if not self.env.context.get("ir_cron_progress_id"):
            return False
        since = fields.Datetime.now() - PATIENCE
        if self.env["queue.job"].search_count(
            [
                ("model_name", "=", self._name),
                ("state", "in", WAITING),
                ("date_created", "<", since),
                "|",
                ("eta", "=", False),
                ("eta", "<", since),
            ],
            limit=1,
        ):
            _logger.info("Nobody runs the jobs of %s", self._name)
            return False
        self._wake_queue()
        return True
