# Copyright 2026 Client 360 contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

import requests

from odoo import api, models

from ...tools import kontur_focus
from ...tools.service_http import ServiceError, exchange

DEFAULT_URL = "https://focus-api.kontur.ru"
DEADLINE = 30  # seconds for one exchange
MAX_JSON = 20 * 1024 * 1024  # bytes
MAX_PDF = 20 * 1024 * 1024  # bytes


class Client360KonturFocus(models.AbstractModel):
    """Talks to Kontur.Focus, API 3. Neither reads nor writes records."""

    _name = "client360.kontur.focus"
    _description = "Kontur.Focus"

    @api.model
    def _key(self):
        """Return the API key, "" where none is set."""
        parameters = self.env["ir.config_parameter"].sudo()
        return (parameters.get_param("client360.kontur_focus_api_token") or "").strip()

    @api.model
    def _session(self):
        """Return a session that keeps its connection for many requests."""
        return requests.Session()

    @api.model
    def _brief_reports(self, session, inns):
        """Ask for express reports.

        :param session: see :meth:`_session`
        :param list inns: INNs, 100 at most
        :return: dict of INN to :class:`~..tools.kontur_focus.Brief`, without those
            that Kontur.Focus does not know
        :raise ServiceError: where there is no answer or a wrong one
        """
        reply = self._request(session, "briefReport", inns, MAX_JSON)
        return self._read(kontur_focus.briefs, reply, inns)

    @api.model
    def _dissolved(self, session, inns):
        """Ask who does not exist any more: an express report does not tell.

        :param session: see :meth:`_session`
        :param list inns: INNs, 100 at most
        :return: set of INNs
        :raise ServiceError: where there is no answer or a wrong one
        """
        reply = self._request(session, "req", inns, MAX_JSON)
        return self._read(kontur_focus.dissolved, reply, inns)

    @api.model
    def _brief_report_pdf(self, session, inn):
        """Ask for the PDF of an express report.

        :param session: see :meth:`_session`
        :param str inn: INN
        :return: bytes of a whole PDF
        :raise ServiceError: where there is no answer or another one
        """
        reply = self._request(session, "briefReport", [inn], MAX_PDF, pdf="true")
        if not kontur_focus.is_pdf(reply.body):
            raise ServiceError("malformed", 200)
        return reply.body

    @api.model
    def _check_key(self, key):
        """Ask whether Kontur.Focus accepts a key for express reports. It costs nothing.

        ``stat`` looks at the first 20 characters of a key alone. So ``briefReport`` is
        called too, about nobody: a key is judged before the numbers are missed.

        :param str key: API key
        :raise ServiceError: ``denied`` for a key or a tariff that will not do, another
            kind where there is no answer
        """
        with self._session() as session:
            for method in ("stat", "briefReport"):
                try:
                    reply = self._request(session, method, [], MAX_JSON, key=key)
                except ServiceError as error:
                    if error.kind != "refused" or error.status != 400:
                        raise
                    if method == "stat":
                        raise ServiceError("denied", error.status) from None
                else:
                    self._read(kontur_focus.rows, reply)

    @api.model
    def _get_error_message(self, error):
        """Say in one sentence why there was no answer.

        :param ServiceError error: error
        """
        if error.kind == "denied":
            return self.env._(
                "Kontur.Focus does not accept the key: it is wrong or expired, or the "
                "tariff does not include express reports."
            )
        reports = self.env["client360.express.report"]
        kinds = dict(reports._fields["error_kind"]._description_selection(self.env))
        return f"{kinds[error.kind]}."

    def _request(self, session, method, inns, max_bytes, **params):
        parameters = self.env["ir.config_parameter"].sudo()
        url = parameters.get_param("client360.kontur_focus_url") or DEFAULT_URL
        return exchange(
            session,
            "GET",
            f"{url.rstrip('/')}/api3/{method}",
            deadline=DEADLINE,
            max_bytes=max_bytes,
            params={"key": self._key(), "inn": ",".join(inns), **params},
        )

    def _read(self, reader, reply, *args):
        try:
            return reader(kontur_focus.parse_json(reply.body), *args)
        except ValueError:
            # Its text may quote the answer, which no one has vetted.
            raise ServiceError("malformed", 200) from None
