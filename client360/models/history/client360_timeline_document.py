# Copyright 2026 Client 360 contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo import api, fields, models
from odoo.tools import SQL


class Client360TimelineDocument(models.Model):
    """Which counterparty a document belongs to, and when it was added.

    One row for each attachment of a card, and of each of its records' that no message
    has brought: the others stand in their message.
    """

    _name = "client360.timeline.document"
    _inherit = ["client360.timeline.link.mixin"]
    _description = "Document of a Counterparty's Record"
    _log_access = False
    _source = "ir.attachment"
    _source_field = "attachment_id"
    _source_date = "create_date"
    _linked_fields = frozenset({"res_field", "res_id", "res_model"})

    attachment_id = fields.Many2one("ir.attachment", required=True, ondelete="cascade")

    _attachment_uniq = models.UniqueIndex("(attachment_id)")
    _date_idx = models.Index("(partner_id, date, attachment_id)")
    _company_date_idx = models.Index("(commercial_partner_id, date, attachment_id)")

    @api.model
    def _get_partner_fields(self):
        """The models whose documents are linked.

        :return: the field of each model that holds its counterparty
        :rtype: dict[str, str]
        """
        partner_fields = self.env["client360.timeline.link"]._get_partner_fields()
        return {
            name: field_name
            for name, field_name in partner_fields.items()
            if name != "res.partner.bank"
        }

    @api.model
    def _get_source_condition(self):
        return SQL(
            """
            source.res_field IS NULL
            AND (source.res_model = 'res.partner'
                 OR NOT EXISTS (SELECT FROM message_attachment_rel rel
                                 WHERE rel.attachment_id = source.id))
            """
        )

    @api.model
    def _link_all(self):
        """Link all documents that are older than the addon, or than a model that
        joined later."""
        self._write_links(SQL("TRUE"))
