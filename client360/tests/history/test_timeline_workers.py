# Copyright 2026 Client 360 contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo.tests import tagged

from ..common import WorkersCase
from ..worker_process import POINTS

BATCHES = 5


@tagged("post_install", "-at_install")
class TestBackfillWorkers(WorkersCase):
    """Real processes link the messages of the whole committed database."""

    first = 92_000

    @classmethod
    def clean(cls, env):
        """Leave the database with all links, as it was."""
        env["client360.timeline.backfill"].search([]).unlink()
        while env["client360.timeline.backfill"]._run_batch():
            pass
        return super().clean(env)

    def links(self, env):
        """All links, as the backfill makes them."""
        env.cr.execute(
            "SELECT message_id, partner_id, date, res_model, res_id, is_contact"
            " FROM client360_timeline_link ORDER BY message_id"
        )
        return env.cr.fetchall()

    def forget(self):
        """Take all links away.

        :return: the links that there were, and how many ids a batch is to have so that
            its oldest message is one that is linked
        """
        with self.transaction() as env:
            links = self.links(env)
            env.cr.execute("DELETE FROM client360_timeline_link")
            env["client360.timeline.backfill"].search([]).unlink()
            env.cr.execute("SELECT max(id) FROM mail_message")
            [newest] = env.cr.fetchone()
        oldest = links[-len(links) // BATCHES][0]
        return links, newest + 1 - oldest

    def test_killed_in_the_middle_of_a_batch(self):
        for point in POINTS["backfill"]:
            with self.subTest(point):
                links, batch = self.forget()
                self.assertGreater(len(links), BATCHES)
                options = {"job": "backfill", "batch": batch}
                status = self.workers.run(**options, kill_at=point, number=2)
                self.assertEqual(status, -9)
                with self.transaction() as env:
                    left = self.links(env)
                    todo = env["client360.timeline.backfill"].search([])
                    [before_id] = set(todo.mapped("before_id"))
                    self.assertTrue(before_id)
                    self.assertTrue(
                        env["client360.timeline.backfill"]._get_oldest_date()
                    )
                # The first batch and nothing of the second.
                self.assertEqual(left, [row for row in links if row[0] >= before_id])
                self.assertTrue(left)
                self.assertLess(len(left), len(links))
                self.assertEqual(self.workers.run(**options), 0)
                with self.transaction() as env:
                    self.assertEqual(self.links(env), links)
                    backfill = env["client360.timeline.backfill"]
                    self.assertIsNone(backfill._get_oldest_date())
                    self.assertFalse(any(backfill.search([]).mapped("before_id")))
