# Copyright 2026 Client 360 contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

import resource
import time
from datetime import timedelta
from unittest.mock import patch

from freezegun import freeze_time

from odoo import fields
from odoo.tests import tagged

from ...tools import kontur_focus_client
from ..fake_services import DEMO_KONTUR_TOKEN, generated_inn, unknown_inn
from ..service.test_service_http import BAD_ADDRESSES
from .common import ExpressReportCase

# What passes by itself: (fault, its options, what it is taken for)
TRANSIENT = (
    (429, {}, "too_many"),
    (429, {"retry_after": 600}, "too_many"),
    (500, {}, "server"),
    (502, {}, "server"),
    (503, {"retry_after": 5}, "server"),
    ("close", {}, "network"),
    ("reset", {"at": "start"}, "network"),
    ("reset", {"at": "middle"}, "network"),
    ("garbage", {}, "network"),
    ("truncated", {}, "network"),
    ("bad_gzip", {}, "malformed"),
    ("slow", {"seconds": 3}, "timeout"),
    ("drip", {"interval": 1}, "timeout"),
    ("drip", {"interval": 1, "headers": True}, "timeout"),
    ("redirect", {}, "refused"),
    ("redirect", {"status": 301}, "refused"),
    ("redirect", {"status": 307}, "refused"),
    (405, {}, "refused"),
    ("html", {}, "malformed"),
    ("html_as_pdf", {}, "malformed"),
    ("text", {}, "malformed"),
    ("empty", {}, "malformed"),
    ("huge", {"megabytes": 200}, "too_large"),
    ("huge", {"megabytes": 200, "chunked": True}, "too_large"),
    ("gzip_bomb", {"megabytes": 50}, "malformed"),
)
# The same for one of the two forms only.
TRANSIENT_JSON = (
    (404, {}, "refused"),
    ("truncated_json", {}, "malformed"),
    ("bad_utf8", {}, "malformed"),
    ("null", {}, "malformed"),
    ("number", {}, "malformed"),
    ("string", {}, "malformed"),
    ("empty_object", {}, "malformed"),
    ("list_of_nulls", {}, "malformed"),
    ("swapped", {}, "malformed"),
    ("report_null", {}, "malformed"),
    ("summary_null", {}, "malformed"),
    ("summary_list", {}, "malformed"),
    ("statements_lists", {}, "malformed"),
    ("inn_null", {}, "malformed"),
    ("inn_number", {}, "malformed"),
    ("other_company", {}, "malformed"),
)
TRANSIENT_PDF = (
    ("pdf_without_end", {}, "malformed"),
    ("empty_list", {}, "malformed"),
    ("json", {"value": {}}, "malformed"),
)
# What an administrator has to see to.
DENIED = (
    (401, {}),
    (402, {}),
    (403, {}),
    ("bad_key", {}),
    ("tariff", {}),
    ("expired", {}),
    ("limit", {}),
)
STOPPED = "client360.express_report_stopped"


