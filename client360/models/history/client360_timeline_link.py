# Copyright 2026 Client 360 contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo import api, fields, models, tools
from odoo.tools import SQL

# Subtypes of messages that are contacts with the counterparty: no internal notes, no
# changes of values.
CONTACT_SUBTYPES = ("mail.mt_comment", "mail.mt_activities")

# Fields of a message that its link is made of.
LINKED_FIELDS = {"date", "message_type", "model", "res_id", "subtype_id"}


class Client360TimelineLink(models.Model):
    """Which counterparty a message belongs to, and when it was.

    A message knows its record, and the record knows its counterparty: nobody finds the
    newest messages of a counterparty with ten thousand records in time that way. This
    table has one row for each message of a model of the timeline whose record has a
    counterparty, in SQL throughout. It is written when messages come and go, when a
    record gets another counterparty, and in the background for what is older than
    the addon, see ``client360.timeline.backfill``. Nobody reads it but the queries
    of ``client360.event`` and ``client360.highlights``.
    """

    _name = "client360.timeline.link"
    _description = "Message of a Counterparty"
    _log_access = False

    message_id = fields.Many2one("mail.message", required=True, ondelete="cascade")
    partner_id = fields.Many2one("res.partner", required=True, ondelete="cascade")
    date = fields.Datetime(required=True)
    res_model = fields.Char(required=True)
    res_id = fields.Integer(required=True)
    is_contact = fields.Boolean()

    _message_uniq = models.UniqueIndex("(message_id)")
    # The newest messages of a counterparty: of all models, of one model, the contacts.
    _date_idx = models.Index("(partner_id, date, message_id)")
    _model_idx = models.Index("(partner_id, res_model, date, message_id)")
    _contact_idx = models.Index("(partner_id, date) WHERE is_contact")

    @api.model
    @tools.ormcache()
    def _get_partner_fields(self):
        """Name the models of the timeline.

        Bank accounts have no page of their own: what happens to them belongs to
        the card.

        :return: the field of each model that holds its counterparty, ``id`` for cards
        :rtype: dict[str, str]
        """
        card_models = self.env["client360.card"]._get_models(timeline=True)
        partner_fields = {
            name: card_model.partner_field for name, card_model in card_models.items()
        }
        partner_fields["res.partner.bank"] = "partner_id"
        return {
            name: field_name
            for name, field_name in partner_fields.items()
            if self.env[name]._fields[field_name].store
            and "message_ids" in self.env[name]
        }

    @api.model
    def _link_messages(self, messages, new=False):
        """Link messages that were created or moved to another record.

        :param messages: recordset of ``mail.message``
        :param bool new: whether they were just created, and have no links to compare
        """
        names = self._get_partner_fields().keys() & set(messages.mapped("model"))
        if not messages or (new and not names):
            return
        messages.flush_recordset(LINKED_FIELDS)
        condition = SQL("m.id = ANY(%s)", messages.ids)
        if not new:
            self._write_links(condition, names)
            return
        self.env.cr.execute(
            SQL(
                "INSERT INTO client360_timeline_link ("
                " message_id, partner_id, date, res_model, res_id, is_contact) %s"
                " ON CONFLICT (message_id) DO NOTHING",
                self._get_links(condition, names),
            )
        )

    @api.model
    def _link_records(self, records):
        """Link the messages of records that got another counterparty.

        :param records: recordset of a model of the timeline, written to the database
        """
        self.env["mail.message"].flush_model(LINKED_FIELDS)
        condition = SQL(
            "m.model = %s AND m.res_id = ANY(%s)", records._name, records.ids
        )
        self._write_links(condition, [records._name])

    @api.model
    def _get_links(self, condition, model_names):
        """The links of messages as they should be.

        :param SQL condition: condition on the messages ``m``
        :param model_names: models that the messages are of
        :rtype: SQL
        """
        contact_subtypes = [
            self.env["ir.model.data"]._xmlid_to_res_id(xml_id)
            for xml_id in CONTACT_SUBTYPES
        ]
        partner_fields = self._get_partner_fields()
        parts = [
            SQL(
                """
                SELECT m.id, record.%s, m.date, m.model, m.res_id,
                       COALESCE(m.subtype_id = ANY(%s), FALSE)
                  FROM mail_message m JOIN %s record ON record.id = m.res_id
                 WHERE m.model = %s AND %s AND m.message_type != 'user_notification'
                   AND m.date IS NOT NULL AND record.%s IS NOT NULL
                """,
                SQL.identifier(partner_fields[name]),
                contact_subtypes,
                SQL.identifier(self.env[name]._table),
                name,
                condition,
                SQL.identifier(partner_fields[name]),
            )
            for name in sorted(partner_fields.keys() & set(model_names))
        ] or [SQL("SELECT 0, 0, now()::timestamp, '', 0, FALSE WHERE FALSE")]
        return SQL(" UNION ALL ").join(parts)

    @api.model
    def _write_links(self, condition, model_names=None):
        """Make the links of messages as they should be.

        :param SQL condition: condition on the messages ``m``
        :param list model_names: models that the messages are of, all by default
        :return: number of links that were missing or wrong
        :rtype: int
        """
        self.env.cr.execute(
            SQL(
                """
                WITH links (message_id, partner_id, date, res_model, res_id, is_contact)
                         AS MATERIALIZED (%(links)s),
                gone AS (
                    DELETE FROM client360_timeline_link link
                     USING mail_message m
                     WHERE m.id = link.message_id AND %(condition)s
                       AND NOT EXISTS (
                            SELECT FROM links WHERE links.message_id = link.message_id)
                )
                INSERT INTO client360_timeline_link AS link (
                    message_id, partner_id, date, res_model, res_id, is_contact)
                SELECT * FROM links
                    ON CONFLICT (message_id) DO UPDATE
                   SET partner_id = EXCLUDED.partner_id, date = EXCLUDED.date,
                       res_model = EXCLUDED.res_model, res_id = EXCLUDED.res_id,
                       is_contact = EXCLUDED.is_contact
                 WHERE (link.partner_id, link.date, link.res_model, link.res_id,
                        link.is_contact)
                    IS DISTINCT FROM (
                        EXCLUDED.partner_id, EXCLUDED.date, EXCLUDED.res_model,
                        EXCLUDED.res_id, EXCLUDED.is_contact)
                """,
                links=self._get_links(
                    condition,
                    self._get_partner_fields() if model_names is None else model_names,
                ),
                condition=condition,
            )
        )
        return self.env.cr.rowcount
