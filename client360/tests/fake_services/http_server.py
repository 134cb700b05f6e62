# Copyright 2026 Client 360 contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""HTTP of the fake services: connections, requests as they came, answers as they go.

What is answered is told by ``server.FakeServices``.
"""

import socketserver
import sys
import time
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, urlsplit

from . import dadata, faults, kontur


@dataclass
class Request:
    """One request as the server saw it. Times are Unix seconds."""

    number: int
    service: str
    http_method: str
    path: str
    target: str = field(repr=False)
    query: dict = field(repr=False)
    headers: dict = field(repr=False)
    token: str | None = field(repr=False)
    body: object = None
    inns: tuple = ()
    ogrns: tuple = ()
    pdf: bool = False
    connection: int = 0
    time: float = 0.0
    ended: float | None = None
    status: int | None = None
    fault: str | None = None
    #: bytes of the body that were handed to the connection
    sent: int = 0
    #: False while it goes on, and when the connection broke
    complete: bool = False

    @property
    def method(self):
        """The API's method: "findById/party", "briefReport", …"""
        for prefix in (dadata.PREFIX, kontur.PREFIX):
            if self.path.startswith(prefix):
                return self.path.removeprefix(prefix)
        return self.path


def _numbers(text):
    return tuple(part.strip() for part in (text or "").split(",") if part.strip())


class HttpServer(ThreadingHTTPServer):
    daemon_threads = True
    block_on_close = False
    request_queue_size = 256
    # two servers on one port would share its requests at random
    allow_reuse_port = False

    def __init__(self, address, fake_services):
        self.fake_services = fake_services
        super().__init__(address, _Handler)

    def server_bind(self):
        """Bind without the name look-up of HTTPServer, slow where there is no DNS."""
        socketserver.TCPServer.server_bind(self)
        self.server_name, self.server_port = self.server_address

    def handle_error(self, request, client_address):
        """A client that hangs up is no error here; anything else is shown."""
        if isinstance(sys.exc_info()[1], OSError):
            return None
        return super().handle_error(request, client_address)


class _Dropped(Exception):
    """The connection was closed on purpose."""


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True

    def setup(self):
        self.fake_services = self.server.fake_services
        self.served = 0
        self.current = None
        self.number = self.fake_services._accepted(self.request)
        return super().setup()

    def finish(self):
        try:
            return super().finish()
        finally:
            self.fake_services._closed(self.request)

    def log_message(self, *args):
        """Print nothing: the target of a request contains a key."""

    # -------------------------------------------------------------- answers
    def head_bytes(self, answer, length, headers=None):
        headers = {
            "Content-Type": answer.content_type,
            **answer.headers,
            **(headers or {}),
        }
        if length is not None:
            headers["Content-Length"] = str(length)
        self.send_response(answer.status)
        for name, value in headers.items():
            self.send_header(name, value)
        head = b"".join(self._headers_buffer) + b"\r\n"
        self._headers_buffer = []
        if self.current is not None:
            self.current.status = answer.status
        return head

    def head(self, answer, length, headers=None):
        self.send(self.head_bytes(answer, length, headers), body=False)

    def send(self, data, body=True):
        self.connection.sendall(data)
        if body and self.current is not None:
            self.current.sent += len(data)

    def deliver(self, answer):
        body = b"" if self.command == "HEAD" else answer.body
        head = self.head_bytes(answer, len(answer.body))
        self.send(head + body, body=False)
        if self.current is not None:
            self.current.sent = len(body)

    def drop(self):
        """Close the connection at once, with FIN (or RST, if it lingers not)."""
        self.close_connection = True
        self.rfile.close()
        self.connection.close()
        raise _Dropped

    def pause(self, seconds, event=None):
        """Wait, unless the server stops or is reset in the meantime."""
        self.fake_services._pause(seconds, event, self.generation)

    # ------------------------------------------------------------- requests
    def _serve(self):
        length = int(self.headers.get("Content-Length") or 0)
        raw = self.rfile.read(length) if length > 0 else b""
        path = urlsplit(self.path).path
        self.served += 1
        if path.startswith("/_control"):
            # a connection that starts like this is not one of a tested client
            if self.served == 1:
                self.fake_services._control_connection(self.number)
            self.deliver(self.fake_services._control(self.command, self.path, raw))
            return
        request = self._request(path, raw)
        fake_services = self.fake_services
        fault = fake_services._log(request)
        self.current = request
        self.generation = fake_services._generation
        try:
            answer = fake_services._answer(request)
            if fake_services.latency:
                self.pause(fake_services.latency)
            if fault is None:
                self.deliver(answer)
            else:
                self._commit(fault, answer, request)
            request.complete = True
        except (_Dropped, OSError):
            self.close_connection = True
        finally:
            self.current = None
            fake_services._ended(request)

    def _commit(self, fault, answer, request):
        if fault.delay:
            self.pause(fault.delay)
        if fault.kind in faults.ANSWERS:
            make = faults.ANSWERS[fault.kind]
            answer = make(answer, request, self.fake_services, **fault.options)
            fault.reached.set()
            self.deliver(answer)
        else:
            if fault.kind != "hold":
                fault.reached.set()
            deliver = faults.DELIVERIES[fault.kind]
            deliver(self, answer, request, fault, **fault.options)

    def _request(self, path, raw):
        pairs = parse_qs(urlsplit(self.path).query, keep_blank_values=True)
        query = {key: values[-1] for key, values in pairs.items()}
        headers = {key.lower(): value for key, value in self.headers.items()}
        request = Request(
            number=0,
            service="other",
            http_method=self.command,
            path=path,
            target=self.path,
            query=query,
            headers=headers,
            token=None,
            connection=self.number,
            time=time.time(),
        )
        if path.startswith("/elsewhere"):
            request.service = "elsewhere"
        elif path.startswith("/suggestions/"):
            request.service = "dadata"
            scheme, _space, token = headers.get("authorization", "").partition(" ")
            request.token = token.strip() if scheme == "Token" else None
            request.body = dadata.parse(raw)
            if isinstance(request.body, dict):
                found = request.body.get("query")
                request.inns = (found.strip(),) if isinstance(found, str) else ()
        elif path.startswith("/api3/"):
            request.service = "kontur"
            request.token = query.get("key")
            request.inns = _numbers(query.get("inn"))
            request.ogrns = _numbers(query.get("ogrn"))
            request.pdf = query.get("pdf") in kontur.TRUE
            if path.endswith("/monList"):
                # plain text, whatever its Content-Type says
                request.inns = tuple(
                    raw.decode("utf-8", "replace").replace(",", " ").split()
                )
        return request

    do_GET = do_POST = do_PUT = do_DELETE = do_PATCH = do_HEAD = do_OPTIONS = _serve
