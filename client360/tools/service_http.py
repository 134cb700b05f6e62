# Copyright 2026 Client 360 contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

"""One careful HTTP exchange with an outside service.

The services are paid for and their keys are secrets, so an answer is bounded in
time and size, a redirect is never followed, and an error carries neither the
address nor the text of the answer: both may hold the key.
"""

import logging
import time
from dataclasses import dataclass
from email.utils import parsedate_to_datetime

import requests

_logger = logging.getLogger(__name__)

CONNECT_TIMEOUT = 5  # seconds
# Where urllib3 has no read1(), a read waits for this many bytes: few enough for a
# server that drips one byte a second to be noticed before long.
SLOW_READ_SIZE = 16  # bytes
FAST_READ_SIZE = 65536  # bytes


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
    """

    def __init__(self, kind, status=0, retry_after=None):
        super().__init__(f"{kind} (HTTP {status})" if status else kind)
        self.kind = kind
        self.status = status
        self.retry_after = retry_after


@dataclass
class Reply:
    """An answer with HTTP status 200."""

    content_type: str
    body: bytes


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
    try:
        with session.request(
            method,
            url,
            timeout=(CONNECT_TIMEOUT, deadline),
            allow_redirects=False,
            stream=True,
            **kwargs,
        ) as response:
            status = response.status_code
            if status != 200:
                raise _status_error(response)
            body = _read(response.raw, started + deadline, max_bytes)
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
    _logger.info(
        "%s %s: %s after %.0f ms",
        method,
        url,
        failure,
        (time.monotonic() - started) * 1000,
    )
    # The original error names the address with the key in it.
    raise failure from None


def _read(raw, end, max_bytes):
    """Read a body until its end.

    :param raw: urllib3's response
    :param end: time.monotonic() to be done by
    :param int max_bytes: largest body to accept
    :return: bytes
    :raise ServiceError: ``timeout`` or ``too_large``
    """
    body = bytearray()
    read1 = getattr(raw, "read1", None)
    while True:
        if read1:
            chunk = read1(FAST_READ_SIZE, decode_content=True)
        else:
            chunk = raw.read(SLOW_READ_SIZE, decode_content=True)
        if not chunk:
            return bytes(body)
        body += chunk
        if len(body) > max_bytes:
            raise ServiceError("too_large", 200)
        if time.monotonic() > end:
            raise ServiceError("timeout", 200)


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
