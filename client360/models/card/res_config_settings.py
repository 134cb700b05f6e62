# Copyright 2026 Client 360 contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo import api, fields, models

from ...tools.service_http import ServiceError


class ResConfigSettings(models.TransientModel):
    _inherit = "res.config.settings"

    client360_dadata_token = fields.Char(
        "DaData API Key", config_parameter="client360.dadata_api_token"
    )
    client360_dadata_daily_budget = fields.Integer("Requests to DaData a Day")
    client360_dadata_watch = fields.Boolean("Watch the Registry")
    client360_dadata_watch_budget = fields.Integer("Requests of the Watch a Day")
    client360_dadata_used = fields.Integer(
        "Requests Today", compute="_compute_client360_dadata_used"
    )
    client360_refuse_duplicates = fields.Boolean(
        "Refuse Duplicates", config_parameter="client360.refuse_duplicates"
    )
    client360_import_requisites = fields.Selection(
        [
            ("mark", "Import the row and mark the card"),
            ("refuse", "Refuse the row"),
        ],
        "Wrong Numbers in an Import",
        config_parameter="client360.import_requisites",
        default="mark",
    )
    client360_kontur_focus_token = fields.Char(
        "Kontur.Focus API Key", config_parameter="client360.kontur_focus_api_token"
    )
    # Not by config_parameter, which takes a 0 for no value.
    client360_express_report_budget = fields.Integer("Daily Limit")
    client360_express_report_days = fields.Integer("Out of Date After")
    client360_express_report_queue = fields.Char(
        "Queue of Express Reports", compute="_compute_client360_express_report_queue"
    )
    client360_express_report_stopped = fields.Boolean(
        compute="_compute_client360_express_report_queue",
        export_string_translation=False,
    )

    @api.depends("client360_kontur_focus_token")
    @api.depends_context("lang")
    def _compute_client360_express_report_queue(self):
        queue = self.env["client360.express.report.queue"]
        waiting = queue._reports().search_count([("state", "=", "queued")])
        for settings in self:
            settings.client360_express_report_stopped = queue._is_stopped()
            settings.client360_express_report_queue = self.env._(
                "Waiting: %(waiting)s. Asked about today: %(spent)s.",
                waiting=waiting,
                spent=queue._spent_today(),
            )

    @api.model
    def get_values(self):
        return {
            **super().get_values(),
            **self._client360_dadata_values(),
            "client360_express_report_budget": self.env[
                "client360.express.report.queue"
            ]._budget(),
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
        # Another key or limit may let a waiting queue go on.
        self.env.ref("client360.ir_cron_express_report").sudo()._trigger()
        return result

    def action_resume_express_reports(self):
        """Let the queue go on after the access to Kontur.Focus is in order again."""
        self.browse().check_access("write")
        self.env["client360.express.report.queue"]._resume()
        return {"type": "ir.actions.client", "tag": "reload"}

    # -------------------------------------------------------------------- DaData
    def _compute_client360_dadata_used(self):
        self.client360_dadata_used = self.env["client360.dadata.usage"]._today().used

    @api.model
    def _client360_dadata_values(self):
        service = self.env["client360.dadata"]
        return {
            "client360_dadata_daily_budget": service._budget(),
            "client360_dadata_watch_budget": service._budget(watch=True),
            "client360_dadata_watch": service._parameter("client360.dadata_watch")
            != "False",
        }

    def action_client360_dadata_check(self):
        """Tell whether DaData accepts the key in the form. It costs one request."""
        self.ensure_one()
        service = self.env["client360.dadata"]
        try:
            token = (self.client360_dadata_token or "").strip()
            if not token:
                raise ServiceError("no_token")
            # the bank that DaData's own documentation looks up
            service._request("find_bank", "044525225", token=token)
        except ServiceError as error:
            return self._notification("danger", service._get_error_message(error))
        return self._notification("success", self.env._("DaData accepts the key."))

    def action_client360_kontur_focus_check(self):
        """Tell whether Kontur.Focus accepts the key in the form. It costs nothing."""
        self.ensure_one()
        key = (self.client360_kontur_focus_token or "").strip()
        if not key:
            return self._notification(
                "danger", self.env._("No Kontur.Focus key is set.")
            )
        service = self.env["client360.kontur.focus"]
        try:
            service._check_key(key)
        except ServiceError as error:
            return self._notification("danger", service._get_error_message(error))
        return self._notification(
            "success", self.env._("Kontur.Focus accepts the key.")
        )

    @api.model
    def _notification(self, kind, message):
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {"type": kind, "message": message},
        }
