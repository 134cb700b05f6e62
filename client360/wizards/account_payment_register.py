# Copyright 2026 Client 360 contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo import models

from ..exceptions import CounterpartyHeldError


class AccountPaymentRegister(models.TransientModel):
    _inherit = "account.payment.register"

    def _init_payments(self, to_process, edit_mode=False):
        """Have the decision made on the bills: their payments do not exist yet.

        :raise CounterpartyHeldError: a payment of theirs may not pass
        """
        payments = super()._init_payments(to_process, edit_mode=edit_mode)
        held = payments._client360_get_held()
        if not held:
            return payments
        moves_of = {
            vals["payment"]: vals["to_reconcile"].move_id for vals in to_process
        }
        Decision = self.env["client360.risk.decision"]
        undecided = moves = self.env["account.move"]
        for one in held:
            moves = moves_of[one.document]
            decisions = Decision._get_for_documents(moves)
            for move in moves:
                if not decisions.get(move.id, Decision)._allows(one):
                    undecided |= move
        if any(one.policy == "refuse" for one in held):
            payments._client360_pass_gate()
        if undecided:
            raise CounterpartyHeldError(
                payments._client360_get_refusal(held), "account.move", undecided.ids
            )
        for one in held:
            decision = next(
                decision
                for decision in Decision._get_for_documents(moves_of[one.document])[
                    moves_of[one.document][:1].id
                ]
                if decision._allows(one)
            )
            decision.copy(
                {
                    "res_model": "account.payment",
                    "res_id": one.document.id,
                    "document_name": one.document.display_name,
                }
            )
        return payments
