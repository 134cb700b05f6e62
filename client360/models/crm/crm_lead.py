# Copyright 2026 Client 360 contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo import fields, models


class CrmLead(models.Model):
    _inherit = "crm.lead"

    agreement_id = fields.Many2one(
        "agreement",
        "Contract",
        check_company=True,
        index="btree_not_null",
        tracking=True,
        domain="[('partner_id', 'parent_of', partner_id)]",
    )

    def _prepare_opportunity_quotation_context(self):
        """Take the contract of the deal over into a new quotation."""
        context = super()._prepare_opportunity_quotation_context()
        if self.agreement_id:
            context["default_agreement_id"] = self.agreement_id.id
        return context
