# Copyright 2026 Client 360 contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from datetime import timedelta
from typing import NamedTuple

from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import SQL, format_date

from .ir_attachment_validity import REMIND_DAYS


class DocumentNeed(NamedTuple):
    """What is to be done about a required document.

    :ivar document_type: its ``client360.document.type``
    :ivar str state: ``missing``, ``expired`` or ``expiring``
    :ivar date: the last day on which it holds, None for what is missing
    """

    document_type: models.Model
    state: str
    date: object


class ResPartner(models.Model):
    # pylint: disable=consider-merging-classes-inherited
    # One class for each subject of the card, see docs/architecture.rst.
    _inherit = "res.partner"

    # The worst first.
    documents_state = fields.Selection(
        [
            ("missing", "Documents Missing"),
            ("expired", "Documents Expired"),
            ("expiring", "Documents Expiring"),
            ("complete", "Documents Complete"),
        ],
        "Required Documents",
        compute="_compute_documents_state",
        search="_search_documents_state",
        groups="base.group_user",
    )

    @api.depends("counterparty_kind", "parent_id")
    @api.depends_context("uid", "allowed_company_ids", "tz")
    def _compute_documents_state(self):
        needs = self._get_document_needs()
        states = [state for state, _label in self._fields["documents_state"].selection]
        for partner in self:
            found = needs.get(partner._origin.id)
            partner.documents_state = found is not None and min(
                (need.state for need in found), key=states.index, default="complete"
            )

    def _get_document_needs(self):
        """What is missing or expires of the documents that cards must have.

        A card has the documents that are attached to itself. Cards below another one
        need none: the other one has them. Of several documents of a type the one that
        holds longest counts. About what the user may not read nothing is said.

        :return: for the id of each card that must have documents what is to be done
        :rtype: dict[int, list[DocumentNeed]]
        """
        types = self.env["client360.document.requirement"]._get_required_types()
        needs = {
            partner._origin.id: []
            for partner in self
            if partner._origin
            and not partner.parent_id
            and partner.counterparty_kind in types
        }
        if not needs:
            return needs
        documents = self.env["ir.attachment"]
        required = self.env["client360.document.type"].concat(*types.values())
        domain = documents._get_card_document_domain(required)
        domain &= Domain("res_id", "in", list(needs))
        key = ["res_id", "document_type_id"]
        there = {
            (partner_id, document_type.id)
            for partner_id, document_type in documents.sudo()._read_group(domain, key)
        }
        ends = {
            (partner_id, document_type.id): count == dated and end
            for partner_id, document_type, end, dated, count in documents._read_group(
                domain, key, ["valid_until:max", "valid_until:count", "__count"]
            )
        }
        today = fields.Date.context_today(self)
        soon = today + timedelta(days=REMIND_DAYS)
        for partner in self:
            if partner._origin.id not in needs:
                continue
            for document_type in types[partner.counterparty_kind]:
                place = partner._origin.id, document_type.id
                end = ends.get(place)
                if place not in there:
                    need = DocumentNeed(document_type, "missing", None)
                elif not end or end > soon:
                    continue
                else:
                    state = "expired" if end < today else "expiring"
                    need = DocumentNeed(document_type, state, end)
                needs[partner._origin.id].append(need)
        return needs

    @api.model
    def _search_documents_state(self, operator, value):
        if operator != "in":
            return NotImplemented
        domains = self._get_documents_state_domains()
        return Domain.OR(domains[state] for state in value if state in domains)

    @api.model
    def _get_documents_state_domains(self):
        """The cards in each state, see :meth:`_get_document_needs`."""
        today = fields.Date.context_today(self)
        soon = today + timedelta(days=REMIND_DAYS)
        readable = self.env["ir.attachment"]
        types = self.env["client360.document.requirement"]._get_required_types()
        domains = dict.fromkeys(("missing", "expired", "expiring"), Domain.FALSE)
        required = Domain.FALSE
        for kind, kind_types in types.items():
            cards = Domain("parent_id", "=", False)
            cards &= Domain("counterparty_kind", "=", kind)
            required |= cards
            for document_type in kind_types:
                there = self._having_document(readable.sudo(), document_type)
                seen = self._having_document(readable, document_type)
                valid = self._having_document(readable, document_type, today)
                good = self._having_document(
                    readable, document_type, soon + timedelta(days=1)
                )
                domains["missing"] |= cards & ~there
                domains["expired"] |= cards & seen & ~valid
                domains["expiring"] |= cards & valid & ~good
        domains["expired"] &= ~domains["missing"]
        domains["expiring"] &= ~domains["missing"] & ~domains["expired"]
        domains["complete"] = required & ~Domain.OR(domains.values())
        domains[False] = ~required
        return domains

    @api.model
    def _having_document(self, documents, document_type, day=None):
        """The cards with a document of a type.

        :param documents: ``ir.attachment``, with the rights to look with
        :param document_type: ``client360.document.type``
        :param day: a day on which it must still hold
        :rtype: Domain
        """
        domain = documents._get_card_document_domain(document_type)
        if day:
            domain &= Domain("valid_until", "=", False) | Domain(
                "valid_until", ">=", day
            )
        query = documents._search(domain)
        if query.is_empty():
            return Domain.FALSE
        card_ids = query.subselect("res_id")
        return Domain.custom(
            to_sql=lambda model, alias, _query: SQL(
                "%s IN %s", SQL.identifier(alias, "id"), card_ids
            )
        )

    @api.readonly
    def client360_document_needs(self):
        """What the page Documents and its tab say of required documents.

        :return: ``count``; ``lines`` (dicts ``tone``, ``text``), the worst first
        :rtype: dict
        :raise AccessError: the user is no employee, or may not read the card
        """
        self._check_highlights_access()
        needs = self._get_document_needs().get(self.id, [])
        labels = {
            "missing": self.env._("Missing"),
            "expired": self.env._("Expired"),
            "expiring": self.env._("Soon to expire"),
        }
        lines = []
        for state, label in labels.items():
            tone = "warning" if state == "expiring" else "danger"
            names = [
                f"{need.document_type.name} ({format_date(self.env, need.date)})"
                if need.date
                else need.document_type.name
                for need in needs
                if need.state == state
            ]
            if names:
                lines.append({"tone": tone, "text": f"{label}: {', '.join(names)}"})
        return {"count": len(needs), "lines": lines}
