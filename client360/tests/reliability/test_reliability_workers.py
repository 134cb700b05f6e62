# Copyright 2026 Client 360 contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo.tests import tagged

from ...tools.kontur_analytics import METHODS
from ..common import WorkersCase
from ..fake_services import generated_inn
from ..worker_process import POINTS

#: Of these companies the first is red.
RED = 92


@tagged("post_install", "-at_install")
class TestReliabilityWorkers(WorkersCase):
    first = 91_000

    @classmethod
    def parameters(cls):
        return {
            **super().parameters(),
            "client360.express_report_budget": "0",
            "client360.express_report_stopped": False,
            "client360.reliability_denied": False,
        }

    def queue(self, count):
        """Queue readings of new companies, committed; return the partners' ids."""
        with self.transaction() as env:
            self.clean(env)
            env["client360.express.report"].search([("state", "=", "queued")]).unlink()
            env["client360.reliability.reading"].search([]).unlink()
            partners = env["res.partner"].create(
                [
                    {
                        "name": f"Reading {number}",
                        "is_company": True,
                        "vat": generated_inn(self.first + (RED + number) % 100),
                        "user_id": env.ref("base.user_admin").id,
                    }
                    for number in range(count)
                ]
            )
            env["client360.express.report"].search(
                [("partner_id", "in", partners.ids)]
            ).unlink()
            env["client360.reliability.reading"]._request(partners)
            return partners.ids

    def check_all_read(self, partner_ids):
        """Check that each fact is stored once, and told once."""
        with self.transaction() as env:
            partners = env["res.partner"].browse(partner_ids)
            self.assertFalse(
                env["client360.reliability.reading"].search(
                    [("partner_id", "in", partner_ids), ("state", "=", "queued")]
                )
            )
            self.assertTrue(all(partners.mapped("reliability_date")))
            for partner in partners:
                facts = partner.reliability_fact_ids
                keys = [(fact.method, fact.code) for fact in facts]
                self.assertEqual(len(keys), len(set(keys)))
                self.assertFalse(facts.filtered("date_to"))
                self.assertFalse(facts.filtered("is_untold"))
            red = partners[0]
            self.assertLess(2, len(set(red.reliability_fact_ids.mapped("method"))))
            subtype = env.ref("client360.mt_reliability")
            messages = red.message_ids.filtered(lambda m: m.subtype_id == subtype)
            self.assertEqual(len(messages), 1)
            self.assertEqual(len(red.activity_ids), 1)
            self.assertTrue(red.reliability_reason_ids)

    def calls(self):
        return [call for call in self.server.requests if call.method in METHODS]

    def test_worker_is_killed(self):
        for point in POINTS["reliability"]:
            for number in (1, 4) if "finish" not in point else (1,):
                with self.subTest(point=point, number=number):
                    self.server.reset()
                    partner_ids = self.queue(3)
                    status = self.workers.run(
                        job="reliability", kill_at=point, number=number
                    )
                    self.assertEqual(status, -9)
                    stored = set()
                    with self.transaction() as env:
                        facts = env["res.partner"].browse(partner_ids)
                        stored = set(facts.reliability_fact_ids.mapped("method"))
                    before = [call.method for call in self.calls()]
                    self.end_leases()
                    self.assertEqual(self.workers.run(job="reliability"), 0)
                    self.check_all_read(partner_ids)
                    again = [call.method for call in self.calls()][len(before) :]
                    self.assertFalse(stored & set(again), "What was stored is kept")
                    lost = point in ("after_answer", "before_commit")
                    self.assertEqual(len(self.calls()), len(METHODS) + lost)

    def test_two_workers(self):
        partner_ids = self.queue(40)
        hold = self.server.fault("kontur", "hold", times=1)
        first = self.workers.start(job="reliability", batch=5)
        self.server.wait_for(1, service="kontur")
        second = self.workers.start(job="reliability", batch=5)
        self.server.wait_for(2, service="kontur")
        hold.release()
        self.assertEqual([self.workers.wait(first), self.workers.wait(second)], [0, 0])
        self.check_all_read(partner_ids)
        asked = [(call.method, inn) for call in self.calls() for inn in call.inns]
        self.assertEqual(len(asked), 40 * len(METHODS))
        self.assertEqual(len(set(asked)), len(asked))

    def test_a_card_that_somebody_is_saving(self):
        """A paid answer outlives a conflict with a person's own transaction."""
        partner_ids = self.queue(1)
        hold = self.server.fault("kontur", "hold", times=1)
        worker = self.workers.start(job="reliability")
        self.server.wait_for(1, service="kontur")
        with self.transaction() as env:
            env["res.partner"].browse(partner_ids).ref = "changed"
            env.flush_all()
            hold.release()
            # the worker has its answer, and waits for this transaction to end
            self.server._pause(0.5, None, self.server._generation)
        self.assertEqual(self.workers.wait(worker), 0)
        self.check_all_read(partner_ids)
        self.assertEqual(len(self.calls()), len(METHODS))

    def test_cards_that_are_deleted_meanwhile(self):
        partner_ids = self.queue(3)
        hold = self.server.fault("kontur", "hold", times=1)
        worker = self.workers.start(job="reliability")
        self.server.wait_for(1, service="kontur")
        with self.transaction() as env:
            env["res.partner"].browse(partner_ids[1:]).unlink()
        hold.release()
        self.assertEqual(self.workers.wait(worker), 0)
        self.check_all_read(partner_ids[:1])
