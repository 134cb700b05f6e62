# Copyright 2026 Client 360 contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo import api, models
from odoo.fields import Domain


class Client360Watch(models.AbstractModel):
    # pylint: disable=consider-merging-classes-inherited
    # What the facts add to it stands with the facts.
    _inherit = "client360.watch"

    @api.model
    def _watched_domain(self):
        """Leave to Kontur.Focus what is on its list."""
        return super()._watched_domain() & Domain("kontur_watched", "!=", True)
