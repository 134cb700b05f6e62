# Copyright 2026 Client 360 contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

import json
from datetime import timedelta

from odoo.tests import tagged

from ...models.reliability.client360_kontur_watch import ENABLED, STATE
from ...tools import kontur_watch
from ..fake_services import generated_inn
from .reading_case import ReadingCase


@tagged("post_install", "-at_install")
class TestKonturWatch(ReadingCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.watch = cls.env["client360.kontur.watch"]
        parameters = cls.env["ir.config_parameter"]
        parameters.set_param(ENABLED, "True")
        parameters.set_param(STATE, False)
        cls.russia = cls.env.ref("base.ru")
        # Of the others the fake services need not know.
        cls.env["res.partner"].search([("vat", "!=", False)]).vat = False

    def run_watch(self):
        with self.enter_registry_test_mode():
            self.env.ref("client360.ir_cron_kontur_watch").method_direct_trigger()
        self.env.invalidate_all()

    def counterparty(self, number, **values):
        return self.partner(generated_inn(number), country_id=self.russia.id, **values)

    def test_only_what_the_list_names_is_read(self):
        partners = self.counterparty(1) + self.counterparty(2) + self.counterparty(3)
        foreign = self.partner("DE123456788", country_id=self.env.ref("base.de").id)
        partners.registry_state = "active"
        self.run_watch()
        self.assertTrue(all(partners.mapped("kontur_watched")))
        self.assertFalse(foreign.kontur_watched)
        self.assertFalse(self.server.calls(method="req"))
        [call] = self.server.calls(method="monList")[1:]
        self.assertEqual(call.http_method, "POST")
        self.assertEqual(call.query["append"], "true")
        self.assertEqual(set(call.inns), set(partners.mapped("vat")))
        self.server.change(partners[1].vat, state="LIQUIDATED", liquidated="2026-11-01")
        self.run_watch()
        [call] = self.server.calls(method="req")
        self.assertEqual(call.inns, (partners[1].vat,))
        self.assertEqual(partners[1].registry_state, "liquidated")
        self.assertEqual(str(partners[1].liquidation_date), "2026-11-01")
        self.assertEqual(partners[0].registry_state, "active")
        self.assertTrue(partners[1].activity_ids)
        self.assertEqual(self.readings.search([]).partner_id, partners[1])
        self.assertEqual(
            len(self.server.calls(method="monList")), 3, "The list is complete"
        )
        self.run_watch()
        self.assertEqual(len(partners[1].activity_ids), 1)

    def test_others_share_the_list(self):
        other = generated_inn(77)
        self.server.watch_lists[self.env["client360.kontur.focus"]._get_key()] = {
            other: self.server.registry.find(other)
        }
        self.counterparty(1)
        self.run_watch()
        [watched] = self.server.watch_lists.values()
        self.assertEqual(set(watched), {other, generated_inn(1)})

    def test_dadata_reads_what_the_list_does_not_cover(self):
        covered, liquidated = self.counterparty(1), self.counterparty(2)
        domain = self.env["client360.watch"]._watched_domain
        self.assertIn(covered, self.env["res.partner"].search(domain()))
        self.run_watch()
        self.assertNotIn(covered, self.env["res.partner"].search(domain()))
        liquidated.registry_state = "liquidated"
        self.run_watch()
        self.assertFalse(liquidated.kontur_watched)
        self.server.fault("kontur", "bad_key", method="monList")
        self.run_watch()
        self.assertFalse(covered.kontur_watched)
        self.assertIn(covered, self.env["res.partner"].search(domain()))
        self.assertEqual(self.watch._get_state()["error"], "denied")
        settings = self.env["res.config.settings"].create({})
        self.assertIn("DaData", settings.client360_kontur_watch_state)
        self.assertFalse(self.env["client360.kontur.focus"]._is_stopped())

    def test_switched_off(self):
        partner = self.counterparty(1)
        self.run_watch()
        self.env["ir.config_parameter"].set_param(ENABLED, "False")
        before = len(self.server.requests)
        self.run_watch()
        self.assertFalse(partner.kontur_watched)
        self.assertEqual(len(self.server.requests), before)

    def test_days_that_were_missed(self):
        self.counterparty(1)
        today = self.env["client360.service.usage"]._today()
        for missed, days in ((0, 1), (3, 4), (100, 8)):
            self.server.reset()
            self.watch._set_state(day=(today - timedelta(days=missed)).isoformat())
            self.run_watch()
            asked = [call.query["date"] for call in self.server.calls(method="req/mon")]
            self.assertEqual(len(asked), days)
            self.assertEqual(asked[-1], today.isoformat())

    def test_states(self):
        for status, expected in (
            ({"dissolved": True, "bankrupting": True}, "liquidated"),
            ({"dissolving": True}, "liquidating"),
            ({"reorganizing": True}, "reorganizing"),
            ({"dissolved": "yes"}, "active"),
            (None, "active"),
        ):
            payload = [{"inn": "1", "UL": {"status": status, "heads": "x"}}]
            found = kontur_watch.states(payload, ["1"])
            self.assertEqual(found["1"].registry_state, expected)
        for payload in ({}, [{"inn": "2", "UL": {}}], [{"inn": ["1"]}]):
            with self.assertRaises(ValueError):
                kontur_watch.states(payload, ["1"])

    def test_calls_for_100_000_counterparties(self):
        """At most ten a day, with 200 changes; the cards themselves are left out."""
        inns = [generated_inn(number) for number in range(100_000)]
        client = self.env["client360.kontur.focus"]._get_client()
        for start in range(0, len(inns), kontur_watch.LIST_CHUNK):
            watched = client.watch(inns[start : start + kontur_watch.LIST_CHUNK])
        self.assertEqual(len(watched), 100_000)
        for inn in inns[:200]:
            self.server.change(inn, state="LIQUIDATING")
        today = self.env["client360.service.usage"]._today()
        changed = sorted(client.get_changed(today))
        self.assertEqual(len(changed), 200)
        for start in range(0, 200, 100):
            client.get_states(changed[start : start + 100])
        # and one for what the list holds
        self.assertLessEqual(len(self.server.requests) + 1, 10)

    def test_a_state_that_nobody_understands(self):
        for value in ("[]", "{", json.dumps({"day": 5})):
            self.env["ir.config_parameter"].set_param(STATE, value)
            self.run_watch()
            self.assertFalse(self.watch._get_state()["error"])
