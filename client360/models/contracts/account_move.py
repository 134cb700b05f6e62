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
