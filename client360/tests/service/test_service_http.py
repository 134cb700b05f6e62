# Copyright 2026 Client 360 contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

import email.utils
import io
import logging
import socket
import threading
import time
from contextlib import contextmanager
from traceback import format_exception
from unittest.mock import patch

from odoo.tests import BaseCase, tagged

from ...tools import dadata_client, kontur_focus_client, service_http
from ...tools.service_http import ErrorKind, ServiceError
from ..fake_services import (
    DEMO_DADATA_TOKEN,
    DEMO_KONTUR_TOKEN,
    FakeServices,
    generated_inn,
)

INN = generated_inn(1)
#: What is no address of a service.
BAD_ADDRESSES = (
    "focus-api.kontur.ru",
    "file:///etc/passwd",
    "ftp://focus-api.kontur.ru",
    "http://",
    "http://[::1",
    "http://two words",
    "http://name:password@host",
    "http://host:99999",
    "http://host/?key=1",
    "адрес",
    "https://пример.рф",
)


@contextmanager
def raw_server(*replies):
    """A server that gives each connection one reply, byte by byte as it stands.

    :param bytes replies: whole HTTP answers, the last one for all further connections
    :return: a context manager that gives the address and a list that grows with each
        connection
    """
    seen = []
    server = socket.create_server(("127.0.0.1", 0))

    def serve():
        while True:
            try:
                connection, _address = server.accept()
            except OSError:
                return
            with connection:
                connection.recv(65536)
                connection.sendall(replies[min(len(seen), len(replies) - 1)])
                seen.append(1)
                # the client is to see the end of the answer, no reset
                connection.shutdown(socket.SHUT_WR)
                connection.recv(65536)

    thread = threading.Thread(target=serve, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.getsockname()[1]}", seen
    finally:
        server.shutdown(socket.SHUT_RDWR)
        server.close()
        thread.join(5)


