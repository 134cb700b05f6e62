# Copyright 2026 Client 360 contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

import base64
import hashlib

from cryptography.fernet import Fernet, InvalidToken

from odoo import api, fields, models

from ...tools.secret_log import hidden

#: The model of each service, by the beginning of the names of its fields.
SERVICES = {
    "client360_dadata": "client360.dadata",
    "client360_kontur_focus": "client360.kontur.focus",
}
ADMINISTRATORS = "base.group_system"


class ResConfigSettings(models.TransientModel):
    """Settings of the addon.

    An API key is never read back. What was typed waits for the settings to be saved
    as a sealed text, so that the table of the settings holds no key, and neither does
    a copy of it.
    """

    _inherit = "res.config.settings"

    # ----------------------------------------------------------------------- keys
    client360_dadata_token = fields.Char(
        "DaData API Key",
        compute="_compute_client360_dadata_token",
        inverse="_inverse_client360_dadata_token",
        groups=ADMINISTRATORS,
    )
    client360_dadata_sealed_token = fields.Char(groups=fields.NO_ACCESS, copy=False)
    client360_dadata_remove_token = fields.Boolean(
        "Remove the DaData API Key", groups=ADMINISTRATORS
    )
    client360_dadata_token_state = fields.Selection(
        [
            ("none", "No key is set."),
            ("set", "A key is set. It is not shown."),
            ("typed", "The new key is used as soon as the settings are saved."),
        ],
        "State of the DaData API Key",
        compute="_compute_client360_token_states",
        groups=ADMINISTRATORS,
    )
    client360_kontur_focus_token = fields.Char(
        "Kontur.Focus API Key",
        compute="_compute_client360_kontur_focus_token",
        inverse="_inverse_client360_kontur_focus_token",
        groups=ADMINISTRATORS,
    )
    client360_kontur_focus_sealed_token = fields.Char(
        groups=fields.NO_ACCESS, copy=False
    )
    client360_kontur_focus_remove_token = fields.Boolean(
        "Remove the Kontur.Focus API Key", groups=ADMINISTRATORS
    )
    client360_kontur_focus_token_state = fields.Selection(
        [
            ("none", "No key is set."),
            ("set", "A key is set. It is not shown."),
            ("typed", "The new key is used as soon as the settings are saved."),
        ],
        "State of the Kontur.Focus API Key",
        compute="_compute_client360_token_states",
        groups=ADMINISTRATORS,
    )
    # --------------------------------------------------------------------- DaData
    client360_dadata_daily_budget = fields.Integer(
        "Requests to DaData a Day", groups=ADMINISTRATORS
    )
    client360_dadata_watch = fields.Boolean("Watch the Registry", groups=ADMINISTRATORS)
    client360_dadata_watch_budget = fields.Integer(
        "Requests of the Watch a Day", groups=ADMINISTRATORS
    )
    client360_dadata_used = fields.Integer(
        "Requests Today",
        compute="_compute_client360_dadata_used",
        groups=ADMINISTRATORS,
    )
    client360_registry_names = fields.Selection(
        [
            ("written", "As people write them"),
            ("registry", "As the registry writes them"),
        ],
        "Names from the Registry",
        config_parameter="client360.registry_names",
        default="written",
        groups=ADMINISTRATORS,
    )
    # ------------------------------------------------------------------- approvals
    client360_allow_own_approval = fields.Boolean(
        "Approve One's Own",
        config_parameter="client360.allow_own_approval",
        groups=ADMINISTRATORS,
    )
    # ----------------------------------------------------------------- requisites
    client360_refuse_duplicates = fields.Boolean(
        "Refuse Duplicates",
        config_parameter="client360.refuse_duplicates",
        groups=ADMINISTRATORS,
    )
    client360_import_requisites = fields.Selection(
        [
            ("mark", "Import the row and mark the card"),
            ("refuse", "Refuse the row"),
        ],
        "Wrong Numbers in an Import",
        config_parameter="client360.import_requisites",
        default="mark",
        groups=ADMINISTRATORS,
    )
    # ------------------------------------------------------------- express reports
    # Not by config_parameter, which takes a 0 for no value.
    client360_express_report_budget = fields.Integer(
        "Daily Limit", groups=ADMINISTRATORS
    )
    client360_express_report_days = fields.Integer(
        "Out of Date After", groups=ADMINISTRATORS
    )
    client360_express_report_queue = fields.Char(
        "Queue of Express Reports",
        compute="_compute_client360_express_report_queue",
        groups=ADMINISTRATORS,
    )
    client360_express_report_stopped = fields.Boolean(
        compute="_compute_client360_express_report_queue",
        export_string_translation=False,
        groups=ADMINISTRATORS,
    )

    # ---------------------------------------------------------------------- values
    @api.model
    def _is_client360_visible(self):
        """Whether this user may read our settings: core asks for no right at all when
        it gives default values."""
        return self.env.su or self.env.user.has_group(ADMINISTRATORS)

    @api.model
    def default_get(self, fields):
        if not self._is_client360_visible():
            fields = [name for name in fields if not name.startswith("client360_")]
        return super().default_get(fields)

    @api.model
    def get_values(self):
        values = super().get_values()
        if not self._is_client360_visible():
            return values
        dadata = self.env["client360.dadata"]
        return {
            **values,
            "client360_dadata_daily_budget": dadata._get_budget(),
            "client360_dadata_watch_budget": dadata._get_watch_budget(),
            "client360_dadata_watch": (
                dadata._get_parameter("client360.dadata_watch") != "False"
            ),
            "client360_express_report_budget": self.env[
                "client360.kontur.focus"
            ]._get_budget(),
            "client360_express_report_days": self.env[
                "res.partner"
            ]._express_report_days(),
        }

    def set_values(self):
        result = super().set_values()
        parameters = self.env["ir.config_parameter"].sudo()
        for name in ("express_report_budget", "express_report_days"):
            value = max(self[f"client360_{name}"], 0)
            parameters.set_param(f"client360.{name}", str(value))
        # as text, since a parameter that is False would fall back to its default
        for name in ("daily_budget", "watch", "watch_budget"):
            parameters.set_param(
                f"client360.dadata_{name}", str(self[f"client360_dadata_{name}"])
            )
        self._set_client360_tokens()
        # Another key or limit may let a waiting queue go on.
        self.env["client360.express.report.queue"]._wake_queue()
        return result

    # ------------------------------------------------------------------------ keys
    # One method for each field: with one for both, reading the one would blank what was
    # typed into the other.
    def _compute_client360_dadata_token(self):
        self.client360_dadata_token = False

    def _compute_client360_kontur_focus_token(self):
        self.client360_kontur_focus_token = False

    def _inverse_client360_dadata_token(self):
        self._seal_client360_token("client360_dadata")

    def _inverse_client360_kontur_focus_token(self):
        self._seal_client360_token("client360_kontur_focus")

    def _seal_client360_token(self, prefix):
        for settings in self:
            token = (settings[f"{prefix}_token"] or "").strip()
            sealed = token and self._client360_cipher().encrypt(token.encode()).decode()
            settings.sudo()[f"{prefix}_sealed_token"] = sealed
            # what was typed goes back to no screen
            settings.invalidate_recordset([f"{prefix}_token"], flush=False)

    @api.depends("client360_dadata_sealed_token", "client360_kontur_focus_sealed_token")
    def _compute_client360_token_states(self):
        for settings in self:
            for prefix, model in SERVICES.items():
                state = "set" if self.env[model]._get_key() else "none"
                if settings.sudo()[f"{prefix}_sealed_token"]:
                    state = "typed"
                settings[f"{prefix}_token_state"] = state

    @api.model
    def _client360_cipher(self):
        secret = self.env["ir.config_parameter"].sudo().get_param("database.secret")
        digest = hashlib.sha256(f"client360 {secret}".encode()).digest()
        return Fernet(base64.urlsafe_b64encode(digest))

    def _get_client360_token(self, prefix):
        """Return the key that was typed in the form.

        :param str prefix: one of :data:`SERVICES`
        :return: "" where none was typed
        :rtype: str
        """
        self.ensure_one()
        sealed = self.sudo()[f"{prefix}_sealed_token"] or ""
        try:
            return self._client360_cipher().decrypt(sealed.encode()).decode()
        except InvalidToken:
            return ""

    def _set_client360_tokens(self):
        """Put the keys that were typed to their parameters, remove those that are to
        be removed."""
        parameters = self.env["ir.config_parameter"].sudo()
        for prefix, model in SERVICES.items():
            token = self._get_client360_token(prefix)
            if not token and not self[f"{prefix}_remove_token"]:
                continue
            with hidden(token) if token else hidden():
                parameters.set_param(self.env[model]._key_parameter, token or False)
                self.env.flush_all()
            self.sudo()[f"{prefix}_sealed_token"] = False

    def action_client360_dadata_check(self):
        """Tell whether DaData accepts the key that was typed, or else the one that is
        set. It costs one request.

        :return: client action with the answer
        """
        return self._check_client360_connection(
            "client360_dadata", self.env._("DaData accepts the key.")
        )

    def action_client360_kontur_focus_check(self):
        """Tell whether Kontur.Focus accepts the key that was typed, or else the one
        that is set. It costs nothing.

        :return: client action with the answer
        """
        return self._check_client360_connection(
            "client360_kontur_focus", self.env._("Kontur.Focus accepts the key.")
        )

    def _check_client360_connection(self, prefix, success):
        self.check_access("write")
        problem = self.env[SERVICES[prefix]]._check_connection(
            self._get_client360_token(prefix)
        )
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {
                "type": "danger" if problem else "success",
                "message": problem or success,
            },
        }

    # ------------------------------------------------------------- express reports
    @api.depends("client360_kontur_focus_token_state")
    @api.depends_context("lang")
    def _compute_client360_express_report_queue(self):
        service = self.env["client360.kontur.focus"]
        waiting = (
            self.env["client360.express.report"]
            .sudo()
            .search_count([("state", "=", "queued")])
        )
        for settings in self:
            settings.client360_express_report_stopped = service._is_stopped()
            settings.client360_express_report_queue = self.env._(
                "Waiting: %(waiting)s. Asked about today: %(spent)s.",
                waiting=waiting,
                spent=service._get_spent(),
            )

    def action_resume_express_reports(self):
        """Let the queue go on after the access to Kontur.Focus is in order again.

        :return: client action that loads the page anew
        """
        self.browse().check_access("write")
        self.env["client360.express.report.queue"]._resume()
        return {"type": "ir.actions.client", "tag": "reload"}

    # --------------------------------------------------------------------- DaData
    def _compute_client360_dadata_used(self):
        self.client360_dadata_used = self.env["client360.dadata"]._get_spent()
