# Copyright 2026 Client 360 contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo import models


class ResPartner(models.Model):
    # pylint: disable=consider-merging-classes-inherited
    # One class for each subject of the card, see docs/architecture.rst.
    _inherit = "res.partner"

    def _get_dossier_file_name(self):
        """Name of the PDF of one dossier.

        :rtype: str
        """
        self.ensure_one()
        partner = self.commercial_partner_id
        parts = (self.env._("Dossier"), partner.name, partner.vat)
        return " ".join(filter(None, parts)).replace("/", "-")
