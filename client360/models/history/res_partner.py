# Copyright 2026 Client 360 contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from collections import defaultdict

from odoo import Command, api, fields, models


class ResPartner(models.Model):
    # pylint: disable=consider-merging-classes-inherited
    # One class for each subject of the card, see docs/architecture.rst.
    _inherit = "res.partner"

    # What client360.event shows besides what Odoo tracks itself.
    active = fields.Boolean(tracking=True)
    category_id = fields.Many2many(tracking=True)
    company_id = fields.Many2one(tracking=True)
    contact_address_inline = fields.Char("Address", tracking=True)
    function = fields.Char(tracking=True)
    industry_id = fields.Many2one(tracking=True)
    is_company = fields.Boolean(tracking=True)
    ref = fields.Char(tracking=True)
    type = fields.Selection(tracking=True)
    website = fields.Char(tracking=True)

    @api.model_create_multi
    def create(self, vals_list):
        partners = super().create(vals_list)
        partners._log_contacts({}, partners._parents())
        return partners

    def write(self, vals):
        if "parent_id" not in vals:
            return super().write(vals)
        old_parents = self._parents()
        result = super().write(vals)
        self._log_contacts(old_parents, self._parents())
        return result

    def unlink(self):
        parents = {partner: partner.parent_id - self for partner in self}
        deleted = self.env._("Deleted contact")
        names = {
            partner: deleted if partner.company_id else partner._history_name()
            for partner in self
        }
        self._forget_names()
        result = super().unlink()
        self._log_contacts(parents, {}, names)
        return result

    def _parents(self):
        return {partner: partner.parent_id for partner in self}

    def _log_contacts(self, old_parents, new_parents, names=None):
        """Log contacts that came and went on the card that they belong to: their
        own messages tell nothing there once they are gone.

        :param old_parents: ``{contact: parent before}``
        :param new_parents: ``{contact: parent now}``
        :param names: ``{contact: name}`` of contacts that are deleted
        """
        if self.env.context.get("tracking_disable") or self.env.context.get(
            "mail_notrack"
        ):
            return
        nobody = self.browse()
        changes = defaultdict(list)
        for contact in self:
            old, new = (
                old_parents.get(contact, nobody),
                new_parents.get(contact, nobody),
            )
            if old == new:
                continue
            name = names[contact] if names else contact._history_name()
            if old:
                changes[old].append((name, "", contact.id))
            if new:
                changes[new].append(("", name, contact.id))
        for parent, contacts in changes.items():
            parent._log_history("child_ids", contacts)

    def _forget_names(self):
        """Take the names of contacts of one company out of their cards' histories:
        when they are deleted, nothing tells any more who might read them."""
        hidden = self.filtered("company_id")
        if not hidden:
            return
        field_id = self.env["ir.model.fields"]._get_ids(self._name)["child_ids"]
        for side in ("old", "new"):
            values = self.env["mail.tracking.value"].sudo()
            values = values.search(
                [
                    ("field_id", "=", field_id),
                    (f"{side}_value_integer", "in", hidden.ids),
                ]
            )
            values.write({f"{side}_value_char": self.env._("Deleted contact")})

    def _history_name(self):
        """A contact's name, without that of its company as in the display name.

        :rtype: str
        """
        contact = self.sudo()
        return contact.name or contact.display_name

    def _log_history(self, field_name, changes, subtype_xml_id="mail.mt_note"):
        """Log changes that do not go through a write of the field itself.

        :param str field_name: the field that they are logged as
        :param list changes: tuples ``(old text, new text)``, or ``(old text, new text,
            id)`` where the text is the name of a record that not everybody may read
        :param str subtype_xml_id: subtype of the message, a note's by default
        """
        self.ensure_one()
        field_id = self.env["ir.model.fields"]._get_ids(self._name)[field_name]
        self._message_log_as(
            subtype_xml_id,
            tracking_value_ids=[
                Command.create(
                    {
                        "field_id": field_id,
                        "old_value_char": old,
                        "new_value_char": new,
                        "old_value_integer": old and record_id or 0,
                        "new_value_integer": new and record_id or 0,
                    }
                )
                for old, new, record_id in ((*change, 0)[:3] for change in changes)
            ],
        )
