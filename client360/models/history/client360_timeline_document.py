# Copyright 2026 Client 360 contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo import api, fields, models
from odoo.tools import SQL

# Fields of an attachment that its link is made of.
LINKED_FIELDS = {"res_field", "res_id", "res_model"}


class Client360TimelineDocument(models.Model):
    """Which counterparty a document belongs to that was added to a record without a
    message, and when.

    What ``client360.timeline.link`` is for messages: one row for each attachment of a
    record of the timeline that no message has brought, so that the newest ones of a
    counterparty are found in time. Documents of the card itself need none, and those
    that came with a message stand there.
    """

    _name = "client360.timeline.document"
    _description = "Document of a Counterparty's Record"
    _log_access = False

    attachment_id = fields.Many2one("ir.attachment", required=True, ondelete="cascade")
    partner_id = fields.Many2one("res.partner", required=True, ondelete="cascade")
    date = fields.Datetime(required=True)
    res_model = fields.Char(required=True)
    res_id = fields.Integer(required=True)

    _attachment_uniq = models.UniqueIndex("(attachment_id)")
    _date_idx = models.Index("(partner_id, date, attachment_id)")
    _model_idx = models.Index("(partner_id, res_model, date, attachment_id)")

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
            if name not in ("res.partner", "res.partner.bank")
        }

    @api.model
    def _link_attachments(self, attachments):
        """Link attachments that came, were moved, or came to or from a message.

        :param attachments: recordset of ``ir.attachment``
        """
        if attachments:
            attachments.flush_recordset(LINKED_FIELDS)
            self._write_links(
                SQL("document.id = ANY(%s)", attachments.ids),
                set(attachments.mapped("res_model")),
            )

    @api.model
    def _link_records(self, records):
        """Link the documents of records that got another counterparty.

        :param records: recordset of a model of the timeline, written to the database
        """
        self.env["ir.attachment"].flush_model(LINKED_FIELDS)
        self._write_links(
            SQL(
                "document.res_model = %s AND document.res_id = ANY(%s)",
                records._name,
                records.ids,
            ),
            {records._name},
        )

    @api.model
    def _write_links(self, condition, model_names=None):
        """Make the links of documents as they should be.

        :param SQL condition: condition on the attachments ``document``
        :param set model_names: models that they are on, all by default
        """
        partner_fields = self._get_partner_fields()
        parts = [
            SQL(
                """
                SELECT document.id, record.%(field)s, document.create_date,
                       document.res_model, document.res_id
                  FROM ir_attachment document JOIN %(table)s record
                    ON record.id = document.res_id
                 WHERE document.res_model = %(model)s AND %(condition)s
                   AND document.res_field IS NULL
                   AND document.create_date IS NOT NULL
                   AND record.%(field)s IS NOT NULL
                   AND NOT EXISTS (SELECT FROM message_attachment_rel rel
                                    WHERE rel.attachment_id = document.id)
                """,
                field=SQL.identifier(partner_fields[name]),
                table=SQL.identifier(self.env[name]._table),
                model=name,
                condition=condition,
            )
            for name in (
                partner_fields
                if model_names is None
                else sorted(partner_fields.keys() & model_names)
            )
        ] or [SQL("SELECT 0, 0, now()::timestamp, '', 0 WHERE FALSE")]
        self.env.cr.execute(
            SQL(
                """
                WITH links (attachment_id, partner_id, date, res_model, res_id)
                         AS MATERIALIZED (%(links)s),
                gone AS (
                    DELETE FROM client360_timeline_document link
                     USING ir_attachment document
                     WHERE document.id = link.attachment_id AND %(condition)s
                       AND NOT EXISTS (
                            SELECT FROM links
                             WHERE links.attachment_id = link.attachment_id)
                )
                INSERT INTO client360_timeline_document AS link (
                    attachment_id, partner_id, date, res_model, res_id)
                SELECT * FROM links
                    ON CONFLICT (attachment_id) DO UPDATE
                   SET partner_id = EXCLUDED.partner_id, date = EXCLUDED.date,
                       res_model = EXCLUDED.res_model, res_id = EXCLUDED.res_id
                 WHERE (link.partner_id, link.date, link.res_model, link.res_id)
                    IS DISTINCT FROM (EXCLUDED.partner_id, EXCLUDED.date,
                                      EXCLUDED.res_model, EXCLUDED.res_id)
                """,
                links=SQL(" UNION ALL ").join(parts),
                condition=condition,
            )
        )

    @api.model
    def _link_all(self):
        """Link all documents that are older than the addon, or than a model that
        joined later."""
        self.env["ir.attachment"].flush_model(LINKED_FIELDS)
        self._write_links(SQL("TRUE"))
