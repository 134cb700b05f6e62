# Copyright 2026 Client 360 contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo import api, fields, models
from odoo.fields import Domain

from odoo.addons.client360.models.card.client360_card import CardModel, Highlight


class DeliveryTrip(models.Model):
    _name = "delivery.trip"
    _description = "Delivery"

    name = fields.Char(required=True)
    receiver_id = fields.Many2one("res.partner", index=True)
    date_done = fields.Datetime()


class Client360Card(models.AbstractModel):
    _inherit = "client360.card"

    @api.model
    def _get_card_models(self):
        on_the_way = Highlight(
            "trips", self.env._("Deliveries under way"), "fa-truck", badge_color=4
        )
        trips = CardModel(
            "receiver_id",
            documents=True,
            current=Domain("date_done", "=", False),
            highlight=on_the_way,
        )
        return {**super()._get_card_models(), "delivery.trip": trips}
