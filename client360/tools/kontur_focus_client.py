# Copyright 2026 Client 360 contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

"""Requests to Kontur.Focus, API 3. No Odoo in here.

One process has one session, whose connections stay open. Source: the Focus API
specification (https://focus-api.kontur.ru/api3).
"""

import functools

from . import kontur_analytics, kontur_focus, kontur_watch
from .service_http import (
    ErrorKind,
    ServiceError,
    Sessions,
    check_address,
    check_key,
    exchange,
)

DEFAULT_URL = "https://focus-api.kontur.ru"
PATH = "/api3/"
DEADLINE = 30  # seconds for one exchange
MAX_JSON = 20 * 1024 * 1024  # bytes
MAX_PDF = 20 * 1024 * 1024  # bytes

sessions = Sessions(2)


class Client:
    """Kontur.Focus for one key.

    :param str url: address of the service, without a path
    :param str key: API key
    :raise ServiceError: ``no_token``, ``denied`` or ``bad_address``
    """

    def __init__(self, url, key):
        check_key(key)
        self._url = check_address(url) + PATH
        self._key = key

    def get_brief_reports(self, inns):
        """Ask for express reports.

        :param list inns: INNs, 100 at most
        :return: answers by INN, without those that Kontur.Focus does not know
        :rtype: dict[str, kontur_focus.Brief]
        :raise ServiceError: without a usable answer
        """
        return self._read(kontur_focus.briefs, self._request("briefReport", inns), inns)

    def get_dissolved(self, inns):
        """Ask who does not exist any more: an express report does not tell.

        :param list inns: INNs, 100 at most
        :rtype: set[str]
        :raise ServiceError: without a usable answer
        """
        return self._read(kontur_focus.dissolved, self._request("req", inns), inns)

    def get_brief_report_pdf(self, inn):
        """Ask for the PDF of an express report.

        :param str inn: INN
        :return: a whole PDF
        :rtype: bytes
        :raise ServiceError: without a usable answer
        """
        pdf = self._request("briefReport", [inn], max_bytes=MAX_PDF, pdf="true")
        if not kontur_focus.is_pdf(pdf):
            raise ServiceError(ErrorKind.MALFORMED, 200)
        return pdf

    def get_analytics(self, method, inns):
        """Ask for the facts of one of the ``*Analytics`` methods.

        :param str method: one of :data:`.kontur_analytics.METHODS`
        :param list inns: INNs, 100 at most
        :return: what is known of each INN, see :func:`.kontur_analytics.read`
        :rtype: dict[str, kontur_analytics.Reading]
        :raise ServiceError: without a usable answer
        """
        read = functools.partial(kontur_analytics.read, method)
        return self._read(read, self._request(method, inns), inns)

    # A list of changes by number (monitoringList, monitoringGetChanges) is offered,
    # too; its answers are not documented. It would stand here.
    def watch(self, inns):
        """Put companies on the watch list of the key. Others share it: nothing is ever
        taken off.

        :param list inns: INNs, :data:`.kontur_watch.LIST_CHUNK` at most
        :return: the INNs that the list holds now
        :rtype: set[str]
        :raise ServiceError: without a usable answer
        """
        body = self._request(
            "monList", verb="POST", append="true", data=",".join(inns).encode()
        )
        return self._read(kontur_watch.inns, body)

    def get_watched(self):
        """Ask what the watch list holds.

        :rtype: set[str]
        :raise ServiceError: without a usable answer
        """
        return self._read(kontur_watch.inns, self._request("monList"))

    def get_changed(self, day):
        """Ask which watched companies changed in the registry on a day of Moscow time.

        :param datetime.date day: day
        :return: INNs
        :rtype: set[str]
        :raise ServiceError: without a usable answer
        """
        return self._read(
            kontur_watch.inns, self._request("req/mon", date=day.isoformat())
        )

    def get_states(self, inns):
        """Ask for the state and the director of companies.

        :param list inns: INNs, 100 at most
        :rtype: dict[str, kontur_watch.State]
        :raise ServiceError: without a usable answer
        """
        return self._read(kontur_watch.states, self._request("req", inns), inns)

    def check_key(self):
        """Ask whether Kontur.Focus accepts the key for express reports, at no cost.

        ``stat`` looks at the first 20 characters of a key alone. So ``briefReport`` is
        called too, about nobody: a key is judged before the numbers are missed.

        :raise ServiceError: ``denied`` for a key or a tariff that will not do, another
            kind without an answer
        """
        for method in ("stat", "briefReport"):
            try:
                self._read(kontur_focus.rows, self._request(method, inn=""))
            except ServiceError as error:
                if error.kind != ErrorKind.REFUSED or error.status != 400:
                    raise
                if method == "stat":
                    raise ServiceError(ErrorKind.DENIED, error.status) from None

    def _request(
        self, method, inns=(), *, verb="GET", data=None, max_bytes=MAX_JSON, **params
    ):
        """Call a method.

        :param str method: name of the method, such as "briefReport"
        :param inns: INNs to ask about, :data:`~.kontur_focus.MAX_INNS` at most
        :param str verb: HTTP method
        :param bytes data: body of the request
        :param int max_bytes: largest body of an answer to accept
        :param params: further parameters of the address
        :return: body of the answer
        :rtype: bytes
        :raise ServiceError: without a usable answer
        """
        if inns:
            params["inn"] = ",".join(inns)
        return exchange(
            sessions.get(),
            verb,
            self._url + method,
            deadline=DEADLINE,
            max_bytes=max_bytes,
            params={"key": self._key, **params},
            data=data,
        )

    @staticmethod
    def _read(reader, body, *args):
        """Read an answer.

        :param reader: function of the answer's JSON value and of ``args``
        :param bytes body: body of the answer
        :return: what the function returns
        :raise ServiceError: ``malformed``
        """
        try:
            return reader(kontur_focus.parse_json(body), *args)
        except ValueError:
            # Its text may quote the answer, which no one has vetted.
            raise ServiceError(ErrorKind.MALFORMED, 200) from None
