# Copyright 2026 Client 360 contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

"""Requests to DaData, within its limits. No Odoo in here.

One process has one session, whose connections stay open: DaData allows 30 requests a
second and 60 new connections a minute from one address, see
https://dadata.ru/api/find-party/.
"""

from concurrent.futures import ThreadPoolExecutor

import requests

from . import dadata
from .service_http import (
    ErrorKind,
    Pace,
    ServiceError,
    Sessions,
    Window,
    check_address,
    check_key,
    exchange,
)

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

pace = Pace(REQUESTS_PER_SECOND)
window = Window(CONNECTIONS_PER_MINUTE)
# twice as many connections: people ask while a batch is under way
sessions = Sessions(WORKERS * 2)


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
    :raise ServiceError: ``no_token``, ``denied`` or ``bad_address``
    """

    def __init__(self, url, token):
        check_key(token)
        self._url = check_address(url) + PATH
        self._auth = _TokenAuth(token)

    def find_party(self, inn, kpp=None, main=True):
        """Find a company or an entrepreneur.

        :param str inn: INN
        :param str kpp: KPP of one branch, or None
        :param bool main: without a KPP, only the head office
        :return: list of ``suggestions[].data`` with this INN (and KPP)
        :rtype: list[dict]
        :raise ServiceError: without a usable answer
        """
        body = {"query": inn, "count": COUNT}
        if kpp and len(inn) == 10:
            body["kpp"] = kpp
        elif main and len(inn) == 10:
            body["branch_type"] = "MAIN"
        answer = self._request("findById/party", body, DEADLINE)
        found = [
            data
            for data in answer
            if data.get("inn") == inn
            and ("kpp" not in body or str(data.get("kpp")) == kpp)
        ]
        if answer and not found:
            raise ServiceError(ErrorKind.MALFORMED, 200)
        # an entrepreneur may have been registered several times: the present one
        return sorted(
            found, key=lambda data: (dadata.is_branch(data), _has_ended(data))
        )

    def find_parties(self, queries, answered=None):
        """Find many, some at a time.

        A refused key, a spent limit, a plea to slow down or a service that is down
        ends it: what was not asked by then has the same error, marked as not sent.

        :param list queries: tuples (inn, kpp or None)
        :param function answered: called from this thread with the number of answers
        :return: list of lists of ``suggestions[].data`` or :class:`ServiceError`, in
            the same order, and how many requests were sent
        :rtype: tuple[list, int]
        """
        stop = []
        broken = []

        def find(query):
            if stop:
                return ServiceError(stop[0].kind, stop[0].status, sent=False)
            try:
                return self.find_party(*query)
            except ServiceError as error:
                if error.kind.is_transient:
                    broken.append(error)
                if (
                    error.kind.is_blocking
                    or error.kind == ErrorKind.TOO_MANY
                    or len(broken) >= TOLERANCE
                ):
                    stop.append(error)
                return error

        results = []
        with ThreadPoolExecutor(min(WORKERS, len(queries) or 1)) as executor:
            for result in executor.map(find, queries):
                results.append(result)
                if answered:
                    answered(len(results))
        unsent = sum(isinstance(r, ServiceError) and not r.sent for r in results)
        return results, len(results) - unsent

    def find_bank(self, bic):
        """Find a bank by its BIC.

        :param str bic: BIC
        :return: ``suggestions[].data`` or None
        :rtype: dict
        :raise ServiceError: without a usable answer
        """
        body = {"query": bic, "count": 1}
        found = self._request("findById/bank", body, DEADLINE)
        return next((data for data in found if data.get("bic") == bic), None)

    def suggest_party(self, query, count=7):
        """Find companies and entrepreneurs by a part of the name, or a number.

        :param str query: what was typed
        :param int count: the most to ask for
        :return: list of ``suggestions[].data``
        :rtype: list[dict]
        :raise ServiceError: without a usable answer
        """
        body = {"query": query[:300], "count": count}
        return self._request("suggest/party", body, SUGGEST_DEADLINE)

    def _request(self, method, body, deadline):
        """Call a method of the suggestions API, once more where an idle connection
        turned out to be closed.

        :param str method: "findById/party", "findById/bank" or "suggest/party"
        :param dict body: parameters of the request
        :param float deadline: seconds for one exchange
        :return: list of ``suggestions[].data``
        :rtype: list[dict]
        :raise ServiceError: without a usable answer
        """
        try:
            return self._send(method, body, deadline)
        except ServiceError as error:
            if error.kind != ErrorKind.NETWORK or error.status:
                raise
        return self._send(method, body, deadline)

    def _send(self, method, body, deadline):
        pace.wait()
        answer = exchange(
            sessions.get(),
            "POST",
            self._url + method,
            deadline=deadline,
            max_bytes=MAX_BYTES,
            window=window,
            json=body,
            auth=self._auth,
            headers={"Accept": "application/json"},
        )
        try:
            return dadata.suggestions(answer)
        except dadata.Malformed:
            raise ServiceError(ErrorKind.MALFORMED, 200) from None


def _has_ended(data):
    return dadata.text(data, "state", "status") == "LIQUIDATED"
