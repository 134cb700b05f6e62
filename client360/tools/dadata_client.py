# Copyright 2026 Client 360 contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

"""Requests to DaData, within its limits. No Odoo in here.

One process has one session, whose connections stay open: DaData allows 30 requests a
second and 60 new connections a minute from one address.
"""

import collections
import os
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from http.cookiejar import DefaultCookiePolicy

import requests

from . import dadata, service_http
from .service_http import ServiceError, exchange

DEFAULT_URL = "https://suggestions.dadata.ru"
PATH = "/suggestions/api/4_1/rs/"
REQUESTS_PER_SECOND = 30
CONNECTIONS_PER_MINUTE = 60
#: Requests at a time in a batch. With answers in 100 ms they suffice for the limit.
WORKERS = 4
DEADLINE = 10  # seconds for a request that a person waits for
SUGGEST_DEADLINE = 3  # seconds: a late suggestion is of no use
MAX_BYTES = 4 * 1024 * 1024
#: Broken requests in a batch after which the service counts as down.
TOLERANCE = 3
#: Suggestions to ask for: the service promises no more.
COUNT = 20


class _Pace:
    """Spaces the requests of all threads of this process."""

    def __init__(self, per_second):
        self._interval = 1 / per_second
        self._lock = threading.Lock()
        self._next = 0.0

    def wait(self):
        with self._lock:
            now = time.monotonic()
            turn = max(now, self._next)
            self._next = turn + self._interval
        time.sleep(turn - now)


class _Window:
    """Refuses more than so many events in a sliding minute."""

    def __init__(self, per_minute):
        self._limit = per_minute
        self._lock = threading.Lock()
        self._times = collections.deque()

    def enter(self):
        """:raise ServiceError: ``too_many``"""
        with self._lock:
            now = time.monotonic()
            while self._times and now - self._times[0] > 60:
                self._times.popleft()
            if len(self._times) >= self._limit:
                wait = int(60 - (now - self._times[0])) + 1
                raise ServiceError("too_many", retry_after=wait)
            self._times.append(now)


_pace = _Pace(REQUESTS_PER_SECOND)
_connections = _Window(CONNECTIONS_PER_MINUTE)


class _HTTPConnection(service_http.HTTPConnection):
    def connect(self):
        _connections.enter()
        return super().connect()


class _HTTPSConnection(service_http.HTTPSConnection):
    def connect(self):
        _connections.enter()
        return super().connect()


class _HTTPPool(service_http.HTTPPool):
    ConnectionCls = _HTTPConnection


class _HTTPSPool(service_http.HTTPSPool):
    ConnectionCls = _HTTPSConnection


class _Adapter(service_http.Adapter):
    pools = {"http": _HTTPPool, "https": _HTTPSPool}


_lock = threading.Lock()
_sessions = {}


def _session():
    """The session of this process. A fork must not share its parent's sockets."""
    with _lock:
        session = _sessions.get(os.getpid())
        if session is None:
            session = requests.Session()
            session.cookies.set_policy(DefaultCookiePolicy(allowed_domains=[]))
            adapter = _Adapter(pool_connections=2, pool_maxsize=WORKERS * 2)
            session.mount("https://", adapter)
            session.mount("http://", adapter)
            _sessions.clear()
            _sessions[os.getpid()] = session
        return session


class _TokenAuth(requests.auth.AuthBase):
    """As ``auth``, since requests lets a ``.netrc`` replace a mere header."""

    def __init__(self, token):
        self._token = token

    def __call__(self, request):
        request.headers["Authorization"] = f"Token {self._token}"
        return request


class Client:
    """DaData for one token.

    :param str url: address of the service, without a path
    :param str token: API key
    """

    def __init__(self, url, token):
        self._url = url.rstrip("/") + PATH
        try:
            # what cannot stand in a header can be no key
            token.encode("latin-1")
        except UnicodeEncodeError:
            raise ServiceError("denied") from None
        self._auth = _TokenAuth(token)

    def post(self, method, body, deadline=None):
        """Call a method of the suggestions API.

        :param str method: "findById/party", "findById/bank" or "suggest/party"
        :param dict body: parameters of the request
        :param deadline: seconds for the whole exchange, DEADLINE by default
        :return: list of ``suggestions[].data``
        :raise ServiceError: without a usable answer
        """
        deadline = deadline or DEADLINE
        try:
            return self._post(method, body, deadline)
        except ServiceError as error:
            # The service may have closed a connection that lay idle.
            if error.kind != "network" or error.status:
                raise
        return self._post(method, body, deadline)

    def _post(self, method, body, deadline):
        _pace.wait()
        reply = exchange(
            _session(),
            "POST",
            self._url + method,
            deadline=deadline,
            max_bytes=MAX_BYTES,
            json=body,
            auth=self._auth,
            headers={"Accept": "application/json"},
        )
        try:
            return dadata.suggestions(reply.body)
        except dadata.Malformed:
            raise ServiceError("malformed", 200) from None

    def find_party(self, inn, kpp=None, main=True):
        """Find a company or an entrepreneur.

        :param str inn: INN
        :param kpp: KPP of one branch
        :param bool main: without a KPP, only the head office
        :return: list of ``suggestions[].data`` with this INN (and KPP)
        :raise ServiceError: without a usable answer
        """
        body = {"query": inn, "count": COUNT}
        if kpp and len(inn) == 10:
            body["kpp"] = kpp
        elif main and len(inn) == 10:
            body["branch_type"] = "MAIN"
        answer = self.post("findById/party", body)
        found = [
            data
            for data in answer
            if data.get("inn") == inn
            and ("kpp" not in body or str(data.get("kpp")) == kpp)
        ]
        if answer and not found:
            raise ServiceError("malformed", 200)
        # an entrepreneur may have been registered several times: the present one
        return sorted(
            found, key=lambda data: (dadata.is_branch(data), _has_ended(data))
        )

    def find_parties(self, queries, answered=None):
        """Find many, some at a time.

        A refused key, a spent limit, a plea to slow down or a service that is down
        ends it: what was not asked by then has the same error, marked as not sent.

        :param queries: list of (inn, kpp or None)
        :param answered: called from this thread with the number of answers so far
        :return: list of lists of ``suggestions[].data`` or :class:`ServiceError`, in
            the same order, and how many requests were sent
        """
        stop = []
        broken = []
        sent = []

        def find(query):
            if stop:
                return ServiceError(stop[0].kind, stop[0].status, sent=False)
            sent.append(query)
            try:
                return self.find_party(*query)
            except ServiceError as error:
                if error.kind in ("timeout", "network", "server"):
                    broken.append(error)
                if error.kind in ("denied", "too_many") or len(broken) >= TOLERANCE:
                    stop.append(error)
                return error

        results = []
        with ThreadPoolExecutor(min(WORKERS, len(queries) or 1)) as executor:
            for result in executor.map(find, queries):
                results.append(result)
                if answered:
                    answered(len(results))
        return results, len(sent)

    def find_bank(self, bic):
        """Find a bank by its BIC.

        :return: ``suggestions[].data`` or None
        :raise ServiceError: without a usable answer
        """
        found = self.post("findById/bank", {"query": bic, "count": 1})
        return next((data for data in found if data.get("bic") == bic), None)

    def suggest_party(self, query, count=7):
        """Find companies and entrepreneurs by a part of the name, or a number.

        :return: list of ``suggestions[].data``
        :raise ServiceError: without a usable answer
        """
        body = {"query": query[:300], "count": count}
        return self.post("suggest/party", body, SUGGEST_DEADLINE)


def _has_ended(data):
    return dadata.text(data, "state", "status") == "LIQUIDATED"
