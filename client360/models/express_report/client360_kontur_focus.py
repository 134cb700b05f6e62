# Copyright 2026 Client 360 contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo import api, models

from ...tools import kontur_focus_client
from ...tools.service_http import ErrorKind


class Client360KonturFocus(models.AbstractModel):
    """Kontur.Focus. Its budget counts companies, each of them once a day."""

    _name = "client360.kontur.focus"
    _inherit = ["client360.service.mixin"]
    _description = "Kontur.Focus"

    _service = "kontur_focus"
    _key_parameter = "client360.kontur_focus_api_token"
    _url_parameter = "client360.kontur_focus_url"
    _budget_parameter = "client360.express_report_budget"
    _stopped_parameter = "client360.express_report_stopped"
    _default_url = kontur_focus_client.DEFAULT_URL
    _default_budget = 2000

    @api.model
    def _get_title(self):
        return self.env._("Kontur.Focus")

    @api.model
    def _make_client(self, url, key):
        return kontur_focus_client.Client(url, key)

    @api.model
    def _ask_nothing(self, key):
        """Ask at no cost."""
        self._make_client(self._get_url(), key).check_key()

    @api.model
    def _get_error_messages(self):
        return {
            **super()._get_error_messages(),
            ErrorKind.DENIED: self.env._(
                "Kontur.Focus does not accept the key: it is wrong or expired, or the "
                "tariff does not include express reports."
            ),
        }
