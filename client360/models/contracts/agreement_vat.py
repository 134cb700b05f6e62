# Copyright 2026 Client 360 contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo import api, fields, models


class Agreement(models.Model):
    """VAT that a contract's amount includes."""

    # pylint: disable=consider-merging-classes-inherited
    # The contract's own file has its fields and its way through the statuses.
    _inherit = "agreement"

    tax_id = fields.Many2one(
        "account.tax",
        "VAT",
        compute="_compute_tax_id",
        store=True,
        readonly=False,
        check_company=True,
        tracking=True,
        domain="[('type_tax_use', '=', domain), ('amount_type', '=', 'percent')]",
        help="The amount includes this tax. Empty: without VAT.",
    )
    tax_amount = fields.Monetary("VAT Included", compute="_compute_tax_amount")

    @api.depends("domain", "company_id")
    def _compute_tax_id(self):
        """A tax of purchases, or of another company, does not stay."""
        for agreement in self:
            tax = agreement.tax_id
            company = agreement.company_id
            if tax.type_tax_use != agreement.domain or (
                company and tax.company_id not in company.sudo().parent_ids
            ):
                agreement.tax_id = False

    @api.depends("amount", "tax_id", "currency_id")
    def _compute_tax_amount(self):
        for agreement in self:
            amounts = agreement.tax_id.with_context(force_price_include=True)
            totals = amounts.compute_all(agreement.amount, agreement.currency_id)
            agreement.tax_amount = totals["total_included"] - totals["total_excluded"]
