# Copyright 2026 Client 360 contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo import api, models


class MailTrackingValue(models.Model):
    _inherit = "mail.tracking.value"

    @api.model_create_multi
    def create(self, vals_list):
        values = super().create(vals_list)
        values._check_written_by_system()
        return values

    def write(self, vals):
        self._check_written_by_system()
        return super().write(vals)

    def unlink(self):
        self._check_written_by_system()
        return super().unlink()

    def _check_written_by_system(self):
        """Changes of the timeline's records are evidence, see ``mail.message``.

        :raise AccessError: where a user writes them
        """
        message = self.env["mail.message"]
        if message._is_written_by_system():
            return
        partner_fields = self.env["client360.timeline.link"]._get_partner_fields()
        if any(value.mail_message_id.model in partner_fields for value in self.sudo()):
            raise message._evidence_error()

    def _filter_has_field_access(self, env):
        """Leave out contacts that came and went on a card and that the user of
        ``env`` may not read, in the chatter too."""
        values = super()._filter_has_field_access(env)
        return values - values._filter_hidden_contacts(env)

    def _filter_free_field_access(self):
        values = super()._filter_free_field_access()
        return values.filtered(lambda value: not value._is_contact())

    def _is_contact(self):
        field = self.field_id
        return field.model == "res.partner" and field.name == "child_ids"

    def _filter_hidden_contacts(self, env):
        contacts = {
            value: value.old_value_integer or value.new_value_integer
            for value in self
            if value._is_contact()
        }
        if not any(contacts.values()):
            return self.browse()
        existing = env["res.partner"].sudo().browse(filter(None, contacts.values()))
        existing = existing.exists()
        readable = existing.sudo(env.su)._filtered_access("read")
        hidden = set((existing - readable).ids)
        return self.filtered(lambda value: contacts.get(value) in hidden)
