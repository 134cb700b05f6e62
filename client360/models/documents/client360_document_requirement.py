# Copyright 2026 Client 360 contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from collections import defaultdict

from odoo import api, fields, models


class Client360DocumentRequirement(models.Model):
    _name = "client360.document.requirement"
    _description = "Required Document"
    _rec_name = "counterparty_kind"

    document_type_id = fields.Many2one(
        "client360.document.type", required=True, ondelete="cascade", index=True
    )
    counterparty_kind = fields.Selection(
        lambda self: self._get_counterparty_kinds(), required=True
    )

    _once = models.UniqueIndex(
        "(document_type_id, counterparty_kind)",
        "A kind of counterparty is named twice.",
    )

    @api.model
    def _get_counterparty_kinds(self):
        field = self.env["res.partner"]._fields["counterparty_kind"]
        return field._description_selection(self.env)

    @api.depends("counterparty_kind")
    @api.depends_context("lang")
    def _compute_display_name(self):
        kinds = dict(self._get_counterparty_kinds())
        for requirement in self:
            requirement.display_name = kinds.get(requirement.counterparty_kind)

    @api.model
    def _get_required_types(self):
        """The documents that each kind of counterparty must have.

        :return: types of documents by kind of counterparty
        :rtype: dict[str, Client360DocumentType]
        """
        types = defaultdict(self.env["client360.document.type"].browse)
        for requirement in self.sudo().search([("document_type_id.active", "=", True)]):
            types[requirement.counterparty_kind] |= requirement.document_type_id
        return {
            kind: kind_types.sudo(False).sorted() for kind, kind_types in types.items()
        }
