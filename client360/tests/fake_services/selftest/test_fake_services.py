# Copyright 2026 Client 360 contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""The fake services keep to the contract. It needs pytest and requests, not Odoo:

``python -m pytest client360/tests/fake_services/selftest``, or ``make test``
"""

import datetime
import io
import json
import re
import signal
import socket
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest
import requests

TESTS = Path(__file__).resolve().parents[2]
if str(TESTS) not in sys.path:
    sys.path.insert(0, str(TESTS))

import fake_services as package  # noqa: E402
from fake_services import (  # noqa: E402
    DEMO_DADATA_TOKEN,
    DEMO_KONTUR_TOKEN,
    INNS_TO_TRY,
    KINDS,
    SETTINGS,
    FakeServices,
    FakeServicesProcess,
    digits,
    generated_inn,
    generated_person_inn,
    special_inn,
    special_inns,
    unknown_inn,
)
from fake_services.faults import SHAPES  # noqa: E402

COMPANIES = package.companies()
DEMO = package.demo_companies()
BANKS = package.banks()
LEGAL = special_inn("try_legal")
PERSON = special_inn("try_entrepreneur")
HEAD_OFFICE = next(c for c in DEMO if c.get("branches"))
TIMEOUT = (2, 5)


@pytest.fixture
def server():
    with FakeServices() as server:
        yield server


@pytest.fixture
def session():
    with requests.Session() as session:
        session.trust_env = False
        yield session


@pytest.fixture
def party(server, session):
    def call(query=LEGAL, method="findById/party", token=DEMO_DADATA_TOKEN, **body):
        return session.post(
            f"{server.url}/suggestions/api/4_1/rs/{method}",
            json={"query": query, **body},
            headers={"Authorization": f"Token {token}"},
            timeout=TIMEOUT,
        )

    return call


@pytest.fixture
def found(party):
    """The ``data`` of the suggestions."""

    def call(*args, **kwargs):
        response = party(*args, **kwargs)
        assert response.status_code == 200
        return [suggestion["data"] for suggestion in response.json()["suggestions"]]

    return call


@pytest.fixture
def kontur(server, session):
    def call(inn=LEGAL, method="briefReport", key=DEMO_KONTUR_TOKEN, **kwargs):
        params = {
            name: kwargs.pop(name) for name in ("pdf", "ogrn", "xml") if name in kwargs
        }
        kwargs.setdefault("timeout", TIMEOUT)
        return session.get(
            f"{server.url}/api3/{method}",
            params={"key": key, "inn": inn, **params},
            **kwargs,
        )

    return call


# ------------------------------------------------------------------- numbers
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


# -------------------------------------------------------------------- DaData
def test_dadata_refusals(server, session, party):
    url = f"{server.url}/suggestions/api/4_1/rs/findById/party"
    token = {"Authorization": f"Token {DEMO_DADATA_TOKEN}"}
    body = {"query": LEGAL}
    assert session.get(url, timeout=5).status_code == 405
    response = session.post(url, json=body, timeout=5)
    assert response.status_code == 401
    assert response.json() == {
        "family": "CLIENT_ERROR",
        "reason": "Unauthorized",
        "message": "You should provide Authorization header with your api token",
    }
    response = party(token="wrong-token-123")
    assert response.status_code == 403
    assert response.json() == {
        "family": "CLIENT_ERROR",
        "reason": "Forbidden",
        "message": "Feature 'SUGGESTIONS' disabled for token 'wrong-token-123'."
        " See https://dadata.userecho.com/topics/1834 for help.",
    }
    for bad in (b'{"query":', b"", b"[1]", b"\xff"):
        response = session.post(url, data=bad, headers=token, timeout=5)
        assert response.status_code == 400
        assert set(response.json()) == {"family", "reason", "message"}
    assert party("7" * 300).status_code == 200
    assert party("7" * 301).status_code == 413
    for wrong in ("findById/partys", "clean/address"):
        assert party(method=wrong).status_code == 404
    # all this went through one connection: an error does not end it
    assert server.connections == 1


def test_dadata_not_found(party):
    for query in (unknown_inn(), "7805990019", "", "ООО", None, 7805990018):
        response = party(query)
        assert response.status_code == 200
        assert response.json() == {"suggestions": []}
        assert response.headers["Content-Type"] == "application/json"


def test_dadata_legal(party):
    response = party(LEGAL).json()["suggestions"]
    assert len(response) == 1
    assert response[0]["value"] == 'ООО "ЛАСТОЧКИН БЕРЕГ"'
    assert response[0]["unrestricted_value"] == response[0]["value"]
    data = response[0]["data"]
    assert list(data)[:5] == ["kpp", "kpp_largest", "capital", "invalid", "management"]
    assert list(data)[-3:] == ["okved_type", "finance_history", "employee_count"]
    assert (data["inn"], data["kpp"]) == (LEGAL, "789001001")
    assert data["management"]["name"] == "Вересаев Никита Ильич"
    assert data["ogrn_date"] == 1403740800000  # 2014-06-26
    assert data["state"]["registration_date"] == 1403740800000
    assert data["state"]["status"] == "ACTIVE"
    assert data["finance"]["tax_system"] == "USN"
    assert data["founders"][0]["share"] == {"type": "PERCENT", "value": 100}
    assert data["managers"][0]["fio"]["surname"] == "Вересаев"
    assert data["phones"][0]["value"] == "+7 812 022-40-40"
    address = data["address"]
    assert address["value"].startswith("г Санкт-Петербург, наб Реки Карповки, д 205")
    assert address["unrestricted_value"].startswith("197022, г Санкт-Петербург, ")
    assert len(address["data"]) == 98
    assert address["data"]["region_iso_code"] == "RU-SPE"
    assert address["data"]["city"] == address["data"]["region"] == "Санкт-Петербург"


def test_dadata_by_ogrn(found):
    for company in COMPANIES:
        if company["ogrn"] and company.get("dadata", True):
            assert found(company["ogrn"])[0]["inn"] == company["inn"]


def test_dadata_individual(found):
    (data,) = found(PERSON)
    missing = "kpp capital invalid management founders managers predecessors".split()
    assert not {*missing, "successors", "branch_type", "branch_count"} & set(data)
    assert data["fio"]["patronymic"] == "Мироновна"
    assert data["name"]["short"] is None
    assert data["citizenship"]["code"]["alpha_3"] == "RUS"
    assert len(data["ogrn"]) == 15 and len(data["okpo"]) == 10
    assert data["address"]["data"]["street"] is None
    (nobody,) = [c for c in DEMO if c["type"] == "INDIVIDUAL" and not c["patronymic"]]
    assert found(nobody["inn"])[0]["fio"]["patronymic"] is None
    assert found(nobody["inn"])[0]["name"]["full"] == "Пак Артур"
    empty = found(special_inn("entrepreneur_empty_patronymic"))[0]
    assert empty["fio"]["patronymic"] == ""


def test_dadata_branches_and_filters(found):
    inn = HEAD_OFFICE["inn"]
    kinds = [(data["branch_type"], data["kpp"]) for data in found(inn)]
    assert kinds == [
        ("MAIN", HEAD_OFFICE["kpp"]),
        ("BRANCH", "789043001"),
        ("BRANCH", None),
    ]
    main, branch, _other = found(inn)
    assert main["branch_count"] == 2
    assert branch["opf"]["code"] == "30002"
    assert branch["ogrn"] == main["ogrn"]
    for key in ("okpo", "okved", "management", "finance", "ogrn_date"):
        assert branch[key] is None
    assert branch["state"]["registration_date"] is None
    assert [d["kpp"] for d in found(inn, branch_type="MAIN")] == [main["kpp"]]
    assert [d["kpp"] for d in found(inn, branch_type=["MAIN"])] == [main["kpp"]]
    assert len(found(inn, branch_type="BRANCH")) == 2
    assert len(found(inn, branch_type=["MAIN", "BRANCH"])) == 3
    assert found(inn, kpp="789043001") == [branch]
    assert found(inn, kpp="789043999") == []
    assert len(found(inn, type="LEGAL")) == 3
    assert len(found(inn, type=["LEGAL", "INDIVIDUAL"])) == 3
    assert found(inn, type="INDIVIDUAL") == []
    assert len(found(inn, status=["ACTIVE"])) == 3
    assert found(inn, status="LIQUIDATED") == []
    assert found(inn, count=1) == [main]
    assert len(found(PERSON, branch_type="MAIN")) == 1
    many = special_inn("many_branches")
    assert len(found(many)) == 10
    assert len(found(many, count=300)) == 20
    assert found(many, kpp="779043024")[0]["name"]["full"] == "ФИЛИАЛ № 24"


@pytest.mark.parametrize(
    "key, status, code",
    [
        ("liquidated", "LIQUIDATED", "201"),
        ("liquidated_after_bankruptcy", "LIQUIDATED", "203"),
        ("try_liquidating", "LIQUIDATING", "101"),
        ("bankrupt", "BANKRUPT", "114"),
        ("reorganizing", "REORGANIZING", "124"),
        ("entrepreneur_liquidated", "LIQUIDATED", "201"),
    ],
)
def test_dadata_states(found, key, status, code):
    (data,) = found(special_inn(key))
    assert (data["state"]["status"], data["state"]["code"]) == (status, code)
    assert bool(data["state"]["liquidation_date"]) == (status == "LIQUIDATED")


def test_dadata_odd_answers(found):
    def of(key):
        return found(special_inn(key))[0]

    address = of("unparsed_address")["address"]
    assert address["data"] is None and address["value"].isupper()
    free = of("free_tariff")
    for key in ("capital", "founders", "okveds", "authorities", "phones"):
        assert free[key] is None
    assert set(free["finance"].values()) == {None}
    assert set(free["management"]) == {"name", "post", "disqualified"}
    old = of("shape_2020")
    assert old["management"] is None
    assert not {"invalid", "sites", "employee_count", "predecessors"} & set(old)
    assert "code" not in old["state"]
    assert "quantum_index" in of("unknown_keys")
    assert of("leading_zero")["inn"].startswith("0")
    assert of("managed_by_company")["managers"][0]["type"] == "LEGAL"
    assert of("invalid")["invalid"] is True and of("invalid")["address"]["invalidity"]
    village = of("settlement_no_street")["address"]["data"]
    assert village["city"] is None and village["settlement"] == "Верхний Хутор"
    assert "<SCRIPT>" in of("html_in_name")["name"]["full"]
    assert len(of("long_name")["name"]["full_with_opf"]) > 400
    assert of("long_name")["name"]["short_with_opf"] is None
    assert of("names_null")["name"] is None
    assert of("all_null")["address"] is None and of("all_null")["state"] is None
    assert of("negative_date")["ogrn_date"] < 0
    assert found(special_inn("dadata_unknown")) == []


def test_tariffs(server, found):
    server.tariff = "free"
    data = found(LEGAL)[0]
    assert data["employee_count"] is None and data["okved"] == "62.01"
    server.tariff = "extended"
    data = found(LEGAL)[0]
    assert data["employee_count"] == 37 and data["finance"]["tax_system"] == "USN"
    assert data["founders"] is None and data["finance"]["revenue"] is None
    server.tariff = "max"
    assert found(special_inn("free_tariff"))[0]["employee_count"] == 5


def test_numbers_that_others_reject(found):
    """base_vat forgets ``% 10``, and so does python-stdnum for OGRNIP."""
    (data,) = found(special_inn("vat_trap"))
    weights = (7, 2, 4, 10, 3, 5, 9, 4, 6, 8), (3, 7, 2, 4, 10, 3, 5, 9, 4, 6, 8)
    sums = [
        sum(int(d) * w for d, w in zip(data["inn"], row, strict=False)) % 11
        for row in weights
    ]
    assert 10 in sums
    assert int(data["ogrn"][:14]) % 13 >= 10


def test_suggest(party, found):
    def names(query, **body):
        response = party(query, "suggest/party", **body)
        assert response.status_code == 200
        return [s["value"] for s in response.json()["suggestions"]]

    assert names("невогранит") == ['ООО "НЕВОГРАНИТ-КОМПЛЕКТ"']
    assert names("ооо невогран") == ['ООО "НЕВОГРАНИТ-КОМПЛЕКТ"']
    assert names("789000101") == ['ООО "НЕВОГРАНИТ-КОМПЛЕКТ"']
    assert names(generated_inn(5)) == ['ООО "ЗАРЯ-00005"']
    assert names("лукоянова вера") == ["ИП Лукоянова Вера Тимофеевна"]
    assert names("чумаченко") == [] and names("") == [] and names("яяя") == []
    assert len(names("ооо")) == 10
    assert len(names("ооо", count=15)) == 15
    assert len(names("филиал", count=50)) == 20
    assert names("верста", branch_type="MAIN") == ['АО "БОЛЬШАЯ ВЕРСТА"']
    assert names("южуралшлак", status=["ACTIVE"]) == []
    for data in found("невогранит", "suggest/party"):
        assert data["founders"] is None and data["phones"] is None
        assert data["kpp"] == "789001001"


def test_bank(found):
    for bank in BANKS:
        (data,) = found(bank["bic"], "findById/bank")
        assert data["correspondent_account"] == bank["correspondent_account"]
        assert data["payment_city"].startswith("г ")
        assert data["name"]["payment"] == bank["name"]
        assert data["address"]["data"]["country"] == "Россия"
    assert found("VRSTRUMM", "findById/bank")[0]["bic"] == "044597805"
    assert found("VRSTRUMM012", "findById/bank")[0]["bic"] == "044597805"
    verst = found("044597805", "findById/bank")[0]
    assert len(found(verst["inn"], "findById/bank")) == 2
    branch = found(verst["inn"], "findById/bank", kpp="399043001")
    assert [data["opf"]["type"] for data in branch] == ["BANK_BRANCH"]
    assert found("044525000", "findById/bank") == []
    closed = next(bank for bank in BANKS if bank.get("state") == "LIQUIDATED")
    state = found(closed["bic"], "findById/bank")[0]["state"]
    assert state["status"] == "LIQUIDATED" and state["liquidation_date"]


def test_changes(server, found, kontur):
    server.change(
        LEGAL,
        state="BANKRUPT",
        state_code="113",
        director={"name": "Новиков Новик Новикович"},
        address={"house": "7"},
        kontur={"redStatements": True},
        data={"okpo": None},
    )
    data = found(LEGAL)[0]
    assert data["state"]["status"] == "BANKRUPT"
    assert data["management"]["name"] == "Новиков Новик Новикович"
    assert data["management"]["post"] == "ГЕНЕРАЛЬНЫЙ ДИРЕКТОР"
    assert "д 7, литера А" in data["address"]["value"] and data["okpo"] is None
    summary = kontur(LEGAL).json()[0]["briefReport"]["summary"]
    assert summary == {"redStatements": True}
    server.change(generated_inn(8), name="ДРУГОЕ ИМЯ")
    assert found(generated_inn(8))[0]["name"]["full"] == "ДРУГОЕ ИМЯ"
    with pytest.raises(KeyError):
        server.change(unknown_inn(), name="x")
    server.reset()
    assert found(LEGAL)[0]["state"]["status"] == "ACTIVE"


# -------------------------------------------------------------------- Kontur
def test_kontur_order_of_checks(session, server, kontur):
    url = f"{server.url}/api3/briefReport"
    response = session.get(url, timeout=5)
    assert (response.status_code, response.text) == (403, "No valid key specified")
    assert response.headers["Content-Type"] == "text/plain; charset=utf-8"
    assert kontur(key="wrong").status_code == 403
    assert kontur(key="wrong", inn="").status_code == 403
    for inn in ("", "7805990019", "abc", special_inn("foreign"), "0000000000"):
        response = kontur(inn)
        assert response.status_code == 400
        assert response.text == "inn/ogrn param is not specified"
    assert kontur(unknown_inn()).json() == []
    assert kontur(special_inn("kontur_unknown")).json() == []
    assert kontur(method="nothing").status_code == 404
    assert session.post(url, timeout=5).status_code == 405
    assert kontur(xml="true").status_code == 501


def test_kontur_json(kontur):
    (item,) = kontur(LEGAL).json()
    assert list(item) == ["inn", "ogrn", "focusHref", "briefReport"]
    assert item["focusHref"].endswith(item["ogrn"])
    assert item["briefReport"]["summary"] == {"greenStatements": True}
    assert "ltoken=" in item["briefReport"]["href"]
    company = next(c for c in COMPANIES if c["inn"] == LEGAL)
    assert kontur("", ogrn=company["ogrn"]).json() == [item]
    assert kontur(f"{LEGAL},123,{unknown_inn()}").json() == [item]
    (false,) = kontur(special_inn("kontur_false")).json()
    assert false["briefReport"]["summary"]["redStatements"] is False
    assert (
        len(kontur(special_inn("kontur_all")).json()[0]["briefReport"]["summary"]) == 3
    )
    (dead,) = kontur(special_inn("liquidated_after_bankruptcy")).json()
    assert dead["briefReport"]["summary"] == {"greenStatements": True}


def test_kontur_many(kontur):
    inns = [generated_inn(n) for n in range(100)]
    items = kontur(",".join(inns)).json()
    order = [item["inn"] for item in items]
    assert sorted(order) == sorted(inns) and order != inns
    assert [i["inn"] for i in kontur(",".join(inns)).json()] == order
    for pair in (inns[:2], inns[1::-1]):
        assert [i["inn"] for i in kontur(",".join(pair)).json()] == pair[::-1]
    assert kontur(",".join([*inns, LEGAL])).status_code == 400
    assert len(kontur(f"{LEGAL},{LEGAL}").json()) == 1


@pytest.mark.parametrize("spelling", ["true", "True", "TRUE", "1"])
def test_kontur_pdf(kontur, spelling):
    pypdf = pytest.importorskip("pypdf") if spelling == "true" else None
    for company in DEMO:
        response = kontur(company["inn"], pdf=spelling)
        assert response.status_code == 200
        assert response.headers["Content-Type"] == "application/pdf"
        name = f"BriefReport_inn_{company['inn']}_ogrn_{company['ogrn']}.pdf"
        expected = f'attachment; filename="{name}"'
        assert response.headers["Content-Disposition"] == expected
        assert response.content.startswith(b"%PDF-")
        assert response.content.endswith(b"%%EOF\n")
        for number in (company["inn"], company["ogrn"], "Verdict: "):
            assert number.encode() in response.content
        if pypdf:
            pages = pypdf.PdfReader(io.BytesIO(response.content), strict=True).pages
            assert len(pages) == 1
            assert company["inn"] in pages[0].extract_text()


def test_kontur_pdf_knobs(server, kontur):
    assert kontur(pdf="false").headers["Content-Type"] == "application/json"
    server.content_disposition = False
    assert "Content-Disposition" not in kontur(pdf="true").headers
    unknown = unknown_inn()
    assert kontur(unknown, pdf="true").status_code == 404
    server.pdf_unknown = "[]"
    assert kontur(unknown, pdf="true").json() == []
    server.pdf_unknown = "empty"
    response = kontur(unknown, pdf="true")
    assert (response.status_code, response.content) == (200, b"")
    assert kontur(f"{LEGAL},{PERSON}", pdf="true").status_code == 400
    assert kontur("", pdf="true").status_code == 400


def test_kontur_req(kontur):
    inns = [LEGAL, PERSON, special_inn("liquidated"), HEAD_OFFICE["inn"]]
    items = {i["inn"]: i for i in kontur(",".join(inns), "req").json()}
    assert set(items) == set(inns)
    legal = items[LEGAL]["UL"]
    assert legal["legalName"]["short"] == 'ООО "ЛАСТОЧКИН БЕРЕГ"'
    assert "dissolutionDate" not in legal and "dissolved" not in legal["status"]
    assert legal["heads"][0]["fio"] == "Вересаев Никита Ильич"
    assert items[PERSON]["IP"]["fio"] == "Дубравина Злата Мироновна"
    dead = items[special_inn("liquidated")]["UL"]
    assert dead["status"]["dissolved"] is True
    assert dead["dissolutionDate"] == "2021-04-15"
    assert len(items[HEAD_OFFICE["inn"]]["UL"]["branches"]) == 2
    assert "href" not in items[LEGAL]["briefReport"]
    for inn in special_inns().values():
        assert kontur(inn, "req").status_code in (200, 400)


def test_kontur_stat(server, kontur):
    assert kontur(method="stat", key="wrong").status_code == 400
    assert kontur(method="stat", key="").text == "Param 'key' not specified or invalid"
    kontur(LEGAL)
    kontur(LEGAL, pdf="true")
    kontur(PERSON)
    items = kontur(method="stat", key=DEMO_KONTUR_TOKEN[:20]).json()
    spent = {item["methodName"]: item["spent"] for item in items}
    assert spent == {"api3/req": 0, "api3/briefReport": 2}
    assert server.spent() == {LEGAL, PERSON}


# ----------------------------------------------------------------------- log
def test_log(server, party, kontur):
    party(LEGAL, kpp="1")
    kontur(f"{LEGAL},{PERSON}")
    kontur(LEGAL, pdf="true")
    first, second, third = server.wait_for(3)
    assert (first.service, first.method) == ("dadata", "findById/party")
    assert first.body == {"query": LEGAL, "kpp": "1"}
    assert first.token == DEMO_DADATA_TOKEN and first.status == 200
    assert first.headers["content-type"] == "application/json"
    assert second.inns == (LEGAL, PERSON) and second.token == DEMO_KONTUR_TOKEN
    assert third.pdf and third.query["pdf"] == "true"
    assert third.connection == first.connection and server.connections == 1
    assert first.time <= second.time <= third.time <= time.time()
    assert len(server.calls("kontur", inn=LEGAL)) == 2
    assert len(server.calls(inn=LEGAL, pdf=True)) == 1
    assert DEMO_KONTUR_TOKEN not in repr(third) + repr(first)
    assert DEMO_DADATA_TOKEN not in repr(first)
    server.reset()
    assert server.requests == [] and server.connections == 0


def test_connections_are_counted_and_kept(server, session, party):
    for n in range(50):
        party(generated_inn(n))
    assert server.connections == 1
    for _ in range(3):
        requests.get(f"{server.url}/api3/req", timeout=5)
    assert server.connections == 4
    assert len({request.connection for request in server.requests}) == 4


def test_parallel(server):
    def work(first):
        with requests.Session() as session:
            session.trust_env = False
            for n in range(first, first + 25):
                response = session.get(
                    f"{server.url}/api3/briefReport",
                    params={"key": DEMO_KONTUR_TOKEN, "inn": generated_inn(n)},
                    timeout=5,
                )
                assert response.json()[0]["inn"] == generated_inn(n)

    server.latency = 0.01
    threads = [threading.Thread(target=work, args=(100 * n,)) for n in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(server.calls("kontur", "briefReport")) == 200
    assert server.connections == 8
    assert 1 < server.peak("kontur") <= 8
    assert [r.number for r in server.requests] == list(range(1, 201))


def test_latency(server, kontur):
    server.latency = 0.2
    started = time.monotonic()
    kontur()
    assert 0.2 <= time.monotonic() - started < 1


def test_rate_limits(server, party):
    server.requests_per_second = 5
    codes = [party().status_code for _ in range(10)]
    assert codes[:5] == [200] * 5 and 429 in codes[5:]
    server.reset()
    server.connections_per_minute = 2
    url = f"{server.url}/suggestions/api/4_1/rs/findById/party"
    headers = {"Authorization": f"Token {DEMO_DADATA_TOKEN}"}
    codes = [
        requests.post(url, json={"query": LEGAL}, headers=headers, timeout=5)
        for _ in range(4)
    ]
    assert [code.status_code for code in codes] == [200, 200, 429, 429]


# -------------------------------------------------------------------- faults
@pytest.mark.parametrize("code", [400, 401, 402, 403, 404, 413, 429, 500, 502, 503])
def test_status_codes(server, party, kontur, code):
    server.fault("any", code, times=2)
    response = party()
    assert response.status_code == code
    assert response.json()["message"]
    response = kontur()
    assert response.status_code == code
    assert response.headers["Content-Type"] == "text/plain; charset=utf-8"
    assert party().status_code == kontur().status_code == 200


def test_known_texts(server, party, kontur):
    server.fault("any", 403)
    assert DEMO_DADATA_TOKEN in party().json()["message"]
    assert kontur().text == "No valid key specified"
    texts = set()
    for kind in ("tariff", "limit", "expired", "bad_key"):
        server.reset()
        server.fault("any", kind)
        assert party().status_code == kontur().status_code == 403
        assert DEMO_DADATA_TOKEN in party().json()["message"]
        texts.add(kontur().text)
    assert len(texts) == 4 and server.spent() == set()


def test_retry_after(server, kontur):
    server.fault("kontur", 429, times=1)
    server.fault("kontur", 429, times=1, retry_after=7)
    date = "Wed, 21 Oct 2026 07:28:00 GMT"
    server.fault("kontur", 503, times=1, retry_after=date)
    values = [kontur().headers.get("Retry-After") for _ in range(4)]
    assert values == [None, "7", date, None]


def test_which_requests(server, party, kontur):
    server.fault("kontur", 500, inn=PERSON)
    assert kontur(LEGAL).status_code == 200
    assert kontur(PERSON).status_code == 500
    assert kontur(f"{LEGAL},{PERSON}").status_code == 500
    server.reset()
    server.fault("kontur", 500, pdf_only=True)
    assert kontur().status_code == 200 and kontur(pdf="1").status_code == 500
    server.reset()
    server.fault("kontur", 500, json_only=True)
    assert kontur().status_code == 500 and kontur(pdf="1").status_code == 200
    server.reset()
    fault = server.fault("dadata", 500, after=2, times=1)
    assert [party().status_code for _ in range(4)] == [200, 200, 500, 200]
    assert fault.hits == 1
    server.reset()
    server.fault("dadata", 500, method="bank")
    assert party().status_code == 200
    assert party(method="findById/bank").status_code == 500
    assert server.requests[-1].fault == "status"
    server.clear_faults()
    assert party(method="findById/bank").status_code == 200


def test_wrong_faults_are_refused(server):
    with pytest.raises(ValueError):
        server.fault("kontur", "nonsense")
    with pytest.raises(ValueError):
        server.fault("other", 500)
    with pytest.raises(ValueError):
        server.fault("kontur", 500, retry_afterr=1)
    with pytest.raises(ValueError):
        server.settings(lateny=1)


def test_bad_bodies(server, party, kontur):
    def bodies(kind, **options):
        server.reset()
        server.fault("any", kind, **options)
        return party(), kontur(), kontur(pdf="true")

    for response in bodies("text") + bodies("html"):
        assert response.status_code == 200
        with pytest.raises(ValueError):
            response.json()
    for response in bodies("empty"):
        assert (response.status_code, response.content) == (200, b"")
    for response in bodies("truncated_json")[:2]:
        with pytest.raises(ValueError):
            response.json()
    for response in bodies("bad_utf8")[:2]:
        with pytest.raises(UnicodeDecodeError):
            response.content.decode()
    pdf = bodies("html_as_pdf")[2]
    assert pdf.headers["Content-Type"] == "application/pdf"
    assert not pdf.content.startswith(b"%PDF-")
    pdf = bodies("pdf_without_end")[2]
    assert pdf.content.startswith(b"%PDF-") and b"%%EOF" not in pdf.content
    pdf = bodies("content_type")[2]
    assert pdf.headers["Content-Type"] == "application/octet-stream"
    assert bodies("json", value={"a": [None]})[0].json() == {"a": [None]}
    assert bodies("raw", body="[1")[1].text == "[1"


@pytest.mark.parametrize("kind", SHAPES)
def test_shapes(server, party, kontur, kind):
    server.fault("any", kind)
    for response in (party(), party(unknown_inn()), kontur(), kontur(unknown_inn())):
        assert response.status_code == 200
        response.json()
    assert kontur(pdf="true").status_code == 200


def test_shapes_in_detail(server, party, kontur):
    server.fault("dadata", "suggestions_null", times=1)
    server.fault("dadata", "suggestion_null", times=1)
    server.fault("dadata", "data_null", times=1)
    server.fault("dadata", "swapped", times=1)
    assert party().json() == {"suggestions": None}
    assert party().json() == {"suggestions": [None]}
    assert party().json()["suggestions"][0]["data"] is None
    assert isinstance(party().json(), list)
    server.fault("kontur", "summary_empty", times=1)
    server.fault("kontur", "empty_list", times=1)
    server.fault("kontur", "null", times=1)
    assert kontur().json()[0]["briefReport"]["summary"] == {}
    assert kontur().json() == []
    assert kontur().json() is None


def test_wrong_lists(server, party, kontur):
    server.fault("any", "other_company")
    assert party().json()["suggestions"][0]["data"]["inn"] != LEGAL
    assert kontur().json()[0]["inn"] != LEGAL
    assert LEGAL.encode() not in kontur(pdf="true").content
    server.reset()
    server.fault("any", "missing_company")
    assert party().json() == {"suggestions": []}
    assert len(kontur(f"{LEGAL},{PERSON}").json()) == 1
    server.reset()
    server.fault("any", "doubled")
    assert len(party().json()["suggestions"]) == len(kontur().json()) * 1 == 2
    server.reset()
    server.fault("kontur", "edit", change=lambda payload: payload * 3)
    assert len(kontur().json()) == 3


def test_redirect_to_another_host(server, kontur):
    server.fault("kontur", "redirect")
    response = kontur(allow_redirects=False)
    assert response.status_code == 302
    assert response.headers["Location"].startswith(f"http://localhost:{server.port}/")
    assert server.calls("elsewhere") == []
    assert kontur().text == "The redirect was followed"
    (followed,) = server.calls("elsewhere")
    assert DEMO_KONTUR_TOKEN in followed.target


def test_truncated(server, party, kontur):
    server.fault("any", "truncated")
    for call in (party, kontur, lambda: kontur(pdf="true")):
        with pytest.raises(requests.exceptions.RequestException) as caught:
            call()
        assert "IncompleteRead" in str(caught.value)
    response = kontur(pdf="true", stream=True)
    assert int(response.headers["Content-Length"]) > 1000
    assert not server.requests[-1].complete


def test_reset_and_close(server, party, kontur):
    for options in ({"at": "middle"}, {"at": "start"}):
        server.reset()
        server.fault("any", "reset", **options)
        for call in (party, kontur):
            with pytest.raises(requests.exceptions.RequestException) as caught:
                call()
            assert "reset" in str(caught.value)
    for kind in ("close", "garbage"):
        server.reset()
        server.fault("any", kind)
        for call in (party, kontur):
            with pytest.raises(requests.exceptions.ConnectionError):
                call()
    server.reset()
    assert party().status_code == kontur().status_code == 200


def test_slow(server, kontur):
    server.fault("kontur", "slow", seconds=30, times=1)
    with pytest.raises(requests.exceptions.ReadTimeout):
        kontur(timeout=(1, 0.2))
    server.fault("kontur", 500, delay=0.2)
    started = time.monotonic()
    assert kontur().status_code == 500
    assert 0.2 <= time.monotonic() - started < 1


def test_drip(server, kontur):
    server.fault("kontur", "drip", interval=0.05)
    response = kontur(pdf="true", stream=True)
    chunk = response.raw.read(3)
    assert chunk == b"%PD"
    response.close()
    server.reset()
    server.fault("kontur", "drip", interval=0.05, headers=True)
    with pytest.raises(requests.exceptions.ReadTimeout):
        kontur(timeout=(1, 0.01))
    server.reset()
    server.fault("kontur", "drip", interval=0.0005)
    assert len(kontur().json()) == 1


@pytest.mark.parametrize("chunked", [False, True])
@pytest.mark.parametrize("pdf", ["true", "false"])
def test_huge_stops_when_the_client_closes(server, kontur, chunked, pdf):
    server.fault("kontur", "huge", chunked=chunked)
    response = kontur(pdf=pdf, stream=True)
    length = response.headers.get("Content-Length")
    assert length == (None if chunked else str(200 * 1024 * 1024))
    start = next(response.iter_content(64 * 1024))
    assert start.startswith(b"%PDF-" if pdf == "true" else b"[")
    response.close()
    deadline = time.monotonic() + 5
    (request,) = server.requests
    while request.ended is None and time.monotonic() < deadline:
        time.sleep(0.01)
    assert request.ended and not request.complete
    assert request.sent < 20 * 1024 * 1024


def test_huge_is_as_big_as_it_says(server, party, kontur):
    server.fault("any", "huge", megabytes=3)
    assert len(kontur(pdf="true").content) == 3 * 1024 * 1024
    assert kontur().json() == []
    assert party().json() == {"suggestions": []}
    server.reset()
    server.fault("any", "huge", megabytes=3, chunked=True)
    assert len(party().content) == 3 * 1024 * 1024
    server.reset()
    server.fault("kontur", "gzip_bomb", megabytes=3)
    response = kontur(pdf="true")
    assert int(response.headers["Content-Length"]) < 100_000
    assert len(response.content) == 3 * 1024 * 1024
    server.reset()
    server.fault("kontur", "bad_gzip")
    with pytest.raises(requests.exceptions.ContentDecodingError):
        kontur()


def test_hold(server, kontur):
    for at in ("start", "middle"):
        server.reset()
        fault = server.fault("kontur", "hold", times=1, at=at)
        results = []
        thread = threading.Thread(
            target=lambda results=results: results.append(kontur(pdf="true"))
        )
        thread.start()
        assert fault.reached.wait(5)
        assert results == [] and server.peak("kontur") == 1
        fault.release()
        thread.join(5)
        assert results[0].content.endswith(b"%%EOF\n")


def test_reset_ends_pauses(server, kontur):
    server.fault("kontur", "hold")
    results = []
    thread = threading.Thread(target=lambda: results.append(kontur()))
    thread.start()
    server.wait_for(1)
    server.reset()
    thread.join(2)
    assert results[0].status_code == 200


def test_close_drops_everything():
    server = FakeServices().start()
    server.fault("kontur", "hold")
    idle = socket.create_connection(("127.0.0.1", server.port))
    waiting = socket.create_connection(("127.0.0.1", server.port))
    waiting.sendall(b"GET /api3/briefReport HTTP/1.1\r\nHost: x\r\n\r\n")
    server.wait_for(1)
    started = time.monotonic()
    server.close()
    idle.settimeout(2)
    waiting.settimeout(2)
    assert idle.recv(1) == b""
    waiting.recv(10)
    assert time.monotonic() - started < 2
    with pytest.raises(OSError):
        socket.create_connection(("127.0.0.1", server.port), 1)
    idle.close()
    waiting.close()


def test_loopback_only():
    for host in ("0.0.0.0", "192.0.2.1", ""):
        with pytest.raises(ValueError):
            FakeServices(host=host)


# ------------------------------------------------------------ another process
def test_process():
    with FakeServicesProcess() as server, requests.Session() as session:
        session.trust_env = False
        server.settings(pdf_unknown="[]", latency=0.01)
        server.fault("kontur", 429, times=1, retry_after=3, json_only=True)
        server.change(LEGAL, state="LIQUIDATING")
        params = {"key": DEMO_KONTUR_TOKEN, "inn": LEGAL}
        url = f"{server.url}/api3/briefReport"
        assert session.get(url, params=params, timeout=5).status_code == 429
        assert session.get(url, params=params, timeout=5).status_code == 200
        first, second = server.requests
        assert (first.status, first.fault, first.token) == (
            429,
            "status",
            DEMO_KONTUR_TOKEN,
        )
        assert second.method == "briefReport" and second.inns == (LEGAL,)
        assert server.connections == 1
        assert server.log()["spent"] == {"briefReport": [LEGAL]}
        with pytest.raises(Exception, match="400"):
            server.fault("kontur", "nonsense")
        server.fault("kontur", 500)
        server.clear_faults()
        assert session.get(url, params=params, timeout=5).status_code == 200
        server.reset()
        assert server.requests == [] and server.connections == 0


@pytest.mark.parametrize("how", [signal.SIGTERM, signal.SIGINT])
def test_command_line(how):
    process = subprocess.Popen(
        [sys.executable, "-m", "fake_services", "--port", "0"],
        cwd=TESTS,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    line = process.stdout.readline()
    url = re.fullmatch(r"stand-in ready on (http://127\.0\.0\.1:\d+)\n", line)[1]
    answer = requests.get(f"{url}/api3/req", timeout=5)
    assert answer.status_code == 403
    process.send_signal(how)
    out, errors = process.communicate(timeout=10)
    assert (process.returncode, out, errors) == (0, "", "")


def test_command_line_refuses_other_hosts():
    done = subprocess.run(
        [sys.executable, "-m", "fake_services", "--host", "0.0.0.0"],
        cwd=TESTS,
        capture_output=True,
        text=True,
        timeout=20,
    )
    assert done.returncode == 1 and "loopback" in done.stderr


def test_every_kind_is_tested():
    """A new kind of fault needs a test: its name stands above."""
    source = Path(__file__).read_text(encoding="utf-8")
    missing = [k for k in KINDS if k not in SHAPES and f'"{k}"' not in source]
    assert missing in ([], ["status"])
    assert json.dumps(SETTINGS)
