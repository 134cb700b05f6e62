# Copyright 2026 Client 360 contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

"""One careful HTTP exchange with an outside service. No Odoo in here.

The services are paid for and their keys are secrets, so an answer is bounded in
time and size, a redirect is never followed, and an error carries neither the
address nor the text of the answer: both may hold the key.
"""

import collections
import enum
import http.client
import io
import logging
import os
import re
import threading
import time
from email.utils import parsedate_to_datetime
from http.cookiejar import DefaultCookiePolicy
from urllib.parse import urlsplit

import requests
import urllib3
from requests.adapters import HTTPAdapter

_logger = logging.getLogger(__name__)

CONNECT_TIMEOUT = 5  # seconds
READ_SIZE = 65536  # bytes


class ErrorKind(str, enum.Enum):
    """Why there is no usable answer. A kind knows what follows from it:

    * :attr:`is_transient`: it passes by itself, within minutes as a rule;
    * :attr:`is_blocking`: no request to this service makes sense until the day, the
      key or the settings are others;
    * neither: it is about what was asked, and says nothing about the next request.

    A kind is a string, the same that is stored in the database.
    """

    #: No answer, or not the whole of it, in time.
    TIMEOUT = "timeout", "transient"
    #: No connection, or one that broke.
    NETWORK = "network", "transient"
    #: HTTP 429, or our own limit of connections; see :attr:`ServiceError.retry_after`.
    TOO_MANY = "too_many", "transient"
    #: HTTP 5xx.
    SERVER = "server", "transient"
    #: HTTP 401, 402 or 403: wrong key, or a tariff without the method.
    DENIED = "denied", "blocking"
    #: The limit of the service itself is spent.
    LIMIT = "limit", "blocking"
    #: The budget of the settings is spent.
    BUDGET = "budget", "blocking"
    #: No key is set.
    NO_TOKEN = "no_token", "blocking"
    #: The address of the service is none.
    BAD_ADDRESS = "bad_address", "blocking"
    #: Any other HTTP status.
    REFUSED = "refused", "own"
    #: An answer of a wrong form.
    MALFORMED = "malformed", "own"
    #: An answer over the limit of size.
    TOO_LARGE = "too_large", "own"
    #: The company is known, but not with this KPP.
    OTHER_KPP = "other_kpp", "own"
    #: The company is known, but there is no PDF about it.
    NO_PDF = "no_pdf", "own"
    #: The card has no INN of a company any more.
    NOT_A_COMPANY = "not_a_company", "own"
    #: The answer could not be processed.
    INTERNAL = "internal", "own"

    def __new__(cls, value, scope):
        kind = str.__new__(cls, value)
        kind._value_ = value
        kind._scope = scope
        return kind

    def __str__(self):
        return self.value

    @property
    def is_transient(self):
        """:rtype: bool"""
        return self._scope == "transient"

    @property
    def is_blocking(self):
        """:rtype: bool"""
        return self._scope == "blocking"


class ServiceError(Exception):
    """A service gave no usable answer.

    :param kind: :class:`ErrorKind` or its value
    :param int status: the HTTP status, 0 without an answer
    :param int retry_after: seconds to wait that the service asks for, or None
    :param bool sent: False where another request's error, or a limit of our own, was
        reason not to ask at all
    """

    def __init__(self, kind, status=0, retry_after=None, sent=True):
        self.kind = ErrorKind(kind)
        super().__init__(f"{self.kind} (HTTP {status})" if status else str(self.kind))
        self.status = status
        self.retry_after = retry_after
        self.sent = sent


# ------------------------------------------------------------------------ secrets
class _KeyMask(logging.Filter):
    """Hides keys in urllib3's log.

    At level DEBUG it names every address, with the key in it. A header that cannot be
    parsed is logged with a traceback, which quotes what the service has sent: that may
    be the key as well.
    """

    _KEY = re.compile(r"([?&]key=)[^&\s\"']+", re.I)

    def filter(self, record):
        ours = getattr(_current, "end", None) is not None
        if ours and (record.exc_info or record.levelno >= logging.WARNING):
            record.msg, record.args = "An answer that cannot be read", ()
            record.exc_info = record.exc_text = record.stack_info = None
            record.levelno, record.levelname = logging.INFO, "INFO"
            return True
        message = record.getMessage()
        masked = self._KEY.sub(r"\1***", message)
        if masked != message:
            record.msg, record.args = masked, ()
        return True


