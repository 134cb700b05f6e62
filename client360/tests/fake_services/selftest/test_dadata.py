# Copyright 2026 Client 360 contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""The fake DaData keeps to the contract: https://dadata.ru/api/find-party/."""

import pytest
from fake_services import (
    DEMO_DADATA_TOKEN,
    generated_inn,
    special_inn,
    unknown_inn,
)
from known_companies import BANKS, COMPANIES, DEMO, HEAD_OFFICE, LEGAL, PERSON


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
