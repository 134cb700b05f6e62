# Copyright 2026 Client 360 contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError
from odoo.fields import Domain

STATES = [
    ("draft", "Draft"),
    ("resolution", "On Resolution"),
    ("execution", "In Execution"),
    ("done", "Executed"),
    ("approval", "Approval"),
    ("reworking", "Reworking"),
    ("signing", "Signing"),
    ("scanning", "Scanning"),
    ("sending", "Sending"),
    ("sent", "Sent"),
    ("annulled", "Annulled"),
]

TRANSITIONS = {
    "incoming": {
        "draft": {"resolution", "execution"},
        "resolution": {"execution", "annulled"},
        "execution": {"done", "resolution", "annulled"},
        "done": {"execution", "annulled"},
        "annulled": set(),
    },
    "outgoing": {
        "draft": {"approval"},
        "approval": {"signing", "reworking"},
        "reworking": {"approval"},
        "signing": {"scanning", "sending", "reworking"},
        "scanning": {"sending", "annulled"},
        "sending": {"sent", "annulled"},
        "sent": {"annulled"},
        "annulled": set(),
    },
}

# Statuses of a letter that stands in the journal, with a number.
REGISTERED = (
    "resolution",
    "execution",
    "done",
    "scanning",
    "sending",
    "sent",
    "annulled",
)

# Statuses of an incoming letter that waits for us.
OPEN_STATES = ("resolution", "execution")

# Statuses of letters that nothing is left to do about.
CLOSED = ("done", "sent", "annulled")


