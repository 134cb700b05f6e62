# Copyright 2026 Client 360 contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo import api, fields, models
from odoo.exceptions import UserError


class Client360ApprovalMixin(models.AbstractModel):
    """Buttons of a register whose records are approved before they are signed.

    The table of transitions has the statuses ``approval``, ``reworking`` and
    ``signing``. Who asks for an approval, or for a repeal, does not grant it, unless
    the parameter ``client360.allow_own_approval`` says so.
    """

    _name = "client360.approval.mixin"
    _inherit = ["client360.status.mixin", "client360.system.fields.mixin"]
    _description = "Register with an approval"

    asked_by_id = fields.Many2one(
        "res.users",
        "Asked For By",
        copy=False,
        readonly=True,
        help="Who sent it for approval, or asked for its repeal; another person "
        "decides.",
    )

    def _get_system_fields(self):
        return super()._get_system_fields() | {"asked_by_id"}

    @api.model
    def _get_two_person_steps(self):
        """Name the steps by which something is asked for, and the one that grants it.

        :return: for each grant the steps (from, to) that ask and the one that grants
        :rtype: list[tuple]
        """
        return [
            (
                {("draft", "approval"), ("reworking", "approval")},
                ("approval", "signing"),
            )
        ]

    def _prepare_state_change(self, state):
        for asking, granting in self._get_two_person_steps():
            asked = self.filtered(lambda r, a=asking: (r.state, state) in a)
            asked.sudo().asked_by_id = self.env.user
            self.filtered(
                lambda r, g=granting: (r.state, state) == g
            )._check_another_person()
        return super()._prepare_state_change(state)

    def _check_another_person(self):
        """Refuse that somebody grants what the same person has asked for.

        :raise UserError: names the record
        """
        parameters = self.env["ir.config_parameter"].sudo()
        if self.env.su or parameters.get_param("client360.allow_own_approval"):
            return
        for record in self:
            if (record.asked_by_id or record.create_uid) == self.env.user:
                raise UserError(
                    self.env._(
                        "%(record)s: you have asked for it yourself. Another person "
                        "must approve it.",
                        record=record.display_name,
                    )
                )

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
