# Copyright 2026 Client 360 contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

import re

from odoo import models

CHANNEL = re.compile(r"client360_express_report:([0-9]{1,9})")


class IrWebsocket(models.AbstractModel):
    _inherit = "ir.websocket"

    def _build_bus_channel_list(self, channels):
        """Let employees listen to the cards that they may read."""
        channels = list(channels)
        matches = [CHANNEL.fullmatch(c) for c in channels if isinstance(c, str)]
        ids = [int(match[1]) for match in matches if match]
        if ids and self.env.user._is_internal():
            partners = self.env["res.partner"].browse(ids).exists()
            for partner in partners._filtered_access("read"):
                channels.append((partner, "express_report"))
        return super()._build_bus_channel_list(channels)
