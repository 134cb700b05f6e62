# Copyright 2026 Client 360 contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo import fields, models


class ResPartner(models.Model):
    _inherit = "res.partner"

    # The form does not read these: they serve domains, export and automation.
    payment_ids = fields.One2many("account.payment", "partner_id", "Payments")
    letter_ids = fields.One2many("client360.letter", "partner_id", "Letters")
    release_ids = fields.One2many("project.milestone", "partner_id", "Releases")
    document_ids = fields.One2many(
        "ir.attachment",
        "res_id",
        "Documents",
        domain=[("res_model", "=", "res.partner"), ("res_field", "=", False)],
    )
