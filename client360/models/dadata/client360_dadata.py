# Copyright 2026 Client 360 contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

import contextlib
import datetime

from odoo import api, models
from odoo.exceptions import AccessError

from ...tools import dadata_client
from ...tools.service_http import ErrorKind, ServiceError

#: When to try again after an error that passes by itself.
RETRY_DELAY = datetime.timedelta(minutes=2)
#: The bank that DaData's own documentation looks up.
EXAMPLE_BIC = "044525225"


class Client360Dadata(models.AbstractModel):
    """DaData. Its budget counts requests, of which the watch has a part."""

    _name = "client360.dadata"
    _inherit = ["client360.service.mixin"]
    _description = "DaData"

    _service = "dadata"
    _key_parameter = "client360.dadata_api_token"
    _url_parameter = "client360.dadata_url"
    _budget_parameter = "client360.dadata_daily_budget"
    _default_url = dadata_client.DEFAULT_URL
    #: Requests a day of the free tariff.
    _default_budget = 10000
    _watch_budget_parameter = "client360.dadata_watch_budget"
    #: Of these for the watch, so that people always have some left.
    _default_watch_budget = 5000

    @api.model
    def _get_title(self):
        return "DaData"

    @api.model
    def _make_client(self, url, key):
        return dadata_client.Client(url, key)

    @api.model
    def _ask_nothing(self, key):
        """Ask about a bank. It costs one request."""
        with self._paid_request(key) as client:
            client.find_bank(EXAMPLE_BIC)

    # ------------------------------------------------------------------- requests
    @api.model
    def _get_client(self, key=None):
        """Return a client of the service, for employees: requests are paid for.

        :raise AccessError: for everybody else
        """
        if not (self.env.su or self.env.user._is_internal()):
            raise AccessError(self.env._("Only employees may ask DaData."))
        return super()._get_client(key)

    @api.model
    def _find_party(self, inn, kpp=None, main=True):
        """Find a company or an entrepreneur within the daily budget: see
        :meth:`~..tools.dadata_client.Client.find_party`.

        :param str inn: INN
        :param str kpp: KPP of one branch, or None
        :param bool main: without a KPP, only the head office
        :rtype: list[dict]
        :raise ServiceError: without a usable answer
        """
        with self._paid_request() as client:
            return client.find_party(inn, kpp, main)

    @api.model
    def _find_bank(self, bic):
        """Find a bank within the daily budget.

        :param str bic: BIC
        :return: ``suggestions[].data`` or None
        :rtype: dict
        :raise ServiceError: without a usable answer
        """
        with self._paid_request() as client:
            return client.find_bank(bic)

    @api.model
    def _suggest_party(self, query):
        """Find companies and entrepreneurs by what is being typed, within the daily
        budget.

        :param str query: what was typed
        :return: list of ``suggestions[].data``
        :rtype: list[dict]
        :raise ServiceError: without a usable answer
        """
        with self._paid_request() as client:
            return client.suggest_party(query)

    @api.model
    @contextlib.contextmanager
    def _paid_request(self, key=None):
        """Give a client for one request, which the daily budget pays for.

        :param str key: another API key than the one in the settings
        :return: context of a :class:`~..tools.dadata_client.Client`
        :raise ServiceError: that of the request, or ``no_token``, ``denied``,
            ``bad_address``, ``budget`` or ``limit``
        """
        client = self._get_client(key)
        if not self._take_requests(1):
            raise ServiceError(ErrorKind.BUDGET, sent=False)
        digest = self._get_access_digest(key)
        accepted = self._get_usage()._was_accepted(self._service, digest)
        try:
            yield client
        except ServiceError as error:
            if not error.sent:
                self._take_requests(-1)
            raise self._classify_denied(error, accepted) from None
        if not accepted:
            self._get_usage()._remember_accepted(self._service, digest)

    @api.model
    def _find_parties(self, queries, watch=False, answered=None):
        """Find many companies within the daily budget.

        :param list queries: tuples (inn, kpp or None)
        :param bool watch: on the budget of the watch
        :param function answered: see
            :meth:`~..tools.dadata_client.Client.find_parties`
        :return: results of :meth:`~..tools.dadata_client.Client.find_parties`; what
            there was no budget for has the error ``budget``
        :rtype: list
        :raise ServiceError: ``no_token``, ``denied`` or ``bad_address``
        """
        client = self._get_client()
        granted = self._take_requests(len(queries), watch)
        results, sent = client.find_parties(queries[:granted], answered)
        self._take_requests(sent - granted, watch)
        digest = self._get_access_digest()
        accepted = self._get_usage()._was_accepted(self._service, digest)
        if not accepted and any(isinstance(result, list) for result in results):
            accepted = True
            self._get_usage()._remember_accepted(self._service, digest)
        results = [
            self._classify_denied(result, accepted)
            if isinstance(result, ServiceError)
            else result
            for result in results
        ]
        left = len(queries) - granted
        return results + [ServiceError(ErrorKind.BUDGET, sent=False)] * left

    # --------------------------------------------------------------------- budget
    @api.model
    def _get_watch_budget(self):
        """Return how many requests of a day the watch may have.

        :rtype: int
        """
        return self._read_budget(
            self._watch_budget_parameter, self._default_watch_budget
        )

    @api.model
    def _take_requests(self, count, watch=False):
        """Take requests from today's budget, or give them back.

        :param int count: requests, negative to give back
        :param bool watch: on the budget of the watch too
        :return: how many were granted, at most ``count``
        :rtype: int
        """
        return self._get_usage()._take_requests(
            self._service,
            count,
            self._get_budget(),
            self._get_watch_budget() if watch else None,
        )

    # --------------------------------------------------------------------- errors
    @api.model
    def _get_error_messages(self):
        return {
            **super()._get_error_messages(),
            ErrorKind.DENIED: self.env._(
                "DaData does not accept the key: it is wrong, or its e-mail address "
                "is not confirmed."
            ),
            ErrorKind.OTHER_KPP: self.env._(
                "DaData knows the INN, but not with this KPP: open the card and press "
                "Autofill."
            ),
        }

    @api.model
    def _get_blocking_error(self, answers):
        """Return the error that makes it useless to go on.

        :param answers: of :meth:`_find_parties`
        :rtype: ServiceError or None
        """
        errors = [answer for answer in answers if isinstance(answer, ServiceError)]
        grave = [
            error
            for error in errors
            if error.kind.is_blocking or error.kind == ErrorKind.TOO_MANY
        ]
        passing = [error for error in errors if error.kind.is_transient]
        if not grave and len(passing) < min(dadata_client.TOLERANCE, len(answers)):
            return None
        return (grave or passing or [None])[0]

    @api.model
    def _classify_denied(self, error, accepted):
        """DaData answers 403 to a wrong key and to a spent limit alike. A key that it
        has accepted today is not wrong.

        :param ServiceError error: error
        :param bool accepted: whether DaData has accepted the key today
        :rtype: ServiceError
        """
        if error.kind == ErrorKind.DENIED and error.status != 401 and accepted:
            return ServiceError(ErrorKind.LIMIT, error.status, sent=error.sent)
        return error
