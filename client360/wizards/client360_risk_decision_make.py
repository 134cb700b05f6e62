# Copyright 2026 Client 360 contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

import json

from odoo import api, fields, models
from odoo.exceptions import UserError


class Client360RiskDecisionMake(models.TransientModel):
    """The dialog of a gate: shows the reasons and wants a sentence."""

    _name = "client360.risk.decision.make"
    _description = "Decide on a Risky Counterparty"

    res_model = fields.Char("Model", required=True, readonly=True)
    res_ids = fields.Json("Documents", required=True, readonly=True)
    risk = fields.Text(compute="_compute_risk")
    mode = fields.Selection(
        [("decide", "Decide"), ("request", "Ask for a decision")],
        compute="_compute_risk",
    )
    decider_id = fields.Many2one(
        "res.users", "Ask", domain=lambda self: self._domain_decider_id()
    )
    reason = fields.Text()

    @api.model
    def _domain_decider_id(self):
        group = self.env.ref("client360.group_risk_decision")
        return [("all_group_ids", "in", group.ids), ("share", "=", False)]

    @api.model
    def default_get(self, fields):
        values = super().default_get(fields)
        ids = values.get("res_ids")
        if isinstance(ids, str):
            values["res_ids"] = json.loads(ids)
        return values

    @api.depends("res_model", "res_ids")
    @api.depends_context("lang", "uid")
    def _compute_risk(self):
        for wizard in self:
            documents = wizard._get_documents()
            held = documents._client360_get_held(every=True)
            wizard.risk = wizard._get_risk(held)
            wizard.mode = "decide" if wizard._may_decide(held) else "request"

    @api.model
    def _get_risk(self, held):
        lines = []
        for partner, conditions in {
            one.partner: one.conditions for one in held
        }.items():
            lines.append(f"{partner.display_name}:")
            for reason in self.env["client360.gate"]._get_reasons(partner, conditions):
                lines.append(f"• {reason[:1].upper()}{reason[1:]}")
        return "\n".join(lines)

    @api.model
    def _may_decide(self, held):
        return all(one.policy == "warn" for one in held) or self.env.user.has_group(
            "client360.group_risk_decision"
        )

    def _get_documents(self):
        """The documents, which the user may change.

        :raise UserError: there are none, or they have no gate
        """
        self.ensure_one()
        Model = self.env.get(self.res_model)
        if Model is None or not hasattr(Model, "_client360_pass_gate"):
            raise UserError(self.env._("These documents have no gate."))
        ids = [id_ for id_ in self.res_ids or [] if isinstance(id_, int)]
        documents = Model.browse(ids).exists()
        if not documents:
            raise UserError(
                self.env._(
                    "The document is not saved yet. Save it as a draft, then go on"
                    " from there."
                )
            )
        documents.check_access("write")
        return documents

    def _get_held(self, documents):
        held = documents._client360_get_held(every=True)
        if any(one.policy == "refuse" for one in held):
            raise UserError(documents._client360_get_refusal(held))
        return held

    def _get_reason(self):
        reason = (self.reason or "").strip()
        if not reason:
            raise UserError(self.env._("Give a reason in a sentence."))
        return reason

    def action_decide(self):
        """Let the documents pass and do what was stopped.

        :return: an action
        :rtype: dict
        :raise UserError: there is no reason, or the user may not decide
        """
        documents = self._get_documents()
        held = self._get_held(documents)
        if not self._may_decide(held):
            raise UserError(
                self.env._("You may not decide on risky counterparties. Ask somebody.")
            )
        self.env["client360.risk.decision"]._decide(held, self._get_reason())
        action = documents._client360_go_on()
        return action or {"type": "ir.actions.act_window_close"}

    def action_request(self):
        """Ask somebody with the right for a decision.

        :return: an action
        :rtype: dict
        :raise UserError: there is no reason or nobody to ask
        """
        documents = self._get_documents()
        held = self._get_held(documents)
        reason = self._get_reason()
        deciders = self.env["res.users"].sudo().search(self._domain_decider_id())
        if self.decider_id.sudo() not in deciders:
            raise UserError(self.env._("Choose who is to decide."))
        for one in held:
            one.document._client360_schedule_decision(one, self.decider_id, reason)
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {
                "message": self.env._(
                    "%(name)s has been asked.", name=self.decider_id.name
                ),
                "type": "info",
                "next": {"type": "ir.actions.act_window_close"},
            },
        }
