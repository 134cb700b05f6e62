# Copyright 2026 Client 360 contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo import api, models
from odoo.exceptions import AccessError
from odoo.fields import Domain


class Client360CounterpartyAccess(models.AbstractModel):
    """Records about a counterparty, which whoever may read its card may read.

    :cvar tuple _counterparty_fields: required many2ones to the cards; whoever may not
        read one of them may not read the record
    """

    _name = "client360.counterparty.access"
    _description = "Readable With the Counterparty"

    _counterparty_fields = ("partner_id",)

    def _get_counterparties(self):
        """The cards of records, with the user's rights."""
        cards = self.env["res.partner"].sudo()
        for name in self._counterparty_fields:
            cards |= self.sudo()[name]
        return cards.sudo(False)

    def _check_access(self, operation):
        result = super()._check_access(operation)
        if self.env.su or not self:
            return result
        allowed = self - result[0] if result else self
        readable = allowed._get_counterparties()._filtered_access("read")
        forbidden = allowed.filtered(
            lambda record: record._get_counterparties() - readable
        )
        if not forbidden:
            return result
        if result:
            forbidden |= result[0]
        return forbidden, lambda: AccessError(
            self.env._("You may not see the counterparty of this record.")
        )

    @api.model
    def _search(self, domain, *args, bypass_access=False, **kwargs):
        if not (self.env.su or bypass_access):
            partners = self.env["res.partner"].with_context(active_test=False)
            readable = partners._search([])
            domain = Domain(domain)
            for name in self._counterparty_fields:
                domain &= Domain(name, "in", readable)
        return super()._search(domain, *args, bypass_access=bypass_access, **kwargs)
