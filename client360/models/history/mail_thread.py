# Copyright 2026 Client 360 contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo import models
from odoo.exceptions import UserError

# In the context of what the system writes. No client can send this very object.
SYSTEM = object()
#: Ids of messages that wait to be linked to their counterparties together.
UNLINKED = "client360.unlinked"


class MailThread(models.AbstractModel):
    _inherit = "mail.thread"

    def _write_multi(self, vals_list):
        """Have the timeline follow records that get another counterparty.

        This is where all writes end, those of computed fields included.
        """
        result = super()._write_multi(vals_list)
        link = self.env["client360.timeline.link"]
        partner_field = link._get_partner_fields().get(self._name)
        if partner_field and partner_field != "id":
            moved = [
                record.id
                for record, vals in zip(self, vals_list, strict=True)
                if partner_field in vals
            ]
            if moved:
                link._link_records(self.browse(moved))
        return result

    def _message_track(self, fields_iter, initial_values_dict):
        """The changes that are tracked are written by the system, and their messages
        linked to the counterparties together."""
        prepared = set().union(*filter(None, initial_values_dict.values()))
        data = self.env.cr.precommit.data
        outer_ids, message_ids = data.get(UNLINKED), []
        data[UNLINKED] = message_ids
        system = self.with_context(client360_system=SYSTEM)
        try:
            tracking = super(MailThread, system)._message_track(
                [name for name in fields_iter if name in prepared], initial_values_dict
            )
        finally:
            data[UNLINKED] = outer_ids
        self.env["client360.timeline.link"]._link_messages(
            self.env["mail.message"].browse(message_ids), new=True
        )
        return tracking

    def _check_can_update_message_content(self, messages):
        if messages._filter_evidence():
            raise UserError(
                self.env._("What the system has recorded cannot be modified.")
            )
        return super()._check_can_update_message_content(messages)
