# Copyright 2026 Client 360 contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""The invented companies and banks have numbers that are valid, and their own."""

import datetime
import re

import pytest
from fake_services import (
    INNS_TO_TRY,
    digits,
    generated_inn,
    generated_person_inn,
    unknown_inn,
)
from known_companies import BANKS, COMPANIES, DEMO, HEAD_OFFICE


def test_known_numbers():
    assert digits.inn("780599001") == "7805990018"
    assert digits.inn("8615990011") == "861599001106"
    assert digits.ogrn("119784799001") == "1197847990010"
    assert digits.ogrn("32586170009900") == "325861700099000"
    assert digits.okpo_ok("00242766") and digits.okpo_ok("0164667059")
    assert digits.account_ok("044030827", "40702810900000002851")
    assert digits.account_ok("044030827", "30101810200000000827", True)
    assert digits.account_ok("044525225", "30101810400000000225", True)
    assert not digits.account_ok("044525225", "30101810500000000225", True)
    assert not digits.inn_ok("0000000000") and not digits.inn_ok("7805990019")
    assert not digits.inn_ok("٧٨٠٥٩٩٠٠١٨")


def test_registry_is_valid():
    assert len(COMPANIES) >= 40
    assert len({company["inn"] for company in COMPANIES}) == len(COMPANIES)
    for company in COMPANIES:
        legal = company["type"] == "LEGAL"
        assert digits.inn_ok(company["inn"]), company
        assert len(company["inn"]) == (10 if legal else 12), company
        assert company["ogrn"] is None or digits.ogrn_ok(company["ogrn"]), company
        assert company["okpo"] is None or digits.okpo_ok(company["okpo"]), company
        assert ("kpp" in company) == legal, company
        if legal:
            assert re.fullmatch("[0-9]{4}[0-9A-Z]{2}[0-9]{3}", company["kpp"])
        for person in [company.get("director"), *company.get("founders", ())]:
            if person and person.get("inn"):
                assert digits.inn_ok(person["inn"]), company
            if person and person.get("ogrn"):
                assert digits.ogrn_ok(person["ogrn"]), company
        for key in ("registered", "liquidated"):
            if company.get(key):
                assert datetime.date.fromisoformat(company[key])
        for account in company.get("accounts", ()):
            assert account["bic"] in {bank["bic"] for bank in BANKS}
            assert digits.account_ok(account["bic"], account["account"]), company


def test_banks_are_valid():
    assert len(BANKS) >= 9
    assert len({bank["bic"] for bank in BANKS}) == len(BANKS)
    for bank in BANKS:
        assert re.fullmatch("[0-9]{9}", bank["bic"])
        if bank["correspondent_account"]:
            assert bank["bic"].startswith("04")
            assert bank["correspondent_account"][-3:] == bank["bic"][-3:]
            account = bank["correspondent_account"]
            assert digits.account_ok(bank["bic"], account, correspondent=True)
            assert digits.inn_ok(bank["inn"])


def test_demo_companies():
    assert len(DEMO) == 12
    kinds = [company["type"] for company in DEMO]
    assert (kinds.count("LEGAL"), kinds.count("INDIVIDUAL")) == (10, 2)
    assert sum(company.get("kind") == "public_body" for company in DEMO) == 1
    assert [b["kpp"] for b in HEAD_OFFICE["branches"]] == ["789043001", None]
    assert any(c["address"].get("settlement") for c in DEMO)
    assert {frozenset(c["kontur"]) for c in DEMO} >= {
        frozenset(),
        frozenset({"greenStatements"}),
        frozenset({"yellowStatements"}),
        frozenset({"redStatements"}),
        frozenset({"greenStatements", "yellowStatements", "redStatements"}),
    }
    assert all("state" not in company for company in DEMO)


def test_inns_to_try(found, kontur):
    assert len(INNS_TO_TRY) == 3
    for inn, description in INNS_TO_TRY:
        assert inn not in {company["inn"] for company in DEMO}
        assert re.search("[а-я]", description)
        assert len(found(inn)) == 1
        assert len(kontur(inn).json()) == 1


def test_series(found, kontur):
    inns = {generated_inn(n) for n in range(0, 100_000, 7)}
    assert len(inns) == len(range(0, 100_000, 7))
    assert all(digits.inn_ok(inn) for inn in inns)
    assert not inns & {company["inn"] for company in COMPANIES}
    for n in (0, 1, 42, 99, 9_999, 99_999):
        (data,) = found(generated_inn(n))
        assert data["inn"] == generated_inn(n)
        assert digits.ogrn_ok(data["ogrn"]) and digits.okpo_ok(data["okpo"])
        assert found(data["ogrn"]) == [data]
        (person,) = found(generated_person_inn(n))
        assert person["type"] == "INDIVIDUAL" and digits.ogrn_ok(person["ogrn"])
        assert found(person["ogrn"]) == [person]
        assert kontur(generated_inn(n)).json()[0]["ogrn"] == data["ogrn"]
    assert found(generated_inn(99))[0]["state"]["status"] == "LIQUIDATED"
    assert found(unknown_inn(3)) == [] and digits.inn_ok(unknown_inn(3))
    with pytest.raises(ValueError):
        generated_inn(100_000)
