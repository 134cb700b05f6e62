# Copyright 2026 Client 360 contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

import datetime
import logging
import threading
from unittest.mock import patch

from freezegun import freeze_time

from odoo import modules
from odoo.exceptions import RedirectWarning, UserError
from odoo.tests import new_test_user, tagged

from ...tools import dadata_client, service_http
from ..fake_services import DEMO_DADATA_TOKEN, generated_inn
from .common import INN, PATIENCE, AutofillCase


@tagged("post_install", "-at_install")
class TestErrors(AutofillCase):
    """Every error: one sentence, no token in it or in the log, nothing changed."""

    FAULTS = (
        (500, {}, "unavailable"),
        (503, {}, "unavailable"),
        (429, {}, "Too many requests"),
        (404, {}, "cannot be understood"),
        (400, {}, "cannot be understood"),
        (402, {}, "does not accept the key"),
        ("close", {}, "cannot be reached"),
        ("truncated", {}, "cannot be reached"),
        ("reset", {}, "cannot be reached"),
        ("reset", {"at": "start"}, "cannot be reached"),
        ("garbage", {}, "cannot be reached"),
        ("slow", {"seconds": 2}, "in time"),
        ("drip", {"interval": 0.2}, "in time"),
        ("drip", {"interval": 0.2, "headers": True}, "in time"),
        ("huge", {"megabytes": 20}, "cannot be understood"),
        ("gzip_bomb", {"megabytes": 50}, "cannot be understood"),
        ("html", {}, "cannot be understood"),
        ("empty", {}, "cannot be understood"),
        ("truncated_json", {}, "cannot be understood"),
        ("bad_utf8", {}, "cannot be understood"),
        ("redirect", {}, "cannot be understood"),
        ("other_company", {}, "cannot be understood"),
        ("null", {}, "cannot be understood"),
        ("list_of_nulls", {}, "cannot be understood"),
        ("suggestion_null", {}, "cannot be understood"),
        ("data_list", {}, "cannot be understood"),
    )

    def setUp(self):
        super().setUp()
        self.log = []
        handler = logging.Handler()
        handler.emit = lambda record: self.log.append(record.getMessage())
        root = logging.getLogger()
        level = root.level
        root.addHandler(handler)
        root.setLevel(logging.DEBUG)
        self.addCleanup(root.setLevel, level)
        self.addCleanup(root.removeHandler, handler)
        self.clerk = new_test_user(
            self.env, login="clerk", groups="base.group_user,base.group_partner_manager"
        )
        # sentences in English, whatever the user's language
        self.partners = self.partners.with_context(lang="en_US")

    def impatient(self, kind):
        """Wait for what comes slowly a moment only, and for all the rest as long as a
        busy machine may take."""
        seconds = 0.5 if kind in ("slow", "drip") else PATIENCE
        return patch.object(dadata_client, "DEADLINE", seconds)

    def assertSecret(self, *texts):
        for text in (*texts, *self.log):
            self.assertNotIn(DEMO_DADATA_TOKEN, str(text))

    def test_each(self):
        card = self.company(ceo_name="Иванов")
        before = card.read(self.partners._track_get_fields())
        for kind, options, words in self.FAULTS:
            with self.subTest(kind=kind, **options):
                dadata_client.window.clear()
                self.server.clear_faults()
                self.server.fault("dadata", kind, **options)
                with self.impatient(kind):
                    answer = self.partners.dadata_autofill(INN, None, {"name": "Card"})
                    with self.assertRaises(UserError) as caught:
                        self.partners.with_user(self.clerk)._dadata_values(INN)
                self.assertEqual(list(answer), ["error", "settings"])
                self.assertIn(words, answer["error"])
                self.assertEqual(len(answer["error"].splitlines()), 1)
                self.assertSecret(answer, caught.exception)
        self.server.clear_faults()
        self.server.fault("dadata", 500)
        with self.assertRaises(UserError):
            card.with_user(self.clerk).action_dadata_autofill()
        self.assertEqual(card.read(self.partners._track_get_fields()), before)

    def test_no_network(self):
        self.set_parameter("dadata_url", "http://127.0.0.1:9")
        self.assertIn("cannot be reached", self.form()["error"])

    def form(self, *args, **current):
        return self.partners.dadata_autofill(INN, None, current)

    def test_no_token(self):
        self.set_parameter("dadata_api_token", "")
        administrator = self.partners.with_user(self.env.ref("base.user_admin"))
        answer = administrator.dadata_autofill(INN)
        self.assertIn("No DaData key", answer["error"])
        self.assertTrue(answer["settings"])
        with self.assertRaises(RedirectWarning):
            administrator._dadata_values(INN)
        self.assertFalse(
            self.partners.with_user(self.clerk).dadata_autofill(INN)["settings"]
        )
        self.assertFalse(self.server.requests)

    def test_a_wrong_token(self):
        token = "0123456789abcdef0123456789abcdef01234567"
        self.set_parameter("dadata_api_token", token)
        answer = self.form()
        self.assertIn("does not accept the key", answer["error"])
        for text in (answer["error"], *self.log):
            self.assertNotIn(token, text)
        self.set_parameter("dadata_api_token", "ключ\n")
        self.assertIn("does not accept the key", self.form()["error"])

    def test_the_services_limit(self):
        """403 after the key has been accepted is a spent limit."""
        self.assertNotIn("error", self.form())
        self.server.fault("dadata", 403)
        self.assertIn("daily limit of DaData is spent", self.form()["error"])
        self.assertSecret()

    def test_our_budget(self):
        self.set_parameter("dadata_daily_budget", "2")
        self.form()
        self.form()
        self.assertIn("daily budget", self.form()["error"])
        self.assertEqual(len(self.server.calls("dadata")), 2)
        with freeze_time(self.env["client360.service.usage"]._next_day_start()):
            self.assertNotIn("error", self.form())

    def test_a_netrc_does_not_replace_the_key(self):
        with patch("requests.sessions.get_netrc_auth", return_value=("a", "b")):
            self.assertNotIn("error", self.form())


