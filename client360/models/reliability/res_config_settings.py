# Copyright 2026 Client 360 contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo import api, fields, models

from .client360_express_report import WITH_REPORT


class ResConfigSettings(models.TransientModel):
    # pylint: disable=consider-merging-classes-inherited
    # One class for each subject of the card, see docs/architecture.rst.
    _inherit = "res.config.settings"

    client360_gate_sale = fields.Selection(
        related="company_id.client360_gate_sale", readonly=False, required=True
    )
    client360_gate_agreement = fields.Selection(
        related="company_id.client360_gate_agreement", readonly=False, required=True
    )
    client360_gate_payment = fields.Selection(
        related="company_id.client360_gate_payment", readonly=False, required=True
    )
    client360_gate_on_red = fields.Boolean(
        related="company_id.client360_gate_on_red", readonly=False
    )
    client360_gate_on_dissolved = fields.Boolean(
        related="company_id.client360_gate_on_dissolved", readonly=False
    )
    client360_gate_on_no_report = fields.Boolean(
        related="company_id.client360_gate_on_no_report", readonly=False
    )
    client360_reliability_with_report = fields.Boolean("Read the Facts, Too")
    client360_reliability_denied = fields.Char(
        "Not in the Tariff", compute="_compute_client360_reliability_denied"
    )

    @api.depends("client360_reliability_with_report")
    @api.depends_context("lang")
    def _compute_client360_reliability_denied(self):
        labels = self.env["res.partner"]._get_reliability_denied()
        self.client360_reliability_denied = ", ".join(labels)

    @api.model
    def get_values(self):
        return {
            **super().get_values(),
            "client360_reliability_with_report": self.env[
                "client360.express.report"
            ]._reads_facts(),
        }

    def set_values(self):
        result = super().set_values()
        # as text, since a parameter that is False would fall back to its default
        self.env["ir.config_parameter"].sudo().set_param(
            WITH_REPORT, str(self.client360_reliability_with_report)
        )
        return result
