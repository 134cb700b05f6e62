# Copyright 2026 Client 360 contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo import fields, models


class IrAttachment(models.Model):
    _inherit = "ir.attachment"

    document_type_id = fields.Many2one(
        "client360.document.type",
        "Kind of Document",
        ondelete="restrict",
        index="btree_not_null",
    )
