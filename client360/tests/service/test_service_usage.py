# Copyright 2026 Client 360 contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

import datetime
import threading
import time
from contextlib import contextmanager
from unittest.mock import patch

from freezegun import freeze_time

from odoo import modules
from odoo.tests import TransactionCase, tagged

from ..common import FakeServicesMixin
from ..fake_services import generated_inn
from .test_service_http import BAD_ADDRESSES


@tagged("post_install", "-at_install")
class TestServiceUsage(TransactionCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.usage = cls.env["client360.service.usage"]
        cls.usage.search([]).unlink()
        cls.focus = cls.env["client360.kontur.focus"]
        cls.dadata = cls.env["client360.dadata"]
        cls.parameters = cls.env["ir.config_parameter"]

    def test_a_company_counts_once_a_day(self):
        self.parameters.set_param("client360.express_report_budget", "3")
        inns = [generated_inn(n) for n in range(5)]
        self.assertEqual(self.focus._take_inns(inns[:2]), ({*inns[:2]}, inns[:2]))
        # known ones are free, and the first of the new ones get what is left
        granted, fresh = self.focus._take_inns([inns[4], inns[0], inns[3]])
        self.assertEqual((granted, fresh), ({inns[4], inns[0]}, [inns[4]]))
        self.assertEqual(self.focus._get_spent(), 3)
        self.assertEqual(self.focus._take_inns(inns[2:4]), (set(), []))
        self.assertEqual(self.focus._take_inns(inns[:2])[0], {*inns[:2]})
        self.focus._give_back_inns([inns[4]])
        self.assertEqual(self.focus._get_spent(), 2)
        with freeze_time(self.usage._next_day_start()):
            self.assertEqual(self.focus._get_spent(), 0)
            self.assertEqual(len(self.focus._take_inns(inns)[0]), 3)

    def test_services_do_not_share(self):
        self.parameters.set_param("client360.dadata_daily_budget", "2")
        self.focus._take_inns([generated_inn(1)])
        self.assertEqual(self.dadata._take_requests(5), 2)
        self.assertEqual(self.dadata._get_spent(), 2)
        self.assertEqual(self.focus._get_spent(), 1)

    def test_the_watch_leaves_some_to_people(self):
        self.parameters.set_param("client360.dadata_daily_budget", "5")
        self.parameters.set_param("client360.dadata_watch_budget", "3")
        self.assertEqual(self.dadata._take_requests(10, watch=True), 3)
        self.assertEqual(self.dadata._take_requests(10, watch=True), 0)
        self.assertEqual(self.dadata._take_requests(10), 2)
        self.dadata._take_requests(-2, watch=True)
        self.assertEqual(self.dadata._take_requests(10, watch=True), 2)

    def test_the_day_is_moscow_s(self):
        """21:30 UTC is half past midnight in Moscow."""
        with freeze_time("2026-03-01 20:59:00"):
            self.assertEqual(self.usage._today(), datetime.date(2026, 3, 1))
            start = self.usage._next_day_start()
            self.assertEqual(start, datetime.datetime(2026, 3, 1, 21, 0))
            self.dadata._take_requests(4)
            self.focus._take_inns([generated_inn(1)])
        with freeze_time("2026-03-01 21:30:00"):
            self.assertEqual(self.usage._today(), datetime.date(2026, 3, 2))
            start = self.usage._next_day_start()
            self.assertEqual(start, datetime.datetime(2026, 3, 2, 21, 0))
            self.assertEqual(self.dadata._get_spent(), 0)
            self.assertEqual(self.focus._get_spent(), 0)

    def test_old_rows_go(self):
        with freeze_time("2020-01-01"):
            self.dadata._take_requests(1)
        self.focus._take_inns([generated_inn(1)])
        self.usage._gc_usage()
        self.assertEqual(self.usage.search([]).mapped("service"), ["kontur_focus"])

    def test_a_key_that_was_accepted_today(self):
        self.assertFalse(self.usage._was_accepted("dadata", "digest"))
        self.usage._remember_accepted("dadata", "digest")
        self.assertTrue(self.usage._was_accepted("dadata", "digest"))
        self.assertFalse(self.usage._was_accepted("dadata", "other"))
        self.assertFalse(self.usage._was_accepted("kontur_focus", "digest"))
        with freeze_time(self.usage._next_day_start()):
            self.assertFalse(self.usage._was_accepted("dadata", "digest"))

    def test_only_administrators_look(self):
        for group, allowed in (
            ("base.group_user", False),
            ("sales_team.group_sale_manager", False),
            ("base.group_system", True),
        ):
            access = self.env["ir.model.access"].search(
                [
                    ("model_id.model", "=", "client360.service.usage"),
                    ("group_id", "=", self.env.ref(group).id),
                ]
            )
            self.assertEqual(access.mapped("perm_read"), [True] if allowed else [])
            self.assertFalse(any(access.mapped("perm_write")))


@tagged("post_install", "-at_install")
class TestBudgetOfTwoWorkers(TransactionCase):
    """Two workers inside the budget at once, with transactions of their own."""

    DAY = datetime.date(2000, 1, 1)

    @contextmanager
    def two_inside(self, reading):
        """Hold each worker between reading what is spent and noting what it takes.

        :param str reading: the method that reads
        """
        usage = type(self.env["client360.service.usage"])
        original = getattr(usage, reading)

        def held(records, *args):
            result = original(records, *args)
            time.sleep(0.3)
            return result

        with (
            patch.object(modules.module, "current_test", False),
            patch.object(usage, "_today", lambda records: self.DAY),
            patch.object(usage, reading, held),
        ):
            yield
        with self.registry.cursor() as cr:
            cr.execute(
                "DELETE FROM client360_service_usage WHERE date = %s", (self.DAY,)
            )

    def work(self, function, *jobs):
        """Call ``function(usage, job)`` for each job, all at the same time."""
        results = []

        def run(job):
            with self.registry.cursor() as cr:
                results.append(
                    function(self.env(cr=cr)["client360.service.usage"], job)
                )

        threads = [threading.Thread(target=run, args=(job,)) for job in jobs]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join(20)
        self.assertEqual(len(results), len(jobs), "None has failed")
        return results

    def test_requests(self):
        with self.two_inside("_read_requests"):
            granted = self.work(
                lambda usage, count: usage._take_requests("dadata", count, 10), 7, 8, 9
            )
            self.assertEqual(sum(granted), 10)
            with self.registry.cursor() as cr:
                usage = self.env(cr=cr)["client360.service.usage"]
                self.assertEqual(usage._count_today("dadata"), 10)

    def test_companies(self):
        inns = [generated_inn(n) for n in range(12)]
        with self.two_inside("_read_inns"):
            granted = self.work(
                lambda usage, part: usage._take_inns("kontur_focus", part, 5)[0],
                inns[:4],
                inns[4:8],
                inns[8:],
            )
            self.assertEqual(sum(map(len, granted)), 5)
            with self.registry.cursor() as cr:
                usage = self.env(cr=cr)["client360.service.usage"]
                self.assertEqual(usage._count_today("kontur_focus"), 5)


@tagged("post_install", "-at_install")
class TestServiceMixin(FakeServicesMixin, TransactionCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env["client360.service.usage"].search([]).unlink()
        cls.parameters = cls.env["ir.config_parameter"]
        cls.services = {
            name: cls.env[name].with_context(lang="en_US")
            for name in ("client360.dadata", "client360.kontur.focus")
        }

    def test_a_wrong_address_is_one_sentence(self):
        """In both checks, both buttons and the queue; see also the queue's tests."""
        partner = self.env["res.partner"].with_context(lang="en_US")
        for url in BAD_ADDRESSES:
            with self.subTest(url):
                for service in self.services.values():
                    self.parameters.set_param(service._url_parameter, url)
                    message = service._check_connection()
                    self.assertIn(service._url_parameter, message)
                    self.assertEqual(len(message.splitlines()), 1)
                answer = partner.dadata_autofill(generated_inn(1), None, {})
                self.assertIn("client360.dadata_url", answer["error"])
        self.assertFalse(self.server.requests)

    def test_no_address_means_the_service_itself(self):
        for service in self.services.values():
            self.parameters.set_param(service._url_parameter, " ")
            self.assertTrue(service._get_url().startswith("https://"))

    def test_another_key_or_address_ends_a_stop(self):
        focus = self.services["client360.kontur.focus"]
        self.assertFalse(focus._is_stopped())
        focus._stop()
        self.assertTrue(focus._is_stopped())
        for parameter in (focus._key_parameter, focus._url_parameter):
            before = self.parameters.get_param(parameter)
            self.parameters.set_param(parameter, "http://other")
            self.assertFalse(focus._is_stopped())
            self.parameters.set_param(parameter, before)
            self.assertTrue(focus._is_stopped())
        focus._resume()
        self.assertFalse(focus._is_stopped())

    def test_a_budget_that_is_no_number(self):
        for service, default in zip(self.services.values(), (10000, 2000), strict=True):
            for value, expected in (("", default), ("many", default), ("-1", 0)):
                self.parameters.set_param(service._budget_parameter, value)
                self.assertEqual(service._get_budget(), expected)

    def test_a_denied_key_after_a_success(self):
        """401 is about the key whatever was before; 403 may be a spent limit."""
        dadata = self.services["client360.dadata"]
        dadata._find_party(generated_inn(1))
        for status, words in ((401, "does not accept"), (403, "limit")):
            self.server.reset()
            self.server.fault("dadata", status)
            self.assertIn(words, dadata._check_connection())

    def test_what_was_not_sent_is_given_back(self):
        dadata = self.services["client360.dadata"]
        self.server.fault("dadata", 403)
        dadata._find_parties([(generated_inn(n), None) for n in range(40)])
        self.assertEqual(dadata._get_spent(), len(self.server.calls("dadata")))
