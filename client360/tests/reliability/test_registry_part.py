# Copyright 2026 Client 360 contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

import json

from hypothesis import given, settings
from hypothesis import strategies as st

from odoo.tests import TransactionCase, tagged

from ...tools import dadata_details, kontur_watch
from ..fake_services import generated_inn
from .test_kontur_analytics import ODD

INN = "7890001015"
#: As https://dadata.ru/api/find-party/ has it.
DATA = {
    "capital": {"type": "УСТАВНЫЙ КАПИТАЛ", "value": 60000.7},
    "invalid": True,
    "address": {"invalidity": {"code": "FTS"}},
    "management": {"name": "Иванов Пётр", "disqualified": True},
    "managers": [
        {
            "fio": {"surname": "Иванов", "name": "Пётр", "patronymic": "Ильич"},
            "post": "генеральный директор",
            "invalidity": {"code": "FTS"},
        },
        {"name": "ООО «Управляющая»", "post": None},
    ],
    "founders": [
        {
            "inn": INN,
            "name": "ООО «Мать»",
            "share": {"type": "PERCENT", "value": 66.6},
        },
        {
            "inn": "1",
            "fio": {"surname": "Анина", "name": "Анна"},
            "share": {"type": "FRACTION", "value": 3},
        },
    ],
    "branch_count": 2,
    "employee_count": 41,
    "finance": {"tax_system": "USN"},
}
KEYS = sorted(DATA)


@tagged("post_install", "-at_install")
class TestRegistryPart(TransactionCase):
    """What DaData tells besides the requisites, and what the watch reads."""

    def test_everything_that_is_documented(self):
        self.assertEqual(
            dadata_details.read(DATA),
            {
                "capital": 60000.7,
                "is_invalid": True,
                "is_address_invalid": True,
                "is_director_invalid": True,
                "is_disqualified": True,
                "founders": [
                    {"name": "ООО «Мать»", "inn": INN, "share": 66.6},
                    {"name": "Анина Анна", "inn": "", "share": 0},
                ],
                "directors": [
                    {"name": "Иванов Пётр Ильич", "post": "генеральный директор"},
                    {"name": "ООО «Управляющая»", "post": ""},
                ],
                "branches": 2,
                "staff": 41,
                "tax_system": "USN",
            },
        )

    def test_what_the_tariff_does_not_give(self):
        self.assertEqual(dadata_details.read(dict.fromkeys(DATA)), {})
        self.assertEqual(dadata_details.read({}), {})

    @settings(max_examples=200, deadline=None)
    @given(st.dictionaries(st.sampled_from(KEYS), ODD))
    def test_odd_values_count_as_absent(self, data):
        details = dadata_details.read(data)
        self.assertLessEqual(set(details), set(dadata_details.read(DATA)))
        text = json.dumps(details, ensure_ascii=False, allow_nan=False)
        text.encode()
        self.assertNotIn("\\u0000", text)

    @settings(max_examples=200, deadline=None)
    @given(
        ODD
        | st.lists(
            st.fixed_dictionaries(
                {"inn": st.just(INN) | ODD},
                optional={
                    "UL": ODD
                    | st.dictionaries(
                        st.sampled_from(["status", "heads", "legalAddress"]),
                        ODD
                        | st.dictionaries(
                            st.sampled_from(["dissolved", "bankrupting", "date"]), ODD
                        )
                        | st.lists(st.dictionaries(st.just("fio"), ODD)),
                    ),
                    "IP": ODD,
                },
            )
        )
    )
    def test_odd_answers_of_the_watch_are_read_or_refused(self, payload):
        for read in (
            lambda: kontur_watch.states(payload, [INN]),
            lambda: dict.fromkeys(kontur_watch.inns(payload)),
        ):
            try:
                found = read()
            except ValueError:
                continue
            for inn, state in found.items():
                self.assertIsInstance(inn, str)
                if state:
                    state.ceo_name.encode()
                    self.assertNotIn("\0", state.ceo_name)
                    self.assertIn(
                        state.registry_state,
                        ("active", *(ours for _flag, ours in kontur_watch.STATES)),
                    )

    def test_page(self):
        inn = generated_inn(89_000)
        partner = self.env["res.partner"].create(
            {
                "name": "Company",
                "is_company": True,
                "vat": inn,
                "registry_state": "bankrupt",
                "ceo_name": "Иванов Пётр Ильич",
                "dadata_snapshot": json.dumps(
                    {"vat": inn, "details": dadata_details.read(DATA)}
                ),
            }
        )
        rows = partner.with_context(lang="en_US").client360_reliability()["registry"]
        self.assertEqual(
            [row["value"] for row in rows if row["danger"]],
            [
                "Bankrupt",
                "the address is inaccurate",
                "the director is inaccurate",
                "the director is disqualified",
                "there are inaccurate data",
            ],
        )
        values = {row["label"]: row["value"] for row in rows}
        self.assertEqual(values["Capital"], "60,001\N{NO-BREAK SPACE}₽")
        self.assertEqual(
            values["Founders"], "ООО «Мать» (66.6\N{NO-BREAK SPACE}%), Анина Анна"
        )
        self.assertEqual(
            values["Directors"],
            "Иванов Пётр Ильич (генеральный директор), ООО «Управляющая»",
        )
        self.assertEqual(values["Branches"], "2")
        self.assertEqual(values["Staff"], "41")
        self.assertEqual(values["Tax regime"], "simplified taxation")
        partner.vat = generated_inn(89_001)
        rows = partner.client360_reliability()["registry"]
        self.assertNotIn("Founders", [row["label"] for row in rows])
