# Copyright 2026 Client 360 contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo import api, models
from odoo.exceptions import AccessError


class Client360SystemFieldsMixin(models.AbstractModel):
    """Fields that only the system determines.

    What was bought or found out about a counterparty is evidence: nobody may write it
    by hand, whatever his rights on the record and by whatever door, a form, an import
    or a call from outside. The addon itself writes it as superuser.
    """

    _name = "client360.system.fields.mixin"
    _description = "Fields That Only the System Determines"

    @api.model
    def _get_system_fields(self):
        """Name the fields that only the system determines, for models to extend.

        :rtype: set[str]
        """
        return set()

    @api.model
    def default_get(self, fields_list):
        """Take no default for these fields: the context and the user's own defaults
        come from outside too."""
        system_fields = self._get_system_fields()
        return super().default_get(
            [name for name in fields_list if name not in system_fields]
        )

    @api.model_create_multi
    def create(self, vals_list):
        """:raise AccessError: values for a field that only the system determines"""
        self._check_system_fields({name for vals in vals_list for name in vals})
        return super().create(vals_list)

    def write(self, vals):
        """:raise AccessError: values for a field that only the system determines"""
        self._check_system_fields(vals.keys())
        return super().write(vals)

    @api.model
    def _check_system_fields(self, names):
        """Refuse fields that only the system determines.

        :param names: set of names of fields
        :raise AccessError: one of them is such a field, and the user is not the system
        """
        if self.env.su:
            return
        forbidden = self._get_system_fields() & names
        if forbidden:
            labels = [
                self._fields[name].get_description(self.env, ["string"])["string"]
                for name in sorted(forbidden)
            ]
            raise AccessError(
                self.env._(
                    "Only the system determines these fields: %s.", ", ".join(labels)
                )
            )
