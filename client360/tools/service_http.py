# Copyright 2026 Client 360 contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

"""One careful HTTP exchange with an outside service.

The services are paid for and their keys are secrets, so an answer is bounded in
time and size, a redirect is never followed, and an error carries neither the
address nor the text of the answer: both may hold the key.
"""

import http.client
import io
import logging
import re
import threading
import time
from dataclasses import dataclass
from email.utils import parsedate_to_datetime

import requests
import urllib3
from requests.adapters import HTTPAdapter

_logger = logging.getLogger(__name__)

CONNECT_TIMEOUT = 5  # seconds
READ_SIZE = 65536  # bytes


class _KeyMask(logging.Filter):
    """Hides keys in urllib3's log, which at level DEBUG names every address."""

    _KEY = re.compile(r"([?&]key=)[^&\s\"']+", re.I)

    def filter(self, record):
        message = record.getMessage()
        masked = self._KEY.sub(r"\1***", message)
        if masked != message:
            record.msg, record.args = masked, ()
        return True


# A filter of a logger does not see the records of the loggers below it.
for _name in ("connection", "connectionpool", "poolmanager", "response", "util.retry"):
    logging.getLogger(f"urllib3.{_name}").addFilter(_KeyMask())


class ServiceError(Exception):
    """A service gave no usable answer.

    ``kind`` is one of:

    * ``timeout``: no answer, or not the whole of it, in time
    * ``network``: no connection, or one that broke
    * ``too_many``: HTTP 429, see ``retry_after``
    * ``server``: HTTP 5xx
    * ``denied``: HTTP 401, 402 or 403: wrong key, tariff, or limit spent
    * ``refused``: any other HTTP status
    * ``malformed``: an answer of a wrong form
    * ``too_large``: an answer over the limit

    :ivar int status: the HTTP status, 0 without an answer
    :ivar retry_after: seconds to wait that the service asks for, or None
    :ivar bool sent: False where another request's error was reason not to ask at all
    """

    def __init__(self, kind, status=0, retry_after=None, sent=True):
        super().__init__(f"{kind} (HTTP {status})" if status else kind)
        self.kind = kind
        self.status = status
        self.retry_after = retry_after
        self.sent = sent


@dataclass
class Reply:
    """An answer with HTTP status 200."""

    content_type: str
    body: bytes


# The time.monotonic() by which the exchange of this thread must be over.
_current = threading.local()


class _DeadlineReader(io.RawIOBase):
    """Reads from a socket until a point in time, however slowly the bytes come.

    The time-out of a socket starts again with every byte, so alone it would let a
    server that drips keep us for hours.
    """

    def __init__(self, sock, end):
        super().__init__()
        self._sock = sock
        self._raw = sock.makefile("rb", buffering=0)
        self._end = end

    def readable(self):
        return True

    def readinto(self, buffer):
        left = self._end - time.monotonic()
        if left <= 0:
            raise TimeoutError("The deadline has passed")
        self._sock.settimeout(left)
        return self._raw.readinto(buffer)

    def close(self):
        self._raw.close()
        return super().close()


class _Response(http.client.HTTPResponse):
    def __init__(self, sock, *args, **kwargs):
        super().__init__(sock, *args, **kwargs)
        end = getattr(_current, "end", None)
        if end is not None:
            self.fp.close()
            self.fp = io.BufferedReader(_DeadlineReader(sock, end))


class _ConnectionMixin:
    response_class = _Response

    def _new_conn(self):
        self.timeout = min(CONNECT_TIMEOUT, self.timeout or CONNECT_TIMEOUT)
        return super()._new_conn()


class HTTPConnection(_ConnectionMixin, urllib3.connection.HTTPConnection):
    pass


class HTTPSConnection(_ConnectionMixin, urllib3.connection.HTTPSConnection):
    pass


class HTTPPool(urllib3.HTTPConnectionPool):
    ConnectionCls = HTTPConnection


class HTTPSPool(urllib3.HTTPSConnectionPool):
    ConnectionCls = HTTPSConnection


class Adapter(HTTPAdapter):
    """Makes connections that keep to the deadline of :func:`exchange`."""

    pools = {"http": HTTPPool, "https": HTTPSPool}

    def init_poolmanager(self, *args, **kwargs):
        result = super().init_poolmanager(*args, **kwargs)
        self.poolmanager.pool_classes_by_scheme = self.pools
        return result

    def proxy_manager_for(self, *args, **kwargs):
        manager = super().proxy_manager_for(*args, **kwargs)
        manager.pool_classes_by_scheme = self.pools
        return manager


def exchange(session, method, url, *, deadline, max_bytes, **kwargs):
    """Send one request and read the whole answer.

    :param requests.Session session: reused by the caller, for its connections
    :param str method: HTTP method
    :param str url: address without secrets; those go into ``params`` or ``headers``
    :param deadline: seconds for the whole exchange
    :param int max_bytes: largest body to accept
    :param kwargs: for :meth:`requests.Session.request`
    :return: :class:`Reply`, for HTTP status 200 alone
    :raise ServiceError: for everything else
    """
    started = time.monotonic()
    status = 0
    if not isinstance(session.get_adapter(url), Adapter):
        session.mount("https://", Adapter())
        session.mount("http://", Adapter())
    _current.end = started + deadline
    try:
        with session.request(
            method,
            url,
            # Not a pair with CONNECT_TIMEOUT, which Odoo's tests do not understand.
            timeout=deadline,
            allow_redirects=False,
            stream=True,
            **kwargs,
        ) as response:
            status = response.status_code
            if status != 200:
                raise _status_error(response)
            body = _read(response.raw, max_bytes)
            expected = response.headers.get("Content-Length", "")
            if (
                expected.isdigit()
                and "Content-Encoding" not in response.headers
                and len(body) != int(expected)
            ):
                raise ServiceError("network", status)
            return Reply(response.headers.get("Content-Type", ""), body)
    except ServiceError as error:
        failure = error
    except requests.exceptions.Timeout:
        failure = ServiceError("timeout", status)
    except (requests.exceptions.RequestException, OSError):
        failure = ServiceError("network", status)
    except Exception as error:
        # urllib3 below requests has errors of its own, which differ by release.
        name = type(error).__name__
        failure = ServiceError("timeout" if "Timeout" in name else "network", status)
    finally:
        del _current.end
    _logger.info(
        "%s %s: %s after %.0f ms",
        method,
        url,
        failure,
        (time.monotonic() - started) * 1000,
    )
    # The original error names the address with the key in it.
    raise failure from None


def _read(raw, max_bytes):
    """Read a body until its end.

    :param raw: urllib3's response
    :param int max_bytes: largest body to accept
    :return: bytes
    :raise ServiceError: ``too_large``
    """
    body = bytearray()
    while chunk := raw.read(READ_SIZE, decode_content=True):
        body += chunk
        if len(body) > max_bytes:
            raise ServiceError("too_large", 200)
    return bytes(body)


def _status_error(response):
    status = response.status_code
    if status == 429:
        return ServiceError("too_many", status, _retry_after(response.headers))
    if status in (401, 402, 403):
        return ServiceError("denied", status)
    if status >= 500:
        return ServiceError("server", status, _retry_after(response.headers))
    return ServiceError("refused", status)


def _retry_after(headers):
    """Seconds of a ``Retry-After`` header (RFC 9110, 10.2.3), None without one."""
    value = headers.get("Retry-After", "").strip()
    if value.isdigit():
        return int(value)
    try:
        return max(0, int(parsedate_to_datetime(value).timestamp() - time.time()))
    except (TypeError, ValueError):
        return None
