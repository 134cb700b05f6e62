# Copyright 2026 Client 360 contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Each fault does what its name says."""

import json
import socket
import threading
import time
from pathlib import Path

import pytest
import requests
from fake_services import (
    DEMO_DADATA_TOKEN,
    DEMO_KONTUR_TOKEN,
    KINDS,
    SETTINGS,
    FakeServices,
    unknown_inn,
)
from fake_services.faults import SHAPES
from known_companies import LEGAL, PERSON


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


def test_every_kind_is_tested():
    """A new kind of fault needs a test: its name stands above."""
    source = Path(__file__).read_text(encoding="utf-8")
    missing = [k for k in KINDS if k not in SHAPES and f'"{k}"' not in source]
    assert missing in ([], ["status"])
    assert json.dumps(SETTINGS)
