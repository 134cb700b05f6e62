# Copyright 2026 Client 360 contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo import fields, models


class AccountMove(models.Model):
    # pylint: disable=consider-merging-classes-inherited
    # One class for each subject of the card, see docs/architecture.rst.
    _inherit = "account.move"

    agreement_id = fields.Many2one(
        "agreement",
        "Contract",
        index="btree_not_null",
        ondelete="restrict",
        check_company=True,
        tracking=True,
        # Customers read their invoices in the portal, but no contracts.
        groups="agreement.group_agreement_readonly",
    )

    def _init_column(self, column_name):
        """Invoices that are older than this addon: the contract of their orders, where
        there is one."""
        if column_name != "agreement_id":
            return super()._init_column(column_name)
        self.env.cr.execute(
            """
            UPDATE account_move
               SET agreement_id = ordered.agreement_id
              FROM (
                    SELECT line.move_id, MIN(sale_order.agreement_id) AS agreement_id
                      FROM account_move_line line
                      JOIN sale_order_line_invoice_rel rel
                        ON rel.invoice_line_id = line.id
                      JOIN sale_order_line ON sale_order_line.id = rel.order_line_id
                      JOIN sale_order ON sale_order.id = sale_order_line.order_id
                     WHERE sale_order.agreement_id IS NOT NULL
                  GROUP BY line.move_id
                    HAVING COUNT(DISTINCT sale_order.agreement_id) = 1
                   ) ordered
              JOIN agreement ON agreement.id = ordered.agreement_id
             WHERE ordered.move_id = account_move.id
               AND account_move.agreement_id IS NULL
               AND (agreement.company_id IS NULL
                    OR agreement.company_id = account_move.company_id)
            """
        )
        return None
