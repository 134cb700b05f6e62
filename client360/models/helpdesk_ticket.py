# Copyright 2026 Client 360 contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo import fields, models


class HelpdeskTicket(models.Model):
    _inherit = "helpdesk.ticket"

    # The card searches tickets by partner, which helpdesk_mgmt leaves without an index.
    partner_id = fields.Many2one(index="btree_not_null")
