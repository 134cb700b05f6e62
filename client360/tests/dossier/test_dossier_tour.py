# Copyright 2026 Client 360 contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from unittest.mock import patch

from odoo.tests import HttpCase, new_test_user, tagged

from odoo.addons.base.models.ir_actions_report import IrActionsReport


@tagged("post_install", "-at_install")
class TestDossierTour(HttpCase):
    def test_without_a_program_for_pdfs(self):
        new_test_user(
            self.env,
            "dossier_tour",
            "sales_team.group_sale_salesman,base.group_partner_manager",
            lang="en_US",
        )
        partner = self.env["res.partner"].create(
            {
                "name": "Tour Company",
                "is_company": True,
                "child_ids": [(0, 0, {"name": "Tour Contact"})],
            }
        )
        with patch.object(
            IrActionsReport, "get_wkhtmltopdf_state", lambda self: "install"
        ):
            self.start_tour(
                f"/odoo/contacts/{partner.id}",
                "client360_dossier",
                login="dossier_tour",
            )
