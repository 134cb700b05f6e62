# Copyright 2026 Client 360 contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo import api, fields, models
from odoo.exceptions import ValidationError


class ProjectProject(models.Model):
    _inherit = "project.project"

    agreement_id = fields.Many2one(
        "agreement",
        "Contract",
        index="btree_not_null",
        copy=False,
        tracking=True,
        # The customer's own people and project collaborators read projects, too.
        groups="agreement.group_agreement_readonly",
        domain="""[
            ('is_template', '=', False),
            '|', ('company_id', '=', False), ('company_id', '=?', company_id),
        ] + (partner_id and [
            ('commercial_partner_id', 'parent_of', partner_id),
        ] or [])""",
    )

    @api.constrains("agreement_id", "company_id")
    def _check_agreement_company(self):
        """A project of one company has no contract of another.

        Core's own ``check_company`` is not for projects: one without company, as they
        are by default, could have no contract of any company.
        """
        for project in self.sudo():
            company = project.agreement_id.company_id
            if company and project.company_id not in (company, company.browse()):
                raise ValidationError(
                    self.env._(
                        "The project %(project)s is of another company than its "
                        "contract %(contract)s.",
                        project=project.display_name,
                        contract=project.agreement_id.display_name,
                    )
                )
