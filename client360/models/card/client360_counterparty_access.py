# Copyright 2026 Client 360 contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo import api, models
from odoo.exceptions import AccessError
from odoo.fields import Domain


class Client360CounterpartyAccess(models.AbstractModel):
    """Records about a counterparty, which whoever may read its card may read.

    For models with a required ``partner_id``.
    """

    _name = "client360.counterparty.access"
    _description = "Readable With the Counterparty"

    def _check_access(self, operation):
        result = super()._check_access(operation)
        if self.env.su or not self:
            return result
        allowed = self - result[0] if result else self
        partners = allowed.sudo().partner_id.sudo(False)
        readable = partners._filtered_access("read")
        forbidden = allowed.filtered(
            lambda record: record.sudo().partner_id.sudo(False) not in readable
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
            domain = Domain(domain) & Domain("partner_id", "in", partners._search([]))
        return super()._search(domain, *args, bypass_access=bypass_access, **kwargs)
