# Copyright 2026 Client 360 contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from ast import literal_eval
from datetime import date, timedelta
from unittest.mock import patch

from freezegun import freeze_time
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree

from odoo import fields
from odoo.exceptions import AccessError, UserError
from odoo.fields import Domain
from odoo.tests import new_test_user, tagged
from odoo.tools import mute_logger

from ...tools import kontur_analytics
from ...tools.kontur_analytics import METHODS
from ..fake_services import generated_inn, special_inn, unknown_inn
from .reading_case import LEGAL, ReadingCase

NOISE = "odoo.addons.client360.models.reliability.client360_reliability_queue"
TODAY = date(2026, 11, 20)


def box(value, is_actual=True):
    return {"data": value, "isActual": is_actual}


@tagged("post_install", "-at_install")
class TestReading(ReadingCase):
    def test_every_marker_is_shown_for_some_company(self):
        partner = self.partner(special_inn("long_name"))
        self.read_facts(partner)
        for method in METHODS:
            with self.subTest(method=method):
                found = self.open_facts(partner, method)
                self.assertEqual(set(found), set(kontur_analytics.MARKERS[method]))
        shown = partner.reliability_fact_ids.filtered("section")
        self.assertTrue(all(fact.name != fact.code for fact in shown))
        self.assertFalse([fact.name for fact in shown if "%(" in fact.name])
        self.assertTrue(partner.reliability_date)
        self.assertFalse(self.readings.search([]), "A finished reading is not kept")

    def test_words(self):
        partner = self.partner(generated_inn(92))
        self.read_facts(partner)
        found = self.open_facts(partner, LEGAL)
        self.assertEqual(
            found["bankAccountFnsBlock"].with_context(lang="en_US").name,
            "The tax service has frozen the accounts since 03/12/2026",
        )
        courts = self.open_facts(partner, "courtAnalytics")
        self.assertEqual(
            courts["defendantAllCount12Month"].with_context(lang="en_US").name,
            "Court cases against it within a year: 9 for 31,400,000\N{NO-BREAK SPACE}₽",
        )
        finance = self.open_facts(partner, "financeAnalytics")
        self.assertIn("2025", finance["incomeEnd"].name)
        self.assertIn("2024", finance["incomeStart"].name)
        self.assertEqual(found["bankAccountFnsBlock"].tone, "red")

    def test_a_loss_is_called_a_loss(self):
        inn = generated_inn(1)
        finance = {"lastBuhYear": box(2025), "profitEnd": box(-20_500.4)}
        self.server.change(inn, analytics={"financeAnalytics": finance})
        partner = self.partner(inn)
        self.read_facts(partner)
        fact = self.open_facts(partner)["profitEnd"]
        self.assertEqual(
            fact.with_context(lang="en_US").name,
            "Loss of 2025: 20,500\N{NO-BREAK SPACE}₽",
        )
        self.assertEqual(fact.tone, "neutral")

    def test_colours_fit(self):
        for number, expected in ((1, set()), (85, {"yellow"}), (92, {"red", "yellow"})):
            with self.subTest(number=number):
                partner = self.partner(generated_inn(number))
                self.read_facts(partner)
                tones = set(partner.reliability_fact_ids.mapped("tone"))
                self.assertEqual(tones & {"red", "yellow"}, expected)

    def test_special_companies(self):
        empty = self.partner(special_inn("settlement_no_street"))
        tomorrow = self.partner(special_inn("unknown_keys"))
        was = self.partner(special_inn("invalid"))
        person = self.partner(special_inn("try_entrepreneur"))
        nobody = self.partner(unknown_inn())
        self.read_facts(empty + tomorrow + was + person + nobody)
        self.assertFalse(empty.reliability_fact_ids)
        self.assertTrue(empty.reliability_date)
        self.assertNotIn(
            "markerOfTomorrow", tomorrow.reliability_fact_ids.mapped("code")
        )
        fact = self.open_facts(was)["unreliableManager"]
        self.assertEqual((fact.tone, fact.is_actual), ("neutral", False))
        self.assertIn("not any more", fact.with_context(lang="en_US").name)
        self.assertTrue(person.reliability_fact_ids)
        self.assertNotIn(
            "financeAnalytics", person.reliability_fact_ids.mapped("method")
        )
        self.assertFalse(nobody.reliability_fact_ids)

    def test_a_day_of_tomorrow_is_not_told(self):
        inn = generated_inn(1)
        day = fields.Date.today() + timedelta(days=2)
        self.set_markers(
            inn,
            bankAccountFnsBlock=box(True),
            lastBankAccountFnsBlockDate=box(day.isoformat()),
        )
        partner = self.partner(inn)
        self.read_facts(partner)
        fact = self.open_facts(partner)["bankAccountFnsBlock"]
        self.assertEqual(
            fact.with_context(lang="en_US").name,
            "The tax service has frozen the accounts",
        )

    # ------------------------------------------------------------------- in time
    def test_readings_without_news_write_nothing_but_their_date(self):
        partner = self.partner(generated_inn(92))
        self.read_facts(partner)
        facts = partner.reliability_fact_ids
        before = facts.read()
        messages = self.news(partner)
        activities = partner.activity_ids
        self.assertEqual((len(messages), len(activities)), (1, 1))
        for day in range(1, 4):
            with freeze_time(fields.Datetime.now() + timedelta(days=day)):
                self.read_facts(partner)
                self.assertEqual(partner.reliability_date, fields.Datetime.now())
        for fact, row in zip(before, partner.reliability_fact_ids.read(), strict=True):
            self.assertEqual({**fact, "is_news": None}, {**row, "is_news": None})
        self.assertEqual(self.news(partner), messages)
        self.assertEqual(partner.activity_ids, activities)

    def test_when_it_got_bad_and_when_it_ended(self):
        inn = generated_inn(1)
        partner = self.partner(inn)
        self.set_markers(inn, staffNumber=box(10))
        with freeze_time(TODAY):
            self.read_facts(partner)
        self.assertFalse(self.news(partner))
        first = self.open_facts(partner, LEGAL)["staffNumber"]
        self.set_markers(inn, staffNumber=box(11), bankAccountFnsBlock=box(True))
        with freeze_time(TODAY + timedelta(days=10)):
            self.read_facts(partner)
            found = self.open_facts(partner, LEGAL)
            self.assertTrue(found["bankAccountFnsBlock"].is_news)
            self.assertTrue(first.is_news)
            untouched = self.open_facts(partner, "financeAnalytics")["lastBuh"]
            self.assertFalse(untouched.is_news)
        self.assertEqual(first.date_from, TODAY)
        self.assertEqual(first.date_to, TODAY + timedelta(days=10))
        self.assertEqual(found["staffNumber"].value, "11")
        frozen = found["bankAccountFnsBlock"]
        self.assertEqual(frozen.date_from, TODAY + timedelta(days=10))
        self.assertEqual(len(self.news(partner)), 1)
        self.assertIn("frozen the accounts", self.news(partner).body)
        self.assertTrue(self.news(partner).subtype_id.internal)
        activity = partner.activity_ids
        self.assertEqual(activity.user_id, self.seller)
        self.set_markers(inn, staffNumber=box(11))
        with freeze_time(TODAY + timedelta(days=20)):
            self.read_facts(partner)
            self.assertFalse(found["staffNumber"].is_news)
        self.assertEqual(frozen.date_to, TODAY + timedelta(days=20))
        self.assertNotIn("bankAccountFnsBlock", self.open_facts(partner))
        self.assertEqual(len(self.news(partner)), 1, "What ended is no alarm")

    def test_another_number_of_the_same_is_no_alarm(self):
        inn = generated_inn(1)
        partner = self.partner(inn)
        for number in (1, 2):
            markers = {"count12Month": box(number)}
            self.server.change(inn, analytics={"fsspAnalytics": markers})
            self.read_facts(partner)
        self.assertEqual(len(self.news(partner)), 1)
        self.assertEqual(self.open_facts(partner)["count12Month"].value, "2")

    def test_what_makes_no_sense_is_not_taken_for_an_end(self):
        inn = generated_inn(1)
        partner = self.partner(inn)
        self.set_markers(inn, bankAccountFnsBlock=box(True))
        self.read_facts(partner)
        for nonsense in (box("yes"), 1, box(True, "no"), []):
            self.set_markers(inn, bankAccountFnsBlock=nonsense)
            self.read_facts(partner)
            self.assertIn("bankAccountFnsBlock", self.open_facts(partner))
        self.server.change(inn, analytics={LEGAL: None})
        self.read_facts(partner)
        self.assertIn("bankAccountFnsBlock", self.open_facts(partner))
        self.set_markers(inn)
        self.read_facts(partner)
        self.assertNotIn("bankAccountFnsBlock", self.open_facts(partner))

    def test_facts_of_another_inn(self):
        partner = self.partner(generated_inn(92))
        self.read_facts(partner)
        facts = partner.reliability_fact_ids
        self.assertTrue(partner.reliability_reason_ids)
        partner.vat = generated_inn(1)
        self.assertTrue(all(fact.date_to for fact in facts))
        self.assertFalse(partner.reliability_reason_ids)
        self.assertFalse(partner.reliability_date)
        self.read_facts(partner)
        self.assertEqual(
            {fact.inn for fact in self.open_facts(partner).values()}, {partner.vat}
        )

    @settings(max_examples=15, deadline=None)
    @given(
        st.lists(
            st.dictionaries(
                st.sampled_from(
                    ["bankAccountFnsBlock", "staffNumber", "register12Month", "odd"]
                ),
                st.one_of(
                    st.booleans(), st.integers(-1, 3), st.none(), st.text(max_size=3)
                ).flatmap(
                    lambda value: st.booleans().map(lambda actual: box(value, actual))
                ),
                max_size=3,
            ),
            min_size=1,
            max_size=5,
        )
    )
    def test_any_sequence_of_answers_leaves_one_open_fact_a_marker(self, answers):
        partner = self.partner(generated_inn(7))
        inn = partner.vat
        for day, markers in enumerate(answers):
            payload = [{"inn": inn, f"{LEGAL}Data": markers}]
            readings = kontur_analytics.read(LEGAL, payload, [inn])
            self.facts._store(LEGAL, partner, readings, TODAY + timedelta(days=day))
            self.env.flush_all()
            facts = partner.reliability_fact_ids
            current = facts.filtered(lambda fact: not fact.date_to)
            self.assertEqual(len(current), len(set(current.mapped("code"))))
            for code, fact in readings[inn].facts.items():
                stored = current.filtered(lambda f, code=code: f.code == code)
                self.assertEqual(
                    (stored.value, stored.is_actual, stored.tone),
                    (fact.value, fact.is_actual, fact.tone),
                )
            for fact in facts.filtered("date_to"):
                self.assertLessEqual(fact.date_from, fact.date_to)
        partner.unlink()

    # ------------------------------------------------------------------- reasons
    def test_lists_by_reason(self):
        red, green = self.partner(generated_inn(92)), self.partner(generated_inn(1))
        inn = generated_inn(2)
        finance = {"lastBuhYear": box(2025), "lastBuh": box(False)}
        self.server.change(inn, analytics={"financeAnalytics": finance})
        late = self.partner(inn)
        partners = red + green + late
        self.read_facts(partners)

        def found(code):
            return self.env["res.partner"].search(
                [("reliability_reason_ids.code", "=", code), ("id", "in", partners.ids)]
            )

        self.assertEqual(found("frozen"), red)
        self.assertEqual(found("bankruptcy"), red)
        self.assertEqual(found("no_statements"), late)
        groups = self.env["res.partner"].formatted_read_group(
            [("id", "in", partners.ids)], ["reliability_reason_ids"], ["__count"]
        )
        self.assertGreater(len(groups), 3)
        self.server.change(red.vat, analytics={method: {} for method in METHODS})
        self.read_facts(red)
        self.assertFalse(red.reliability_reason_ids)

    def test_filters_of_the_list(self):
        red, green = self.partner(generated_inn(92)), self.partner(generated_inn(1))
        yellow, new = self.partner(generated_inn(85)), self.partner(generated_inn(3))
        partners = red + green + yellow + new
        self.read_facts(red + green + yellow)
        arch = etree.fromstring(
            self.env["res.partner"].get_view(
                self.env.ref("base.view_res_partner_filter").id, "search"
            )["arch"]
        )

        def found(name):
            [node] = arch.xpath(f"//filter[@name='{name}']")
            domain = Domain(literal_eval(node.get("domain")))
            return self.env["res.partner"].search(
                domain & Domain("id", "in", partners.ids)
            )

        for name, expected in (
            ("bankruptcy", red),
            ("frozen", red),
            ("no_statements", red.browse()),
            ("bailiffs", yellow),
            ("unreliable", red),
            ("unread", new),
        ):
            with self.subTest(name=name):
                self.assertEqual(found(f"reliability_{name}"), expected)
        for name, field in (
            ("group_reliability_reason", "reliability_reason_ids"),
            ("group_reliability_date", "reliability_date:month"),
        ):
            [node] = arch.xpath(f"//filter[@name='{name}']")
            self.assertEqual(literal_eval(node.get("context")), {"group_by": field})
            groups = self.env["res.partner"].formatted_read_group(
                [("id", "in", partners.ids)], [field], ["__count"]
            )
            self.assertGreater(len(groups), 1)
        [node] = arch.xpath("//filter[@name='reliability_date']")
        self.assertEqual(node.get("date"), "reliability_date")

    # -------------------------------------------------------------------- asking
    def test_a_hundred_a_call_and_method(self):
        partners = self.env["res.partner"].create(
            [
                {"name": str(n), "is_company": True, "vat": generated_inn(n)}
                for n in range(200, 330)
            ]
        )
        self.read_facts(partners)
        calls = self.analytics_calls()
        self.assertEqual(len(calls), 2 * len(METHODS))
        self.assertEqual(max(len(call.inns) for call in calls), 100)
        self.assertTrue(all(partners.mapped("reliability_date")))

    def test_with_a_new_express_report(self):
        parameters = self.env["ir.config_parameter"]
        partner = self.partner(generated_inn(92))
        for value, expected in (("False", 0), ("True", 1)):
            parameters.set_param("client360.reliability_with_report", value)
            partner.with_user(self.seller).action_request_express_report()
            count = self.readings.search_count([("partner_id", "=", partner.id)])
            self.assertEqual(count, expected)
            self.run_queue()
        self.assertTrue(partner.reliability_date)
        self.assertEqual(partner.express_report_status, "red")
        spent = self.env["client360.kontur.focus"]._get_spent()
        self.assertEqual(spent, 1, "One company, however often asked about")

    def test_by_the_button(self):
        partner = self.partner(generated_inn(92))
        person = self.env["res.partner"].create(
            {"name": "Contact", "parent_id": partner.id}
        )
        person.with_user(self.seller).action_request_reliability()
        self.assertEqual(self.readings.search([]).partner_id, partner)
        page = partner.with_user(self.seller).client360_reliability()
        self.assertTrue(page["waiting"])
        partner.with_user(self.seller).action_request_reliability()
        self.assertEqual(len(self.readings.search([])), 1)
        self.run_queue()
        self.assertTrue(partner.reliability_date)
        stranger = new_test_user(self.env, "reliability_stranger", "base.group_user")
        with self.assertRaises(AccessError):
            partner.with_user(stranger).action_request_reliability()
        foreign = self.partner("DE123456788", country_id=self.env.ref("base.de").id)
        with self.assertRaises(UserError):
            foreign.with_user(self.seller).action_request_reliability()
        self.env["ir.config_parameter"].set_param(
            "client360.kontur_focus_api_token", False
        )
        with self.assertRaises(UserError):
            partner.with_user(self.seller).action_request_reliability()

    def test_a_method_that_the_tariff_has_not(self):
        red, other = self.partner(generated_inn(92)), self.partner(generated_inn(1))
        self.server.fault("kontur", "bad_key", method="courtAnalytics")
        self.read_facts(red)
        self.assertTrue(self.open_facts(red, "bankruptcyAnalytics"))
        self.assertFalse(self.open_facts(red, "courtAnalytics"))
        self.assertTrue(red.reliability_date)
        self.assertFalse(self.env["client360.kontur.focus"]._is_stopped())
        denied = red.client360_reliability()["denied"]
        self.assertEqual(len(denied), 1)
        self.assertEqual(len(self.server.calls(method="courtAnalytics")), 1)
        self.read_facts(other)
        self.assertEqual(len(self.server.calls(method="courtAnalytics")), 1)
        self.assertEqual(len(self.server.calls(method="legalAnalytics")), 2)
        self.server.clear_faults()
        usage = type(self.env["client360.service.usage"])
        tomorrow = self.env["client360.service.usage"]._today() + timedelta(days=1)
        with patch.object(usage, "_today", lambda self: tomorrow):
            self.read_facts(red)
        self.assertTrue(self.open_facts(red, "courtAnalytics"))
        self.assertFalse(red.client360_reliability()["denied"])

    def test_no_method_at_all(self):
        partner = self.partner(generated_inn(92))
        for method in METHODS:
            self.server.fault("kontur", "bad_key", method=method)
        self.read_facts(partner)
        self.assertFalse(partner.reliability_date, "Nothing was read")
        self.assertEqual(self.env["client360.kontur.focus"]._get_spent(), 0)
        self.assertFalse(self.readings.search([]))
        self.server.clear_faults()
        partner.action_request_express_report()
        self.run_queue()
        self.assertEqual(partner.express_report_status, "red")

    def test_the_budget_counts(self):
        self.env["ir.config_parameter"].set_param(
            "client360.express_report_budget", "2"
        )
        partners = self.env["res.partner"].concat(
            *(self.partner(generated_inn(n)) for n in range(5))
        )
        self.read_facts(partners)
        self.assertEqual(len(partners.filtered("reliability_date")), 2)
        self.assertEqual(len(self.readings.search([])), 3)
        self.read_facts(partners)
        asked = {inn for call in self.analytics_calls() for inn in call.inns}
        self.assertEqual(len(asked), 2)

    def test_a_broken_answer_about_one_does_not_spoil_the_rest(self):
        partners = self.env["res.partner"].concat(
            *(self.partner(generated_inn(n)) for n in (1, 92, 93))
        )
        bad = partners[0].vat
        self.server.change(bad, analytics={"courtAnalytics": []})
        with mute_logger(NOISE):
            self.read_facts(partners)
        self.assertTrue(all(partners.mapped("reliability_date")))
        self.assertTrue(self.open_facts(partners[1], "courtAnalytics"))
        self.assertFalse(self.open_facts(partners[0], "courtAnalytics"))
        self.assertTrue(self.open_facts(partners[0], "purchasesAnalytics"))

    def test_transient_errors(self):
        partner = self.partner(generated_inn(92))
        for kind, options in (
            ("status", {"status": 500}),
            ("status", {"status": 429}),
            ("reset", {}),
        ):
            with self.subTest(kind=kind, options=options):
                self.server.fault(
                    "kontur", kind, times=1, method="financeAnalytics", **options
                )
                self.read_facts(partner)
                reading = self.readings.search([])
                self.assertEqual(reading.state, "queued")
                self.assertTrue(self.open_facts(partner, LEGAL), "It was stored")
                legal = len(self.server.calls(method=LEGAL))
                reading.write(
                    {"date_next": fields.Datetime.now(), "pause_queue": False}
                )
                self.run_queue()
                self.assertFalse(self.readings.search([]))
                self.assertEqual(len(self.server.calls(method=LEGAL)), legal)
                self.assertTrue(self.open_facts(partner, "financeAnalytics"))

    def test_it_gives_up_in_the_end(self):
        partner = self.partner(generated_inn(92))
        self.server.fault("kontur", "status", status=500, method="courtAnalytics")
        self.read_facts(partner)
        reading = self.readings.search([])
        start = fields.Datetime.now()
        for number in range(1, 9):
            with freeze_time(start + timedelta(hours=number)):
                reading.exists().date_next = fields.Datetime.now()
                self.run_queue()
        self.assertEqual(reading.state, "failed")
        with freeze_time(start + timedelta(days=60)):
            self.readings._gc_finished()
        self.assertFalse(reading.exists())

    # ---------------------------------------------------------------------- page
    def test_page(self):
        partner = self.partner(
            generated_inn(92),
            ceo_name="Иванов Иван",
            registry_state="liquidating",
            legal_address="г Тверь, ул Новая, 1",
        )
        twin = self.partner(generated_inn(5), ceo_name="Иванов Иван")
        self.read_facts(partner)
        page = partner.with_user(self.seller).client360_reliability()
        tones = [reason["tone"] for reason in page["reasons"]]
        self.assertEqual(tones, sorted(tones), "red first")
        self.assertIn("in liquidation", page["reasons"][0]["name"])
        self.assertFalse(any(reason["news"] for reason in page["reasons"]))
        self.assertEqual([r["id"] for r in page["relations"]], twin.ids)
        self.assertTrue(page["has_chart"])
        self.assertTrue(any(row["danger"] for row in page["registry"]))
        chart = partner.with_user(self.seller).client360_reliability_chart()
        self.assertEqual(chart["money"]["years"], ["2024", "2025"])
        self.assertEqual(chart["staff"]["years"], ["2023", "2024", "2025"])
        self.assertTrue(all(chart["money"]["income"]))