# A filter of a logger does not see the records of the loggers below it.
for _name in ("connection", "connectionpool", "poolmanager", "response", "util.retry"):
    logging.getLogger(f"urllib3.{_name}").addFilter(_KeyMask())

_KEY_FORM = re.compile(r"[!-~]+")


def check_key(key):
    """Check that a key can be one at all, and can stand in a header.

    :param str key: API key
    :raise ServiceError: ``no_token`` or ``denied``
    """
    if not key:
        raise ServiceError(ErrorKind.NO_TOKEN, sent=False)
    if not _KEY_FORM.fullmatch(key):
        raise ServiceError(ErrorKind.DENIED, sent=False)


def check_address(url):
    """Check the address of a service.

    :param str url: address that an administrator has typed
    :return: the address without a slash at its end
    :rtype: str
    :raise ServiceError: ``bad_address`` for anything but ``http(s)://host[:port][/path]``
    """
    try:
        parts = urlsplit(url)
        good = (
            parts.scheme in ("http", "https")
            and bool(parts.hostname)
            and parts.port != 0
            and not (parts.username or parts.password or parts.query or parts.fragment)
            and _KEY_FORM.fullmatch(url)
        )
    except ValueError:
        good = False
    if not good:
        raise ServiceError(ErrorKind.BAD_ADDRESS, sent=False)
    return url.rstrip("/")


# -------------------------------------------------------------------- connections
# What the exchange of this thread keeps to: ``end``, the time.monotonic() by which it
# must be over, and ``window``.
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

    def connect(self):
        window = getattr(_current, "window", None)
        if window:
            window.enter()
        return super().connect()

    def _new_conn(self):
        self.timeout = min(CONNECT_TIMEOUT, self.timeout or CONNECT_TIMEOUT)
        return super()._new_conn()


class _HTTPConnection(_ConnectionMixin, urllib3.connection.HTTPConnection):
    pass


class _HTTPSConnection(_ConnectionMixin, urllib3.connection.HTTPSConnection):
    pass


class _HTTPPool(urllib3.HTTPConnectionPool):
    ConnectionCls = _HTTPConnection


class _HTTPSPool(urllib3.HTTPSConnectionPool):
    ConnectionCls = _HTTPSConnection


class _Adapter(HTTPAdapter):
    """Makes connections that keep to the deadline of :func:`exchange`."""

    _pools = {"http": _HTTPPool, "https": _HTTPSPool}

    def init_poolmanager(self, *args, **kwargs):
        result = super().init_poolmanager(*args, **kwargs)
        self.poolmanager.pool_classes_by_scheme = self._pools
        return result

    def proxy_manager_for(self, *args, **kwargs):
        manager = super().proxy_manager_for(*args, **kwargs)
        manager.pool_classes_by_scheme = self._pools
        return manager


class Pace:
    """Spaces the requests of all threads of this process.

    :param float per_second: requests a second
    """

    def __init__(self, per_second):
        self._interval = 1 / per_second
        self._lock = threading.Lock()
        self._next = 0.0

    def wait(self):
        """Sleep until it is this thread's turn."""
        with self._lock:
            now = time.monotonic()
            # nobody waits for a minute: then it is the clock that has jumped
            turn = max(now, self._next) if self._next < now + 60 else now
            self._next = turn + self._interval
        time.sleep(turn - now)


class Window:
    """Refuses more than so many new connections in a sliding minute.

    :param int per_minute: connections a minute
    """

    def __init__(self, per_minute):
        self.per_minute = per_minute
        self._lock = threading.Lock()
        self._times = collections.deque()

    def enter(self):
        """:raise ServiceError: ``too_many``"""
        with self._lock:
            now = time.monotonic()
            while self._times and not 0 <= now - self._times[0] <= 60:
                self._times.popleft()
            if len(self._times) >= self.per_minute:
                wait = int(60 - (now - self._times[0])) + 1
                raise ServiceError(ErrorKind.TOO_MANY, retry_after=wait, sent=False)
            self._times.append(now)

    def clear(self):
        """Forget all connections, for tests."""
        with self._lock:
            self._times.clear()


