# Copyright 2026 Client 360 contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo import api, fields, models


class ProjectMilestone(models.Model):
    _inherit = "project.milestone"

    partner_id = fields.Many2one(
        "res.partner",
        "Counterparty",
        compute="_compute_partner_id",
        store=True,
        readonly=False,
        index="btree_not_null",
    )

    @api.depends("project_id")
    def _compute_partner_id(self):
        for milestone in self:
            milestone.partner_id = (
                milestone.partner_id or milestone.project_id.partner_id
            )