class ErrorsCase(ExpressReportCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.number = 0

    def impatient(self, kind):
        """Wait for what comes slowly a moment only, and for all the rest as long as a
        busy machine may take."""
        seconds = 0.5 if kind in ("slow", "drip") else 30
        return patch.object(kontur_focus_client, "DEADLINE", seconds)

    def new_report(self):
        type(self).number += 1
        hundreds, rest = divmod(self.number, 80)  # the green ones of each hundred
        return self.request(self.partner(generated_inn(100 * hundreds + rest)))


@tagged("post_install", "-at_install")
class TestExpressReportErrors(ErrorsCase):
    """Every row of the contract's table of errors, over real HTTP."""

    def attachments(self, report):
        return self.env["ir.attachment"].search(
            [("res_model", "=", "res.partner"), ("res_id", "=", report.partner_id.id)]
        )

    def check_queued(self, report, kind):
        self.assertEqual(report.state, "queued")
        self.assertEqual(report.error_kind, kind)
        self.assertTrue(report.error)
        self.assertEqual(report.attempts, 1)
        self.assertGreater(report.date_next, fields.Datetime.now())
        self.assertFalse(report.risk or report.date_done or report.attachment_id)
        self.assertFalse(self.attachments(report))
        self.assertEqual(report.partner_id.express_report_status, "queued")

    def check_done(self, report, briefs, pdfs):
        self.assertEqual((report.state, report.risk), ("done", "green"))
        self.assertEqual(self.attachments(report), report.attachment_id)
        self.assertFalse(report.error)
        inn = report.inn
        calls = self.server.calls(method="briefReport", inn=inn, pdf=False)
        self.assertEqual(len(calls), briefs)
        self.assertEqual(len(self.server.calls(inn=inn, pdf=True)), pdfs)

    def transient(self, table, **only):
        for kind, options, expected in table:
            with self.subTest(kind=kind, **options):
                self.server.reset()
                self.server.fault("kontur", kind, times=1, **only, **options)
                report = self.new_report()
                started = time.monotonic()
                with self.impatient(kind):
                    self.run_queue()
                # a whole answer would drip for minutes
                self.assertLess(time.monotonic() - started, 60)
                self.check_queued(report, expected)
                self.assertFalse(
                    self.server.calls("elsewhere"), "A redirect is never followed"
                )
                self.run_queue()
                self.assertEqual(report.attempts, 1, "It waits")
                self.make_due()
                self.run_queue()
                pdf = "pdf_only" in only
                # what was received before is not asked for again
                self.check_done(report, briefs=1 if pdf else 2, pdfs=2 if pdf else 1)

    def test_transient_errors_of_the_status(self):
        self.transient(TRANSIENT + TRANSIENT_JSON, json_only=True)

    def test_transient_errors_of_the_pdf(self):
        self.transient(TRANSIENT + TRANSIENT_PDF, pdf_only=True)

    def test_memory_of_a_huge_answer(self):
        self.server.fault("kontur", "huge", pdf_only=True, megabytes=200, chunked=True)
        report = self.new_report()
        before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
        self.run_queue()
        self.assertEqual(report.error_kind, "too_large")
        grown = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before
        self.assertLess(grown, 100 * 1024, "KB")

    def test_no_service_at_all(self):
        self.env["ir.config_parameter"].set_param(
            "client360.kontur_focus_url", "http://127.0.0.1:9"
        )
        report = self.new_report()
        self.run_queue()
        self.check_queued(report, "network")

    def test_not_found(self):
        for kind in (None, "empty_list", "missing_company"):
            with self.subTest(kind):
                self.server.reset()
                if kind:
                    self.server.fault("kontur", kind, json_only=True)
                    report = self.new_report()
                else:
                    report = self.request(self.partner(unknown_inn()))
                self.run_queue()
                self.assertEqual(report.state, "not_found")
                self.assertFalse(report.risk or report.attachment_id)
                self.assertEqual(report.partner_id.express_report_status, "not_found")
                self.assertFalse(self.server.calls(pdf=True))

    def test_no_marks(self):
        self.server.fault("kontur", "summary_empty", json_only=True)
        report = self.new_report()
        self.run_queue()
        self.assertEqual((report.state, report.risk), ("done", False))
        self.assertTrue(report.attachment_id)

    def test_doubled_and_without_ogrn(self):
        for kind in ("doubled", "ogrn_null", "ogrn_path"):
            with self.subTest(kind):
                self.server.reset()
                self.server.fault("kontur", kind, json_only=True)
                report = self.new_report()
                self.run_queue()
                self.assertEqual((report.state, report.risk), ("done", "green"))
                self.assertNotIn("/", report.attachment_id.name)

    def test_no_pdf_of_a_known_company(self):
        self.server.fault("kontur", 404, pdf_only=True)
        report = self.new_report()
        self.run_queue()
        self.assertEqual((report.state, report.error_kind), ("failed", "no_pdf"))
        self.assertFalse(report.attachment_id)
        self.assertEqual(report.risk, "green", "It was paid for")
        self.assertEqual(report.partner_id.express_report_status, "green")

    def test_refused_inn(self):
        self.server.fault("kontur", 400)
        report = self.new_report()
        self.run_queue()
        self.assertEqual((report.state, report.error_kind), ("failed", "refused"))
        self.assertEqual(report.partner_id.express_report_status, "failed")

    # ------------------------------------------------------ pauses, giving up
    def test_pauses_grow_until_it_gives_up(self):
        self.server.fault("kontur", 503)
        report = self.new_report()
        now = fields.Datetime.now()
        pauses = []
        while report.state == "queued":
            with freeze_time(now):
                self.run_queue()
            pauses.append(report.date_next - now)
            now = max(report.date_next, now + timedelta(seconds=1))
            self.assertLess(report.attempts, 50)
        minutes = [pause.total_seconds() / 60 for pause in pauses]
        self.assertEqual(minutes[:6], [1, 2, 4, 8, 16, 30])
        self.assertEqual(report.state, "failed")
        self.assertEqual(report.error_kind, "server")
        hours = (now - report.create_date).total_seconds() / 3600
        self.assertTrue(6 < hours < 7, hours)
        self.assertEqual(report.partner_id.express_report_status, "failed")
        [notice] = (
            self.env["mail.notification"]
            .search([("res_partner_id", "=", self.seller.partner_id.id)])
            .mail_message_id
        )
        self.assertIn("HTTP 503", notice.body)

    def test_it_does_not_give_up_by_time_alone(self):
        """Seven hours after the first failure, but tried only twice."""
        self.server.fault("kontur", 503)
        report = self.new_report()
        self.run_queue()
        with freeze_time(fields.Datetime.now() + timedelta(hours=7)):
            self.run_queue()
        self.assertEqual((report.state, report.attempts), ("queued", 2))

    def test_a_clock_that_was_wrong(self):
        """A request is not postponed for years."""
        self.server.fault("kontur", 429, times=1, retry_after=600)
        with freeze_time(fields.Datetime.now() + timedelta(days=3650)):
            report = self.new_report()
            self.run_queue()
        self.assertGreater(
            report.date_next, fields.Datetime.now() + timedelta(days=3000)
        )
        self.run_queue()
        self.assertEqual(report.state, "done")

    def test_retry_after_is_for_everybody(self):
        self.server.fault("kontur", 429, times=1, retry_after=600)
        first = self.new_report()
        self.run_queue()
        second = self.new_report()
        self.run_queue()
        self.assertEqual(len(self.server.requests), 1)
        pause = first.date_next - fields.Datetime.now()
        self.assertAlmostEqual(pause.total_seconds(), 600, delta=30)
        with freeze_time(fields.Datetime.now() + timedelta(seconds=660)):
            self.run_queue()
        self.assertEqual((first + second).mapped("state"), ["done", "done"])

    def test_absurd_retry_after(self):
        for value in ("-5", "soon", 10**12):
            with self.subTest(value):
                self.server.reset()
                self.server.fault("kontur", 429, times=1, retry_after=value)
                report = self.new_report()
                self.run_queue()
                pause = report.date_next - fields.Datetime.now()
                self.assertLessEqual(pause, timedelta(hours=6))
                report.unlink()

    def test_an_outage_pauses_the_queue(self):
        self.server.fault("kontur", 500, pdf_only=True)
        reports = self.reports
        for _number in range(6):
            reports += self.new_report()
        self.run_queue(2)
        self.assertEqual(len(self.server.calls(pdf=True)), 3)
        paused = reports.filtered("pause_queue")
        self.assertEqual(self.next_trigger(), max(paused.mapped("date_next")))
        self.server.clear_faults()
        self.make_due()
        self.run_queue()
        self.assertEqual(set(reports.mapped("state")), {"done"})
        self.assertEqual(len(self.server.calls(method="briefReport", pdf=False)), 1)

    def test_a_single_failure_is_tried_again_in_its_time(self):
        self.server.fault("kontur", 500, times=1)
        report = self.new_report()
        self.run_queue()
        self.assertEqual(self.next_trigger(), report.date_next)

    def test_a_single_failure_holds_up_nobody_else(self):
        self.server.fault("kontur", 500, times=1)
        first = self.new_report()
        self.run_queue()
        self.assertFalse(first.pause_queue)
        second = self.new_report()
        self.run_queue()
        self.assertEqual((first + second).mapped("state"), ["queued", "done"])

    def test_one_that_makes_a_batch_fail_is_left_alone(self):
        reports = self.reports
        for _number in range(4):
            reports += self.new_report()
        self.server.fault("kontur", 500, inn=reports[0].inn, json_only=True)
        for _number in range(5):
            self.run_queue()
            self.make_due()
        self.assertEqual(reports.mapped("state"), ["queued", "done", "done", "done"])

    def test_an_error_of_another_addon(self):
        report = self.new_report()
        with (
            patch.object(
                type(self.reports), "_write_history", side_effect=KeyError("other")
            ),
            self.assertLogs(
                "odoo.addons.client360.models.express_report.client360_express_report_queue",
                "ERROR",
            ),
        ):
            self.run_queue()
        self.check_queued(report, "internal")

    # ---------------------------------------------------------------- denied
    def test_denied(self):
        self.administrator = self.env.ref("base.user_admin")
        for pdf in (False, True):
            for kind, options in DENIED:
                with self.subTest(kind=kind, pdf=pdf):
                    self.setUp()
                    only = {"pdf_only": True} if pdf else {"method": "briefReport"}
                    fault = self.server.fault("kontur", kind, **only, **options)
                    told = self.told()
                    reports = self.new_report() + self.new_report()
                    self.run_queue(2)
                    reports += self.new_report()
                    self.run_queue()
                    self.assertEqual(fault.hits, 1, "It stands still")
                    self.assertEqual(reports.mapped("state"), ["queued"] * 3)
                    self.assertFalse(reports.attachment_id)
                    self.assertEqual(len(self.told() - told), 1, "Told once")
                    self.assertIn("Kontur.Focus", (self.told() - told).body)
                    self.server.clear_faults()
                    self.run_queue()
                    self.assertEqual(reports.mapped("state"), ["queued"] * 3)
                    settings = self.env["res.config.settings"].create({})
                    self.assertTrue(settings.client360_express_report_stopped)
                    settings.action_resume_express_reports()
                    self.run_queue()
                    self.assertEqual(reports.mapped("state"), ["done"] * 3)
                    calls = self.server.calls(method="briefReport", pdf=False)
                    asked = sum(call.inns.count(reports[0].inn) for call in calls)
                    self.assertEqual(asked, 1 if pdf else 2)

    def told(self):
        self.administrator.lang = "en_US"
        return (
            self.env["mail.notification"]
            .search([("res_partner_id", "=", self.administrator.partner_id.id)])
            .mail_message_id.filtered(lambda m: "stopped" in (m.subject or ""))
        )

    def test_another_key_lets_the_queue_go_on(self):
        parameters = self.env["ir.config_parameter"]
        parameters.set_param("client360.kontur_focus_api_token", "0" * 40)
        report = self.new_report()
        self.run_queue()
        self.assertTrue(self.env["client360.kontur.focus"]._is_stopped())
        self.assertEqual(report.state, "queued")
        self.assertFalse(report.date_sent, "It does not count against the budget")
        parameters.set_param("client360.kontur_focus_api_token", DEMO_KONTUR_TOKEN)
        self.run_queue()
        self.assertEqual(report.state, "done")

    def test_a_wrong_address_stops_it(self):
        self.administrator = self.env.ref("base.user_admin")
        parameters = self.env["ir.config_parameter"]
        for url in BAD_ADDRESSES:
            with self.subTest(url):
                self.setUp()
                parameters.set_param("client360.kontur_focus_url", url)
                told = self.told()
                report = self.new_report()
                self.run_queue(2)
                self.assertEqual((report.state, report.attempts), ("queued", 0))
                [notice] = self.told() - told
                self.assertIn("client360.kontur_focus_url", notice.body)
                parameters.set_param("client360.kontur_focus_url", self.server.url)
                self.run_queue()
                self.assertEqual(report.state, "done")

    def test_denied_after_success(self):
        """A key may expire while it is in use: nothing is lost, nothing is counted."""
        self.new_report()
        self.run_queue()
        service = self.env["client360.kontur.focus"]
        spent = service._get_spent()
        self.server.fault("kontur", 401)
        report = self.new_report()
        self.run_queue()
        self.assertEqual(report.state, "queued")
        self.assertTrue(service._is_stopped())
        self.assertEqual(service._get_spent(), spent)
