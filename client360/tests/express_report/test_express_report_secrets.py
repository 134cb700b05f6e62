# Copyright 2026 Client 360 contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

import io
import logging
from contextlib import contextmanager

from odoo.tests import tagged
from odoo.tools import SQL

from ..fake_services import DEMO_KONTUR_TOKEN
from .test_express_report_errors import (
    DENIED,
    TRANSIENT,
    TRANSIENT_JSON,
    TRANSIENT_PDF,
    ErrorsCase,
)


@tagged("post_install", "-at_install")
class TestExpressReportSecrets(ErrorsCase):
    """The key is written nowhere but to its own parameter."""

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
                (429, "Too many requests"),
                (500, "unavailable"),
                ("slow", "in time"),
                ("close", "cannot be reached"),
                ("html", "cannot be understood"),
                ("redirect", "cannot be understood"),
            ):
                with self.subTest(method=method, fault=fault):
                    self.server.reset()
                    options = {"seconds": 3} if fault == "slow" else {}
                    self.server.fault("kontur", fault, method=method, **options)
                    with self.impatient(fault):
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
                ("pdf_only", TRANSIENT_PDF),
            ):
                for kind, options, _expected in table:
                    self.server.reset()
                    self.queue._resume()
                    fault = self.server.fault(
                        "kontur", kind, times=1, **{only: True}, **options
                    )
                    self.new_report()
                    with self.impatient(kind):
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
