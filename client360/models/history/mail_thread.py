# Copyright 2026 Client 360 contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from typing import NamedTuple

from odoo import models
from odoo.exceptions import UserError

# In the context of what the system writes. No client can send this very object.
SYSTEM = object()


class LogSubtype(NamedTuple):
    """In the context of what is logged with another subtype than a note's. No client
    can send one."""

    id: int


class MailThread(models.AbstractModel):
    _inherit = "mail.thread"

    def _write_multi(self, vals_list):
        """Have the timeline follow records that get another counterparty, and contacts
        that get another company.

        This is where all writes end, those of computed fields included.
        """
        result = super()._write_multi(vals_list)
        link = self.env["client360.timeline.link"]
        partner_field = link._get_partner_fields().get(self._name)
        if not partner_field:
            return result
        is_card = partner_field == "id"
        moved_by = "commercial_partner_id" if is_card else partner_field
        moved = self.browse(
            record.id
            for record, vals in zip(self, vals_list, strict=True)
            if moved_by in vals
        )
        for links in (link, self.env["client360.timeline.document"]):
            if moved and is_card:
                links._link_partners(moved)
            elif moved:
                links._link_records(moved)
        return result

    def _message_log_as(self, subtype_xml_id, **values):
        """Log a message with a subtype: given afterwards, it would be one write more.

        :param str subtype_xml_id: XML id of the subtype
        :param values: of ``_message_log``
        """
        subtype_id = self.env["ir.model.data"]._xmlid_to_res_id(
            subtype_xml_id, raise_if_not_found=True
        )
        logging = self.with_context(client360_log_subtype=LogSubtype(subtype_id))
        logging._message_log(**values)

    def _message_create(self, values_list):
        subtype = self.env.context.get("client360_log_subtype")
        if isinstance(subtype, LogSubtype):
            values_list = [{**vals, "subtype_id": subtype.id} for vals in values_list]
            self = self.with_context(client360_log_subtype=None)
        return super()._message_create(values_list)

    def _message_track(self, fields_iter, initial_values_dict):
        """The changes that are tracked are written by the system."""
        # see client360.tracking.mixin: what was not read has not changed
        prepared = set().union(*filter(None, initial_values_dict.values()))
        system = self.with_context(client360_system=SYSTEM)
        return super(MailThread, system)._message_track(
            [name for name in fields_iter if name in prepared], initial_values_dict
        )

    def _check_can_update_message_content(self, messages):
        if messages._filter_evidence():
            raise UserError(
                self.env._("What the system has recorded cannot be modified.")
            )
        return super()._check_can_update_message_content(messages)
