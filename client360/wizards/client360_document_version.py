# Copyright 2026 Client 360 contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

import base64

from odoo import fields, models


class Client360DocumentVersion(models.TransientModel):
    _name = "client360.document.version"
    _description = "New Version of a Document"

    # No many2one: reading one tells the name of a file that the user may not read.
    document_id = fields.Integer("Id of the Document", required=True)
    file = fields.Binary(required=True, attachment=False)
    file_name = fields.Char()

    def action_replace(self):
        """Put the file in the place of the document.

        :raise AccessError: the user may not write the document
        :raise UserError: the file is empty or too large
        """
        self.ensure_one()
        document = self.env["ir.attachment"].browse(self.document_id)
        document.check_access("write")
        document._add_version(
            self.file_name or document.name, base64.b64decode(self.file)
        )
        return {"type": "ir.actions.act_window_close"}
