# Copyright 2026 Client 360 contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

import hashlib

from odoo import api, models
from odoo.exceptions import RedirectWarning, UserError

from ...tools.service_http import ErrorKind, ServiceError


class Client360ServiceMixin(models.AbstractModel):
    """An outside service: its key and address, the daily budget, errors in words.

    A model that inherits it gives the attributes below, :meth:`_get_title`,
    :meth:`_make_client` and :meth:`_ask_nothing`.
    """

    _name = "client360.service.mixin"
    _description = "Outside Service"

    #: Value of ``service`` in ``client360.service.usage``.
    _service = None
    #: System parameters.
    _key_parameter = None
    _url_parameter = None
    _budget_parameter = None
    _stopped_parameter = None
    #: Without the parameters of the address and the budget.
    _default_url = None
    _default_budget = 0

    # ----------------------------------------------------------- for the services
    @api.model
    def _get_title(self):
        """Return what people call the service.

        :rtype: str
        """
        raise NotImplementedError

    @api.model
    def _make_client(self, url, key):
        """Make a client of the service.

        :param str url: address of the service
        :param str key: API key
        :raise ServiceError: where these cannot be an address and a key
        """
        raise NotImplementedError

    @api.model
    def _ask_nothing(self, key):
        """Ask the service something, only to see whether it accepts a key.

        :param str key: API key
        :raise ServiceError: without a usable answer
        """
        raise NotImplementedError

    @api.model
    def _get_error_messages(self):
        """Return a sentence for each kind of error.

        :rtype: dict[ErrorKind, str]
        """
        name = {"service": self._get_title()}
        return {
            ErrorKind.NO_TOKEN: self.env._("No %(service)s key is set.", **name),
            ErrorKind.DENIED: self.env._(
                "%(service)s does not accept the key: it is wrong or expired.", **name
            ),
            ErrorKind.BAD_ADDRESS: self.env._(
                "The address of %(service)s in the system parameter %(parameter)s is "
                "wrong: it begins with https:// and the name of a server.",
                parameter=self._url_parameter,
                **name,
            ),
            ErrorKind.LIMIT: self.env._(
                "The daily limit of %(service)s is spent: it starts anew at midnight, "
                "Moscow time.",
                **name,
            ),
            ErrorKind.BUDGET: self.env._(
                "The daily budget of requests to %(service)s is spent: it starts anew "
                "at midnight, Moscow time.",
                **name,
            ),
            ErrorKind.TOO_MANY: self.env._(
                "Too many requests to %(service)s: try again in a minute.", **name
            ),
            ErrorKind.TIMEOUT: self.env._(
                "%(service)s did not answer in time: try again later.", **name
            ),
            ErrorKind.NETWORK: self.env._(
                "%(service)s cannot be reached: try again later.", **name
            ),
            ErrorKind.SERVER: self.env._(
                "%(service)s is unavailable: try again later.", **name
            ),
        }

    # --------------------------------------------------------------------- access
    @api.model
    def _get_parameter(self, key, default=False):
        """Return a system parameter, whoever asks.

        :param str key: name of the parameter
        :param default: what to return without it
        """
        return self.env["ir.config_parameter"].sudo().get_param(key, default)

    @api.model
    def _get_key(self):
        """Return the API key, "" where none is set.

        :rtype: str
        """
        return (self._get_parameter(self._key_parameter) or "").strip()

    @api.model
    def _get_url(self):
        """Return the address of the service, as it was typed.

        :rtype: str
        """
        return (self._get_parameter(self._url_parameter) or "").strip() or (
            self._default_url
        )

    @api.model
    def _get_client(self, key=None):
        """Return a client of the service.

        :param str key: another API key than the one in the settings
        :raise ServiceError: ``no_token``, ``denied`` or ``bad_address``
        """
        return self._make_client(self._get_url(), key or self._get_key())

    @api.model
    def _get_access_digest(self, key=None):
        """Return what tells one access to the service from another, no secret.

        :param str key: another API key than the one in the settings
        :rtype: str
        """
        access = f"{self._get_url()} {key or self._get_key()}"
        return hashlib.sha256(access.encode()).hexdigest()[:16]

    @api.model
    def _check_connection(self, key=None):
        """Ask whether the service accepts a key.

        :param str key: another API key than the one in the settings
        :return: an error in words, "" where all is well
        :rtype: str
        """
        try:
            self._ask_nothing((key or self._get_key()).strip())
        except ServiceError as error:
            return self._get_error_message(error)
        return ""

    # ------------------------------------------------------------- stop and resume
    @api.model
    def _is_stopped(self):
        """Whether the service has refused the very key and address that are set.

        :rtype: bool
        """
        # not get_param(): another worker may have written it a moment ago
        parameters = self.env["ir.config_parameter"].sudo()
        stopped = parameters.search([("key", "=", self._stopped_parameter)]).value
        return bool(stopped) and stopped == self._get_access_digest()

    @api.model
    def _stop(self):
        """Ask no more until the key or the address changes, or somebody resumes."""
        self.env["ir.config_parameter"].sudo().set_param(
            self._stopped_parameter, self._get_access_digest()
        )

    @api.model
    def _resume(self):
        """Ask again, although the service has refused the key."""
        self.env["ir.config_parameter"].sudo().search(
            [("key", "=", self._stopped_parameter)]
        ).unlink()

    # --------------------------------------------------------------------- budget
    @api.model
    def _read_budget(self, parameter, default):
        """Return a budget of the system parameters.

        :param str parameter: name of the parameter
        :param int default: where it is missing or no number
        :rtype: int
        """
        try:
            return max(0, int(self._get_parameter(parameter, default)))
        except ValueError:
            return default

    @api.model
    def _get_budget(self):
        """Return today's budget.

        :rtype: int
        """
        return self._read_budget(self._budget_parameter, self._default_budget)

    @api.model
    def _get_usage(self):
        return self.env["client360.service.usage"].sudo()

    @api.model
    def _get_spent(self):
        """Return how much of today's budget is spent.

        :rtype: int
        """
        return self._get_usage()._count_today(self._service)

    @api.model
    def _take_inns(self, inns):
        """Take companies from today's budget. One that was asked about today is free.

        :param list inns: INNs, the most urgent first
        :return: the INNs that may be asked about, and those of them that are new today
        :rtype: tuple[set[str], list[str]]
        """
        return self._get_usage()._take_inns(self._service, inns, self._get_budget())

    @api.model
    def _give_back_inns(self, inns):
        """Count companies as not asked about today: the service has sold nothing.

        :param list inns: new INNs of :meth:`_take_inns`
        """
        self._get_usage()._give_back_inns(self._service, inns)

    # --------------------------------------------------------------------- errors
    @api.model
    def _get_error_message(self, error):
        """Say an error in one sentence, without anything from the service's text,
        which may repeat the key.

        :param ServiceError error: error
        :rtype: str
        """
        return self._get_error_messages().get(error.kind) or self.env._(
            "%(service)s gave an answer that cannot be understood.",
            service=self._get_title(),
        )

    @api.model
    def _needs_settings(self, error):
        """Whether this user can mend an error in the settings.

        :param ServiceError error: error
        :rtype: bool
        """
        return (
            error.kind.is_blocking
            and error.kind not in (ErrorKind.LIMIT, ErrorKind.BAD_ADDRESS)
            and self.env.user.has_group("base.group_system")
        )

    @api.model
    def _user_error(self, error):
        """Make an exception for the screen, with a way to the settings for those who
        may go there.

        :param ServiceError error: error
        :rtype: UserError
        """
        message = self._get_error_message(error)
        if self._needs_settings(error):
            return RedirectWarning(
                message,
                self.env.ref("client360.res_config_settings_action").id,
                self.env._("Open the Settings"),
            )
        if error.kind == ErrorKind.NO_TOKEN:
            message += " " + self.env._("Ask an administrator.")
        return UserError(message)
