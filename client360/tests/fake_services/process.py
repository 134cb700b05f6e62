# Copyright 2026 Client 360 contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Fake services in another process: they take no time from the tested one."""

import json
import subprocess
import sys
import urllib.request
from pathlib import Path

from .http_server import Request

READY = "fake services ready on "


class RemoteFakeServices:
    """The controls of fake services that run somewhere else on this machine."""

    def __init__(self, url):
        self.url = url
        # no proxy from the environment: loopback only
        self._opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))

    def _call(self, action, values=None):
        data = None if values is None else json.dumps(values).encode()
        with self._opener.open(f"{self.url}/_control/{action}", data, 30) as response:
            return json.load(response)

    def fault(self, service, kind, **options):
        """See ``FakeServices.fault``; returns the fault's number."""
        values = {"service": service, "kind": kind, **options}
        return self._call("fault", values)["number"]

    def clear_faults(self):
        """Let everything go well again; what is held goes on."""
        self._call("release", {})

    def change(self, inn, **changes):
        """See ``FakeServices.change``."""
        self._call("change", {"inn": inn, **changes})

    def settings(self, **values):
        """See ``server.SETTINGS``."""
        self._call("settings", values)

    def reset(self):
        """See ``FakeServices.reset``."""
        self._call("reset", {})

    def log(self):
        """Return {requests, connections, peak, spent, faults}."""
        return self._call("log")

    @property
    def requests(self):
        """The requests since the last reset."""
        requests = self.log()["requests"]
        for values in requests:
            del values["method"]
            values["inns"] = tuple(values["inns"])
            values["ogrns"] = tuple(values["ogrns"])
        return [Request(**values) for values in requests]

    @property
    def connections(self):
        """The number of TCP connections accepted since the last reset."""
        return self.log()["connections"]


class FakeServicesProcess(RemoteFakeServices):
    """``with FakeServicesProcess() as server:`` starts ``python -m fake_services``."""

    def __init__(self, port=0):
        self._process = subprocess.Popen(
            [sys.executable, "-m", "fake_services", "--port", str(port)],
            cwd=Path(__file__).resolve().parent.parent,
            stdout=subprocess.PIPE,
            text=True,
        )
        line = self._process.stdout.readline().strip()
        if not line.startswith(READY):
            self.close()
            raise RuntimeError(f"the fake services did not start: {line!r}")
        super().__init__(line.removeprefix(READY))

    def close(self):
        """Stop the process."""
        self._process.terminate()
        try:
            self._process.wait(5)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait(5)
        self._process.stdout.close()

    def __enter__(self):
        return self

    def __exit__(self, *exc_info):
        self.close()
