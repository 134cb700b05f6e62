# Copyright 2026 Client 360 contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo import fields, models


class Client360ContactRole(models.Model):
    _name = "client360.contact.role"
    _description = "Role of a Contact Person"
    _order = "sequence, id"

    name = fields.Char(required=True, translate=True)
    sequence = fields.Integer(default=10)
    color = fields.Integer()
    active = fields.Boolean(default=True)
    is_signatory = fields.Boolean(
        "Signs Contracts",
        help="The only person of a counterparty with such a role is suggested as the "
        "signatory of its contracts.",
    )

    _name_uniq = models.Constraint(
        "unique(name)", "There is already a role with this name."
    )
