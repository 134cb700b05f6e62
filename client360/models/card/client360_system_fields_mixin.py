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
        defaults = super().default_get(fields_list)
        for name in self._get_system_fields() & defaults.keys():
            del defaults[name]
        return defaults

    @api.model_create_multi
    def create(self, vals_list):
        """:raise AccessError: values for a field that only the system determines"""
        for vals in vals_list:
            self._check_system_fields(vals)
        return super().create(vals_list)

    def write(self, vals):
        """:raise AccessError: values for a field that only the system determines"""
        self._check_system_fields(vals)
        return super().write(vals)

    @api.model
    def _check_system_fields(self, vals):
        """Refuse values for fields that only the system determines, those of records
        that are created or written along included.

        :param dict vals: for create or write
        :raise AccessError: one of them is such a field, and the user is not the system
        """
        if self.env.su:
            return
        for name, value in vals.items():
            field = self._fields.get(name)
            if not field or field.type not in ("one2many", "many2many") or not value:
                continue
            comodel = self.env[field.comodel_name]
            if hasattr(comodel, "_get_system_fields"):
                for command in value:
                    if isinstance(command, list | tuple) and len(command) == 3:
                        if isinstance(command[2], dict):
                            comodel._check_system_fields(command[2])
        forbidden = self._get_system_fields() & vals.keys()
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
