# Copyright 2026 Client 360 contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo import api, models, tools

#: What the write that is about to begin was given, see ``write``.
WRITTEN = "client360.tracking"


class Client360TrackingMixin(models.AbstractModel):
    """Read before a write only the tracked fields that it can change.

    Odoo reads all tracked fields of a record before each write, to compare them at the
    end of the transaction. That costs a model with thirty of them more than the write.

    Other addons' overrides may write further fields along: a model inherits this mixin
    after itself, so that each of these writes comes by here with what it writes.
    """

    _name = "client360.tracking.mixin"
    _description = "Tracking of What a Write Can Change"
    _inherit = ["mail.thread"]

    def write(self, vals):
        context = self.env.context
        if not (context.get("tracking_disable") or context.get("mail_notrack")):
            self.env.cr.precommit.data[WRITTEN] = self, tuple(vals)
        return super().write(vals)

    def _track_prepare(self, fields_iter):
        """Odoo's write begins with all fields of the model, which nobody else gives."""
        records, names = self.env.cr.precommit.data.pop(WRITTEN, (None, ()))
        if fields_iter is self._fields and records == self:
            fields_iter = set().union(*map(self._get_fields_changed_with, names))
        return super()._track_prepare(fields_iter)

    @api.model
    @tools.ormcache("name")
    def _get_fields_changed_with(self, name):
        """Name the tracked fields of a record that change when one field is written.

        :param str name: field that is written
        :return: the field itself and those computed from it, where they are tracked
        :rtype: frozenset[str]
        """
        field = self._fields.get(name)
        if not field:
            return frozenset()
        changed = {field.name}
        changed.update(
            dependent.name
            for dependent in self.pool.get_dependent_fields(field)
            if dependent.model_name == self._name
        )
        # an inverse may set what is computed together
        changed.update(other.name for other in self.pool.field_computed.get(field, ()))
        # Odoo compares properties only where their definition has changed
        definitions = {
            other.name: other.definition_record
            for other in self._fields.values()
            if other.type == "properties"
        }
        for properties, definition in definitions.items():
            if properties in changed or definition in changed:
                changed |= {properties, definition}
        return frozenset(
            name
            for name in changed
            if name in definitions or getattr(self._fields[name], "tracking", None)
        )
