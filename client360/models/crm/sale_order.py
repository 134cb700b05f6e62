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

    @api.depends("order_line.product_id", "order_line.project_id")
    def _compute_project_ids(self):
        """Who reads orders without selling, as accountants do, opens them, too.

        Core looks for their projects by a field that only salespeople may read.
        """
        # EXTENDS sale_project
        projects = self.env["project.project"]
        if projects._has_field_access(
            projects._fields["reinvoiced_sale_order_id"], "read"
        ):
            return super()._compute_project_ids()
        super(SaleOrder, self.sudo())._compute_project_ids()
        for order in self.sudo():
            visible = order._keep_readable("project_ids")
            order.project_count = len(visible.filtered("active"))
        return None

    def _get_invoiced(self):
        """Project users open the orders of their projects, though they read no
        invoices: core asks for those to number them."""
        # EXTENDS sale
        if self.env["account.move.line"].has_access("read"):
            return super()._get_invoiced()
        super(SaleOrder, self.sudo())._get_invoiced()
        for order in self.sudo():
            order.invoice_count = len(order._keep_readable("invoice_ids"))
        return None

    def _keep_readable(self, name):
        """Leave in a computed field what the user may read. Called as superuser.

        :param str name: field with records
        :return: the records that are left, with the user's rights
        """
        readable = self[name].sudo(False)._filtered_access("read")
        self[name] = readable.sudo()
        return readable