class Sessions:
    """The sessions of a client: one in each process, whose connections stay open.

    :param int connections: the most connections at a time; a further thread waits
    """

    def __init__(self, connections):
        self._connections = connections
        self._lock = threading.Lock()
        self._pid = None
        self._session = None

    def get(self):
        """Return the session of this process. A fork must not share its parent's
        sockets.

        :rtype: requests.Session
        """
        with self._lock:
            if self._pid != os.getpid():
                self._pid, self._session = os.getpid(), self._make()
            return self._session

    def clear(self):
        """Let the next request begin a new session, for tests."""
        with self._lock:
            self._pid = None

    def _make(self):
        session = requests.Session()
        session.cookies.set_policy(DefaultCookiePolicy(allowed_domains=[]))
        # a small answer may unpack to gigabytes: it is not to be packed at all
        session.headers["Accept-Encoding"] = "identity"
        adapter = _Adapter(
            pool_connections=2, pool_maxsize=self._connections, pool_block=True
        )
        session.mount("https://", adapter)
        session.mount("http://", adapter)
        return session


# ----------------------------------------------------------------------- exchange
def exchange(session, method, url, *, deadline, max_bytes, window=None, **kwargs):
    """Send one request and read the whole answer.

    :param requests.Session session: of :class:`Sessions`
    :param str method: HTTP method
    :param str url: address without secrets; those go into ``params`` or ``auth``
    :param float deadline: seconds for the whole exchange
    :param int max_bytes: largest body to accept
    :param Window window: limits the new connections, None for no limit
    :param kwargs: for :meth:`requests.Session.request`
    :return: the body of an answer with HTTP status 200
    :rtype: bytes
    :raise ServiceError: for everything else
    """
    started = time.monotonic()
    status = 0
    _current.end, _current.window = started + deadline, window
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
            if response.headers.get("Content-Encoding", "identity") != "identity":
                raise ServiceError(ErrorKind.MALFORMED, status)
            body = _read(response.raw, max_bytes, _current.end)
            expected = response.headers.get("Content-Length", "")
            if expected.isdecimal() and len(body) != int(expected):
                raise ServiceError(ErrorKind.NETWORK, status)
            return body
    except ServiceError as error:
        failure = error
    except requests.exceptions.Timeout:
        failure = ServiceError(ErrorKind.TIMEOUT, status)
    except (requests.exceptions.RequestException, OSError):
        failure = ServiceError(ErrorKind.NETWORK, status)
    except Exception as error:
        # urllib3 below requests has errors of its own, which differ by release.
        name = type(error).__name__
        kind = ErrorKind.TIMEOUT if "Timeout" in name else ErrorKind.NETWORK
        failure = ServiceError(kind, status)
    finally:
        _current.end = _current.window = None
    _logger.info(
        "%s %s: %s after %.0f ms",
        method,
        url,
        failure,
        (time.monotonic() - started) * 1000,
    )
    # The original error names the address with the key in it.
    raise failure from None


def _read(raw, max_bytes, end):
    """Read a body until its end.

    :param raw: urllib3's response
    :param int max_bytes: largest body to accept
    :param float end: time.monotonic() by which it must be there
    :rtype: bytes
    :raise ServiceError: ``too_large`` or ``timeout``
    """
    body = bytearray()
    while chunk := raw.read(READ_SIZE, decode_content=False):
        body += chunk
        if len(body) > max_bytes:
            raise ServiceError(ErrorKind.TOO_LARGE, 200)
        if time.monotonic() > end:
            raise ServiceError(ErrorKind.TIMEOUT, 200)
    return bytes(body)


def _status_error(response):
    status = response.status_code
    if status == 429:
        return ServiceError(ErrorKind.TOO_MANY, status, _retry_after(response.headers))
    if status in (401, 402, 403):
        return ServiceError(ErrorKind.DENIED, status)
    if status >= 500:
        return ServiceError(ErrorKind.SERVER, status, _retry_after(response.headers))
    return ServiceError(ErrorKind.REFUSED, status)


def _retry_after(headers):
    """Seconds of a ``Retry-After`` header, None without a usable one.

    https://www.rfc-editor.org/rfc/rfc9110#section-10.2.3
    """
    value = headers.get("Retry-After", "").strip()
    if re.fullmatch(r"[0-9]{1,15}", value):
        return int(value)
    try:
        return max(0, int(parsedate_to_datetime(value).timestamp() - time.time()))
    except (TypeError, ValueError, OverflowError):
        return None
