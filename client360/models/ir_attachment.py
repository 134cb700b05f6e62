# Copyright 2026 Client 360 contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from collections import defaultdict

from odoo import fields, models


class IrAttachment(models.Model):
    _inherit = "ir.attachment"

    document_type_id = fields.Many2one(
        "client360.document.type",
        "Kind of Document",
        ondelete="restrict",
        index="btree_not_null",
    )

    # The newest documents of a partner, see client360.event.
    _client360_event_idx = models.Index(
        "(res_id, create_date) WHERE res_model = 'res.partner' AND res_field IS NULL"
    )

    def unlink(self):
        names = defaultdict(list)
        for document in self:
            if document.res_model == "res.partner" and not document.res_field:
                names[document.res_id].append(document.name)
        result = super().unlink()
        if names and not self.env.context.get("tracking_disable"):
            # Documents are deleted together with their partner, too.
            for partner in self.env["res.partner"].browse(names).exists():
                partner._log_history(
                    "document_ids",
                    [(name, "") for name in names[partner.id]],
                    "client360.mt_document_removed",
                )
        return result
