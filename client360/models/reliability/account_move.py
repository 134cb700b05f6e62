# Copyright 2026 Client 360 contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo import models

from .client360_gate_mixin import Gate


class AccountMove(models.Model):
    # pylint: disable=consider-merging-classes-inherited
    # One class for each subject of the card, see docs/architecture.rst.
    _name = "account.move"
    _inherit = ["account.move", "client360.gate.mixin"]

    def _client360_get_gate(self):
        # Odoo's scheduled action posts what it can, and notes on the rest why not.
        return Gate("client360_gate_payment", states=("posted",), action="action_post")

    def _client360_is_gated(self):
        return self.move_type in ("in_invoice", "in_receipt")

    def _client360_go_on(self):
        posted = self.filtered(lambda move: move.state == "posted")
        if posted:
            # The payment of these was held, not the posting.
            return posted.action_register_payment()
        return super()._client360_go_on()
