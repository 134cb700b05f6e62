# Copyright 2026 Client 360 contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo import models
from odoo.exceptions import UserError

from ..exceptions import CounterpartyHeldError
from ..models.reliability.account_payment import DECIDED


class AccountPaymentRegister(models.TransientModel):
    _inherit = "account.payment.register"

    def _init_payments(self, to_process, edit_mode=False):
        """Have the decision made on the bills: their payments do not exist yet.

        :raise CounterpartyHeldError: a payment of theirs may not pass
        """
        moves = self.env["account.move"]
        if self.payment_type == "outbound":
            moves = moves.union(*(vals["to_reconcile"].move_id for vals in to_process))
        held = moves._client360_get_held(every=True)
        if held:
            message = moves._client360_get_refusal(held)
            if any(one.policy == "refuse" for one in held):
                raise UserError(message)
            raise CounterpartyHeldError(message, moves._name, moves.ids)
        decisions = self.env["client360.risk.decision"]._get_for_documents(moves)
        decided = {
            decision.partner_id.id for group in decisions.values() for decision in group
        }
        # Not the context, which a program may bring along.
        data = self.env.cr.precommit.data
        data[DECIDED] = decided
        try:
            payments = super()._init_payments(to_process, edit_mode=edit_mode)
        finally:
            data.pop(DECIDED)
        for vals in to_process if decisions else ():
            for move in vals["to_reconcile"].move_id:
                for decision in decisions.get(move.id, ()):
                    decision.copy(
                        {
                            "res_model": "account.payment",
                            "res_id": vals["payment"].id,
                            "document_name": vals["payment"].display_name,
                        }
                    )
        return payments
