# Copyright 2026 Client 360 contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo import fields, models

from ..tools import requisites
from ..tools.service_http import ServiceError
from .client360_dadata import TRANSIENT, WAITING

#: Tries of a card whose request failed for a while.
ATTEMPTS = 5


class Client360AutofillLine(models.Model):
    _name = "client360.autofill.line"
    _description = "Autofill of a Counterparty"
    _order = "id"
    _rec_name = "partner_id"

    run_id = fields.Many2one(
        "client360.autofill.run", required=True, ondelete="cascade", index=True
    )
    partner_id = fields.Many2one(
        "res.partner", "Counterparty", required=True, ondelete="cascade", index=True
    )
    state = fields.Selection(
        [
            ("queued", "Waiting"),
            ("filled", "Filled"),
            ("unchanged", "Unchanged"),
            ("not_found", "Not Found"),
            ("failed", "Failed"),
        ],
        default="queued",
        required=True,
    )
    details = fields.Char(help="What was filled, or why not.")
    attempts = fields.Integer()
    _queued_idx = models.Index("(id) WHERE state = 'queued'")

    def _process(self):
        """Fill the cards of these lines, which belong to one run.

        :return: the :class:`ServiceError` that keeps the others waiting, or None
        """
        user = self.run_id.user_id
        autofill = (
            self.env["client360.autofill"]
            .with_user(user)
            .with_context(lang=user.lang, allowed_company_ids=user.company_ids.ids)
        )
        partners = autofill.env["res.partner"].browse(self.partner_id.ids).exists()
        writable = partners._filtered_access("write")
        line_by_partner = {line.partner_id.id: line for line in self}
        fit = writable.browse()
        for partner in partners:
            problem = self._unfit(partner, writable)
            if problem:
                line_by_partner[partner.id].write(
                    {"state": "failed", "details": problem}
                )
            else:
                fit += partner
        # a card that somebody is saving waits for the next time
        fit = fit.try_lock_for_update(allow_referencing=True)
        try:
            found = autofill._find(fit)
        except ServiceError as error:
            found = dict.fromkeys(fit, error)
        results = autofill._fill(found)
        for partner, (state, details) in results.items():
            line = line_by_partner[partner.id]
            line.write(line._outcome(found[partner], state, details))
        return self.env["client360.dadata"]._trouble(found.values())

    def _unfit(self, partner, writable):
        """Why DaData cannot be asked about a card, False if it can."""
        if partner not in writable:
            return self.env._("You may not change this counterparty.")
        if not partner.has_russian_requisites:
            return self.env._("Not a Russian counterparty.")
        if not partner.vat:
            return self.env._("No INN on the card.")
        if not requisites.is_inn(partner.vat):
            return partner._requisite_sentence("vat", partner.vat)
        if partner._is_branch_without_kpp():
            return self.env._(
                "A branch without a KPP: open its card and press Autofill to choose "
                "which one it is."
            )
        return False

    def _outcome(self, answer, state, details):
        """Values for this line after a request."""
        values = {"state": state, "details": details}
        if isinstance(answer, ServiceError):
            if answer.kind in TRANSIENT:
                values["attempts"] = self.attempts + 1
                if values["attempts"] < ATTEMPTS:
                    values["state"] = "queued"
            elif answer.kind in WAITING:
                values["state"] = "queued"
        return values
