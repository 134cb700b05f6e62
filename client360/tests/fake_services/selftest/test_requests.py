# Copyright 2026 Client 360 contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""What the fake services write down of requests and connections, and their limits."""

import threading
import time

import requests
from fake_services import (
    DEMO_DADATA_TOKEN,
    DEMO_KONTUR_TOKEN,
    generated_inn,
)
from known_companies import LEGAL, PERSON


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
