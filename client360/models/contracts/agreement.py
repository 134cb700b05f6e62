# Copyright 2026 Client 360 contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError
from odoo.fields import Domain

STAGES = [
    ("project", "Project"),
    ("approval", "Approval"),
    ("signing", "Signing"),
    ("active", "In Force"),
    ("archive", "Archive"),
]

STAGE_OF_STATE = {
    "draft": "project",
    "approval": "approval",
    "reworking": "approval",
    "signing": "signing",
    "counterparty_signing": "signing",
    "scanning": "signing",
    "active": "active",
    "repeal_request": "active",
    "archive": "archive",
    "rejected": "archive",
    "repealed": "archive",
}

TRANSITIONS = {
    "draft": {"approval"},
    "approval": {"signing", "reworking", "rejected"},
    "reworking": {"approval", "rejected"},
    "signing": {"counterparty_signing", "approval", "rejected"},
    "counterparty_signing": {"scanning", "active", "signing", "rejected"},
    "scanning": {"active"},
    "active": {"repeal_request", "archive"},
    "repeal_request": {"repealed", "active", "archive"},
    "archive": {"active"},
    "rejected": {"draft"},
    "repealed": set(),
}

REMIND_DAYS = 30


class Agreement(models.Model):
    _name = "agreement"
    _inherit = ["agreement", "client360.approval.mixin"]
    _rec_names_search = ["code", "name"]
    _check_company_auto = True

    # The labels are repeated because OCA's addon has no Russian translation.
    name = fields.Char("Subject of Contract")
    partner_id = fields.Many2one(string="Counterparty", index="btree_not_null")
    commercial_partner_id = fields.Many2one(string="Legal Entity of Counterparty")
    company_id = fields.Many2one(string="Our Company", index=True)
    agreement_type_id = fields.Many2one(string="Kind of Contract")
    domain = fields.Selection(string="Contract Is")
    is_template = fields.Boolean("Template")
    signature_date = fields.Date("Contract Date")
    start_date = fields.Date("Valid From")
    end_date = fields.Date("Valid Until")

    parent_id = fields.Many2one(
        "agreement",
        "Main Contract",
        index="btree_not_null",
        ondelete="restrict",
        check_company=True,
        tracking=True,
        help="The contract that this supplementary agreement changes.",
    )
    child_ids = fields.One2many("agreement", "parent_id", "Supplementary Agreements")
    child_count = fields.Integer(
        "Number of Supplementary Agreements", compute="_compute_child_count"
    )
    state = fields.Selection(
        [
            ("draft", "Draft"),
            ("approval", "Approval"),
            ("reworking", "Reworking"),
            ("signing", "Signing"),
            ("counterparty_signing", "Signing by Counterparty"),
            ("scanning", "Scanning"),
            ("active", "In Force"),
            ("repeal_request", "Repeal Requested"),
            ("archive", "Archive"),
            ("rejected", "Rejected"),
            ("repealed", "Repealed"),
        ],
        "Status",
        default="draft",
        copy=False,
        index=True,
        tracking=True,
    )
    stage = fields.Selection(
        STAGES,
        compute="_compute_stage",
        inverse="_inverse_stage",
        store=True,
        index=True,
        group_expand=True,
    )
    amount = fields.Monetary(tracking=True)
    currency_id = fields.Many2one(
        "res.currency",
        compute="_compute_currency_id",
        store=True,
        precompute=True,
        readonly=False,
    )
    user_id = fields.Many2one(
        "res.users",
        "Responsible",
        default=lambda self: self.env.user,
        domain=[("share", "=", False)],
        index=True,
        tracking=True,
    )
    signatory_id = fields.Many2one(
        "res.users", domain=[("share", "=", False)], tracking=True
    )
    partner_signatory_id = fields.Many2one(
        "res.partner",
        "Signatory of Counterparty",
        compute="_compute_partner_signatory_id",
        store=True,
        precompute=True,
        readonly=False,
        domain="[('id', 'child_of', commercial_partner_id)]",
        tracking=True,
    )
    is_electronic = fields.Boolean(
        "Signed Electronically",
        help="Needs no scan: the contract is in force once both parties have signed.",
    )
    pages = fields.Integer("Sheets")
    summary = fields.Text()
    note = fields.Text("Remark")
    project_ids = fields.One2many("project.project", "agreement_id", "Projects")
    project_count = fields.Integer("# Projects", compute="_compute_project_count")
    days_left = fields.Integer(
        compute="_compute_days_left",
        help="Days until the contract in force expires.",
    )
    is_reminded = fields.Boolean(
        compute="_compute_is_reminded",
        store=True,
        readonly=False,
        copy=False,
        export_string_translation=False,
        help="The activity about the end of the contract has been raised.",
    )

    def _init_column(self, column_name):
        """Contracts that are older than this addon: what their dates say of their
        status, and nobody responsible."""
        if column_name == "state":
            self.env.cr.execute(
                """
                UPDATE agreement
                   SET state = CASE
                           WHEN is_template THEN 'draft'
                           WHEN end_date < CURRENT_DATE THEN 'archive'
                           WHEN signature_date IS NOT NULL THEN 'active'
                           ELSE 'draft'
                       END
                 WHERE state IS NULL
                """
            )
        if column_name in ("state", "user_id"):
            return None
        return super()._init_column(column_name)

    @api.model
    def _domain_selection(self):
        return [
            ("sale", self.env._("With a Customer")),
            ("purchase", self.env._("With a Supplier")),
        ]

    @api.depends("company_id")
    def _compute_currency_id(self):
        for agreement in self:
            company = agreement.company_id or self.env.company
            agreement.currency_id = agreement.currency_id or company.currency_id

    @api.depends("state")
    def _compute_stage(self):
        for agreement in self:
            agreement.stage = STAGE_OF_STATE.get(agreement.state)

    def _inverse_stage(self):
        """A drop on the kanban board: the first status of the stage."""
        first_state = {
            stage: state for state, stage in reversed(STAGE_OF_STATE.items())
        }
        for agreement in self:
            if STAGE_OF_STATE[agreement.state] != agreement.stage:
                agreement.state = first_state[agreement.stage]

    @api.depends("child_ids")
    def _compute_child_count(self):
        counts = dict(
            self._read_group(
                [("parent_id", "in", self.ids)], ["parent_id"], ["__count"]
            )
        )
        for agreement in self:
            agreement.child_count = counts.get(agreement._origin, 0)

    @api.depends("project_ids")
    @api.depends_context("uid", "allowed_company_ids")
    def _compute_project_count(self):
        Project = self.env["project.project"]
        counts = {}
        if Project.has_access("read"):
            counts = dict(
                Project._read_group(
                    [("agreement_id", "in", self.ids)], ["agreement_id"], ["__count"]
                )
            )
        for agreement in self:
            agreement.project_count = counts.get(agreement._origin, 0)

    def _compute_sale_order_count(self):
        """One query for all contracts, and none for who may not read orders."""
        Order = self.env["sale.order"]
        counts = {}
        if Order.has_access("read"):
            counts = dict(
                Order._read_group(
                    [("agreement_id", "in", self.ids)], ["agreement_id"], ["__count"]
                )
            )
        for agreement in self:
            agreement.sale_order_count = counts.get(agreement._origin, 0)

    @api.depends("end_date", "state")
    @api.depends_context("tz")
    def _compute_days_left(self):
        today = fields.Date.context_today(self)
        for agreement in self:
            in_force = agreement.end_date and agreement.stage == "active"
            agreement.days_left = in_force and (agreement.end_date - today).days

    @api.depends("end_date")
    def _compute_is_reminded(self):
        self.is_reminded = False

    @api.onchange("parent_id")
    def _onchange_parent_id(self):
        if self.parent_id:
            self.partner_id = self.partner_id or self.parent_id.partner_id
            self.company_id = self.parent_id.company_id
            self.currency_id = self.parent_id.currency_id
            self.domain = self.parent_id.domain
            self.agreement_type_id = self.parent_id.agreement_type_id
            self.user_id = self.parent_id.user_id
            self.tax_id = self.parent_id.tax_id
            for name in ("end_date", "signatory_id", "partner_signatory_id"):
                self[name] = self[name] or self.parent_id[name]

    @api.constrains("start_date", "end_date")
    def _check_dates(self):
        for agreement in self:
            start, end = agreement.start_date, agreement.end_date
            if start and end and end < start:
                raise ValidationError(
                    self.env._(
                        "The contract %(contract)s ends before it starts.",
                        contract=agreement.display_name,
                    )
                )

    @api.constrains("parent_id", "partner_id", "company_id")
    def _check_parent_id(self):
        if self._has_cycle():
            raise ValidationError(
                self.env._(
                    "A contract cannot be supplementary to itself, neither directly "
                    "nor through other agreements."
                )
            )
        for agreement in self | self.child_ids:
            main = agreement.parent_id
            if main and main.commercial_partner_id != agreement.commercial_partner_id:
                raise ValidationError(
                    self.env._(
                        "The supplementary agreement %(agreement)s and its main "
                        "contract %(contract)s must be with the same counterparty.",
                        agreement=agreement.display_name,
                        contract=main.display_name,
                    )
                )

    @api.constrains("state", "currency_id")
    def _check_required(self):
        """Not for the database to check: OCA's addon alone, as while it is updated,
        creates contracts without."""
        for agreement in self:
            for field in (self._fields["state"], self._fields["currency_id"]):
                if not agreement[field.name]:
                    raise ValidationError(
                        self.env._(
                            "%(contract)s needs a value for “%(field)s”.",
                            contract=agreement.display_name,
                            field=field._description_string(self.env),
                        )
                    )

    @api.constrains("state", "partner_id", "is_template")
    def _check_state(self):
        """Beyond a draft there is a counterparty, and no template."""
        for agreement in self.filtered(lambda agreement: agreement.state != "draft"):
            if agreement.is_template:
                raise ValidationError(
                    self.env._(
                        "%(contract)s is a template: it stays a draft.",
                        contract=agreement.display_name,
                    )
                )
            if not agreement.partner_id:
                raise ValidationError(
                    self.env._(
                        "%(contract)s has no counterparty.",
                        contract=agreement.display_name,
                    )
                )

    @api.constrains("company_id")
    def _check_company_of_records(self):
        """What has the contract checks it only when it is itself written."""
        contracts = self.sudo().with_context(active_test=False)
        contracts.project_ids._check_agreement_company()
        for model in ("sale.order", "crm.lead", "account.move"):
            records = contracts.env[model].search([("agreement_id", "in", self.ids)])
            records._check_company(["agreement_id"])

    @api.ondelete(at_uninstall=False)
    def _unlink_only_drafts(self):
        for agreement in self:
            if agreement.state not in ("draft", "rejected"):
                raise UserError(
                    self.env._(
                        "%(contract)s is not a draft any more: repeal it or let it go "
                        "to the archive instead of deleting it.",
                        contract=agreement.display_name,
                    )
                )

    def _get_status_transitions(self):
        return TRANSITIONS

    @api.model
    def _get_two_person_steps(self):
        repeal = {("active", "repeal_request")}, ("repeal_request", "repealed")
        return [*super()._get_two_person_steps(), repeal]

    def _get_reminder_type(self):
        return "client360.mail_activity_type_agreement_expires"

    def _prepare_state_change(self, state):
        if state == "active":
            self.filtered(lambda a: a.state == "scanning")._take_scans()
            self._check_not_expired()
            undated = self.filtered(lambda a: not a.signature_date)
            undated.signature_date = fields.Date.context_today(self)
        if STAGE_OF_STATE[state] == "archive":
            self._forget_reminder()
        return super()._prepare_state_change(state)

    def _check_not_expired(self):
        today = fields.Date.context_today(self)
        for agreement in self:
            if agreement.end_date and agreement.end_date < today:
                raise UserError(
                    self.env._(
                        "%(contract)s has expired: change the date that it is valid "
                        "until.",
                        contract=agreement.display_name,
                    )
                )

    def action_reject(self):
        self.state = "rejected"

    def action_sign(self):
        """Our side has signed."""
        self.state = "counterparty_signing"

    def action_back_to_approval(self):
        self.state = "approval"

    def action_counterparty_sign(self):
        """The counterparty has signed: paper goes to scanning, while what is signed
        electronically is in force."""
        electronic = self.filtered("is_electronic")
        electronic.state = "active"
        (self - electronic).state = "scanning"

    def action_send_again(self):
        """The counterparty returned it unsigned: sign again."""
        self.state = "signing"

    def action_activate(self):
        self.state = "active"

    def action_request_repeal(self):
        self.state = "repeal_request"

    def action_repeal(self):
        self.state = "repealed"

    def action_keep(self):
        """Decline the request to repeal the contract."""
        self.state = "active"

    def action_archive_contract(self):
        self.state = "archive"

    def action_redraft(self):
        self.state = "draft"

    def action_add_supplementary(self):
        """Form of a new supplementary agreement of this contract."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Supplementary Agreement"),
            "res_model": "agreement",
            "view_mode": "form",
            "context": {
                "default_parent_id": self.id,
                "default_partner_id": self.partner_id.id,
                "default_company_id": self.company_id.id,
                "default_currency_id": self.currency_id.id,
                "default_domain": self.domain,
                "default_agreement_type_id": self.agreement_type_id.id,
                "default_tax_id": self.tax_id.id,
                "default_user_id": self.user_id.id,
                "default_end_date": self.end_date,
                "default_signatory_id": self.signatory_id.id,
                "default_partner_signatory_id": self.partner_signatory_id.id,
            },
        }

    @api.readonly
    def action_view_children(self):
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Supplementary Agreements"),
            "res_model": "agreement",
            "view_mode": "list,kanban,form",
            "domain": [("parent_id", "=", self.id)],
            "context": {"default_parent_id": self.id},
        }

    @api.readonly
    def action_view_projects(self):
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Projects"),
            "res_model": "project.project",
            "view_mode": "list,kanban,form",
            "domain": [("agreement_id", "=", self.id)],
            "context": {
                "default_agreement_id": self.id,
                "default_partner_id": self.partner_id.id,
            },
        }

    @api.model
    def _cron_expire(self):
        """Send contracts that have expired to the archive, and raise an activity
        for those that expire within ``REMIND_DAYS`` days."""
        today = fields.Date.context_today(self)
        in_force = self.env["client360.card"]._get_current_domain(self._name)
        expired = in_force & Domain("end_date", "<", today)
        self._process_in_batches(expired, "action_archive_contract")
        ending = in_force & Domain(
            [
                ("end_date", ">=", today),
                ("end_date", "<=", today + timedelta(days=REMIND_DAYS)),
                ("is_reminded", "=", False),
            ]
        )
        self._process_in_batches(ending, "_remind_of_end")

    def _remind_of_end(self):
        self._raise_reminder("end_date")
