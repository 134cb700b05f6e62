# Copyright 2026 Client 360 contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from datetime import datetime

from odoo.tests import TransactionCase, tagged

QUEUES = {
    "client360.autofill.run",
    "client360.duplicate.finder",
    "client360.express.report.queue",
    "client360.kontur.watch",
    "client360.reliability.queue",
    "client360.timeline.backfill",
    "client360.watch",
}


@tagged("post_install", "-at_install")
class TestQueues(TransactionCase):
    def queues(self):
        mixin = "client360.queue.mixin"
        children = self.env.registry.descendants([mixin], "_inherit")
        return [self.env[name] for name in children if name != mixin]

    def test_all_of_them(self):
        self.assertEqual({queue._name for queue in self.queues()}, QUEUES)

    def test_each_names_what_its_scheduled_action_does(self):
        for queue in self.queues():
            with self.subTest(queue=queue._name):
                cron = self.env.ref(queue._queue_cron)
                self.assertEqual(cron.code, f"model.{queue._queue_method}()")
                self.assertTrue(callable(getattr(queue, queue._queue_method)))

    def test_waking_one_triggers_its_scheduled_action(self):
        at = datetime(2031, 1, 1, 12)
        user = self.env.ref("base.user_demo", raise_if_not_found=False)
        for queue in self.queues():
            with self.subTest(queue=queue._name):
                cron = self.env.ref(queue._queue_cron)
                before = self.env["ir.cron.trigger"].search([])
                queue.with_user(user or self.env.user)._wake_queue(at)
                trigger = self.env["ir.cron.trigger"].search([]) - before
                self.assertEqual(trigger.cron_id, cron)
                self.assertEqual(trigger.call_at, at)
