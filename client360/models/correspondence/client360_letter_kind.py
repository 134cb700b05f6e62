# Copyright 2026 Client 360 contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo import fields, models


class Client360LetterKind(models.Model):
    _name = "client360.letter.kind"
    _description = "Kind of letter"
    _order = "sequence, name, id"

    name = fields.Char(required=True, translate=True)
    direction = fields.Selection(
        [("incoming", "Incoming"), ("outgoing", "Outgoing")],
        help="Empty: for letters of both directions.",
    )
    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True)
