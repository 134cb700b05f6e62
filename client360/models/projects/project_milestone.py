# Copyright 2026 Client 360 contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo import api, fields, models
from odoo.exceptions import ValidationError

from odoo.addons.project.models.project_task import CLOSED_STATES

TRANSITIONS = {
    "new": {"development"},
    "development": {"qa"},
    "qa": {"development", "uat"},
    "uat": {"development", "ready"},
    "ready": {"released"},
    "released": set(),
}

# The one step forward from each status, for the button «Next Status».
NEXT = {
    "new": "development",
    "development": "qa",
    "qa": "uat",
    "uat": "ready",
    "ready": "released",
}


class ProjectMilestone(models.Model):
    """A milestone as a release. «Released» and the milestone's own «Reached» always
    agree: what the projects app marks as reached is released, and the reverse."""

    _name = "project.milestone"
    _inherit = ["project.milestone", "mail.activity.mixin", "client360.status.mixin"]

    def _default_project_id(self):
        """Core takes ``active_id`` of any model, as of the partner's card."""
        context = self.env.context
        if context.get("active_model", "project.project") != "project.project":
            return context.get("default_project_id")
        return self._get_default_project_id()

    project_id = fields.Many2one(default=lambda self: self._default_project_id())
    # Project collaborators, who are portal users, read of a release what core shows
    # them of a milestone.
    partner_id = fields.Many2one(
        "res.partner",
        "Counterparty",
        compute="_compute_partner_id",
        store=True,
        readonly=False,
        index="btree_not_null",
        tracking=True,
        groups="base.group_user",
    )
    company_id = fields.Many2one(
        related="project_id.company_id", groups="base.group_user"
    )
    state = fields.Selection(
        [
            ("new", "New"),
            ("development", "In Development"),
            ("qa", "QA"),
            ("uat", "UAT"),
            ("ready", "Ready for Release"),
            ("released", "Released"),
        ],
        "Status",
        compute="_compute_state",
        store=True,
        readonly=False,
        copy=False,
        index=True,
        tracking=True,
        group_expand=True,
        groups="base.group_user",
    )
    date_start = fields.Date(
        "Start Date", tracking=True, copy=False, groups="base.group_user"
    )
    deadline = fields.Date("Planned Date")
    reached_date = fields.Date("Actual Date", readonly=False, copy=False)
    user_id = fields.Many2one(
        "res.users",
        "Responsible",
        default=lambda self: self.env.user,
        domain=[("share", "=", False)],
        index="btree_not_null",
        tracking=True,
        groups="base.group_user",
    )
    purpose = fields.Text(groups="base.group_user")
    description = fields.Html(groups="base.group_user")
    plan = fields.Html("Release Plan", groups="base.group_user")
    progress = fields.Float(
        compute="_compute_progress",
        groups="project.group_project_user",
        help="Share of the release's tasks that are closed, in per cent.",
    )

    def _init_column(self, column_name):
        """Nobody is responsible for milestones that are older than this addon."""
        if column_name == "user_id":
            return None
        return super()._init_column(column_name)

    @api.depends("project_id")
    def _compute_partner_id(self):
        for milestone in self:
            milestone.partner_id = (
                milestone.partner_id or milestone.project_id.partner_id
            )

    @api.depends("is_reached")
    def _compute_state(self):
        for milestone in self:
            if milestone.is_reached:
                milestone.state = "released"
            elif milestone.state == "released":
                milestone.state = "ready"
            else:
                milestone.state = milestone.state or "new"

    @api.depends("task_ids.state")
    def _compute_progress(self):
        """One query for all releases. Tasks are counted that the user may read."""
        counts = {
            milestone: (len(states), sum(state in CLOSED_STATES for state in states))
            for milestone, states in self.env["project.task"]._read_group(
                [("milestone_id", "in", self.ids)],
                ["milestone_id"],
                ["state:array_agg"],
            )
        }
        for milestone in self:
            total, closed = counts.get(milestone._origin, (0, 0))
            milestone.progress = total and 100 * closed / total

    @api.constrains("date_start", "deadline")
    def _check_dates(self):
        for milestone in self:
            start, planned = milestone.date_start, milestone.deadline
            if start and planned and planned < start:
                raise ValidationError(
                    self.env._(
                        "The planned date of the release %(release)s is before its "
                        "start.",
                        release=milestone.display_name,
                    )
                )

    @api.model_create_multi
    def create(self, vals_list):
        vals_list = [dict(vals) for vals in vals_list]
        for vals in vals_list:
            self._sync_reached(vals)
        return super().create(vals_list)

    def write(self, vals):
        if "state" in vals:
            vals = dict(vals)
            self._sync_reached(vals)
        return super().write(vals)

    def _sync_reached(self, vals):
        """Let a status bring «Reached» along.

        :param dict vals: values of ``create`` or ``write``, which it changes
        """
        if vals.get("state"):
            vals["is_reached"] = vals["state"] == "released"

    def _get_status_transitions(self):
        return TRANSITIONS

    def action_next_state(self):
        """One status forward: the row's button."""
        for state, milestones in self.grouped("state").items():
            milestones.state = NEXT.get(state, state)

    def action_back_to_development(self):
        """QA or the customer found faults."""
        self.state = "development"
