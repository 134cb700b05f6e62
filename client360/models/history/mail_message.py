# Copyright 2026 Client 360 contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo import models


class MailMessage(models.Model):
    _inherit = "mail.message"

    # The newest messages of a partner, see client360.event.
    _client360_event_idx = models.Index(
        "(res_id, date, id) WHERE model = 'res.partner'"
    )
    # The last message of a kind on a document: without this, a customer's thousands of
    # notes are read to find it.
    _client360_last_idx = models.Index("(model, res_id, subtype_id, date)")
