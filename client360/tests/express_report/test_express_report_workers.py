# Copyright 2026 Client 360 contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

import threading

from odoo import SUPERUSER_ID, api, fields, sql_db
from odoo.exceptions import UserError
from odoo.tests import tagged

from ..common import PoolerMixin, WorkersCase
from ..fake_services import generated_inn
from ..worker_process import POINTS


@tagged("post_install", "-at_install")
class TestExpressReportWorkers(WorkersCase):
    first = 90_000

    @classmethod
    def parameters(cls):
        return {
            **super().parameters(),
            "client360.express_report_budget": "0",
            "client360.express_report_stopped": False,
        }

    def queue(self, count, login=None):
        """Queue reports on new companies, committed; return the partners' ids.

        :param int count: how many
        :param str login: of the user who asks for them, None for an automated action
        """
        with self.transaction() as env:
            self.clean(env)
            # Others' requests are not for this server.
            env["client360.express.report"].search([("state", "=", "queued")]).unlink()
            partners = env["res.partner"].create(
                [
                    {
                        "name": f"Worker {number}",
                        "is_company": True,
                        "vat": generated_inn(self.first + number),
                    }
                    for number in range(count)
                ]
            )
            # the automation does so at the end of the transaction
            env.cr.flush()
            if login:
                user = env["res.users"].search([("login", "=", login)])
                reports = env["client360.express.report"].with_user(user)
                reports._request(partners)
            else:
                env["client360.express.report"]._request(partners, automatic=True)
            return partners.ids

    def check_no_half_records(self, partner_ids):
        """Check that what is not done looks as if nothing had happened.

        :return: how many are done
        """
        with self.transaction() as env:
            partners = env["res.partner"].browse(partner_ids)
            reports = partners.express_report_ids
            self.assertEqual(len(reports), len(partners))
            queued = reports.filtered(lambda r: r.state == "queued")
            for report in queued:
                self.assertFalse(report.risk or report.date_done or report.ogrn)
                self.assertFalse(report.attachment_id)
                self.assertEqual(report.partner_id.express_report_status, "queued")
            attachments = env["ir.attachment"].search(
                [("res_model", "=", "res.partner"), ("res_id", "in", partner_ids)]
            )
            done = reports - queued
            self.assertEqual(attachments, done.attachment_id.sorted("id", True))
            return len(done)

    def check_all_done(self, partner_ids):
        """Check that each request is done exactly once."""
        self.assertEqual(self.check_no_half_records(partner_ids), len(partner_ids))
        with self.transaction() as env:
            subtype = env.ref("client360.mt_report_received")
            for partner in env["res.partner"].browse(partner_ids):
                report = partner.express_report_ids
                self.assertEqual(report.state, "done")
                entries = partner.message_ids.filtered_domain(
                    [("subtype_id", "=", subtype.id)]
                )
                self.assertEqual(len(entries), 1, "One entry in the history")

    def test_two_workers(self):
        partner_ids = self.queue(40)
        self.server.settings(latency=0.02)
        # Both are at it before the first one gets its first answer.
        hold = self.server.fault("kontur", "hold", times=1)
        first = self.workers.start(batch=5)
        self.server.wait_for(1, service="kontur")
        second = self.workers.start(batch=5)
        self.server.wait_for(2, service="kontur")
        hold.release()
        self.assertEqual([self.workers.wait(first), self.workers.wait(second)], [0, 0])
        self.check_all_done(partner_ids)
        self.check_calls(partner_ids)
        self.assertEqual(self.server.peak("kontur"), 2)
        self.assertEqual(self.server.connections, 2, "Each worker keeps its own")

    def check_calls(self, partner_ids):
        asked = [
            inn
            for call in self.server.calls(method="briefReport", pdf=False)
            for inn in call.inns
        ]
        self.assertEqual(len(asked), len(partner_ids))
        self.assertEqual(len(set(asked)), len(partner_ids))
        pdfs = [call.inns for call in self.server.calls(pdf=True)]
        self.assertEqual(len(pdfs), len(partner_ids))
        self.assertEqual(len(set(pdfs)), len(partner_ids))

    def test_worker_is_killed(self):
        for point in POINTS["express_report"]:
            for number in (1, 2) if point in ("after_pdf", "before_commit") else (1,):
                with self.subTest(point=point, number=number):
                    self.server.reset()
                    partner_ids = self.queue(3)
                    status = self.workers.run(kill_at=point, number=number)
                    self.assertEqual(status, -9)
                    done = self.check_no_half_records(partner_ids)
                    expected = 3 if point == "before_notices" else number - 1
                    self.assertEqual(done, expected)
                    before = len(self.server.calls(method="briefReport", pdf=False))
                    self.check_left_to_its_lease(partner_ids, done)
                    self.end_leases()
                    self.assertEqual(self.workers.run(), 0)
                    self.check_all_done(partner_ids)
                    after = len(self.server.calls(method="briefReport", pdf=False))
                    if point not in ("before_status", "after_status"):
                        self.assertEqual(before, after, "It was stored")
                    lost = point in ("after_pdf", "before_commit")
                    self.assertEqual(len(self.server.calls(pdf=True)), 3 + lost)

    def check_left_to_its_lease(self, partner_ids, done):
        """Check that nobody takes what a worker may still be at, and that somebody
        comes back when its lease is over."""
        requests = len(self.server.requests)
        self.assertEqual(self.workers.run(), 0)
        self.assertEqual(self.check_no_half_records(partner_ids), done)
        self.assertEqual(len(self.server.requests), requests)
        with self.transaction() as env:
            reports = env["res.partner"].browse(partner_ids).express_report_ids
            left = reports.filtered(lambda report: report.state == "queued")
            self.assertEqual(left, reports.filtered("lease_end"))
            cron = env.ref("client360.ir_cron_express_report")
            triggers = env["ir.cron.trigger"].search([("cron_id", "=", cron.id)])
            for lease_end in left[:1].mapped("lease_end"):
                self.assertIn(lease_end, triggers.mapped("call_at"))
                self.assertGreater(lease_end, fields.Datetime.now())

    def test_one_worker_is_killed_while_another_works(self):
        partner_ids = self.queue(12)
        self.server.settings(latency=0.02)
        victim = self.workers.start(batch=4, kill_at="after_pdf", number=3)
        self.server.wait_for(1, service="kontur")
        other = self.workers.start(batch=4)
        self.assertEqual(self.workers.wait(victim), -9)
        self.assertEqual(self.workers.wait(other), 0)
        self.end_leases()
        self.assertEqual(self.workers.run(), 0)
        self.check_all_done(partner_ids)
        self.assertEqual(len(self.server.calls(pdf=True)), 12 + 1)

    def test_a_person_is_never_in_the_way_nor_kept_waiting(self):
        """Saving and deleting cards while the worker waits for the service."""
        partner_ids = self.queue(3)
        hold = self.server.fault("kontur", "hold", times=1, pdf_only=True)
        worker = self.workers.start()
        self.server.wait_for(1, pdf=True)
        with self.transaction() as env:
            partners = env["res.partner"].browse(partner_ids)
            partners[1:].write({"ref": "changed"})
            partners[0].unlink()  # the one that the worker is at
        hold.release()
        self.assertEqual(self.workers.wait(worker), 0)
        self.check_all_done(partner_ids[1:])
        self.assertEqual(len(self.server.calls(pdf=True)), 3)
        with self.transaction() as env:
            self.assertEqual(
                env["res.partner"].browse(partner_ids[1:]).mapped("ref"),
                ["changed"] * 2,
            )
            leftover = env["ir.attachment"].search(
                [("res_model", "=", "res.partner"), ("res_id", "=", partner_ids[0])]
            )
            self.assertFalse(leftover)

    def test_a_card_that_somebody_is_saving(self):
        """A paid answer outlives a conflict with a person's own transaction."""
        partner_ids = self.queue(1)
        hold = self.server.fault("kontur", "hold", times=1, pdf_only=True)
        worker = self.workers.start()
        self.server.wait_for(1, pdf=True)
        with self.transaction() as env:
            env["res.partner"].browse(partner_ids).ref = "changed"
            env.flush_all()
            hold.release()
            # the worker has its PDF, and waits for this transaction to end
            self.server._pause(0.5, None, self.server._generation)
        self.assertEqual(self.workers.wait(worker), 0)
        self.check_all_done(partner_ids)
        self.check_calls(partner_ids)

    def test_budget_of_two_workers(self):
        partner_ids = self.queue(20)
        with self.transaction() as env:
            limit = env["client360.kontur.focus"]._get_spent() + 7
            env["ir.config_parameter"].set_param(
                "client360.express_report_budget", str(limit)
            )
        try:
            # The first one has taken its part, and waits for an answer.
            hold = self.server.fault("kontur", "hold", times=1)
            first = self.workers.start(batch=3)
            self.server.wait_for(1, service="kontur")
            self.assertEqual(self.workers.run(batch=3), 0)
            hold.release()
            self.assertEqual(self.workers.wait(first), 0)
        finally:
            with self.transaction() as env:
                env["ir.config_parameter"].set_param(
                    "client360.express_report_budget", "0"
                )
        self.assertEqual(len(self.server.spent()), 7)
        self.assertEqual(self.check_no_half_records(partner_ids), 7)

    def test_twelve_users_ask_at_once(self):
        """One of them queues the card, and the others are told that it is queued."""
        [partner_id] = self.queue(1)
        with self.transaction() as env:
            env["res.partner"].browse(partner_id).express_report_ids.unlink()
        together = threading.Barrier(12)
        answers = []

        def ask():
            with self.registry.cursor() as cr:
                env = api.Environment(cr, SUPERUSER_ID, {"lang": "en_US"})
                partner = env["res.partner"].browse(partner_id)
                together.wait(20)
                try:
                    action = partner.action_request_express_report()
                    answers.append(action["params"]["message"])
                except UserError as error:
                    answers.append(str(error))

        threads = [threading.Thread(target=ask) for _n in range(12)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join(30)
        self.assertTrue(sql_db._logger.propagate, "The log is as before")
        self.assertEqual(
            sorted(answers),
            ["Requested: 0. Requested before: 1."] * 11 + ["Requested: 1."],
        )
        with self.transaction() as env:
            reports = env["res.partner"].browse(partner_id).express_report_ids
            self.assertEqual(reports.mapped("state"), ["queued"])
            reports.unlink()

    def test_two_workers_send_one_notice(self):
        """Both have come to the notices of the same reports at the same time."""
        self.queue(6, login="admin")
        with self.transaction() as env:
            partner = env.ref("base.user_admin").partner_id
            domain = [("res_partner_id", "=", partner.id)]
            before = env["mail.notification"].search(domain)
        self.server.settings(latency=0.02)
        workers = [self.workers.start(batch=1, pause=0.5) for _n in range(2)]
        self.assertEqual([self.workers.wait(pid) for pid in workers], [0, 0])
        with self.transaction() as env:
            told = env["mail.notification"].search(domain) - before
            subjects = told.mail_message_id.mapped("subject")
            self.assertEqual(len(told), 1, subjects)
            told.mail_message_id.unlink()

    def test_two_workers_tell_once(self):
        self.queue(20)
        with self.transaction() as env:
            admin = env.ref("base.user_admin")
            domain = [
                ("res_partner_id", "=", admin.partner_id.id),
                ("mail_message_id.model", "=", False),
            ]
            before = env["mail.notification"].search(domain)
        self.server.fault("kontur", "bad_key", delay=0.3)
        workers = [self.workers.start(batch=5), self.workers.start(batch=5)]
        self.assertEqual([self.workers.wait(pid) for pid in workers], [0, 0])
        self.assertEqual(len(self.server.requests), 2)
        with self.transaction() as env:
            told = env["mail.notification"].search(domain) - before
            self.assertEqual(len(told), 1)
            told.mail_message_id.unlink()
            env["client360.express.report.queue"]._resume()


class TestExpressReportThroughAPooler(PoolerMixin, TestExpressReportWorkers):
    """The same with workers behind a PgBouncer in transaction mode."""

    first = 90_100
