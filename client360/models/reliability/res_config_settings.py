# Copyright 2026 Client 360 contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo import api, fields, models
from odoo.tools import format_date

from ..card.res_config_settings import ADMINISTRATORS
from .client360_express_report import WITH_REPORT
from .client360_kontur_watch import ENABLED


class ResConfigSettings(models.TransientModel):
    # pylint: disable=consider-merging-classes-inherited
    # One class for each subject of the card, see docs/architecture.rst.
    _inherit = "res.config.settings"

    client360_gate_sale = fields.Selection(
        related="company_id.client360_gate_sale",
        readonly=False,
        required=True,
        groups=ADMINISTRATORS,
    )
    client360_gate_agreement = fields.Selection(
        related="company_id.client360_gate_agreement",
        readonly=False,
        required=True,
        groups=ADMINISTRATORS,
    )
    client360_gate_payment = fields.Selection(
        related="company_id.client360_gate_payment",
        readonly=False,
        required=True,
        groups=ADMINISTRATORS,
    )
    client360_gate_on_red = fields.Boolean(
        related="company_id.client360_gate_on_red",
        readonly=False,
        groups=ADMINISTRATORS,
    )
    client360_gate_on_dissolved = fields.Boolean(
        related="company_id.client360_gate_on_dissolved",
        readonly=False,
        groups=ADMINISTRATORS,
    )
    client360_gate_on_no_report = fields.Boolean(
        related="company_id.client360_gate_on_no_report",
        readonly=False,
        groups=ADMINISTRATORS,
    )
    client360_reliability_with_report = fields.Boolean(
        "Read the Facts, Too", groups=ADMINISTRATORS
    )
    client360_reliability_denied = fields.Char(
        "Not in the Tariff",
        compute="_compute_client360_reliability_denied",
        groups=ADMINISTRATORS,
    )
    client360_kontur_watch = fields.Boolean(
        "Watch by the List of Kontur.Focus", groups=ADMINISTRATORS
    )
    client360_kontur_watch_state = fields.Char(
        "State of the Watch",
        compute="_compute_client360_kontur_watch_state",
        groups=ADMINISTRATORS,
    )

    @api.depends("client360_kontur_watch")
    @api.depends_context("lang")
    def _compute_client360_kontur_watch_state(self):
        watch = self.env["client360.kontur.watch"]
        state = watch._get_state()
        partners = self.env["res.partner"].sudo()
        covered = partners.search_count([("kontur_watched", "=", True)])
        total = partners.search_count(watch._get_domain())
        if state.get("error"):
            text = self.env._(
                "Kontur.Focus has not given its list: DaData watches all %(total)s"
                " counterparties.",
                total=total,
            )
        elif not state.get("day"):
            text = self.env._("The list has not been read yet.")
        else:
            text = self.env._(
                "On the list: %(covered)s of %(total)s, DaData watches the rest. Last"
                " read: %(day)s, changed: %(changed)s.",
                covered=covered,
                total=total,
                day=format_date(self.env, state["day"]),
                changed=state.get("changed", 0),
            )
        self.client360_kontur_watch_state = text

    @api.depends("client360_reliability_with_report")
    @api.depends_context("lang")
    def _compute_client360_reliability_denied(self):
        labels = self.env["res.partner"]._get_reliability_denied()
        self.client360_reliability_denied = ", ".join(labels)

    @api.model
    def get_values(self):
        values = super().get_values()
        if not self._is_client360_visible():
            return values
        return {
            **values,
            "client360_reliability_with_report": self.env[
                "client360.express.report"
            ]._reads_facts(),
            "client360_kontur_watch": self.env["client360.kontur.watch"]._is_enabled(),
        }

    def set_values(self):
        result = super().set_values()
        # as text, since a parameter that is False would fall back to its default
        parameters = self.env["ir.config_parameter"].sudo()
        parameters.set_param(WITH_REPORT, str(self.client360_reliability_with_report))
        parameters.set_param(ENABLED, str(self.client360_kontur_watch))
        return result
