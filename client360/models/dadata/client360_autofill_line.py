# Copyright 2026 Client 360 contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo import api, fields, models

from ...tools import requisites
from ...tools.service_http import ServiceError
from .client360_autofill import TECHNICAL_FIELDS

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
        "res.partner", "Counterparty", ondelete="cascade", index=True
    )
    # Of a list of INNs: the card is made when DaData has answered.
    place = fields.Integer("Line", aggregator=None)
    typed = fields.Char("In the List")
    inn = fields.Char("INN")
    kpp = fields.Char("KPP")
    state = fields.Selection(
        [
            ("queued", "Waiting"),
            ("filled", "Filled"),
            ("unchanged", "Unchanged"),
            ("not_found", "Not Found"),
            ("failed", "Failed"),
            ("existing", "Card Already There"),
            ("refused", "Refused"),
        ],
        default="queued",
        required=True,
    )
    details = fields.Char(help="What was filled, or why not.")
    attempts = fields.Integer()
    _queued_idx = models.Index("(id) WHERE state = 'queued'")

    def _fetch_answers(self, answered=None):
        """Ask DaData about the cards of these lines, which belong to one run.

        Lines of cards that it cannot be asked about are done with that. No card is
        locked meanwhile: nobody waits for the service but who has asked.

        :param answered: called with the number of answers so far
        :return: tuple (numbers, answers), see ``_get_lookup_keys`` and
            ``_fetch_parties`` of ``client360.autofill``
        """
        autofill = self._autofill()
        partners = autofill.env["res.partner"].browse(self.partner_id.ids).exists()
        new = {
            # it stands for a card until DaData has answered
            partners.new(ref=line.id): (line.inn, line.kpp)
            for line in self
            if not line.partner_id
        }
        writable = partners._filtered_access("write")
        line_by_partner = {line.partner_id.id: line for line in self}
        fit = writable.browse()
        for partner in partners:
            problem = self._get_skip_reason(partner, writable)
            if problem:
                line_by_partner[partner.id].write(
                    {"state": "failed", "details": problem}
                )
            else:
                fit += partner
        numbers = {**autofill._get_lookup_keys(fit), **new}
        try:
            return numbers, autofill._fetch_parties(numbers, answered=answered)
        except ServiceError as error:
            return numbers, dict.fromkeys(numbers, error)

    def _store(self, numbers, answers):
        """Write answers to the cards.

        A card that somebody has changed meanwhile, or is saving, stays in the queue.

        :param numbers: from :meth:`_fetch_answers`
        :param answers: from :meth:`_fetch_answers`
        """
        autofill = self._autofill()
        self._create_cards(
            {card.id.ref: answers[card] for card in answers if not card.id}
        )
        answers = {card: answer for card, answer in answers.items() if card.id}
        answers = autofill._lock_unchanged(numbers, answers)
        line_by_partner = {line.partner_id.id: line for line in self}
        for partner, (state, details) in autofill._fill(answers).items():
            line = line_by_partner[partner.id]
            line.write(line._prepare_result_vals(answers[partner], state, details))

    def _create_cards(self, answers):
        """Make cards of answers to lines that have none.

        :param dict answers: by line's id, see ``client360.autofill._fetch_parties``
        """
        autofill = self._autofill()
        service = autofill.env["client360.dadata"]
        lines = self.filtered(lambda line: line.id in answers)
        found = {
            line: answers[line.id]
            for line in lines
            if isinstance(answers[line.id], dict)
        }
        values = autofill._prepare_partner_vals_list(found.values())
        new_values = dict(zip(found, values, strict=True))
        for line in lines:
            answer = answers[line.id]
            if line in new_values:
                done, error = autofill._isolated(
                    line, line._create_card, autofill, new_values[line]
                )
                vals = {"state": "failed", "details": error} if error else done
            elif answer is None:
                message = autofill.env._("No company found for INN %s.", line.inn)
                vals = {"state": "not_found", "details": message}
            else:
                message = service._get_error_message(answer)
                vals = line._prepare_result_vals(answer, "failed", message)
            line.write(vals)

    def _create_card(self, autofill, values):
        """Make the card of one line, if there is none by now.

        :param dict values: one of ``_prepare_partner_vals_list``
        :return: values for this line
        :rtype: dict
        """
        partners = autofill.env["res.partner"]
        key = (self.inn, self.kpp or False)
        card = partners._find_cards_by_numbers([key]).get(key)
        if card:
            note = partners._get_card_note(card)
            return {"state": "existing", "partner_id": card.id, "details": note}
        card = partners.create(
            {n: value for n, value in values.items() if n not in TECHNICAL_FIELDS}
        )
        # which no user may write
        card.sudo().with_context(mail_notrack=True).write(
            {name: values[name] for name in TECHNICAL_FIELDS}
        )
        return {"state": "filled", "partner_id": card.id, "details": card.display_name}

    def _autofill(self):
        """``client360.autofill`` with the rights of who has started the run."""
        user = self.run_id.user_id
        return (
            self.env["client360.autofill"]
            .with_user(user)
            .with_context(lang=user.lang, allowed_company_ids=user.company_ids.ids)
        )

    @api.model
    def _get_skip_reason(self, partner, writable):
        """Why DaData cannot be asked about a card, False if it can."""
        # in the language of who has started the run
        self = self.with_context(lang=partner.env.lang)
        if partner not in writable:
            return self.env._("You may not change this counterparty.")
        if not partner.has_russian_requisites:
            return self.env._("Not a Russian counterparty.")
        if not partner.vat:
            return self.env._("No INN on the card.")
        if not requisites.is_inn(partner.vat):
            return partner._get_requisite_error_message("vat", partner.vat)
        if partner._is_branch_without_kpp():
            return self.env._(
                "A branch without a KPP: open its card and press Autofill to choose "
                "which one it is."
            )
        return False

    def _prepare_result_vals(self, answer, state, details):
        """Values for this line after a request."""
        values = {"state": state, "details": details}
        if isinstance(answer, ServiceError):
            if not answer.sent:
                values["state"] = "queued"
            elif answer.kind.is_transient:
                values["attempts"] = self.attempts + 1
                if values["attempts"] < ATTEMPTS:
                    values["state"] = "queued"
            elif answer.kind.is_blocking:
                values["state"] = "queued"
        return values
