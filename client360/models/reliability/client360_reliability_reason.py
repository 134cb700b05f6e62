# Copyright 2026 Client 360 contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo import fields, models


class Client360ReliabilityReason(models.Model):
    """A reason to look closer, by which lists of counterparties are filtered."""

    _name = "client360.reliability.reason"
    _description = "Reason of a Risk"
    _order = "sequence, id"

    name = fields.Char(required=True, translate=True)
    code = fields.Char(required=True, readonly=True)
    sequence = fields.Integer(default=10)

    _code_uniq = models.UniqueIndex("(code)", "There is already such a reason.")
