# Copyright 2026 Client 360 contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""The fake Kontur.Focus keeps to the contract: https://focus-api.kontur.ru/api3."""

import io

import pytest
from fake_services import (
    DEMO_KONTUR_TOKEN,
    generated_inn,
    special_inn,
    special_inns,
    unknown_inn,
)
from known_companies import COMPANIES, DEMO, HEAD_OFFICE, LEGAL, PERSON


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
