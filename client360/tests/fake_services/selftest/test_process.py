# Copyright 2026 Client 360 contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""The fake services in a process of their own."""

import re
import signal
import subprocess
import sys
from pathlib import Path

import pytest
import requests
from fake_services import (
    DEMO_KONTUR_TOKEN,
    FakeServicesProcess,
)
from known_companies import LEGAL

TESTS = Path(__file__).resolve().parents[2]


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
    url = re.fullmatch(r"fake services ready on (http://127\.0\.0\.1:\d+)\n", line)[1]
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
