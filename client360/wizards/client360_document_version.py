# Copyright 2026 Client 360 contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

import base64

from odoo import fields, models


class Client360DocumentVersion(models.TransientModel):
    _name = "client360.document.version"
    _description = "New Version of a Document"

    document_id = fields.Many2one("ir.attachment", required=True, ondelete="cascade")
    file = fields.Binary(required=True, attachment=False)
    file_name = fields.Char()

    def action_replace(self):
        self.ensure_one()
        self.document_id._add_version(
            self.file_name or self.document_id.name, base64.b64decode(self.file)
        )
        return {"type": "ir.actions.act_window_close"}
