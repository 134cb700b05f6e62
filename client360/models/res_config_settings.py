# Copyright 2026 Client 360 contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo import api, fields, models

from .client360_express_report_queue import DEFAULT_BUDGET
from .res_partner import DEFAULT_DAYS


class ResConfigSettings(models.TransientModel):
    _inherit = "res.config.settings"

    client360_dadata_token = fields.Char(
        "DaData API Key", config_parameter="client360.dadata_api_token"
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
        parameters = self.env["ir.config_parameter"].sudo()
        return {
            **super().get_values(),
            "client360_express_report_budget": self.env[
                "client360.express.report.queue"
            ]._budget(),
            "client360_express_report_days": int(
                parameters.get_param("client360.express_report_days", DEFAULT_DAYS)
            ),
        }

    def set_values(self):
        result = super().set_values()
        parameters = self.env["ir.config_parameter"].sudo()
        for name in ("express_report_budget", "express_report_days"):
            value = max(self[f"client360_{name}"], 0)
            parameters.set_param(f"client360.{name}", str(value))
        # Another key or limit may let a waiting queue go on.
        self.env.ref("client360.ir_cron_express_report").sudo()._trigger()
        return result

    def action_resume_express_reports(self):
        """Let the queue go on after the access to Kontur.Focus is in order again."""
        self.browse().check_access("write")
        self.env["client360.express.report.queue"]._resume()
        return {"type": "ir.actions.client", "tag": "reload"}
