# Copyright 2026 Client 360 contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

"""No answer of the right outer shape raises or writes half a record."""

import json

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from odoo.tests import TransactionCase, tagged

from ...tools import dadata, requisites
from ..fake_services import generated_inn, special_inn
from .common import INN, AutofillCase

scalars = (
    st.none()
    | st.booleans()
    | st.integers(-(10**20), 10**20)
    | st.floats(allow_nan=False)
    | st.text(max_size=30)
    | st.sampled_from(["\x00", "\ud800", "RU-MOW", "LIQUIDATED", "7728168971"])
)
anything = st.recursive(
    scalars,
    lambda inner: st.lists(inner, max_size=3)
    | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=8,
)
KEYS = (
    "type kpp ogrn okpo okved oktmo okato ogrn_date phones emails branch_type hid"
).split()
NESTED = {
    "name": ["short_with_opf", "full_with_opf", "short"],
    "opf": ["code", "short", "full"],
    "management": ["name", "post"],
    "state": ["status", "registration_date", "liquidation_date"],
}
ADDRESS = (
    "region region_with_type region_iso_code country_iso_code city postal_code qc "
    "settlement_with_type street_with_type house house_type block flat room "
    "area_with_type"
).split()


def odd(keys):
    return st.dictionaries(st.sampled_from(keys), anything, max_size=len(keys))


address = anything | st.fixed_dictionaries(
    {},
    optional={
        "value": anything,
        "unrestricted_value": anything,
        "data": anything | odd(ADDRESS),
    },
)
data = st.builds(
    lambda plain, nested, found: {**plain, **nested, **found},
    odd(KEYS),
    st.fixed_dictionaries(
        {}, optional={key: anything | odd(names) for key, names in NESTED.items()}
    ),
    st.fixed_dictionaries({}, optional={"address": address}),
)
many = settings(max_examples=300, deadline=None, database=None)
some = settings(
    max_examples=40,
    deadline=None,
    database=None,
    suppress_health_check=list(HealthCheck),
)


def body(found):
    """A body as a server would send it, half surrogates included."""
    return json.dumps({"suggestions": [{"value": "x", "data": found}]}).encode()


@tagged("post_install", "-at_install")
class TestMappingProperties(TransactionCase):
    @many
    @given(st.binary(max_size=200) | anything.map(lambda v: json.dumps(v).encode()))
    def test_any_body_is_read_or_malformed(self, answer):
        try:
            found = dadata.suggestions(answer)
        except dadata.Malformed:
            return
        self.assertTrue(all(isinstance(data, dict) for data in found))

    @many
    @given(data)
    def test_any_data_gives_proper_values(self, found):
        (read,) = dadata.suggestions(body(found))
        values = dadata.party(read)
        dadata.bank(read)
        for name, value in values.items():
            self.assertTrue(value, name)
            if not name.endswith("_date"):
                self.assertIsInstance(value, str)
                self.assertNotIn("\x00", value)
                value.encode()
        for name, check in (
            ("kpp", requisites.is_kpp),
            ("ogrn", requisites.is_ogrn),
            ("okpo", requisites.is_okpo),
        ):
            if name in values:
                self.assertTrue(check(values[name]))

    @many
    @given(st.text(max_size=25))
    def test_any_text_is_normalised_once(self, text):
        once = requisites.compact_digits(text)
        self.assertEqual(requisites.compact_digits(once), once)
        for check in (
            requisites.is_inn,
            requisites.is_ogrn,
            requisites.is_kpp,
            requisites.is_gln,
            requisites.is_okved,
        ):
            self.assertIsInstance(check(text), bool)
        requisites.account_key_matches(text, "044525225")

    @many
    @given(st.integers(0, 99999), st.integers(0, 9), st.integers(0, 9))
    def test_any_wrong_digit_of_an_inn_is_found(self, n, place, digit):
        inn = generated_inn(n)
        wrong = inn[:place] + str(digit) + inn[place + 1 :]
        if wrong != inn and place < 9:
            # the sum is taken modulo 11 and then 10: 0 and 10 look alike
            weights = (2, 4, 10, 3, 5, 9, 4, 6, 8)
            total = sum(int(wrong[i]) * weights[i] for i in range(9))
            self.assertEqual(requisites.is_inn(wrong), total % 11 % 10 == int(wrong[9]))
        elif wrong != inn:
            self.assertFalse(requisites.is_inn(wrong))


@tagged("post_install", "-at_install")
class TestWritingProperties(AutofillCase):
    @some
    @given(data)
    def test_any_answer_is_written_whole_or_not_at_all(self, found):
        """Over real HTTP, by the button, by the action and by the watch."""
        card = self.company(okpo="12345678", ceo_name="Иванов")
        self.server.clear_faults()
        self.server.fault("dadata", "raw", body=body({**found, "inn": INN}))
        answer = self.partners.dadata_autofill(INN, None, {"name": "Card"})
        json.dumps(answer)
        self.partners._dadata_values(INN)
        action = card.action_dadata_autofill()
        self.assertEqual(card.okpo, "12345678")
        self.assertEqual(card.ceo_name, "Иванов")
        self.assertEqual(card.name, "Card")
        if action["params"]["type"] == "warning":
            self.assertFalse(card.kpp or card.company_registry or card.city)
        self.assertFalse(card.has_invalid_requisites)
        autofill = self.env["client360.autofill"]
        numbers = autofill._get_lookup_keys(card)
        found = autofill._fetch_parties(numbers)
        self.env["client360.watch"]._refresh(numbers, found, card.create_date)
        self.assertFalse(card.has_invalid_requisites)
        self.assertTrue(card.name)
        self.assertEqual(card.vat, INN)
        self.env.flush_all()
        card.unlink()

    def test_an_answer_without_suggestions_changes_nothing(self):
        card = self.company(special_inn("try_legal"))
        for kind in ("null", "number", "string", "empty_object", "list_of_nulls"):
            self.server.clear_faults()
            self.server.fault("dadata", kind)
            card.action_dadata_autofill()
            self.assertFalse(card.kpp)
