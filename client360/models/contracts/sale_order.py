# Copyright 2026 Client 360 contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo import models


class SaleOrder(models.Model):
    # pylint: disable=consider-merging-classes-inherited
    # One class for each subject of the card, see docs/architecture.rst.
    _inherit = "sale.order"

    def _prepare_invoice(self):
        return {**super()._prepare_invoice(), "agreement_id": self.agreement_id.id}

    def _get_invoice_grouping_keys(self):
        """An invoice belongs to one contract: orders of two give two invoices."""
        return [*super()._get_invoice_grouping_keys(), "agreement_id"]
