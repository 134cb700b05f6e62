# Copyright 2026 Client 360 contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo import models


class Client360ApprovalMixin(models.AbstractModel):
    """Buttons of a register whose records are approved before they are signed.

    The table of transitions has the statuses ``approval``, ``reworking`` and
    ``signing``.
    """

    _name = "client360.approval.mixin"
    _inherit = "client360.status.mixin"
    _description = "Register with an approval"

    def action_submit(self):
        """Send drafts, and what was reworked, for approval.

        :raise UserError: a record is in another status, or incomplete
        """
        self.state = "approval"

    def action_approve(self):
        """Let what is approved be signed.

        :raise UserError: a record does not wait for approval
        """
        self.state = "signing"

    def action_rework(self):
        """Return records for reworking.

        :raise UserError: the status of a record does not allow it
        """
        self.state = "reworking"
