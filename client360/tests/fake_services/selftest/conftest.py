# Copyright 2026 Client 360 contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""A server of the fake services, and functions that ask it.

These tests need pytest and requests, not Odoo:
``python -m pytest client360/tests/fake_services/selftest``, or ``make test``.
"""

import sys
from pathlib import Path

import pytest
import requests

TESTS = Path(__file__).resolve().parents[2]
if str(TESTS) not in sys.path:
    sys.path.insert(0, str(TESTS))

from fake_services import (  # noqa: E402
    DEMO_DADATA_TOKEN,
    DEMO_KONTUR_TOKEN,
    FakeServices,
)
from known_companies import LEGAL  # noqa: E402

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
