# Copyright 2026 Client 360 contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import tagged

from ..registers import StatusMixin
from .common import TODAY, AgreementCase

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
class TestAgreementStatus(StatusMixin, AgreementCase):
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

    def test_only_drafts_are_deleted(self):
        self.contract().unlink()
        with self.assertRaisesRegex(UserError, "not a draft"):
            self.contract(state="active").unlink()

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