@tagged("post_install", "-at_install")
class TestLimits(AutofillCase):
    def test_connections_are_reused(self):
        for n in range(20):
            self.partners._dadata_values(generated_inn(n))
        self.assertLessEqual(self.server.connections, 1)

    def test_new_connections_a_minute(self):
        self.server.fault("dadata", "close")
        dadata_client.sessions.clear()
        with patch.object(dadata_client.window, "per_minute", 5):
            for _n in range(10):
                self.form()
            self.assertIn("error", self.form())
        self.assertLessEqual(len(self.server.calls("dadata")), 5)

    def test_requests_a_second(self):
        pace = service_http.Pace(100)
        started = datetime.datetime.now()
        threads = [threading.Thread(target=pace.wait) for _n in range(30)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        self.assertGreater((datetime.datetime.now() - started).total_seconds(), 0.28)


@tagged("post_install", "-at_install")
class TestSettings(AutofillCase):
    def settings(self, **values):
        return self.env["res.config.settings"].create(values)

    def test_check_the_connection(self):
        action = self.settings(
            client360_dadata_token=DEMO_DADATA_TOKEN
        ).action_client360_dadata_check()
        self.assertEqual(action["params"]["type"], "success")
        action = self.settings(
            client360_dadata_token="0" * 40
        ).action_client360_dadata_check()
        self.assertEqual(action["params"]["type"], "danger")
        self.assertNotIn("0" * 40, action["params"]["message"])
        # nothing typed: the key that is set
        action = self.settings().action_client360_dadata_check()
        self.assertEqual(action["params"]["type"], "success")

    def test_values_last(self):
        settings = self.settings()
        self.assertEqual(settings.client360_dadata_daily_budget, 10000)
        self.assertTrue(settings.client360_dadata_watch)
        settings.client360_dadata_watch = False
        settings.client360_dadata_daily_budget = 0
        settings.execute()
        settings = self.settings()
        self.assertFalse(settings.client360_dadata_watch)
        self.assertEqual(settings.client360_dadata_daily_budget, 0)
        self.assertEqual(self.service._take_requests(1), 0)

    def test_a_neutralized_copy_sends_nothing(self):
        path = modules.get_module_path("client360") + "/data/neutralize.sql"
        with open(path, encoding="utf-8") as script:
            self.env.flush_all()
            self.env.cr.execute(script.read())
        self.env.invalidate_all()
        self.env.registry.clear_all_caches()
        self.assertTrue(self.form()["error"])
        self.assertFalse(self.server.requests)
