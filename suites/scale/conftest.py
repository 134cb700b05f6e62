"""What the tests of this folder share."""

import os

import pytest

from sandbox import serve

CONFIG = os.environ.get("SCALE_CONFIG")


@pytest.fixture(scope="session")
def config():
    """Odoo's configuration, which `make test-scale` names."""
    if not CONFIG:
        pytest.skip("make test-scale runs these tests")
    return CONFIG


@pytest.fixture(scope="module")
def services():
    """The stand-in services, in threads of this process."""
    with serve.fake_services_facts().FakeServices() as server:
        yield server
