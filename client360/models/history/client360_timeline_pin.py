# Copyright 2026 Client 360 contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo import fields, models


class Client360TimelinePin(models.Model):
    """A message that stands above the history of a card, for all its readers.

    Written and read through ``client360.event`` alone, which knows who may read the
    message.
    """

    _name = "client360.timeline.pin"
    _description = "Pinned Entry of the Timeline"
    _order = "create_date desc, id desc"

    partner_id = fields.Many2one(
        "res.partner", required=True, index=True, ondelete="cascade"
    )
    message_id = fields.Many2one("mail.message", required=True, ondelete="cascade")

    _message_uniq = models.UniqueIndex("(message_id, partner_id)")
