# Copyright 2026 Client 360 contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain


class HelpdeskTicket(models.Model):
    _inherit = "helpdesk.ticket"

    # The card searches tickets by partner, which helpdesk_mgmt leaves without an index.
    partner_id = fields.Many2one(index="btree_not_null")
    # Customers read their tickets in the portal, but not how we judge and measure them.
    resolution = fields.Selection(
        [
            ("done", "Done"),
            ("not_relevant", "Not Relevant"),
            ("duplicate", "Duplicate"),
            ("not_reproducible", "Not Reproducible"),
            ("known_error", "Known Error"),
        ],
        copy=False,
        tracking=True,
        groups="base.group_user",
    )
    first_response_date = fields.Datetime(
        "First Response",
        copy=False,
        readonly=True,
        groups="base.group_user",
        help="When a colleague first wrote to the customer.",
    )
    age_days = fields.Integer(
        "Age (days)",
        compute="_compute_age_days",
        groups="base.group_user",
        help="Days that the ticket has been open, up to now or to its closing.",
    )
    hours_to_close = fields.Float(
        compute="_compute_hours_to_close",
        store=True,
        aggregator="avg",
        groups="base.group_user",
        help="Hours from the ticket's creation to its closing.",
    )

    deadline = fields.Date(
        index="btree_not_null",
        copy=False,
        tracking=True,
        groups="base.group_user",
        help="The day by which the customer is to have an answer.",
    )
    is_overdue = fields.Boolean(
        "Overdue",
        compute="_compute_is_overdue",
        search="_search_is_overdue",
        groups="base.group_user",
    )

    @api.depends("deadline", "stage_id.closed")
    @api.depends_context("tz")
    def _compute_is_overdue(self):
        today = fields.Date.context_today(self)
        for ticket in self:
            late = ticket.deadline and ticket.deadline < today
            ticket.is_overdue = bool(late and not ticket.stage_id.closed)

    @api.model
    def _search_is_overdue(self, operator, value):
        if operator != "in":
            return NotImplemented
        overdue = Domain("deadline", "<", fields.Date.context_today(self)) & Domain(
            "stage_id.closed", "=", False
        )
        return overdue if True in value else ~overdue

    @api.depends("number", "name")
    def _compute_display_name(self):
        """A ticket without number yet is called by its title."""
        unnumbered = self.filtered(lambda ticket: ticket.number in (False, "/"))
        for ticket in unnumbered:
            ticket.display_name = ticket.name
        return super(HelpdeskTicket, self - unnumbered)._compute_display_name()

    @api.depends("create_date", "closed_date", "stage_id.closed")
    def _compute_age_days(self):
        now = fields.Datetime.now()
        for ticket in self:
            end = ticket.stage_id.closed and ticket.closed_date or now
            ticket.age_days = (end - (ticket.create_date or now)).days

    @api.depends("closed_date", "stage_id.closed")
    def _compute_hours_to_close(self):
        for ticket in self:
            closed = ticket.stage_id.closed and ticket.closed_date
            seconds = closed and (closed - ticket.create_date).total_seconds()
            ticket.hours_to_close = seconds and seconds / 3600

    def action_take(self):
        """Assign the tickets to oneself and start work on them.

        :raise AccessError: the ticket's team does not have the user
        """
        for ticket in self:
            ticket.assign_to_me()
            if ticket.unattended:
                stages = ticket.team_id._get_applicable_stages()
                working = stages.filtered(lambda s: not s.unattended and not s.closed)
                ticket.stage_id = working[:1] or ticket.stage_id

    def action_close(self):
        """Move the tickets to the first closing stage of their team.

        :raise UserError: a team has no closing stage
        """
        for team, tickets in (
            self.filtered(lambda t: not t.closed).grouped("team_id").items()
        ):
            stage = team._get_applicable_stages().filtered("closed")[:1]
            if not stage:
                raise UserError(
                    self.env._(
                        "There is no closing stage for %(team)s.",
                        team=team.display_name or self.env._("tickets without team"),
                    )
                )
            tickets.filtered(lambda t: not t.resolution).resolution = "done"
            tickets.stage_id = stage

    def action_reply(self):
        """Composer of a message to the customer."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Reply"),
            "res_model": "mail.compose.message",
            "view_mode": "form",
            "target": "new",
            "context": {
                "default_model": self._name,
                "default_res_ids": self.ids,
                "default_composition_mode": "comment",
                "default_partner_ids": self.partner_id.ids,
                "default_subject": self.display_name,
            },
        }

    def _message_post_after_hook(self, message, msg_vals):
        """Note the first response: a message of a colleague that the customer sees."""
        ticket = self.sudo()
        if (
            not ticket.first_response_date
            and message.message_type in ("comment", "email_outgoing")
            and not message.is_internal
            and message.subtype_id == self.env.ref("mail.mt_comment")
            and message.author_id
            and not message.author_id.partner_share
        ):
            ticket.first_response_date = fields.Datetime.now()
        return super()._message_post_after_hook(message, msg_vals)
