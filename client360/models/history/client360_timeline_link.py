# Copyright 2026 Client 360 contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo import api, fields, models, tools
from odoo.tools import SQL

# Subtypes of messages that are contacts with the counterparty: no internal notes, no
# changes of values. E-mails and SMS are contacts, too: the one that has made a deal or
# a ticket has the subtype of its creation.
CONTACT_SUBTYPES = ("mail.mt_comment", "mail.mt_activities")


class Client360TimelineLink(models.Model):
    """Which counterparty a message belongs to, and when it was.

    One row for each message of a model of the timeline whose record has a
    counterparty. What is older than the addon is linked in the background, see
    ``client360.timeline.backfill``.
    """

    _name = "client360.timeline.link"
    _inherit = ["client360.timeline.link.mixin"]
    _description = "Message of a Counterparty"
    _log_access = False
    _source = "mail.message"
    _source_field = "message_id"
    _source_model = "model"
    _linked_fields = frozenset(
        {"date", "message_type", "model", "res_id", "subtype_id"}
    )

    message_id = fields.Many2one("mail.message", required=True, ondelete="cascade")
    is_contact = fields.Boolean()

    _message_uniq = models.UniqueIndex("(message_id)")
    # The newest messages: of a person; of a company with its contacts, of all models,
    # of one model, the contacts.
    _date_idx = models.Index("(partner_id, date, message_id)")
    _company_date_idx = models.Index("(commercial_partner_id, date, message_id)")
    _company_model_idx = models.Index(
        "(commercial_partner_id, res_model, date, message_id)"
    )
    _company_contact_idx = models.Index(
        "(commercial_partner_id, date) WHERE is_contact"
    )

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
    def _get_source_condition(self):
        return SQL("source.message_type != 'user_notification'")

    @api.model
    def _get_more_columns(self):
        xml_id_to_res_id = self.env["ir.model.data"]._xmlid_to_res_id
        return {
            "is_contact": SQL(
                """
                COALESCE(source.subtype_id = ANY(%s), FALSE)
                OR source.message_type = 'sms'
                OR source.message_type LIKE 'email%%'
                   AND source.subtype_id IS DISTINCT FROM %s
                """,
                [xml_id_to_res_id(xml_id) for xml_id in CONTACT_SUBTYPES],
                xml_id_to_res_id("mail.mt_note"),
            )
        }
