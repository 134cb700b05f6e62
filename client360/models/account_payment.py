# Copyright 2026 Client 360 contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo import fields, models


class AccountPayment(models.Model):
    _inherit = "account.payment"

    # The card searches payments by partner, which core leaves without an index.
    partner_id = fields.Many2one(index="btree_not_null")
