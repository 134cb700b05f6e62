# Copyright 2026 Client 360 contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from contextlib import contextmanager
from datetime import datetime, timedelta

from odoo import SUPERUSER_ID, api, fields, sql_db
from odoo.tests import TransactionCase, tagged

from odoo.addons.client360.tests.common import FakeServicesMixin
from odoo.addons.client360.tests.fake_services import generated_inn
from odoo.addons.client360_queue_job.hooks import uninstall_hook
from odoo.addons.client360_queue_job.models.client360_queue_mixin import (
    PATIENCE,
    Progress,
)
from odoo.addons.queue_job.exception import RetryableJobError
from odoo.addons.queue_job.tests.common import trap_jobs

REPORTS = "client360.express.report.queue"
FACTS = "client360.reliability.queue"
AUTOFILL = "client360.autofill.run"
WATCH = "client360.watch"
BACKFILL = "client360.timeline.backfill"
#: {queue: (channel, jobs at once)}
QUEUES = {
    REPORTS: ("root.client360.kontur_focus", 2),
    FACTS: ("root.client360.kontur_focus", 2),
    AUTOFILL: ("root.client360.dadata", 1),
    WATCH: ("root.client360.dadata", 1),
    BACKFILL: ("root.client360.timeline", 1),
}


@tagged("post_install", "-at_install")
class TestQueueJobs(FakeServicesMixin, TransactionCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.jobs = cls.env["queue.job"].sudo()
        cls.env["client360.express.report"].search([("state", "=", "queued")]).unlink()

    def cron(self, queue):
        return self.env.ref(self.env[queue]._queue_cron)

    @contextmanager
    def committing(self, name):
        """The queue in a transaction of its own, which commits and rolls back as it
        likes, and leaves nothing behind."""
        with self.enter_registry_test_mode(), self.registry.cursor() as cr:
            yield api.Environment(cr, SUPERUSER_ID, {})[name]
        self.env.invalidate_all()

    def work(self, name):
        with self.committing(name) as queue:
            queue._work_as_job()

    def run_cron(self, name):
        with self.enter_registry_test_mode():
            self.cron(name).method_direct_trigger()
        self.env.invalidate_all()

    def jobs_of(self, queue):
        return self.jobs.search([("model_name", "=", queue)])

    def queued_since(self, jobs, age):
        jobs = jobs.with_context(_job_edit_sentinel=jobs.EDIT_SENTINEL)
        jobs.date_created = fields.Datetime.now() - age

    def partner(self, number):
        return self.env["res.partner"].create(
            {"name": f"Job {number}", "is_company": True, "vat": generated_inn(number)}
        )

    # ---------------------------------------------------------------- what wakes
    def test_each_queue_has_its_channel(self):
        queues = self.env["client360.queue.mixin"]._get_queues_with_jobs()
        self.assertEqual({queue._name for queue in queues}, set(QUEUES))
        for name, (channel, count) in QUEUES.items():
            with self.subTest(queue=name):
                found = self.env["queue.job.function"].search(
                    [("name", "=", f"<{name}>._work_as_job")]
                )
                self.assertEqual(found.channel, channel)
                self.assertTrue(found.allow_commit)
                self.assertEqual(self.env[name]._queue_jobs, count)

    def test_a_request_queues_jobs(self):
        partner = self.partner(95_000)
        partner.express_report_ids.unlink()
        with trap_jobs() as trap:
            partner.action_request_express_report()
            trap.assert_jobs_count(2)
            queue = self.env[REPORTS].with_user(SUPERUSER_ID)
            for n in range(2):
                trap.assert_enqueued_job(
                    queue._work_as_job,
                    properties={"identity_key": f"{REPORTS} {n}", "eta": None},
                )
        self.assertFalse(
            self.env["ir.cron.trigger"].search(
                [("cron_id", "=", self.cron(REPORTS).id), ("call_at", ">", self.now())]
            )
        )

    def now(self):
        return fields.Datetime.now() - timedelta(seconds=5)

    def test_what_waits_already_is_not_queued_twice(self):
        for _time in range(3):
            for name in QUEUES:
                self.env[name]._wake_queue()
        for name, (channel, count) in QUEUES.items():
            with self.subTest(queue=name):
                jobs = self.jobs_of(name)
                self.assertEqual(len(jobs), count)
                self.assertEqual(set(jobs.mapped("channel")), {channel})
                self.assertEqual(jobs.user_id.id, SUPERUSER_ID)

    def test_one_that_has_begun_does_not_count(self):
        """It may have looked before what is new was there."""
        self.env[WATCH]._wake_queue()
        self.jobs_of(WATCH).state = "started"
        self.env[WATCH]._wake_queue()
        self.assertEqual(
            sorted(self.jobs_of(WATCH).mapped("state")), ["pending", "started"]
        )

    def test_later(self):
        at = datetime(2031, 3, 4, 5, 6, 7)
        for _time in range(2):
            self.env[REPORTS]._wake_queue(at)
        self.assertEqual(self.jobs_of(REPORTS).mapped("eta"), [at])
        # what is to come is no reason to keep waiting what is there
        self.env[REPORTS]._wake_queue()
        self.assertEqual(len(self.jobs_of(REPORTS)), 3)
        self.env[WATCH]._wake_queue(fields.Datetime.now() - timedelta(hours=1))
        self.assertFalse(self.jobs_of(WATCH).eta)

    def test_others_are_left_to_their_scheduled_actions(self):
        triggers = self.env["ir.cron.trigger"]
        before = triggers.search([])
        self.env["client360.duplicate.finder"]._wake_queue()
        added = triggers.search([]) - before
        self.assertEqual(added.cron_id, self.cron("client360.duplicate.finder"))

    # ------------------------------------------------------------------ the work
    def test_a_job_buys_a_report(self):
        partner = self.partner(95_001)
        partner.express_report_ids.unlink()
        with trap_jobs() as trap:
            partner.action_request_express_report()
            with self.enter_registry_test_mode():
                trap.perform_enqueued_jobs()
        self.env.invalidate_all()
        self.assertEqual(partner.express_report_ids.mapped("state"), ["done"])
        self.assertEqual(len(self.server.calls(pdf=True)), 1)

    def test_a_job_without_time_leaves_the_rest_to_another(self):
        partners = self.env["res.partner"]
        for number in (95_002, 95_003, 95_004):
            partners += self.partner(number)
        partners.express_report_ids.unlink()
        self.patch(type(self.env[REPORTS]), "_get_job_time", lambda queue: 0)
        self.env["client360.express.report"]._request(partners)
        self.jobs_of(REPORTS).unlink()
        self.work(REPORTS)
        states = partners.express_report_ids.mapped("state")
        self.assertIn("queued", states)
        self.assertTrue(self.jobs_of(REPORTS))

    def test_a_job_that_has_finished_queues_none(self):
        self.work(WATCH)
        self.assertFalse(self.jobs_of(WATCH))

    def test_time_of_a_job(self):
        progress = Progress(100)
        self.assertTrue(99 < progress.note(0, 7) <= 100)
        progress.note(3, None)
        self.assertEqual(progress.remaining, 4)
        progress.note(9, None)
        self.assertEqual(progress.remaining, 0)
        self.assertFalse(progress.is_over())
        self.assertTrue(Progress(0).is_over())
        self.assertLessEqual(self.env[WATCH]._get_job_time(), 60)

    def test_a_job_and_the_scheduled_action_exclude_each_other(self):
        with sql_db.db_connect(self.env.cr.dbname).cursor() as other:
            other.execute(
                "SELECT FROM ir_cron WHERE id = %s FOR NO KEY UPDATE",
                [self.cron(AUTOFILL).id],
            )
            with self.assertRaises(RetryableJobError) as caught:
                self.work(AUTOFILL)
            other._cnx.rollback()
        self.assertTrue(caught.exception.ignore_retry)
        self.work(AUTOFILL)

    # ----------------------------------------------------------- the safety net
    def test_the_scheduled_action_queues_jobs(self):
        for name in QUEUES.keys() - {FACTS}:
            with self.subTest(queue=name):
                self.run_cron(name)
                self.assertEqual(len(self.jobs_of(name)), QUEUES[name][1])
        self.assertFalse(self.server.requests)

    def test_the_scheduled_action_works_where_nobody_runs_jobs(self):
        partner = self.partner(95_005)
        partner.express_report_ids.unlink()
        partner.action_request_express_report()
        jobs = self.jobs_of(REPORTS)
        self.queued_since(jobs, PATIENCE - timedelta(minutes=1))
        self.run_cron(REPORTS)
        self.assertEqual(partner.express_report_ids.mapped("state"), ["queued"])
        self.queued_since(jobs, PATIENCE + timedelta(minutes=1))
        self.run_cron(REPORTS)
        self.assertEqual(partner.express_report_ids.mapped("state"), ["done"])

    def test_jobs_for_later_are_no_sign_that_nobody_runs_them(self):
        self.env[WATCH]._wake_queue(fields.Datetime.now() + timedelta(hours=2))
        jobs = self.jobs_of(WATCH)
        self.queued_since(jobs, timedelta(days=1))
        self.run_cron(WATCH)
        self.assertEqual(len(self.jobs_of(WATCH)), 2)
        self.assertFalse(self.server.requests)

    def test_uninstallation(self):
        self.env[WATCH]._wake_queue()
        self.env[AUTOFILL]._wake_queue()
        done = self.jobs_of(AUTOFILL)
        done.state = "done"
        uninstall_hook(self.env)
        self.assertFalse(self.jobs_of(WATCH))
        self.assertEqual(self.jobs_of(AUTOFILL), done)
        triggers = self.env["ir.cron.trigger"].search([])
        for name in QUEUES:
            self.assertIn(self.cron(name), triggers.cron_id)
