# Copyright 2026 Client 360 contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

import json
import re

from hypothesis import given, settings
from hypothesis import strategies as st

from odoo.tests import BaseCase, tagged

from ...models.reliability.words import WORDS
from ...tools import kontur_analytics as ka
from ..fake_services import analytics as fake

INN = "7890001015"


def box(value, is_actual=True):
    return {"data": value, "isActual": is_actual}


def read(method, **markers):
    """Read one item with these markers."""
    payload = [{"inn": INN, f"{method}Data": markers}]
    return ka.read(method, payload, [INN])[INN]


ODD = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats()
    | st.text(st.characters(), max_size=20)
    | st.sampled_from(
        ["2026-02-30", "2026-01-31", "\0", "\ud800", "9" * 30, "1e400", " ", "true"]
    ),
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.dictionaries(
            st.sampled_from(["data", "isActual", "date", "staffNumber"]), inner
        )
    ),
    max_leaves=8,
)


@tagged("post_install", "-at_install")
class TestKonturAnalytics(BaseCase):
    def test_every_documented_marker_has_a_meaning_and_words(self):
        for method in ka.METHODS:
            documented = set(fake.every_marker(method))
            self.assertEqual(set(ka.MARKERS[method]), documented, method)
            told = {c for c, marker in ka.MARKERS[method].items() if marker.section}
            self.assertEqual(set(WORDS[method]), told, method)

    def test_every_documented_marker_is_read(self):
        for method in ka.METHODS:
            markers = {k: box(v) for k, v in fake.every_marker(method).items()}
            reading = read(method, **markers)
            self.assertEqual(set(reading.facts), set(markers), method)
            self.assertFalse(reading.unread)

    def test_words_take_what_their_markers_have(self):
        for method, words in WORDS.items():
            for code, (plain, dated) in words.items():
                marker = ka.MARKERS[method][code]
                with self.subTest(code=code):
                    wanted = set() if marker.kind == "flag" else {"value"}
                    self.assertEqual(self.placeholders(plain), wanted)
                    self.assertEqual(bool(marker.as_of), dated is not None)
                    if dated is not None:
                        wanted = wanted | {"date"}
                        self.assertEqual(self.placeholders(dated), wanted)

    def placeholders(self, words):
        return set(re.findall(r"%\((\w+)\)s", words._source))

    def test_tones(self):
        for method, markers, code, tone in [
            ("legalAnalytics", {"bankAccountFnsBlock": True}, None, "red"),
            ("legalAnalytics", {"unreliableGroup": True}, None, "red"),
            ("legalAnalytics", {"fnsHasTaxDebt": True}, None, "yellow"),
            ("legalAnalytics", {"register12Month": True}, None, "yellow"),
            ("legalAnalytics", {"register12Month": False}, None, "green"),
            ("legalAnalytics", {"staffNumber": 1}, None, "green"),
            ("legalAnalytics", {"staffNumber": 0}, None, "neutral"),
            ("legalAnalytics", {"checkWithViolation12Month": 1}, None, "yellow"),
            ("legalAnalytics", {"enterpriseMicro": True}, None, "neutral"),
            ("bankruptcyAnalytics", {"currentStage": "Наблюдение"}, None, "red"),
            ("bankruptcyAnalytics", {"intentionMonth": True}, None, "yellow"),
            ("bankruptcyAnalytics", {"messageFounder12Month": True}, None, "yellow"),
            ("bankruptcyAnalytics", {"defendantInProgressCount": 2}, None, "yellow"),
            ("courtAnalytics", {"defendantInProgressCount3Year": 1}, None, "yellow"),
            ("courtAnalytics", {"petitionerInProgressCount3Year": 1}, None, "neutral"),
            ("courtAnalytics", {"defendantLostCount12Month": 9}, None, "neutral"),
            ("financeAnalytics", {"lastBuh": False}, None, "yellow"),
            ("financeAnalytics", {"lastBuh": True, "profitEnd": 0}, "lastBuh", "green"),
            (
                "financeAnalytics",
                {"lastBuh": True, "profitEnd": -1},
                "lastBuh",
                "neutral",
            ),
            (
                "financeAnalytics",
                {"lastBuh": True, "profitEnd": -1},
                "profitEnd",
                "neutral",
            ),
            ("financeAnalytics", {"debtSum": 0.5}, None, "yellow"),
            ("fsspAnalytics", {"count12Month": 1}, None, "yellow"),
            ("fsspAnalytics", {"count": 1}, None, "neutral"),
            ("linkAnalytics", {"addressTodayCount": 10}, None, "neutral"),
            ("linkAnalytics", {"addressTodayCount": 11}, None, "yellow"),
            ("purchasesAnalytics", {"inRnp": True}, None, "red"),
            ("purchasesAnalytics", {"participantCount": 3}, None, "green"),
        ]:
            code = code or next(iter(markers))
            with self.subTest(markers=markers, code=code):
                reading = read(method, **{k: box(v) for k, v in markers.items()})
                self.assertEqual(reading.facts[code].tone, tone)

    def test_what_was_true_once_is_neutral(self):
        reading = read("legalAnalytics", bankAccountFnsBlock=box(True, False))
        fact = reading.facts["bankAccountFnsBlock"]
        self.assertEqual((fact.tone, fact.is_actual), ("neutral", False))
        self.assertEqual((fact.value, fact.section), ("true", "registration"))

    def test_a_loss_that_was_does_not_spoil_statements(self):
        reading = read("financeAnalytics", lastBuh=box(True), profitEnd=box(-5, False))
        self.assertEqual(reading.facts["lastBuh"].tone, "green")

    def test_values_are_text_as_the_service_gave_it(self):
        reading = read(
            "legalAnalytics",
            unreliableAddress=box(True),
            staffNumber=box(41),
            staffNumberDate=box("2026-01-31"),
        )
        values = {code: fact.value for code, fact in reading.facts.items()}
        self.assertEqual(
            values,
            {
                "unreliableAddress": "true",
                "staffNumber": "41",
                "staffNumberDate": "2026-01-31",
            },
        )

    def test_one_line_for_a_number_and_its_sum(self):
        reading = read("fsspAnalytics", count12Month=box(2), sum12Month=box(10.5))
        self.assertEqual(reading.facts["count12Month"].section, "bailiffs")
        self.assertEqual(reading.facts["sum12Month"].section, "")
        alone = read("fsspAnalytics", sum12Month=box(10.5))
        self.assertEqual(alone.facts["sum12Month"].section, "bailiffs")

    def test_the_age_is_told_once(self):
        reading = read(
            "legalAnalytics",
            register3Month=box(True),
            register6Month=box(True),
            register12Month=box(True),
        )
        shown = [code for code, fact in reading.facts.items() if fact.section]
        self.assertEqual(shown, ["register3Month"])

    def test_nothing_is_no_fact(self):
        self.assertEqual(read("legalAnalytics").facts, {})
        reading = read(
            "legalAnalytics",
            unreliableAddress=box(False),
            depositPledger=box(0),
            markerOfTomorrow=box({"deep": [1]}),
            staffNumber=box(None),
        )
        self.assertEqual(reading, ka.Reading({}, set()))

    def test_values_that_make_no_sense_are_not_taken_for_an_end(self):
        reading = read(
            "legalAnalytics",
            bankAccountFnsBlock=box("yes"),
            staffNumber=box(-3),
            unreliableAddress=True,
            fnsDisqualified=box(True, "yes"),
        )
        self.assertEqual(reading.facts, {})
        self.assertEqual(
            reading.unread,
            {"bankAccountFnsBlock", "staffNumber", "unreliableAddress"}
            | {"fnsDisqualified"},
        )

    def test_nobody_without_data_is_known(self):
        method = "financeAnalytics"
        self.assertEqual(ka.read(method, [], [INN]), {})
        self.assertEqual(ka.read(method, [{"inn": INN}], [INN]), {})

    def test_answers_of_another_form_are_refused(self):
        method = "financeAnalytics"
        data = {"inn": INN, f"{method}Data": {}}
        for payload in (
            {},
            None,
            ["x"],
            [{**data, "inn": "7707083893"}],
            [{**data, "inn": None}],
            [{**data, "inn": [INN]}],
            [{**data, f"{method}Data": []}],
            [data, {**data, f"{method}Data": {"lastBuh": box(True)}}],
        ):
            with self.subTest(payload=payload), self.assertRaises(ValueError):
                ka.read(method, payload, [INN])

    @settings(max_examples=300, deadline=None)
    @given(
        st.sampled_from(ka.METHODS).flatmap(
            lambda method: st.tuples(
                st.just(method),
                st.dictionaries(st.sampled_from(sorted(ka.MARKERS[method])), ODD),
            )
        )
    )
    def test_odd_values_never_break_and_always_fit_the_database(self, drawn):
        method, markers = drawn
        reading = read(method, **markers)
        self.assertLessEqual(set(reading.facts) | reading.unread, set(markers))
        self.assertFalse(set(reading.facts) & reading.unread)
        for code, fact in reading.facts.items():
            fact.value.encode()
            self.assertNotIn("\0", fact.value)
            self.assertIn(fact.tone, ka.TONES)
            self.assertIn(fact.section, ("", *ka.SECTIONS))
            marker = ka.MARKERS[method][code]
            self.assertIsNotNone(ka.parse_value(marker, fact.value))

    @settings(max_examples=200, deadline=None)
    @given(ODD)
    def test_odd_answers_are_read_or_refused(self, payload):
        try:
            readings = ka.read("legalAnalytics", payload, [INN])
        except ValueError:
            return
        self.assertLessEqual(set(readings), {INN})

    def test_stored_values_that_are_none(self):
        for kind in ("flag", "number", "roubles", "date", "list"):
            self.assertIsNone(ka.parse_value(ka.Marker(kind), "nonsense"), kind)

    def test_staff_of_the_past(self):
        rows = [
            {"date": "2025-12-31", "staffNumber": 41, "more": 1},
            {"date": "2024-12-31", "staffNumber": 38},
            {"date": "31.12.2023", "staffNumber": 30},
            {"date": "2023-12-31", "staffNumber": "30"},
            "x",
        ]
        fact = read("legalAnalytics", historyStaffNumbers=box(rows)).facts[
            "historyStaffNumbers"
        ]
        self.assertEqual(
            json.loads(fact.value),
            [
                {"date": "2024-12-31", "staffNumber": 38},
                {"date": "2025-12-31", "staffNumber": 41},
            ],
        )
