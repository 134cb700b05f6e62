# Copyright 2026 Client 360 contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo import fields, models


class ProjectProject(models.Model):
    _inherit = "project.project"

    agreement_id = fields.Many2one(
        "agreement",
        "Contract",
        index="btree_not_null",
        check_company=True,
        copy=False,
        tracking=True,
        domain="""[
            ('is_template', '=', False),
            ('commercial_partner_id', 'parent_of', partner_id),
        ] if partner_id else [('is_template', '=', False)]""",
    )
