# Copyright 2026 Client 360 contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo import models

from .client360_gate_mixin import Gate


class SaleOrder(models.Model):
    # pylint: disable=consider-merging-classes-inherited
    # One class for each subject of the card, see docs/architecture.rst.
    _name = "sale.order"
    _inherit = ["sale.order", "client360.gate.mixin"]

    def _client360_get_gate(self):
        return Gate("client360_gate_sale", states=("sale",), action="action_confirm")

    def action_confirm(self):
        # EXTENDS 'sale': a customer who signs or pays online is not refused. The
        # signature is kept, and the salesperson decides.
        orders = self
        if self._client360_is_unattended():
            orders = self._client360_hold_back()
        return super(SaleOrder, orders).action_confirm() if orders else True
