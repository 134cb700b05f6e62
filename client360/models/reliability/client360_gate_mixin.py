# Copyright 2026 Client 360 contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from typing import NamedTuple

from markupsafe import Markup

from odoo import api, models
from odoo.exceptions import UserError

from ...exceptions import CounterpartyHeldError

ACTIVITY = "client360.mail_activity_type_risk_decision"
SUBTYPE = "client360.mt_risk_decision"


class Gate(NamedTuple):
    """Where the documents of a model stop for a risky counterparty.

    :ivar str setting: selection of ``res.company`` that says what happens
    :ivar tuple states: values of the field ``state`` behind the gate
    :ivar tuple inside: further states from which a document may enter those freely
    :ivar str action: name of the method that the dialog calls when it is decided
    """

    setting: str
    states: tuple
    inside: tuple = ()
    action: str = ""


class Held(NamedTuple):
    """A document that may not pass, and why.

    :ivar document: the record
    :ivar partner: its counterparty, as superuser
    :ivar set conditions: what holds, see ``client360.gate``
    :ivar str policy: ``warn``, ``ask`` or ``refuse``
    """

    document: models.BaseModel
    partner: models.BaseModel
    conditions: set
    policy: str


class Client360GateMixin(models.AbstractModel):
    """Documents that stop for a risky counterparty before they reach a state.

    The gate is where the state is written, so that it holds whoever asks: a button,
    a list's action, an import, a program. A gate of another addon::

        class FleetLease(models.Model):
            _name = "fleet.lease"
            _inherit = ["fleet.lease", "client360.gate.mixin"]

            def _client360_get_gate(self):
                return Gate(
                    "fleet_gate_lease", states=("running",), action="action_start"
                )

    with ``fleet_gate_lease = fields.Selection(POLICIES, default="warn")`` on
    ``res.company``. The document needs a ``state`` and a ``partner_id``; it has the
    settings of its ``company_id`` or, without one, those of the user's company. Where
    it has no activities, they stand on the counterparty's card.
    """

    _name = "client360.gate.mixin"
    _description = "Stops for Risky Counterparties"

    def _client360_get_gate(self):
        """Where these documents stop; for models to say.

        :rtype: Gate
        """
        raise NotImplementedError

    def _client360_is_gated(self):
        """Whether the gate is for this document; for models to narrow down.

        :rtype: bool
        """
        return True

    def _client360_get_company(self):
        """The company whose settings count.

        :return: res.company
        """
        document = self.sudo()
        company = document.company_id if "company_id" in document._fields else None
        return company or self.env.company

    # ------------------------------------------------------------------ the gate
    @api.model_create_multi
    def create(self, vals_list):
        documents = super().create(vals_list)
        states = self._client360_get_gate().states
        documents.filtered(lambda d: d.state in states)._client360_pass_gate(new=True)
        return documents

    def write(self, vals):
        gate = self._client360_get_gate()
        if vals.get("state") in gate.states:
            inside = (*gate.states, *gate.inside)
            self.filtered(lambda d: d.state not in inside)._client360_pass_gate()
        return super().write(vals)

    def _client360_pass_gate(self, new=False):
        """Let documents pass, or say why not.

        :param bool new: whether they come into being right behind the gate
        :raise UserError: one of them may not pass
        """
        held = self._client360_get_held()
        if not held:
            return
        message = self._client360_get_refusal(held, new)
        refused = new or any(one.policy == "refuse" for one in held)
        if refused or self._client360_is_unattended():
            raise UserError(message)
        raise CounterpartyHeldError(message, self._name, self.ids)

    def _client360_get_held(self, every=False):
        """Which of these documents may not pass.

        :param bool every: also documents that the gate is not for
        :rtype: list[Held]
        """
        gate_model = self.env["client360.gate"]
        setting = self._client360_get_gate().setting
        documents = self
        if not every:
            documents = self.filtered(lambda document: document._client360_is_gated())
        held = []
        for company, group in documents.grouped(
            lambda document: document._client360_get_company()
        ).items():
            policy = company.sudo()[setting]
            conditions = gate_model._get_conditions(company)
            if policy in (False, "nothing") or not conditions:
                continue
            partners = group.sudo().partner_id.commercial_partner_id
            risks = gate_model._get_risks(partners, conditions) if partners else {}
            for document in group if risks else ():
                partner = document.sudo().partner_id.commercial_partner_id
                if partner in risks:
                    held.append(Held(document, partner, risks[partner], policy))
        return self._client360_filter_undecided(held)

    def _client360_filter_undecided(self, held):
        """Leave out what somebody has decided on.

        :param list held: ``Held`` tuples
        :rtype: list[Held]
        """
        if not held:
            return held
        Decision = self.env["client360.risk.decision"]
        decisions = Decision._get_for_documents(
            self.browse(one.document.id for one in held)
        )
        return [
            one
            for one in held
            if one.policy == "refuse"
            or not decisions.get(one.document.id, Decision)._allows(one)
        ]

    # --------------------------------------------------------- nobody is looking
    @api.model
    def _client360_is_unattended(self):
        """Whether no employee is there to decide: a scheduled action, or a customer
        in the portal.

        :rtype: bool
        """
        return bool(self.env.context.get("cron_id")) or (
            not self.env.user._is_internal()
        )

    def _client360_hold_back(self):
        """Set held documents aside, with an activity for who is responsible.

        :return: the documents that may pass
        """
        held = self._client360_get_held()
        for one in held:
            one.document._client360_schedule_decision(one)
        return self - self.browse(one.document.id for one in held)

    def _client360_schedule_decision(self, held, user=None, note=""):
        """Have somebody decide, once.

        :param Held held: why the document is held
        :param user: res.users, who decides; the responsible person by default
        :param str note: what the person who asks says
        """
        self.ensure_one()
        document = self.sudo()
        # A document without activities of its own has them on the counterparty's card.
        has_activities = "activity_ids" in document._fields
        place = document if has_activities else held.partner
        summary = "" if has_activities else document.display_name
        if user is None:
            user = document._client360_get_responsible()
            waiting = place.activity_search([ACTIVITY], user_id=user.id)
            if not has_activities:
                waiting = waiting.filtered(lambda one: one.summary == summary)
            if waiting:
                return
        place = place.with_context(lang=user.lang)
        reasons = place.env["client360.gate"]._get_reasons(
            held.partner, held.conditions
        )
        risk = place.env._(
            "%(partner)s: %(risk)s.",
            partner=held.partner.display_name,
            risk="; ".join(reasons),
        )
        place.activity_schedule(
            ACTIVITY,
            summary=summary,
            user_id=user.id,
            note=Markup("<br/>").join(filter(None, [note, risk])),
        )

    def _client360_get_responsible(self):
        """Who is told about a document that is held.

        :return: res.users
        """
        self.ensure_one()
        candidates = [
            self[name]
            for name in ("user_id", "invoice_user_id", "create_uid")
            if name in self._fields
        ]
        return next(
            (user for user in candidates if user.active and not user.share),
            self.env.ref("base.user_admin"),
        )

    # --------------------------------------------------------------------- words
    def _client360_get_refusal(self, held, new=False):
        """Say what is the matter and what can be done.

        A customer is not told what we think of it.

        :param list held: ``Held`` tuples
        :param bool new: whether the documents come into being right behind the gate
        :rtype: str
        """
        if not self.env.user._is_internal():
            return self.env._(
                "This cannot be completed online. We will contact you soon."
            )
        lines = self._client360_describe_held(held)
        policies = {one.policy for one in held}
        if "refuse" in policies:
            lines.append(self.env._("The settings of the company refuse this."))
        elif new:
            lines.append(
                self.env._(
                    "Create the document as a draft first. When it goes on from there,"
                    " a dialog asks for the reason."
                )
            )
        elif "ask" in policies:
            lines.append(
                self.env._(
                    "Somebody who may decide on risky counterparties has to do this:"
                    " open the document, press the button and give a reason."
                )
            )
        else:
            lines.append(
                self.env._(
                    "To go on all the same, open the document, press the button and"
                    " give a reason."
                )
            )
        return "\n".join(lines)

    def _client360_describe_held(self, held):
        """A line for each counterparty that is held.

        :param list held: ``Held`` tuples
        :rtype: list[str]
        """
        lines = {}
        for one in held:
            reasons = self.env["client360.gate"]._get_reasons(
                one.partner, one.conditions
            )
            lines[one.partner] = self.env._(
                "%(partner)s: %(risk)s.",
                partner=one.partner.display_name,
                risk="; ".join(reasons),
            )
        return list(lines.values())

    def _client360_log_decision(self, held, reason):
        """Note a decision on the document and on the counterparty's card.

        :param Held held: why the document was held
        :param str reason: why it may go on
        """
        self.ensure_one()
        Decision = self.env["client360.risk.decision"]
        author = self.env.user.partner_id.id
        if hasattr(self, "message_post"):
            self.sudo().message_post(
                body=Decision._get_log_body(held, reason),
                author_id=author,
                subtype_xmlid=SUBTYPE,
            )
        held.partner.message_post(
            body=Decision._get_log_body(held, reason, with_document=True),
            author_id=author,
            subtype_xmlid=SUBTYPE,
        )

    # -------------------------------------------------------------------- dialog
    def _client360_go_on(self):
        """Do what was stopped, after somebody has decided.

        :return: an action or None
        """
        action = getattr(self, self._client360_get_gate().action)()
        return action if isinstance(action, dict) else None
