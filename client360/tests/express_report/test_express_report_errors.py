# Copyright 2026 Client 360 contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

import io
import logging
import resource
import time
from contextlib import contextmanager
from datetime import timedelta
from unittest.mock import patch

from freezegun import freeze_time

from odoo import fields
from odoo.tests import tagged
from odoo.tools import SQL

from ...models.express_report import client360_kontur_focus
from ..fake_services import DEMO_KONTUR_TOKEN, generated_inn, unknown_inn
from .test_express_report import ExpressReportCase

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
    ("bad_gzip", {}, "network"),
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
    ("gzip_bomb", {"megabytes": 50}, "too_large"),
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


@tagged("post_install", "-at_install")
class TestExpressReportErrors(ExpressReportCase):
    """Every row of the contract's table of errors, over real HTTP."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.startClassPatcher(patch.object(client360_kontur_focus, "DEADLINE", 1.5))
        cls.number = 0

    def new_report(self):
        type(self).number += 1
        hundreds, rest = divmod(self.number, 80)  # the green ones of each hundred
        return self.request(self.partner(generated_inn(100 * hundreds + rest)))

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
                self.run_queue()
                self.assertLess(time.monotonic() - started, 10)
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
        self.server.clear_faults()
        self.make_due()
        self.run_queue()
        self.assertEqual(set(reports.mapped("state")), {"done"})
        self.assertEqual(len(self.server.calls(method="briefReport", pdf=False)), 1)

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
        self.assertTrue(self.queue._is_stopped())
        self.assertEqual(report.state, "queued")
        self.assertFalse(report.date_sent, "It does not count against the budget")
        parameters.set_param("client360.kontur_focus_api_token", DEMO_KONTUR_TOKEN)
        self.run_queue()
        self.assertEqual(report.state, "done")

    # --------------------------------------------------------------- secrets
    def check_key(self, key=DEMO_KONTUR_TOKEN):
        settings = self.env["res.config.settings"].create(
            {"client360_kontur_focus_token": key}
        )
        params = settings.action_client360_kontur_focus_check()["params"]
        if key:
            self.assertNotIn(key.strip(), params["message"])
        return params["type"], params["message"]

    def test_check_the_connection(self):
        self.assertEqual(self.check_key(f" {DEMO_KONTUR_TOKEN}\n")[0], "success")
        self.assertFalse(self.server.spent(), "It costs nothing")
        for key, words in (
            (False, "No Kontur.Focus key"),
            ("0" * 40, "does not accept"),
            ("ключ", "does not accept"),
            # "stat" looks at the first 20 characters
            (DEMO_KONTUR_TOKEN[:-1] + "x", "does not accept"),
        ):
            kind, message = self.check_key(key)
            self.assertEqual(kind, "danger", message)
            self.assertIn(words, message)
        # a key that only "stat" refuses, which has no other way to say so
        self.server.fault("kontur", 400, method="stat")
        self.assertIn("does not accept", self.check_key()[1])
        for method in ("stat", "briefReport"):
            for fault, words in (
                (403, "does not accept"),
                (429, "asked for a pause"),
                (500, "an error of its own"),
                ("slow", "in time"),
                ("close", "No connection"),
                ("html", "no sense"),
                ("redirect", "refused the request"),
            ):
                with self.subTest(method=method, fault=fault):
                    self.server.reset()
                    options = {"seconds": 3} if fault == "slow" else {}
                    self.server.fault("kontur", fault, method=method, **options)
                    kind, message = self.check_key()
                    self.assertEqual(kind, "danger")
                    self.assertIn(words, message)

    def test_no_secret_is_written_anywhere(self):
        """Searches all logs and the whole database after every failure."""
        secrets = [DEMO_KONTUR_TOKEN, "ltoken", "focus-lite"]
        # as only the key's own parameter should hold it
        self.env.cr.execute("DELETE FROM ir_logging")
        with self.log_of_everything() as log:
            for only, table in (
                ("json_only", TRANSIENT + TRANSIENT_JSON),
                ("pdf_only", TRANSIENT + TRANSIENT_PDF),
            ):
                for kind, options, _expected in table:
                    if only == "pdf_only" and kind in ("slow", "drip", "gzip_bomb"):
                        continue  # slow ones, once is enough
                    self.server.reset()
                    self.queue._resume()
                    fault = self.server.fault(
                        "kontur", kind, times=1, **{only: True}, **options
                    )
                    self.new_report()
                    self.run_queue()
                    self.assertEqual(fault.hits, 1)
            for kind, options in DENIED:
                self.server.reset()
                self.server.fault("kontur", kind, times=1, **options)
                self.new_report()
                self.run_queue()
                self.queue._resume()
                self.run_queue()
            self.server.reset()
            echo = f"No access for key={DEMO_KONTUR_TOKEN}"
            for status in (200, 400, 403, 404, 429, 500):
                self.server.fault("kontur", "text", times=1, status=status, body=echo)
                self.new_report()
                self.run_queue()
                self.queue._resume()
                self.make_due()
            self.server.clear_faults()
            self.run_queue()
        self.env.flush_all()
        self.env.cr.precommit.run()
        text = log.getvalue()
        self.assertIn("briefReport", text, "The log was on")
        self.assertIn("urllib3", text, "Down to the last detail")
        for secret in secrets:
            lines = [line[:300] for line in text.splitlines() if secret in line]
            self.assertFalse(lines)
            self.assertFalse(self.places_in_database(secret), secret)
        reports = self.reports.search([])
        names = [name for name, field in reports._fields.items() if field.exportable]
        exported = str(reports.export_data(names))
        partner_names = [n for n in self.env["res.partner"]._fields if "express" in n]
        exported += str(reports.partner_id.export_data(partner_names))
        self.assertNotIn(DEMO_KONTUR_TOKEN, exported)

    @contextmanager
    def log_of_everything(self):
        log = io.StringIO()
        handler = logging.StreamHandler(log)
        # Odoo's tests log the address of requests with a short time-out.
        handler.addFilter(lambda record: not record.name.startswith("odoo.tests"))
        handler.setFormatter(logging.Formatter("%(name)s %(levelname)s %(message)s"))
        loggers = [
            logging.getLogger(),
            *(
                logger
                for logger in logging.Logger.manager.loggerDict.values()
                if isinstance(logger, logging.Logger) and logger.level
            ),
        ]
        levels = {logger: logger.level for logger in loggers}
        root = logging.getLogger()
        # They would print it all.
        others = {other: other.level for other in root.handlers}
        for other in others:
            other.setLevel(max(other.level, logging.WARNING))
        root.addHandler(handler)
        for logger in loggers:
            logger.setLevel(logging.DEBUG)
        try:
            yield log
        finally:
            root.removeHandler(handler)
            for logger, level in (levels | others).items():
                logger.setLevel(level)

    def places_in_database(self, text):
        """Return the names of the columns that hold a text somewhere."""
        columns = self.env.execute_query(
            SQL(
                """
                SELECT c.table_name, c.column_name
                  FROM information_schema.columns c
                  JOIN information_schema.tables t USING (table_schema, table_name)
                 WHERE c.table_schema = 'public' AND t.table_type = 'BASE TABLE'
                   AND c.data_type IN ('text', 'character varying', 'jsonb', 'json')
                """
            )
        )
        found = []
        tables = {}
        for table, column in columns:
            tables.setdefault(table, []).append(column)
        for table, names in tables.items():
            condition = SQL(" OR ").join(
                SQL("%s::text LIKE %s", SQL.identifier(name), f"%{text}%")
                for name in names
            )
            query = SQL(
                "SELECT count(*) FROM %s WHERE %s", SQL.identifier(table), condition
            )
            if table == "ir_config_parameter":
                query = SQL(
                    "%s AND key != 'client360.kontur_focus_api_token'",
                    SQL(
                        "SELECT count(*) FROM ir_config_parameter WHERE (%s)", condition
                    ),
                )
            [[count]] = self.env.execute_query(query)
            if count:
                found.append(table)
        return found
