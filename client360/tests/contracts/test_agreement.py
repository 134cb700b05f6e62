# Copyright 2026 Client 360 contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from contextlib import contextmanager
from datetime import date, timedelta

from psycopg2 import IntegrityError

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import Form, TransactionCase, new_test_user, tagged
from odoo.tools import mute_logger

from ..registers import StatusMixin

TODAY = date.today()

TRANSITIONS = {
    "draft": ["approval"],
    "approval": ["signing", "reworking", "rejected"],
    "reworking": ["approval", "rejected"],
    "signing": ["counterparty_signing", "approval", "rejected"],
    "counterparty_signing": ["scanning", "active", "signing", "rejected"],
    "scanning": ["active"],
    "active": ["repeal_request", "archive"],
    "repeal_request": ["repealed", "active", "archive"],
    "archive": ["active"],
    "rejected": ["draft"],
    "repealed": [],
}


@tagged("post_install", "-at_install")
class TestAgreement(StatusMixin, TransactionCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.partner = cls.env["res.partner"].create(
            {"name": "Party", "is_company": True}
        )
        cls.contact = cls.env["res.partner"].create(
            {"name": "Person", "parent_id": cls.partner.id}
        )
        cls.other = cls.env["res.partner"].create({"name": "Other", "is_company": True})
        cls.user = new_test_user(
            cls.env, "contract user", "base.group_user,agreement.group_agreement_user"
        )
        cls.approver = new_test_user(
            cls.env, "approver", "base.group_user,agreement.group_agreement_user"
        )

    def setUp(self):
        super().setUp()
        # Scheduled actions have a transaction of their own.
        self.registry_enter_test_mode()

    @contextmanager
    def refused(self, error, regex):
        """Like a request that fails: nothing of it is left."""
        with (
            self.assertRaisesRegex(error, regex),
            mute_logger("odoo.sql_db"),
            self.env.cr.savepoint(),
        ):
            yield

    def contract(self, **values):
        values = {"name": "Supply", "partner_id": self.partner.id, **values}
        return self.env["agreement"].create(values)

    def attach(self, record, name="scan.pdf"):
        return self.env["ir.attachment"].create(
            {"name": name, "res_model": record._name, "res_id": record.id, "raw": b"1"}
        )

    def test_every_transition(self):
        def contract_in(state):
            contract = self.contract(state=state)
            self.attach(contract)
            return contract

        states = list(TRANSITIONS)
        self.assertOnlyListedTransitions(contract_in, TRANSITIONS, states)

    def test_stage_of_every_status(self):
        stages = {state: self.contract(state=state).stage for state in TRANSITIONS}
        self.assertEqual(
            stages,
            {
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
            },
        )

    def test_paper_contract_by_buttons(self):
        contract = self.contract().with_user(self.user)
        for button, state in [
            ("action_submit", "approval"),
            ("action_rework", "reworking"),
            ("action_submit", "approval"),
            ("action_approve", "signing"),
            ("action_back_to_approval", "approval"),
            ("action_approve", "signing"),
            ("action_sign", "counterparty_signing"),
            ("action_send_again", "signing"),
            ("action_sign", "counterparty_signing"),
            ("action_counterparty_sign", "scanning"),
        ]:
            # who asks does not grant
            user = self.approver if button == "action_approve" else self.user
            getattr(contract.with_user(user), button)()
            self.assertEqual(contract.state, state, button)
        with self.assertRaisesRegex(UserError, "scan"):
            contract.action_activate()
        scan = self.attach(contract)
        contract.action_activate()
        self.assertEqual(contract.state, "active")
        self.assertEqual(contract.signature_date, TODAY)
        self.assertEqual(
            scan.document_type_id, self.env.ref("client360.document_type_scan")
        )
        for button, state in [
            ("action_request_repeal", "repeal_request"),
            ("action_keep", "active"),
            ("action_archive_contract", "archive"),
            ("action_activate", "active"),
            ("action_request_repeal", "repeal_request"),
            ("action_repeal", "repealed"),
        ]:
            user = self.approver if button == "action_repeal" else self.user
            getattr(contract.with_user(user), button)()
            self.assertEqual(contract.state, state, button)

    def test_who_asks_does_not_grant(self):
        mine = self.contract().with_user(self.user)
        others = mine.with_user(self.approver)
        mine.action_submit()
        with self.assertRaisesRegex(UserError, "Another person"):
            mine.action_approve()
        # by whatever door
        with self.assertRaisesRegex(UserError, "Another person"):
            mine.state = "signing"
        with self.assertRaisesRegex(AccessError, "Only the system"):
            mine.asked_by_id = self.approver
        others.action_approve()
        # whoever takes it back, the asker stays the same
        others.action_back_to_approval()
        self.assertEqual(mine.asked_by_id, self.user)
        others.action_approve()
        contract = self.contract(state="active").with_user(self.user)
        contract.action_request_repeal()
        with self.assertRaisesRegex(UserError, "Another person"):
            contract.action_repeal()
        contract.with_user(self.approver).action_repeal()
        self.assertEqual(contract.state, "repealed")

    def test_one_may_approve_ones_own_where_the_settings_say_so(self):
        self.env["ir.config_parameter"].set_param("client360.allow_own_approval", True)
        contract = self.contract().with_user(self.user)
        contract.action_submit()
        contract.action_approve()
        self.assertEqual(contract.state, "signing")

    def test_renewal(self):
        contract = self.contract(
            state="active",
            amount=100,
            start_date=TODAY - timedelta(days=355),
            end_date=TODAY + timedelta(days=9),
            partner_signatory_id=self.contact.id,
        ).with_user(self.user)
        action = contract.action_renew()
        model = self.env["agreement"].with_user(self.user)
        with Form(model.with_context(**action["context"])) as form:
            self.assertEqual(form.start_date, TODAY + timedelta(days=10))
        renewed = form.record
        self.assertEqual(renewed.state, "draft")
        self.assertEqual(
            (renewed.name, renewed.partner_id, renewed.amount),
            (contract.name, contract.partner_id, 100),
        )
        self.assertEqual(renewed.partner_signatory_id, self.contact)
        self.assertFalse(renewed.parent_id)
        self.assertEqual((renewed.end_date - renewed.start_date).days, 364)
        self.assertNotEqual(renewed.code, contract.code)
        # of one that has expired long ago
        old = self.contract(end_date=TODAY - timedelta(days=90))
        dates = old.action_renew()["context"]
        self.assertEqual(dates["default_start_date"], TODAY)

    def test_electronic_contract_needs_no_scan(self):
        contract = self.contract(state="counterparty_signing", is_electronic=True)
        contract.action_counterparty_sign()
        self.assertEqual(contract.state, "active")

    def test_rejected_contract_becomes_a_draft(self):
        contract = self.contract(state="approval")
        contract.action_reject()
        self.assertEqual(contract.stage, "archive")
        contract.action_redraft()
        self.assertEqual(contract.state, "draft")

    def test_contract_without_counterparty_is_not_submitted(self):
        contract = self.contract(partner_id=False)
        with self.assertRaisesRegex(UserError, "counterparty"):
            contract.action_submit()

    def test_expired_contract_is_not_put_into_force(self):
        contract = self.contract(state="archive", end_date=TODAY - timedelta(days=1))
        with self.refused(UserError, "expired"):
            contract.action_activate()
        contract.end_date = TODAY
        contract.action_activate()
        self.assertEqual(contract.state, "active")

    def test_counterparty_of_what_is_no_draft(self):
        """Whatever writes it: nobody signs with no one."""
        for state in TRANSITIONS:
            if state == "draft":
                continue
            with self.subTest(state=state):
                with self.refused(ValidationError, "no counterparty"):
                    self.contract(state=state, partner_id=False)
                contract = self.contract(state=state)
                with self.refused(ValidationError, "no counterparty"):
                    contract.partner_id = False
        draft = self.contract()
        draft.partner_id = False
        draft.write({"partner_id": self.partner.id, "state": "approval"})
        self.assertEqual(draft.state, "approval")

    def test_what_a_contract_needs(self):
        """Python demands it, since OCA's addon alone knows nothing of these columns."""
        contract = self.contract()
        for name in ("state", "currency_id"):
            with self.refused(ValidationError, "needs a value"):
                contract[name] = False
            with self.refused(ValidationError, "needs a value"):
                self.contract(**{name: False})
        for code in ("/", " ", "", False):
            with self.refused((ValidationError, IntegrityError), "needs a number|null"):
                contract.code = code
        self.env.cr.execute(
            "INSERT INTO agreement (name, code) VALUES ('Of OCA''s addon alone', 'X')"
        )

    def test_template_stays_a_draft(self):
        template = self.contract(is_template=True, partner_id=False)
        with self.refused(ValidationError, "template"):
            template.write({"partner_id": self.partner.id, "state": "approval"})
        with self.refused(ValidationError, "template"):
            self.contract(state="active", is_template=True)
        with self.refused(ValidationError, "template"):
            self.contract(state="active").is_template = True
        contract = template.copy({"partner_id": self.partner.id})
        contract.action_submit()
        self.assertEqual(contract.state, "approval")

    def test_drop_on_kanban_stage(self):
        contract = self.contract()
        contract.stage = "approval"
        self.assertEqual(contract.state, "approval")
        contract.stage = "signing"
        self.assertEqual(contract.state, "signing")
        with self.assertRaises(UserError):
            contract.stage = "active"

    def test_kanban_shows_every_stage(self):
        groups = self.env["agreement"].with_context(read_group_expand=True)
        groups = groups.web_read_group([("id", "=", 0)], ["stage"])["groups"]
        self.assertEqual(
            [group["stage"] for group in groups],
            ["project", "approval", "signing", "active", "archive"],
        )

    def test_numbers(self):
        first, second = self.contract(), self.contract()
        self.assertTrue(first.code and second.code)
        self.assertNotEqual(first.code, second.code)
        self.assertEqual(self.contract(code="A-1").code, "A-1")

    def test_numbers_taken_in_advance_are_skipped(self):
        """As by importing a list of contracts that was kept in the same form."""
        prefix, serial = self.contract().code.rsplit("/", 1)
        taken = [f"{prefix}/{int(serial) + n:05}" for n in (1, 2, 4)]
        for code in taken:
            self.contract(code=code, active=code != taken[0])
        self.contract(code=f"{prefix}/{int(serial) + 5:05}", company_id=False)
        self.assertEqual(
            [self.contract().code, self.contract().code],
            [f"{prefix}/{int(serial) + n:05}" for n in (3, 6)],
        )

    def test_name_of_a_contract_without_number(self):
        new = self.env["agreement"].new({})
        self.assertFalse(new.display_name)
        new.name = "Supply"
        self.assertEqual(new.display_name, "Supply")
        contracts = self.contract(code="A-1") | self.env["agreement"].new(
            {"name": "Rent"}
        )
        self.assertEqual(contracts.mapped("display_name"), ["[A-1] Supply", "Rent"])

    def test_several_supplementary_agreements_at_once(self):
        contract = self.contract(code="A-1")
        self.contract(code="A-1/2")
        children = self.env["agreement"].create(
            [
                {"name": "One", "parent_id": contract.id},
                {"name": "Own number", "parent_id": contract.id, "code": "B"},
                {"name": "Other", "partner_id": self.other.id, "code": "A-1/7"},
                {"name": "Two", "parent_id": contract.id},
            ]
        )
        self.assertEqual(
            children.mapped(lambda child: (child.name, child.code)),
            [
                ("One", "A-1/3"),
                ("Own number", "B"),
                ("Other", "A-1/7"),
                ("Two", "A-1/4"),
            ],
        )

    def test_supplementary_agreement(self):
        contract = self.contract(
            code="A-1",
            state="active",
            amount=5,
            end_date=TODAY + timedelta(days=90),
            signatory_id=self.user.id,
            partner_signatory_id=self.contact.id,
        )
        action = contract.with_user(self.user).action_add_supplementary()
        model = self.env["agreement"].with_user(self.user)
        with Form(model.with_context(**action["context"])) as form:
            form.name = "New price"
        child = form.record
        self.assertEqual(child.parent_id, contract)
        self.assertEqual(child.partner_id, self.partner)
        self.assertEqual(child.code, "A-1/1")
        self.assertEqual(child.end_date, contract.end_date)
        self.assertEqual(child.signatory_id, self.user)
        self.assertEqual(child.partner_signatory_id, self.contact)
        self.assertEqual(contract.child_count, 1)
        grandchild = self.contract(name="More", parent_id=contract.id)
        self.assertEqual(grandchild.code, "A-1/2")
        action = contract.action_view_children()
        self.assertEqual(
            self.env["agreement"].search(action["domain"]), contract.child_ids
        )

    def test_supplementary_agreement_takes_the_party_of_its_contract(self):
        contract = self.contract()
        child = self.env["agreement"].create({"name": "S", "parent_id": contract.id})
        self.assertEqual(child.partner_id, self.partner)

    def test_supplementary_agreement_with_another_party(self):
        contract = self.contract()
        self.contract(parent_id=contract.id, partner_id=self.contact.id)
        with self.assertRaisesRegex(ValidationError, "same counterparty"):
            self.contract(parent_id=contract.id, partner_id=self.other.id)
        with self.assertRaisesRegex(ValidationError, "same counterparty"):
            contract.partner_id = self.other

    def test_cycle(self):
        first = self.contract()
        second = self.contract(parent_id=first.id)
        with self.assertRaisesRegex(ValidationError, "supplementary to itself"):
            first.parent_id = second
        with self.assertRaisesRegex(ValidationError, "supplementary to itself"):
            first.parent_id = first

    def test_end_before_start(self):
        self.contract(start_date=TODAY, end_date=TODAY)
        with self.assertRaisesRegex(ValidationError, "ends before it starts"):
            self.contract(start_date=TODAY, end_date=TODAY - timedelta(days=1))

    def test_second_contract_with_the_number(self):
        self.contract(code="A-1")
        self.contract(code="A-1", partner_id=self.other.id)
        constraint = self.env["agreement"]._table_objects["agreement_code_uniq"]
        self.assertIn(
            "this number", constraint.get_error_message(self.env["agreement"])
        )
        with self.assertRaises(IntegrityError), mute_logger("odoo.sql_db"):
            # Of another contact of the same party.
            self.contract(code="A-1", partner_id=self.contact.id)

    def test_second_contract_with_the_number_without_company(self):
        self.contract(code="A-1", company_id=False)
        with self.assertRaisesRegex(ValidationError, "A-1"):
            self.contract(code="A-1", company_id=False)
        with self.assertRaisesRegex(ValidationError, "A-1"):
            self.contract(code="A-1")

    def test_only_drafts_are_deleted(self):
        self.contract().unlink()
        with self.assertRaisesRegex(UserError, "not a draft"):
            self.contract(state="active").unlink()

    def test_orders_and_projects_of_a_contract(self):
        contract = self.contract()
        self.env["sale.order"].create(
            {"partner_id": self.partner.id, "agreement_id": contract.id}
        )
        project = self.env["project.project"].create(
            {"name": "P", "agreement_id": contract.id}
        )
        self.assertEqual(contract.sale_order_count, 1)
        self.assertEqual(contract.project_count, 1)
        action = contract.action_view_projects()
        self.assertEqual(self.env["project.project"].search(action["domain"]), project)
        # Who may not read orders sees the contract all the same.
        mine = contract.with_user(self.user)
        mine.invalidate_recordset()
        self.assertEqual((mine.sale_order_count, mine.project_count), (0, 1))
        with Form(mine):
            pass

    def test_cron_archives_and_reminds_once(self):
        expired = self.contract(state="active", end_date=TODAY - timedelta(days=1))
        asked = self.contract(
            state="repeal_request", end_date=TODAY - timedelta(days=1)
        )
        ending = self.contract(
            state="active",
            end_date=TODAY + timedelta(days=30),
            user_id=self.user.id,
        )
        later = self.contract(state="active", end_date=TODAY + timedelta(days=31))
        draft = self.contract(end_date=TODAY - timedelta(days=1))
        cron = self.env.ref("client360.ir_cron_agreements")
        cron.method_direct_trigger()
        cron.method_direct_trigger()
        self.assertEqual(expired.state, "archive")
        self.assertEqual(asked.state, "archive")
        self.assertEqual(ending.state, "active")
        self.assertEqual(draft.state, "draft")
        self.assertEqual(len(ending.activity_ids), 1)
        self.assertEqual(ending.activity_ids.user_id, self.user)
        self.assertEqual(ending.activity_ids.date_deadline, ending.end_date)
        self.assertFalse(later.activity_ids)
        self.assertFalse(expired.activity_ids)
        # Extended: it is reminded of anew.
        ending.end_date += timedelta(days=365)
        self.assertFalse(ending.is_reminded)

    def test_contract_is_in_force_on_its_last_day(self):
        last = self.contract(state="active", end_date=TODAY)
        template = self.contract(is_template=True, end_date=TODAY - timedelta(days=1))
        self.env.ref("client360.ir_cron_agreements").method_direct_trigger()
        self.assertEqual(last.state, "active")
        self.assertEqual(last.days_left, 0)
        self.assertEqual(len(last.activity_ids), 1)
        self.assertEqual(template.state, "draft")
        self.assertFalse(template.activity_ids)

    def test_activity_goes_with_the_contract(self):
        """By a button, by the board, or by a call from outside."""
        leave = {
            "button": lambda contract: contract.action_archive_contract(),
            "board": lambda contract: contract.write({"stage": "archive"}),
            "call": lambda contract: contract.write({"state": "archive"}),
            "repeal": lambda contract: (
                contract.action_request_repeal(),
                contract.action_repeal(),
            ),
        }
        contracts = {
            way: self.contract(state="active", end_date=TODAY + timedelta(days=1))
            for way in leave
        }
        self.env.ref("client360.ir_cron_agreements").method_direct_trigger()
        todo = self.env.ref("mail.mail_activity_data_todo")
        for way, contract in contracts.items():
            with self.subTest(way=way):
                self.assertEqual(len(contract.activity_ids), 1)
                contract.activity_schedule("mail.mail_activity_data_todo")
                leave[way](contract)
                self.assertEqual(contract.stage, "archive")
                # What a person has planned is his.
                self.assertEqual(contract.activity_ids.activity_type_id, todo)

    def test_scheduled_action(self):
        cron = self.env.ref("client360.ir_cron_agreements")
        self.assertTrue(cron.active)
        self.assertEqual((cron.interval_number, cron.interval_type), (1, "days"))

    def test_company_of_what_takes_a_contract(self):
        theirs = self.env["res.company"].create({"name": "Second"})
        contract = self.contract(company_id=theirs.id)
        ours = self.contract()
        everybodys = self.contract(company_id=False)
        projects = self.env["project.project"]
        project = projects.create({"name": "P", "company_id": self.env.company.id})
        orders = self.env["sale.order"].create({"partner_id": self.partner.id})
        deals = self.env["crm.lead"].create(
            {"name": "Deal", "company_id": self.env.company.id}
        )
        for record, regex in [
            (project, "another company"),
            (orders, "compan"),
            (deals, "compan"),
        ]:
            with self.subTest(model=record._name):
                with self.refused(UserError, regex):
                    record.agreement_id = contract
                record.agreement_id = everybodys
                record.agreement_id = ours
        with self.refused(UserError, "another company"):
            project.company_id = theirs
        with self.refused(UserError, "another company"):
            ours.company_id = theirs
        project.agreement_id = False
        for record in orders, deals:
            with self.refused(UserError, "compan"):
                ours.company_id = theirs
            record.agreement_id = False
        ours.company_id = theirs
        with self.refused(UserError, "another company"):
            projects.create(
                {
                    "name": "P",
                    "company_id": self.env.company.id,
                    "agreement_id": contract.id,
                }
            )
        # Projects have no company by default.
        projects.create({"name": "P", "agreement_id": contract.id})

    def test_contract_of_a_project_is_for_those_who_read_contracts(self):
        project = self.env["project.project"].create(
            {"name": "P", "agreement_id": self.contract().id}
        )
        user = new_test_user(
            self.env, "project only", "base.group_user,project.group_project_user"
        )
        with self.assertRaises(AccessError):
            project.with_user(user).read(["agreement_id"])
        self.assertTrue(project.with_user(user).read(["name"]))

    def test_partner_counts_what_its_button_lists(self):
        self.contract()
        self.contract(partner_id=self.contact.id, state="archive")
        self.contract(is_template=True)
        self.contact.active = False
        for partner, expected in [
            (self.partner, 2),
            (self.contact, 1),
            (self.other, 0),
        ]:
            action = partner.action_open_agreement()
            listed = self.env["agreement"].search_count(action["domain"])
            self.assertEqual(partner.agreements_count, listed)
            self.assertEqual(partner.agreements_count, expected)

    def test_card_of_a_user_who_may_not_read_contracts(self):
        self.contract()
        user = new_test_user(self.env, "bare user", "base.group_user")
        partner = self.partner.with_user(user)
        partner.invalidate_recordset()
        self.assertEqual(partner.agreements_count, 0)
        arch = partner.get_view(self.env.ref("base.view_partner_form").id)["arch"]
        self.assertNotIn("action_open_agreement", arch)
        self.assertNotIn("client360_contracts", arch)

    def test_status_of_contracts_that_are_older_than_the_addon(self):
        old = self.contract(signature_date="2020-01-01", end_date="2020-12-31")
        signed = self.contract(signature_date="2020-01-01")
        unsigned = self.contract()
        template = self.contract(is_template=True, signature_date="2020-01-01")
        contracts = old | signed | unsigned | template
        contracts.flush_recordset()
        self.env.cr.execute("ALTER TABLE agreement ALTER state DROP NOT NULL")
        self.env.cr.execute(
            "UPDATE agreement SET state = NULL, user_id = NULL WHERE id IN %s",
            [contracts._ids],
        )
        self.env["agreement"]._init_column("state")
        self.env["agreement"]._init_column("user_id")
        contracts.invalidate_recordset()
        self.assertEqual(
            contracts.mapped("state"), ["archive", "active", "draft", "draft"]
        )
        self.assertFalse(contracts.user_id)

    def test_import_and_export(self):
        result = self.env["agreement"].load(
            ["code", "name", "partner_id", "state", "amount", "end_date"],
            [["I-1", "Rent", "Party", "active", "10.5", "2099-12-31"]],
        )
        self.assertFalse(result["messages"])
        contract = self.env["agreement"].browse(result["ids"])
        self.assertEqual(contract.amount, 10.5)
        rows = contract.export_data(["code", "state", "stage", "partner_id/name"])
        self.assertEqual(rows["datas"][0][3], "Party")
