# Copyright 2026 Client 360 contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

import datetime
import hashlib

from odoo import api, models, modules
from odoo.exceptions import RedirectWarning, UserError

from ...tools.dadata_client import DEFAULT_URL, TOLERANCE, Client
from ...tools.service_http import ServiceError

#: Requests a day of DaData's free tariff.
DAILY_BUDGET = 10000
#: Of these for the watch, so that people always have some left.
WATCH_BUDGET = 5000
#: Errors that may pass by themselves, and when to try again.
TRANSIENT = ("timeout", "network", "server", "too_many")
RETRY_DELAY = datetime.timedelta(minutes=2)
#: Errors that pass with the day, or when an administrator comes.
BLOCKING_KINDS = ("budget", "limit", "denied", "no_token")


class Client360Dadata(models.AbstractModel):
    """DaData: the key, the daily budget, and errors in words."""

    _name = "client360.dadata"
    _description = "DaData"

    @api.model
    def _token(self):
        return (self._parameter("client360.dadata_api_token") or "").strip()

    @api.model
    def _parameter(self, key, default=False):
        return self.env["ir.config_parameter"].sudo().get_param(key, default)

    @api.model
    def _client(self, token=None):
        """A client of the service.

        :param token: another API key than the one in the settings
        :raise ServiceError: ``no_token``
        """
        token = token or self._token()
        if not token:
            raise ServiceError("no_token")
        return Client(self._parameter("client360.dadata_url") or DEFAULT_URL, token)

    @api.model
    def _request(self, method, *args, token=None, **kwargs):
        """Call a method of the client within the daily budget.

        :param str method: of :class:`Client`
        :param token: another API key than the one in the settings
        :return: what the method returns
        :raise ServiceError: without a usable answer, ``no_token``, ``budget`` or
            ``limit`` included
        """
        client = self._client(token)
        if not self._reserve(1):
            raise ServiceError("budget")
        accepted = self._was_accepted(token)
        try:
            answer = getattr(client, method)(*args, **kwargs)
        except ServiceError as error:
            raise self._classify_denied(error, accepted) from None
        if not accepted:
            self._remember_answer(token)
        return answer

    @api.model
    def _find_parties(self, queries, watch=False, answered=None):
        """Find many companies within the daily budget.

        :param queries: list of (inn, kpp or None)
        :param bool watch: on the budget of the watch
        :param answered: see :meth:`Client.find_parties`
        :return: list of results of :meth:`Client.find_parties`; what there was no
            budget for has the error ``budget``
        :raise ServiceError: ``no_token``
        """
        client = self._client()
        granted = self._reserve(len(queries), watch)
        results, sent = client.find_parties(queries[:granted], answered)
        if sent < granted:
            self._reserve(sent - granted, watch)
        accepted = self._was_accepted()
        if not accepted and any(isinstance(result, list) for result in results):
            accepted = True
            self._remember_answer()
        results = [
            self._classify_denied(result, accepted)
            if isinstance(result, ServiceError)
            else result
            for result in results
        ]
        left = len(queries) - granted
        return results + [ServiceError("budget", sent=False)] * left

    # -------------------------------------------------------------------- errors
    @api.model
    def _get_blocking_error(self, answers):
        """The :class:`ServiceError` that makes it useless to go on, or None.

        :param answers: of :meth:`_find_parties`
        """
        errors = [answer for answer in answers if isinstance(answer, ServiceError)]
        grave = [
            error for error in errors if error.kind in (*BLOCKING_KINDS, "too_many")
        ]
        passing = [error for error in errors if error.kind in TRANSIENT]
        if not grave and len(passing) < min(TOLERANCE, len(answers)):
            return None
        return (grave or passing or [None])[0]

    @api.model
    def _classify_denied(self, error, accepted):
        """DaData answers 403 to a wrong key and to a spent limit alike. A key that it
        has accepted today is not wrong."""
        if error.kind == "denied" and error.status != 401 and accepted:
            return ServiceError("limit", error.status, sent=error.sent)
        return error

    @api.model
    def _get_error_message(self, error):
        """Say an error in one sentence, without anything from the service's text,
        which repeats the key.

        :param ServiceError error: error
        """
        sentences = {
            "no_token": self.env._("No DaData key is set."),
            "denied": self.env._(
                "DaData does not accept the key: it is wrong, or its e-mail address "
                "is not confirmed."
            ),
            "limit": self.env._(
                "DaData's daily limit is spent: it starts anew at midnight, Moscow "
                "time."
            ),
            "budget": self.env._(
                "The daily budget of requests to DaData is spent: it starts anew at "
                "midnight, Moscow time."
            ),
            "too_many": self.env._(
                "Too many requests to DaData: try again in a minute."
            ),
            "timeout": self.env._("DaData did not answer in time: try again later."),
            "network": self.env._("DaData cannot be reached: try again later."),
            "server": self.env._("DaData is out of order: try again later."),
            "other_kpp": self.env._(
                "DaData knows the INN, but not with this KPP: open the card and press "
                "Autofill."
            ),
        }
        return sentences.get(
            error.kind, self.env._("DaData gave an answer that cannot be understood.")
        )

    @api.model
    def _needs_settings(self, error):
        """Whether an administrator can mend an error in the settings."""
        return error.kind in ("no_token", "denied", "budget") and (
            self.env.user.has_group("base.group_system")
        )

    @api.model
    def _user_error(self, error):
        """An exception for the screen, with a way to the settings for those who may."""
        message = self._get_error_message(error)
        if self._needs_settings(error):
            return RedirectWarning(
                message,
                self.env.ref("client360.res_config_settings_action").id,
                self.env._("Open the Settings"),
            )
        if error.kind == "no_token":
            message += " " + self.env._("Ask an administrator.")
        return UserError(message)

    # -------------------------------------------------------------------- budget
    @api.model
    def _budget(self, watch=False):
        key, default = (
            ("client360.dadata_watch_budget", WATCH_BUDGET)
            if watch
            else ("client360.dadata_daily_budget", DAILY_BUDGET)
        )
        try:
            return max(0, int(self._parameter(key, default)))
        except ValueError:
            return default

    @api.model
    def _reserve(self, count, watch=False):
        """Take requests from today's budget, or give them back.

        It is counted in a transaction of its own: a request is spent even if what
        asked for it fails, and nobody waits for another's transaction.

        :param int count: requests, negative to give back
        :param bool watch: on the budget of the watch too
        :return: how many were granted, at most ``count``
        """
        limits = (self._budget(), self._budget(watch=True))
        today = self.env["client360.dadata.usage"]._moscow_date()
        if not count:
            return 0

        def take(cr):
            cr.execute(
                """INSERT INTO client360_dadata_usage (date, used, watched)
                        VALUES (%s, 0, 0) ON CONFLICT (date) DO NOTHING""",
                (today,),
            )
            cr.execute(
                "SELECT used, watched FROM client360_dadata_usage WHERE date = %s",
                (today,),
            )
            used, watched = cr.fetchone()
            granted = count
            if count > 0:
                granted = min(granted, limits[0] - used)
                if watch:
                    granted = min(granted, limits[1] - watched)
                granted = max(granted, 0)
            cr.execute(
                """UPDATE client360_dadata_usage
                      SET used = GREATEST(used + %s, 0),
                          watched = GREATEST(watched + %s, 0)
                    WHERE date = %s""",
                (granted, granted if watch else 0, today),
            )
            return granted

        return self._in_own_transaction(take)

    @api.model
    def _was_accepted(self, token=None):
        """Whether DaData has accepted the key today."""
        usage = self.env["client360.dadata.usage"].sudo()._today()
        return usage.answered_token == _fingerprint(token or self._token())

    @api.model
    def _remember_answer(self, token=None):
        fingerprint = _fingerprint(token or self._token())
        today = self.env["client360.dadata.usage"]._moscow_date()
        self._in_own_transaction(
            lambda cr: cr.execute(
                """UPDATE client360_dadata_usage SET answered_token = %s
                    WHERE date = %s""",
                (fingerprint, today),
            )
        )

    @api.model
    def _in_own_transaction(self, function):
        """Call ``function(cr)`` with a cursor whose changes last, come what may.

        A test keeps to its one transaction, as elsewhere in Odoo.
        """
        if modules.module.current_test:
            return function(self.env.cr)
        with self.env.registry.cursor() as cr:
            # Before the snapshot is taken: PostgreSQL refuses to update a row that
            # was changed after it.
            cr.execute("LOCK TABLE client360_dadata_usage IN SHARE ROW EXCLUSIVE MODE")
            return function(cr)


def _fingerprint(token):
    return hashlib.sha256(token.encode()).hexdigest()[:16]