class HttpToolsCase(BaseCase):
    """The clients against the fake services, without a database."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.server = cls.enterClassContext(FakeServices())

    def setUp(self):
        super().setUp()
        self.server.reset()
        dadata_client.window.clear()
        dadata_client.sessions.clear()
        kontur_focus_client.sessions.clear()
        self.focus = kontur_focus_client.Client(self.server.url, DEMO_KONTUR_TOKEN)
        self.dadata = dadata_client.Client(self.server.url, DEMO_DADATA_TOKEN)

    def error_of(self, function, *args, **kwargs):
        with self.assertRaises(ServiceError) as caught:
            function(*args, **kwargs)
        return caught.exception


@tagged("post_install", "-at_install")
class TestErrorKind(BaseCase):
    def test_a_kind_is_the_text_that_is_stored(self):
        self.assertEqual(ErrorKind("timeout"), "timeout")
        self.assertEqual(f"{ErrorKind.TIMEOUT}", "timeout")
        self.assertEqual(str(ServiceError("server", 503)), "server (HTTP 503)")
        with self.assertRaises(ValueError):
            ServiceError("any other")

    def test_what_follows_from_a_kind(self):
        transient = {kind.value for kind in ErrorKind if kind.is_transient}
        blocking = {kind.value for kind in ErrorKind if kind.is_blocking}
        self.assertEqual(transient, {"timeout", "network", "too_many", "server"})
        self.assertEqual(
            blocking, {"denied", "limit", "budget", "no_token", "bad_address"}
        )


@tagged("post_install", "-at_install")
class TestServiceHttp(HttpToolsCase):
    def test_addresses(self):
        for make, key in (
            (kontur_focus_client.Client, DEMO_KONTUR_TOKEN),
            (dadata_client.Client, DEMO_DADATA_TOKEN),
        ):
            for url in BAD_ADDRESSES:
                with self.subTest(url):
                    error = self.error_of(make, url, key)
                    self.assertEqual(error.kind, ErrorKind.BAD_ADDRESS)
                    self.assertFalse(error.sent)
            client = make(f"{self.server.url}/", key)
            self.assertNotIn("//", client._url.removeprefix("http://"))

    def test_keys(self):
        for key, kind in (("", "no_token"), ("ключ", "denied"), ("a\nb", "denied")):
            with self.subTest(key):
                error = self.error_of(kontur_focus_client.Client, self.server.url, key)
                self.assertEqual(error.kind, kind)

    def test_no_compression(self):
        """493 bytes may unpack to 200 MB: nothing is unpacked at all."""
        self.focus.get_brief_reports([INN])
        [request] = self.server.requests
        self.assertEqual(request.headers["accept-encoding"], "identity")
        for kind, options in (("gzip_bomb", {"megabytes": 200}), ("bad_gzip", {})):
            for ask in (self.focus.get_brief_reports, self.focus.get_brief_report_pdf):
                with self.subTest(kind, ask=ask.__name__):
                    self.server.reset()
                    self.server.fault("kontur", kind, **options)
                    started = time.monotonic()
                    query = [INN] if ask == self.focus.get_brief_reports else INN
                    error = self.error_of(ask, query)
                    self.assertEqual((error.kind, error.status), ("malformed", 200))
                    self.assertLess(time.monotonic() - started, 5)

    def test_the_clock_is_watched_while_reading(self):
        self.server.fault("kontur", "drip", interval=0.05)
        with patch.object(kontur_focus_client, "DEADLINE", 0.5):
            started = time.monotonic()
            error = self.error_of(self.focus.get_brief_reports, [INN])
        self.assertEqual(error.kind, ErrorKind.TIMEOUT)
        self.assertLess(time.monotonic() - started, 3)

    def test_retry_after(self):
        at = email.utils.formatdate(time.time() + 300, usegmt=True)
        for value, expected in (
            ("120", 120),
            (at, 300),
            ("Wed, 01 Jan 2020 00:00:00 GMT", 0),
            ("soon", None),
            ("-5", None),
            ("9" * 5000, None),
        ):
            with self.subTest(value[:30]):
                self.server.reset()
                self.server.fault("kontur", 429, retry_after=value)
                error = self.error_of(self.focus.get_brief_reports, [INN])
                self.assertEqual(error.kind, ErrorKind.TOO_MANY)
                wait = error.retry_after
                if expected is None:
                    self.assertIsNone(wait)
                else:
                    self.assertAlmostEqual(wait, expected, delta=5)

    def test_a_key_that_is_echoed_in_a_broken_header(self):
        """urllib3 logs such a header, with a traceback that quotes it."""
        log = io.StringIO()
        handler = logging.StreamHandler(log)
        root, urllib3 = logging.getLogger(), logging.getLogger("urllib3")
        levels = root.level, urllib3.level
        root.addHandler(handler)
        root.setLevel(logging.DEBUG)
        urllib3.setLevel(logging.DEBUG)
        try:
            for header in (
                f"key={DEMO_KONTUR_TOKEN}",
                f"Token {DEMO_DADATA_TOKEN}",
                f" {DEMO_KONTUR_TOKEN}: {DEMO_DADATA_TOKEN}",
                f"Retry-After: {DEMO_DADATA_TOKEN}",
                f"Content-Length: {DEMO_DADATA_TOKEN}",
                f"Transfer-Encoding: {DEMO_DADATA_TOKEN}",
                f"Location: http://{DEMO_KONTUR_TOKEN}/",
            ):
                for status in ("200 OK", f"503 {DEMO_DADATA_TOKEN}", "302 Found"):
                    reply = f"HTTP/1.1 {status}\r\n{header}\r\n\r\n[]".encode()
                    with raw_server(reply) as (url, _seen):
                        for client in (
                            kontur_focus_client.Client(url, DEMO_KONTUR_TOKEN),
                            dadata_client.Client(url, DEMO_DADATA_TOKEN),
                        ):
                            ask = getattr(client, "find_party", None)
                            try:
                                if ask:
                                    ask(INN)
                                else:
                                    client.get_brief_report_pdf(INN)
                            except ServiceError as error:
                                log.write("".join(format_exception(error)))
        finally:
            root.removeHandler(handler)
            root.setLevel(levels[0])
            urllib3.setLevel(levels[1])
        text = log.getvalue()
        self.assertIn("An answer that cannot be read", text, "It did come to it")
        self.assertNotIn(DEMO_KONTUR_TOKEN, text)
        self.assertNotIn(DEMO_DADATA_TOKEN, text)

    def test_a_broken_status_line(self):
        for reply in (
            b"",
            b"ICY 200 OK\r\n\r\n",
            b"HTTP/1.1 key\r\n\r\n",
            b"\x00" * 99,
        ):
            with self.subTest(reply[:12]), raw_server(reply) as (url, _seen):
                client = kontur_focus_client.Client(url, DEMO_KONTUR_TOKEN)
                error = self.error_of(client.get_brief_reports, [INN])
                self.assertIn(error.kind, (ErrorKind.NETWORK, ErrorKind.REFUSED))


@tagged("post_install", "-at_install")
class TestLimitsOfClients(HttpToolsCase):
    def test_one_session_a_process(self):
        for n in range(5):
            self.focus.get_brief_reports([generated_inn(n)])
            self.dadata.find_party(generated_inn(n))
        self.assertEqual(self.server.connections, 2, "One for each service")

    def test_no_more_connections_than_the_pool_has(self):
        """A further thread waits for a connection, and opens none of its own."""
        self.server.settings(latency=0.1)
        threads = [
            threading.Thread(target=self.focus.get_brief_reports, args=([INN],))
            for _n in range(6)
        ]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join(20)
        self.assertEqual(self.server.peak("kontur"), 2)
        self.assertEqual(len(self.server.calls("kontur")), 6)

    def test_new_connections_of_a_minute(self):
        """Of 60 allowed, one that is 61 seconds old does not count any more."""
        window = service_http.Window(60)
        now = 1000.0
        with patch.object(service_http.time, "monotonic", lambda: now):
            for _n in range(60):
                window.enter()
            now += 59
            error = self.error_of(window.enter)
            self.assertEqual((error.kind, error.sent), ("too_many", False))
            self.assertEqual(error.retry_after, 2)
            now += 2
            window.enter()

    def test_each_client_keeps_to_its_window(self):
        self.server.fault("dadata", "close")
        with patch.object(dadata_client.window, "per_minute", 3):
            for _n in range(5):
                error = self.error_of(self.dadata.find_party, INN)
        self.assertEqual(error.kind, ErrorKind.TOO_MANY)
        self.assertLessEqual(self.server.connections, 3)

    def test_pace_of_requests(self):
        pace = service_http.Pace(50)
        with patch.object(dadata_client, "pace", pace):
            started = time.monotonic()
            self.dadata.find_parties([(generated_inn(n), None) for n in range(20)])
        self.assertGreaterEqual(time.monotonic() - started, 19 / 50)

    def test_second_try_on_a_connection_that_was_closed(self):
        self.server.fault("dadata", "close", times=1)
        self.assertTrue(self.dadata.find_party(INN))
        self.server.reset()
        self.server.fault("dadata", "close")
        self.assertEqual(self.error_of(self.dadata.find_party, INN).kind, "network")
        self.assertEqual(len(self.server.calls("dadata")), 2, "Two tries, not more")

    def test_what_was_not_sent_is_marked(self):
        self.server.fault("dadata", 403)
        queries = [(generated_inn(n), None) for n in range(40)]
        results, sent = self.dadata.find_parties(queries)
        self.assertEqual(sent, len(self.server.calls("dadata")))
        self.assertLessEqual(sent, dadata_client.WORKERS)
        self.assertEqual({result.kind for result in results}, {ErrorKind.DENIED})
        self.assertEqual(sum(result.sent for result in results), sent)
