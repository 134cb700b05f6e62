# Copyright 2026 Client 360 contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo import api, fields, models


class Client360DocumentType(models.Model):
    _name = "client360.document.type"
    _description = "Document Type"
    _order = "sequence, id"

    name = fields.Char(required=True, translate=True)
    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True)

    @api.model
    def _get_default_type(self):
        """The type of documents for which nobody has chosen one."""
        return (
            self.env.ref("client360.document_type_other", raise_if_not_found=False)
            or self.browse()
        )
