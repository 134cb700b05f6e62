# Copyright 2026 Client 360 contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo import api, models
from odoo.exceptions import AccessError
from odoo.tools import SQL

from .mail_thread import SYSTEM

# Subtypes of messages that only the system writes.
SYSTEM_SUBTYPES = (
    "client360.mt_document_removed",
    "client360.mt_letter_answered_late",
    "client360.mt_merged",
    "client360.mt_report_received",
    "client360.mt_requisites_refreshed",
)

# What makes a message evidence of what happened, by whom and when.
EVIDENCE_FIELDS = {
    "attachment_ids",
    "author_id",
    "body",
    "date",
    "email_from",
    "is_internal",
    "mail_activity_type_id",
    "message_type",
    "model",
    "res_id",
    "subject",
    "subtype_id",
    "tracking_value_ids",
}


class MailMessage(models.Model):
    """Messages of the timeline: linked to their counterparty, and evidence where the
    system wrote them.

    Evidence are the tracked changes and the system's own subtypes. Nobody but the
    system writes, changes or deletes them, administrators included.
    """

    _inherit = "mail.message"

    @api.model_create_multi
    def create(self, vals_list):
        if not self._is_written_by_system():
            models_ = self.env["client360.timeline.link"]._get_partner_fields().keys()
            subtypes = self._get_system_subtype_ids()
            default_subtype = self.env.context.get("default_subtype_id")
            for vals in vals_list:
                tracked = vals.get("tracking_value_ids")
                if vals.get("subtype_id", default_subtype) in subtypes or (
                    tracked and vals.get("model") in {*models_, None, False}
                ):
                    raise self._evidence_error()
        messages = super().create(vals_list)
        self.env["client360.timeline.link"]._link_sources(messages, are_new=True)
        with_files = messages.browse(
            message.id
            for message, vals in zip(messages, vals_list, strict=True)
            if vals.get("attachment_ids")
        )
        # What comes with a message is no event of its own.
        documents = self.env["client360.timeline.document"]
        documents._link_sources(with_files.sudo().attachment_ids)
        return messages

    def write(self, vals):
        if (
            EVIDENCE_FIELDS & vals.keys()
            and not self._is_written_by_system()
            and (
                vals.get("subtype_id") in self._get_system_subtype_ids()
                or "tracking_value_ids" in vals
                or self._filter_evidence()
            )
        ):
            raise self._evidence_error()
        files = self.sudo().attachment_ids if "attachment_ids" in vals else None
        result = super().write(vals)
        link = self.env["client360.timeline.link"]
        if link._linked_fields & vals.keys():
            link._link_sources(self)
        if files is not None:
            files = (files | self.sudo().attachment_ids).exists()
            self.env["client360.timeline.document"]._link_sources(files)
        return result

    @api.ondelete(at_uninstall=False)
    def _unlink_except_evidence(self):
        if not self._is_written_by_system() and self._filter_evidence():
            raise self._evidence_error()

    def _is_written_by_system(self):
        """Whether core or the addon writes messages, on behalf of whomever.

        A client cannot send the object that the context has then.
        """
        return self.env.su or self.env.context.get("client360_system") is SYSTEM

    @api.model
    def _get_system_subtype_ids(self):
        data = self.env["ir.model.data"]
        return {
            data._xmlid_to_res_id(xml_id, raise_if_not_found=False)
            for xml_id in SYSTEM_SUBTYPES
        } - {False}

    def _filter_evidence(self):
        """The messages that only the system may change."""
        partner_fields = self.env["client360.timeline.link"]._get_partner_fields()
        subtype_ids = self._get_system_subtype_ids()
        return self.sudo().filtered(
            lambda message: message.model in partner_fields
            and (message.subtype_id.id in subtype_ids or message.tracking_value_ids)
        )

    def _evidence_error(self):
        return AccessError(
            self.env._(
                "What the system has recorded in the history cannot be written, "
                "changed or deleted."
            )
        )

    def _get_forbidden_access(self, operation):
        """Keep internal notes on cards from people outside the company.

        Core does so in searches, but lets them read by id what is no comment: the
        changes of a card, and what the system notes about it.
        """
        forbidden = super()._get_forbidden_access(operation)
        messages = self - forbidden
        if operation != "read" or self.env.user._is_internal() or not messages:
            return forbidden
        rows = self.env.execute_query(
            SQL(
                """
                SELECT message.id
                  FROM mail_message message
                  LEFT JOIN mail_message_subtype subtype
                    ON subtype.id = message.subtype_id
                 WHERE message.id = ANY(%s)
                   AND message.model IN ('res.partner', 'res.partner.bank')
                   AND (message.is_internal OR subtype.id IS NULL OR subtype.internal)
                """,
                messages.ids,
            )
        )
        return forbidden + self.browse(id_ for (id_,) in rows)
