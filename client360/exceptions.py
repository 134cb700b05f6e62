# Copyright 2026 Client 360 contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo.exceptions import UserError


class CounterpartyHeldError(UserError):
    """A document stops because its counterparty is risky, until somebody decides.

    For programs it is a refusal like any other. Odoo's web client opens the dialog
    that asks for the reason, see ``static/src/reliability/gate_handler.js``.

    :param str message: what is the matter, and what to do without a dialog
    :param str res_model: model of the documents
    :param list res_ids: ids of the documents of this call, held ones and others
    """

    def __init__(self, message, res_model, res_ids):
        super().__init__(message)
        self.context = {"res_model": res_model, "res_ids": list(res_ids)}
