# Copyright 2026 Client 360 contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo import fields, models


class ResPartner(models.Model):
    # pylint: disable=consider-merging-classes-inherited
    # One class for each subject of the card, see docs/architecture.rst.
    _inherit = "res.partner"

    # The form does not read it: it serves domains, export and automation.
    letter_ids = fields.One2many("client360.letter", "partner_id", "Letters")
