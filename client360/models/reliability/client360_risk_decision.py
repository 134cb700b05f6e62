# Copyright 2026 Client 360 contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from markupsafe import Markup

from odoo import api, fields, models


class Client360RiskDecision(models.Model):
    """Somebody has decided that a document may pass in spite of the risks.

    It holds for that document as long as it has that counterparty and no new risk
    comes up. Nobody writes these records by hand: the dialog makes them.
    """

    _name = "client360.risk.decision"
    _inherit = ["client360.counterparty.access"]
    _description = "Decision on a Risky Counterparty"
    _order = "id desc"
    _rec_name = "document_name"

    res_model = fields.Char("Model", required=True, readonly=True)
    res_id = fields.Many2oneReference(
        "Document ID", model_field="res_model", required=True, readonly=True
    )
    document_name = fields.Char("Document", readonly=True)
    partner_id = fields.Many2one(
        "res.partner",
        "Counterparty",
        required=True,
        readonly=True,
        index=True,
        ondelete="cascade",
    )
    conditions = fields.Json("Risks", readonly=True)
    reason = fields.Text(required=True, readonly=True)
    user_id = fields.Many2one(
        "res.users", "Decided By", required=True, readonly=True, ondelete="restrict"
    )
    is_authorized = fields.Boolean(
        "With the Right to Decide",
        readonly=True,
        help="The person had the right to decide on risky counterparties.",
    )

    _document_idx = models.Index("(res_model, res_id)")

    @api.model
    def _get_for_documents(self, documents):
        """Decisions on documents.

        :param documents: records of one model
        :return: {id of a document: its decisions}
        :rtype: dict
        """
        decisions = self.sudo().search(
            [("res_model", "=", documents._name), ("res_id", "in", documents.ids)]
        )
        return decisions.grouped("res_id")

    def _allows(self, held):
        """Whether one of these decisions lets a held document pass.

        :param Held held: see ``client360.gate.mixin``
        :rtype: bool
        """
        return any(
            decision.partner_id == held.partner
            and set(decision.conditions or ()) >= held.conditions
            and (held.policy == "warn" or decision.is_authorized)
            for decision in self
        )

    @api.model
    def _decide(self, held_documents, reason):
        """Let held documents pass, and tell so in their history and the card's.

        :param list held_documents: ``Held`` tuples, see ``client360.gate.mixin``
        :param str reason: why
        :return: the decisions
        """
        user = self.env.user
        authorized = user.has_group("client360.group_risk_decision")
        decisions = self.sudo().create(
            [
                {
                    "res_model": held.document._name,
                    "res_id": held.document.id,
                    "document_name": held.document.sudo().display_name,
                    "partner_id": held.partner.id,
                    "conditions": sorted(held.conditions),
                    "reason": reason,
                    "user_id": user.id,
                    "is_authorized": authorized,
                }
                for held in held_documents
            ]
        )
        for held in held_documents:
            held.document._client360_log_decision(held, reason)
        return decisions

    @api.model
    def _get_log_body(self, held, reason, with_document=False):
        """Text of the history's entry.

        :param Held held: see ``client360.gate.mixin``
        :param str reason: why
        :param bool with_document: whether to name the document
        :rtype: Markup
        """
        reasons = "; ".join(
            self.env["client360.gate"]._get_reasons(held.partner, held.conditions)
        )
        lines = [
            self.env._(
                "Decision on a risky counterparty: %(document)s may go on.",
                document=held.document.sudo().display_name,
            )
            if with_document
            else self.env._("Decision on a risky counterparty: may go on."),
            self.env._("Risk: %(risk)s.", risk=reasons),
            self.env._("Reason: %(reason)s", reason=reason),
        ]
        return Markup("<br/>").join(lines)
