# Copyright 2026 Client 360 contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo import models

from .client360_gate_mixin import Gate


class Agreement(models.Model):
    # pylint: disable=consider-merging-classes-inherited
    # One class for each subject of the card, see docs/architecture.rst.
    _name = "agreement"
    _inherit = ["agreement", "client360.gate.mixin"]

    def _client360_get_gate(self):
        return Gate(
            "client360_gate_agreement",
            states=("active",),
            # to decline a request to repeal is no activation
            inside=("repeal_request",),
            action="action_activate",
        )

    def _client360_is_gated(self):
        return not self.is_template

    def action_activate(self):
        agreements = self
        if self._client360_is_unattended():
            agreements = self._client360_hold_back()
        return super(Agreement, agreements).action_activate()
