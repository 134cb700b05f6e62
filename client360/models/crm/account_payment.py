# Copyright 2026 Client 360 contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo import api, fields, models


class AccountPayment(models.Model):
    _inherit = "account.payment"

    # The card searches payments by partner, which core leaves without an index.
    partner_id = fields.Many2one(index="btree_not_null")
    planned_date = fields.Date(
        tracking=True,
        help="When the payment is expected. The date of the payment itself says "
        "when it was made.",
    )
    user_id = fields.Many2one(
        "res.users",
        "Responsible",
        compute="_compute_user_id",
        store=True,
        readonly=False,
        tracking=True,
    )
    sale_order_ids = fields.Many2many(
        "sale.order",
        string="Orders",
        compute="_compute_sale_order_ids",
        compute_sudo=True,
        help="Orders whose invoices are settled by this payment.",
    )
    opportunity_ids = fields.Many2many(
        "crm.lead",
        string="Deals",
        compute="_compute_sale_order_ids",
        compute_sudo=True,
        help="Deals of the orders whose invoices are settled by this payment.",
    )

    @api.depends("create_uid")
    def _compute_user_id(self):
        for payment in self:
            payment.user_id = payment.user_id or payment.create_uid

    @api.depends("reconciled_invoice_ids")
    @api.depends_context("uid")
    def _compute_sale_order_ids(self):
        """Only the orders and deals that the user may read: an accountant often
        sees the invoices of orders which are not hers to see.

        As superuser, since Odoo lets nobody else assign even no records of a model
        that she may not read.
        """
        orders_of = {}
        for payment in self:
            lines = payment.reconciled_invoice_ids.line_ids
            orders_of[payment] = lines.sale_line_ids.order_id
        all_orders = self.env["sale.order"].concat(*orders_of.values())
        orders = self._readable(all_orders)
        deals = self._readable(all_orders.opportunity_id)
        for payment, its_orders in orders_of.items():
            payment.sale_order_ids = its_orders & orders
            payment.opportunity_ids = its_orders.opportunity_id & deals

    def _readable(self, records):
        """Those of the records that the user may read."""
        return records.sudo(False)._filtered_access("read").sudo()
