# Copyright 2026 Client 360 contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo import api, fields, models


class SaleOrder(models.Model):
    _inherit = "sale.order"

    # A contract lists its orders, for which agreement_sale has no index.
    agreement_id = fields.Many2one(
        string="Contract", index="btree_not_null", check_company=True
    )
    company_currency_id = fields.Many2one(
        related="company_id.currency_id", string="Company Currency"
    )
    amount_untaxed_company = fields.Monetary(
        "Untaxed in Company Currency",
        compute="_compute_amount_untaxed_company",
        store=True,
        currency_field="company_currency_id",
        help="Untaxed amount at the rate of the order.",
    )

    @api.depends("amount_untaxed", "currency_rate")
    def _compute_amount_untaxed_company(self):
        for order in self:
            order.amount_untaxed_company = order.amount_untaxed / (
                order.currency_rate or 1.0
            )