class Client360Letter(models.Model):
    """A letter of the journal of incoming or of outgoing correspondence."""

    _name = "client360.letter"
    _description = "Letter"
    _inherit = ["mail.thread", "mail.activity.mixin", "client360.approval.mixin"]
    _order = "date desc, id desc"
    _rec_names_search = ["number", "name", "partner_ref"]
    _check_company_auto = True
    _mail_post_access = "read"

    name = fields.Char("Subject", required=True, tracking=True)
    direction = fields.Selection(
        [("incoming", "Incoming"), ("outgoing", "Outgoing")],
        required=True,
        default="incoming",
        index=True,
    )
    state = fields.Selection(
        STATES,
        "Status",
        required=True,
        default="draft",
        copy=False,
        index=True,
        tracking=True,
        group_expand="_group_expand_state",
    )
    date = fields.Date(
        default=fields.Date.context_today,
        required=True,
        help="Of an incoming letter, when it was received; of an outgoing one, when it "
        "was written.",
    )
    dispatch_date = fields.Date("Sent On", copy=False, tracking=True)
    partner_id = fields.Many2one(
        "res.partner",
        "Correspondent",
        index=True,
        ondelete="restrict",
        tracking=True,
    )
    commercial_partner_id = fields.Many2one(related="partner_id.commercial_partner_id")
    email_from = fields.Char(
        "Sender's Address",
        help="Address of a sender whom the e-mail did not let us recognise.",
    )
    partner_ref = fields.Char(
        "Correspondent's Number", help="Number of the letter in the sender's journal."
    )
    partner_ref_date = fields.Date("Correspondent's Date")
    author_id = fields.Many2one("res.partner", "Written By")
    recipient_id = fields.Many2one(
        "res.users", "Addressee", domain=[("share", "=", False)]
    )
    department = fields.Char()
    kind_id = fields.Many2one(
        "client360.letter.kind",
        domain="[('direction', 'in', (direction, False))]",
        ondelete="restrict",
    )
    delivery_id = fields.Many2one(
        "client360.letter.delivery", "Delivery Method", ondelete="restrict"
    )
    case_id = fields.Many2one(
        "client360.letter.case", check_company=True, ondelete="restrict"
    )
    pages = fields.Integer("Sheets")
    appendix_pages = fields.Integer("Sheets of Appendices")
    copies = fields.Integer(default=1)
    original_location = fields.Char("Original Kept At")
    summary = fields.Text()
    note = fields.Text("Remark")
    user_id = fields.Many2one(
        "res.users",
        "Responsible",
        default=lambda self: self.env.user,
        domain=[("share", "=", False)],
        index=True,
        tracking=True,
    )
    performer_ids = fields.Many2many(
        "res.users", string="Performers", domain=[("share", "=", False)]
    )
    is_resolution_needed = fields.Boolean("Resolution Needed")
    manager_id = fields.Many2one(
        "res.users", "Resolution By", domain=[("share", "=", False)]
    )
    resolution = fields.Text(tracking=True)
    approver_id = fields.Many2one("res.users", domain=[("share", "=", False)])
    signatory_id = fields.Many2one("res.users", domain=[("share", "=", False)])
    is_electronic = fields.Boolean(
        "Signed Electronically",
        help="Needs no scan: it is sent as soon as it is signed.",
    )
    deadline = fields.Date(index="btree_not_null", tracking=True)
    is_overdue = fields.Boolean(
        "Overdue", compute="_compute_is_overdue", search="_search_is_overdue"
    )
    is_reminded = fields.Boolean(
        compute="_compute_is_reminded",
        store=True,
        readonly=False,
        copy=False,
        export_string_translation=False,
        help="The activity about the missed deadline has been raised.",
    )
    reply_to_id = fields.Many2one(
        "client360.letter",
        "In Reply To",
        index="btree_not_null",
        ondelete="restrict",
        check_company=True,
        copy=False,
        domain="[('direction', '!=', direction), ('number', '!=', False)]",
    )
    reply_ids = fields.One2many("client360.letter", "reply_to_id", "Replies")
    reply_count = fields.Integer("# Replies", compute="_compute_reply_count")
    is_answered = fields.Boolean(
        "Answered", compute="_compute_is_answered", store=True, tracking=True
    )
    company_id = fields.Many2one(
        "res.company",
        "Our Company",
        required=True,
        default=lambda self: self.env.company,
        index=True,
    )
    active = fields.Boolean(default=True)

    @api.depends("name", "number")
    def _compute_display_name(self):
        for letter in self:
            letter.display_name = " ".join(filter(None, [letter.number, letter.name]))

    @api.depends("deadline", "state")
    @api.depends_context("tz")
    def _compute_is_overdue(self):
        today = fields.Date.context_today(self)
        for letter in self:
            letter.is_overdue = bool(
                letter.deadline
                and letter.deadline < today
                and letter.state not in CLOSED
            )

    @api.model
    def _search_is_overdue(self, operator, value):
        if operator != "in":
            return NotImplemented
        overdue = Domain("deadline", "<", fields.Date.context_today(self)) & Domain(
            "state", "not in", CLOSED
        )
        return overdue if True in value else ~overdue

    @api.depends("deadline")
    def _compute_is_reminded(self):
        self.is_reminded = False

    @api.depends("reply_ids")
    def _compute_reply_count(self):
        counts = dict(
            self._read_group(
                [("reply_to_id", "in", self.ids)], ["reply_to_id"], ["__count"]
            )
        )
        for letter in self:
            letter.reply_count = counts.get(letter._origin, 0)

    @api.depends("reply_ids.state")
    def _compute_is_answered(self):
        answered = ("sent", *OPEN_STATES, "done")
        for letter in self:
            letter.is_answered = any(r.state in answered for r in letter.reply_ids)

    @api.model
    def _group_expand_state(self, states, domain):
        """Columns of the kanban board: the statuses of one direction where the board
        shows one, else those that there are."""
        direction = self.env.context.get("default_direction")
        allowed = TRANSITIONS.get(direction, states)
        return [state for state, _label in STATES if state in allowed]

    @api.constrains("direction", "state")
    def _check_state(self):
        for letter in self:
            if letter.state not in TRANSITIONS[letter.direction]:
                raise ValidationError(
                    self.env._(
                        "The letter %(letter)s has a status of the other direction.",
                        letter=letter.display_name,
                    )
                )

    @api.constrains("reply_to_id", "direction")
    def _check_reply_to_id(self):
        for letter in self:
            if letter.reply_to_id.direction == letter.direction:
                raise ValidationError(
                    self.env._(
                        "The letter %(letter)s cannot answer a letter of the same "
                        "direction.",
                        letter=letter.display_name,
                    )
                )

    def _get_status_transitions(self):
        self.ensure_one()
        return TRANSITIONS[self.direction]

    def _track_subtype(self, initial_values):
        """Whether an answer came in time: the deadline may be changed afterwards."""
        if (
            "is_answered" in initial_values
            and self.is_answered
            and self.deadline
            and self.deadline < fields.Date.context_today(self)
        ):
            return self.env.ref("client360.mt_letter_answered_late")
        return super()._track_subtype(initial_values)

    def _get_reminder_type(self):
        return "client360.mail_activity_type_letter_overdue"

    def _prepare_state_change(self, state):
        if state == "sending":
            self.filtered(lambda letter: letter.state == "scanning")._take_scans()
        elif state == "sent":
            undated = self.filtered(lambda letter: not letter.dispatch_date)
            undated.dispatch_date = fields.Date.context_today(self)
        if state in CLOSED:
            self._forget_reminder()
        return super()._prepare_state_change(state)

    def action_register(self):
        """Register incoming letters: for resolution where one is needed, else for
        execution.

        :raise UserError: not a draft of an incoming letter, or without correspondent
        """
        needed = self.filtered("is_resolution_needed")
        needed.state = "resolution"
        (self - needed).state = "execution"

    def action_resolve(self):
        """The manager has put the resolution.

        :raise UserError: the resolution is empty
        """
        for letter in self:
            if not letter.resolution:
                raise UserError(
                    self.env._(
                        "Write the resolution of the letter %(letter)s first.",
                        letter=letter.display_name,
                    )
                )
        self.state = "execution"

    def action_to_resolution(self):
        self.state = "resolution"

    def action_done(self):
        self.state = "done"

    def action_resume(self):
        """Work on letters that were done after all."""
        self.state = "execution"

    def action_sign(self):
        """The letter is signed and registered: paper goes to scanning, while what is
        signed electronically waits for sending."""
        electronic = self.filtered("is_electronic")
        electronic.state = "sending"
        (self - electronic).state = "scanning"

    def action_scanned(self):
        self.state = "sending"

    def action_send(self):
        """The letters have been sent. Letters that they answer are done."""
        self.state = "sent"
        self.reply_to_id.filtered(lambda x: x.state == "execution").action_done()

    def action_annul(self):
        self.state = "annulled"

    def action_reply(self):
        """Form of the letter that answers this one.

        :raise UserError: the letter has not been registered
        """
        self.ensure_one()
        if not self.number:
            raise UserError(
                self.env._(
                    "Register the letter %(letter)s before you answer it.",
                    letter=self.display_name,
                )
            )
        direction = "outgoing" if self.direction == "incoming" else "incoming"
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Reply"),
            "res_model": self._name,
            "view_mode": "form",
            "context": {
                "default_direction": direction,
                "default_reply_to_id": self.id,
                "default_partner_id": self.partner_id.id,
                "default_company_id": self.company_id.id,
                "default_case_id": self.case_id.id,
                "default_delivery_id": self.delivery_id.id,
                "default_name": self.env._("Re: %(subject)s", subject=self.name),
            },
        }

    @api.readonly
    def action_view_replies(self):
        self.ensure_one()
        action = {
            "type": "ir.actions.act_window",
            "name": self.env._("Replies"),
            "res_model": self._name,
            "view_mode": "list,form",
            "domain": [("reply_to_id", "=", self.id)],
            "context": {"create": False},
        }
        if len(self.reply_ids) == 1:
            action.update(view_mode="form", res_id=self.reply_ids.id)
        return action

    @api.model
    def _cron_overdue(self):
        """Raise an activity for letters whose deadline has passed."""
        domain = Domain("is_overdue", "=", True) & Domain("is_reminded", "=", False)
        self._process_in_batches(domain, "_remind_of_deadline")

    def _remind_of_deadline(self):
        self._raise_reminder("deadline")
