# Copyright 2026 Client 360 contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo import models

from .client360_gate_mixin import Gate

#: Key of the transaction's data: ids of the counterparties on whose bills somebody has
#: decided, while their payments are being made.
DECIDED = "client360_decided_partners"


class AccountPayment(models.Model):
    # pylint: disable=consider-merging-classes-inherited
    # One class for each subject of the card, see docs/architecture.rst.
    _name = "account.payment"
    _inherit = ["account.payment", "client360.gate.mixin"]

    def _client360_get_gate(self):
        return Gate(
            "client360_gate_payment",
            states=("in_process", "paid"),
            action="action_post",
        )

    def _client360_is_gated(self):
        return self.payment_type == "outbound"

    def _client360_filter_undecided(self, held):
        decided = self.env.cr.precommit.data.get(DECIDED, ())
        return super()._client360_filter_undecided(
            [
                one
                for one in held
                if one.policy == "refuse" or one.partner.id not in decided
            ]
        )

    def action_post(self):
        # EXTENDS 'account'
        payments = self
        if self._client360_is_unattended():
            payments = self._client360_hold_back()
        return super(AccountPayment, payments).action_post()
