# Copyright 2026 Client 360 contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""The fake services: their log, and their control from inside or over HTTP."""

import contextlib
import ipaddress
import json
import socket
import threading
import time
from dataclasses import asdict
from datetime import datetime
from urllib.parse import urlsplit

from . import dadata, faults, kontur
from .answer import Answer, json_answer, text_answer
from .http_server import HttpServer
from .registry import Registry, special_inn

#: The tokens that the fake services accept. They open nothing anywhere else.
DEMO_DADATA_TOKEN = "dada7a3c91e05b6f48d2a7c0e3f19b58640c2d7e"
DEMO_KONTUR_TOKEN = "f0c05b82e6d14a97c3508fe1b7d2694ae05c138b"

#: What ``settings`` may set, with the defaults.
SETTINGS = {
    # seconds before every answer
    "latency": 0.0,
    # "free", "extended", "max"; None: each company's own
    "tariff": None,
    # whether Kontur's PDFs have a Content-Disposition
    "content_disposition": True,
    # what Kontur says in PDF mode to an unknown number: "404", "[]", "empty"
    "pdf_unknown": "404",
    # DaData answers 429 above these; None: no limit
    "requests_per_second": None,
    "connections_per_minute": None,
    # whom ``other_company`` gives
    "other_inn": special_inn("leading_zero"),
}


def _loopback(host):
    return host == "localhost" or ipaddress.IPv4Address(host).is_loopback


class FakeServices:
    """Fake services in place of both, on a loopback port of their own.

    ``with FakeServices() as server:`` starts it in threads of this process; ``port=0``
    takes a free port. Besides the methods, the attributes named in ``SETTINGS``
    can be set at any time; ``reset()`` puts them back.
    """

    def __init__(self, port=0, host="127.0.0.1", **settings):
        if not _loopback(host):
            raise ValueError(f"the fake services are for loopback, not for {host}")
        self.dadata_tokens = {DEMO_DADATA_TOKEN}
        self.kontur_keys = {DEMO_KONTUR_TOKEN}
        self.registry = Registry()
        self._changed = threading.Condition()
        self._sockets = {}
        self._accepted_count = 0
        self._initial = settings
        self._fault_number = 0
        self._clear()
        self._server = HttpServer((host, port), self)
        self._thread = None

    def _clear(self):
        self._requests = []
        self._faults = []
        self._connections = 0
        self._in_flight = {}
        self._peak = {}
        self._spent = {}
        self._opened = {}
        self._changed_inns = {}
        #: Kontur's watch lists: {key: {INN: company}}
        self.watch_lists = {}
        self._generation = threading.Event()
        self.settings(**(SETTINGS | self._initial))

    # ------------------------------------------------------------ life cycle
    @property
    def host(self):
        return self._server.server_address[0]

    @property
    def port(self):
        return self._server.server_address[1]

    @property
    def url(self):
        """The address to put into the URL parameters, without a slash."""
        return f"http://{self.host}:{self.port}"

    def start(self):
        """Serve in a thread of its own."""
        self._thread = threading.Thread(
            target=self.serve_forever, name="fake services", daemon=True
        )
        self._thread.start()
        return self

    def serve_forever(self):
        """Serve in this thread until ``close()``."""
        self._server.serve_forever(poll_interval=0.02)

    def close(self):
        """Stop serving and drop all connections."""
        self._generation.set()
        if self._thread is not None:
            self._server.shutdown()
            self._thread.join(5)
            self._thread = None
        self._server.server_close()
        with self._changed:
            sockets = list(self._sockets.values())
        for connection in sockets:
            with contextlib.suppress(OSError):
                connection.shutdown(socket.SHUT_RDWR)

    def __enter__(self):
        return self.start()

    def __exit__(self, *exc_info):
        self.close()

    # --------------------------------------------------------------- control
    def settings(self, **values):
        """Set several of ``SETTINGS`` at once."""
        for name, value in values.items():
            if name not in SETTINGS:
                raise ValueError(f"no such setting: {name}")
            setattr(self, name, value)

    def fault(
        self,
        service,
        kind,
        times=None,
        after=0,
        inn=None,
        pdf_only=False,
        json_only=False,
        method=None,
        delay=0.0,
        **options,
    ):
        """Make answers go wrong from now on; returns the Fault.

        ``service`` is "dadata", "kontur" or "any"; ``kind`` a key of
        ``faults.KINDS`` or a status code; ``times`` how often (None: always);
        ``after`` how many matching requests go well first; ``inn`` only for
        requests that name it; ``method`` only for e.g. "party", "bank",
        "briefReport", "stat"; ``delay`` seconds before it. The oldest matching
        fault strikes.
        """
        kind, options = faults.check(service, kind, options)
        with self._changed:
            self._fault_number += 1
            fault = faults.Fault(
                number=self._fault_number,
                service=service,
                kind=kind,
                times=times,
                after=after,
                inn=inn,
                pdf=True if pdf_only else False if json_only else None,
                method=method,
                delay=delay,
                options=options,
            )
            self._faults.append(fault)
        return fault

    def clear_faults(self):
        """Let everything go well again; what is held goes on."""
        with self._changed:
            gone, self._faults = self._faults, []
        for fault in gone:
            fault.release()

    def change(self, inn, **changes):
        """Change a company from now on, see ``Registry.change``.

        Kontur's ``req/mon`` of this day names it, if it is watched.
        """
        self.registry.change(inn, **changes)
        today = datetime.now(kontur.TIMEZONE).date().isoformat()
        with self._changed:
            self._changed_inns.setdefault(today, {})[inn] = None

    def changed_on(self, day):
        """Return the INNs of the companies that were changed on a day (ISO date)."""
        with self._changed:
            return list(self._changed_inns.get(day, ()))

    def reset(self):
        """Forget requests, faults, changes and settings; end all pauses.

        Connections stay open, so that a client may go on using its session.
        """
        self.clear_faults()
        with self._changed:
            self._generation.set()
            self._clear()
        self.registry.reset()

    # ------------------------------------------------------------------- log
    @property
    def requests(self):
        """The requests since the last reset, in the order of their arrival."""
        with self._changed:
            return list(self._requests)

    @property
    def connections(self):
        """The number of TCP connections accepted since the last reset."""
        with self._changed:
            return self._connections

    def calls(self, service=None, method=None, inn=None, pdf=None):
        """Return the requests that match everything given."""
        return [
            request
            for request in self.requests
            if (service is None or request.service == service)
            and (method is None or request.method == method)
            and (inn is None or inn in request.inns + request.ogrns)
            and (pdf is None or request.pdf == pdf)
        ]

    def wait_for(self, count=1, timeout=60.0, **criteria):
        """Wait until that many requests match (see ``calls``), seconds at most."""
        deadline = time.monotonic() + timeout
        while True:
            found = self.calls(**criteria)
            left = deadline - time.monotonic()
            if len(found) >= count:
                return found
            if left <= 0:
                raise TimeoutError(f"{len(found)} of {count} requests came")
            with self._changed:
                self._changed.wait(min(left, 0.05))

    def peak(self, service):
        """Return how many requests of a service were answered at the same time."""
        with self._changed:
            return self._peak.get(service, 0)

    def spent(self, method="briefReport"):
        """Return the INNs that Kontur has sold with that method since the reset."""
        with self._changed:
            return set(self._spent.get(method, ()))

    def spend(self, request, inns):
        """Note that Kontur has sold these companies, if the answer is not replaced."""
        if request.fault not in faults.ANSWERS:
            with self._changed:
                self._spent.setdefault(request.method, set()).update(inns)

    # -------------------------------------------------- called by the handler
    def _accepted(self, connection):
        with self._changed:
            self._accepted_count += 1
            self._connections += 1
            self._opened[self._accepted_count] = time.monotonic()
            self._sockets[id(connection)] = connection
            return self._accepted_count

    def _closed(self, connection):
        with self._changed:
            self._sockets.pop(id(connection), None)

    def _control_connection(self, number):
        with self._changed:
            self._connections -= 1
            self._opened.pop(number, None)

    def _log(self, request):
        """Append the request; return the fault that strikes it."""
        with self._changed:
            request.number = len(self._requests) + 1
            self._requests.append(request)
            now = self._in_flight.get(request.service, 0) + 1
            self._in_flight[request.service] = now
            peak = self._peak.get(request.service, 0)
            self._peak[request.service] = max(peak, now)
            for fault in self._faults:
                if fault.take(request):
                    request.fault = fault.kind
                    break
            else:
                fault = None
            self._changed.notify_all()
            return fault

    def _ended(self, request):
        with self._changed:
            request.ended = time.time()
            left = self._in_flight.get(request.service, 1) - 1
            self._in_flight[request.service] = max(left, 0)
            self._changed.notify_all()

    def _pause(self, seconds, event, generation):
        deadline = time.monotonic() + seconds
        while not generation.is_set():
            left = deadline - time.monotonic()
            if left <= 0 or (event is not None and event.is_set()):
                return
            if event is None:
                generation.wait(left)
            else:
                event.wait(min(left, 0.1))

    def _too_fast(self, request):
        with self._changed:
            if self.requests_per_second is not None:
                since = request.time - 1
                recent = [
                    r
                    for r in self._requests[-1000:]
                    if r.service == "dadata" and r.time > since
                ]
                if len(recent) > self.requests_per_second:
                    return True
            if self.connections_per_minute is not None:
                since = time.monotonic() - 60
                recent = [m for m in self._opened.values() if m > since]
                return len(recent) > self.connections_per_minute
            return False

    def _answer(self, request):
        if request.service == "dadata":
            if self._too_fast(request):
                return dadata.error(429)
            return dadata.answer(self, request)
        if request.service == "kontur":
            return kontur.answer(self, request)
        if request.service == "elsewhere":
            return text_answer("The redirect was followed")
        return text_answer("Not found", 404)

    # ------------------------------------------------------ control over HTTP
    def _control(self, http_method, target, raw) -> Answer:
        parts = urlsplit(target)
        action = parts.path.removeprefix("/_control").strip("/")
        try:
            values = json.loads(raw) if raw else {}
            if http_method == "GET" and action == "log":
                return json_answer(self._state())
            if http_method == "POST" and action == "reset":
                self.reset()
                return json_answer({})
            if http_method == "POST" and action == "fault":
                return json_answer({"number": self.fault(**values).number})
            if http_method == "POST" and action == "release":
                self.clear_faults()
                return json_answer({})
            if http_method == "POST" and action == "settings":
                self.settings(**values)
                return json_answer({})
            if http_method == "POST" and action == "change":
                self.change(**values)
                return json_answer({})
        except (KeyError, TypeError, ValueError) as error:
            return json_answer({"error": f"{type(error).__name__}: {error}"}, 400)
        return json_answer({"error": "no such control"}, 404)

    def _state(self):
        with self._changed:
            return {
                "requests": [asdict(r) | {"method": r.method} for r in self._requests],
                "connections": self._connections,
                "peak": dict(self._peak),
                "spent": {k: sorted(v) for k, v in self._spent.items()},
                "faults": [
                    {
                        "number": fault.number,
                        "service": fault.service,
                        "kind": fault.kind,
                        "hits": fault.hits,
                    }
                    for fault in self._faults
                ],
            }
