# Copyright 2026 Client 360 contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

"""No sequence of calls from outside ends where no sequence of buttons can."""

from datetime import date, timedelta

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from psycopg2 import IntegrityError

from odoo.exceptions import UserError
from odoo.service.model import call_kw
from odoo.tests import TransactionCase, new_test_user, tagged
from odoo.tools import mute_logger

from ...models.contracts.agreement import STAGE_OF_STATE
from ...models.contracts.agreement import TRANSITIONS as CONTRACT_TRANSITIONS
from ...models.correspondence.client360_letter import CLOSED, REGISTERED, STATES
from ...models.correspondence.client360_letter import TRANSITIONS as LETTER_TRANSITIONS
from ..registers import UtcMixin

TODAY = date.today()

LETTER_BUTTONS = (
    "action_register action_resolve action_to_resolution action_done action_resume "
    "action_submit action_approve action_rework action_sign action_scanned action_send "
    "action_annul action_reply"
).split()
CONTRACT_BUTTONS = (
    "action_submit action_approve action_rework action_reject action_sign "
    "action_back_to_approval action_counterparty_sign action_send_again "
    "action_activate action_request_repeal action_repeal action_keep "
    "action_archive_contract action_redraft action_add_supplementary"
).split()

# Which record an operation is for; that of the list of those there are, modulo.
target = st.integers(0, 5)
day = st.sampled_from([False, *(f"{TODAY + timedelta(n)}" for n in (-400, -1, 0))])
# Of two partners, or none.
party = st.sampled_from([0, 1, None])
letter_vals = st.fixed_dictionaries(
    {},
    optional={
        "direction": st.sampled_from(list(LETTER_TRANSITIONS)),
        "state": st.sampled_from([state for state, _label in STATES]),
        "number": st.sampled_from([False, "", " ", "1", " 1", "2"]),
        "registration_date": day,
        "date": day.filter(bool),
        "partner_id": party,
        "deadline": day,
        "resolution": st.sampled_from([False, "Answer"]),
        "is_electronic": st.booleans(),
        "is_resolution_needed": st.booleans(),
        "reply_to_id": st.none() | target,
        "active": st.booleans(),
    },
)
contract_vals = st.fixed_dictionaries(
    {},
    optional={
        "state": st.sampled_from(list(CONTRACT_TRANSITIONS)),
        "stage": st.sampled_from(sorted(set(STAGE_OF_STATE.values()))),
        "code": st.sampled_from([False, "", "/", " ", "1", "1/1", "2"]),
        "partner_id": party,
        "parent_id": st.none() | target,
        "company_id": st.sampled_from([0, None]),
        "start_date": day,
        "end_date": day,
        "is_electronic": st.booleans(),
        "is_template": st.booleans(),
        "active": st.booleans(),
    },
)


def operations(vals, buttons):
    """Lists of calls: the method, for which record, with which values."""
    operation = st.one_of(
        st.tuples(st.just("create"), target, vals),
        st.tuples(st.just("write"), target, vals),
        st.tuples(st.just("copy"), target, vals),
        st.tuples(st.just("load"), target, vals),
        st.tuples(st.sampled_from(["unlink", "attach", "cron"]), target, st.none()),
        st.tuples(st.sampled_from(buttons), target, st.none()),
    )
    # Most records get anywhere only by buttons.
    button = st.tuples(st.sampled_from(buttons), target, st.none())
    return st.lists(operation | button, min_size=3, max_size=14)


bounded = settings(
    max_examples=40,
    deadline=None,
    derandomize=True,
    database=None,
    suppress_health_check=list(HealthCheck),
)


class RegisterCase(UtcMixin, TransactionCase):
    model = None
    # Parts of vals that name records by their place.
    own_links = ()

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.partners = cls.env["res.partner"].create(
            [{"name": "Party", "is_company": True}, {"name": "Other"}]
        )
        cls.user = new_test_user(
            cls.env,
            "register properties",
            "base.group_user,client360.group_letter_user,"
            "agreement.group_agreement_user",
        )

    def call(self, name, *args):
        """Like a request: in a transaction of its own, which may fail with a message.

        :return: what the method returns, None where it was refused
        """
        records = self.env[self.model].with_user(self.user)
        try:
            with mute_logger("odoo.sql_db"), self.env.cr.savepoint():
                return call_kw(records, name, list(args), {})
        except (UserError, IntegrityError):
            self.env.clear()
            return None

    def complete(self, vals):
        """Turn places into the records there."""
        vals = {"name": "Record", **vals}
        if vals.get("partner_id") is not None:
            vals["partner_id"] = self.partners[vals["partner_id"]].id
        if vals.get("company_id") is not None:
            vals["company_id"] = self.env.company.id
        for name in self.own_links:
            if vals.get(name) is not None:
                records = self.records()
                vals[name] = records[vals[name] % len(records)].id if records else False
        return vals

    def records(self):
        records = self.env[self.model].with_context(active_test=False)
        return records.search([("create_uid", "=", self.user.id)], order="id")

    def run_operation(self, name, place, vals):
        records = self.records()
        record = records[place % len(records)] if records else records
        if name == "create":
            self.call("create", [self.complete({"partner_id": 0, **vals})])
        elif name == "load":
            vals = self.complete({"partner_id": 0, **vals})
            columns, row = [], []
            for column, value in vals.items():
                relation = column.endswith("_id") and value
                columns.append(f"{column}/.id" if relation else column)
                row.append(str(value or "") if column != "active" else str(int(value)))
            self.call("load", columns, [row])
        elif name == "cron":
            self.run_cron()
        elif not record:
            return
        elif name == "attach":
            self.env["ir.attachment"].create(
                {
                    "name": "scan.pdf",
                    "res_model": self.model,
                    "res_id": record.id,
                    "raw": b"1",
                }
            )
        elif name in ("write", "copy"):
            vals = self.complete(vals)
            self.call(name, record.ids, *([vals] if vals else ()))
        else:
            self.call(name, record.ids)

    def run_cron(self):
        """What the scheduled action does, without its commits."""
        raise NotImplementedError

    def check(self, before):
        """Compare the register with what buttons can make of it.

        :param dict before: what :meth:`remember` gave before the last operation
        """
        raise NotImplementedError

    def remember(self):
        """What records must keep from now on, by record."""
        raise NotImplementedError

    def run_operations(self, operations):
        class Undo(Exception):
            pass

        try:
            with self.env.cr.savepoint():
                for operation in operations:
                    before = self.remember()
                    self.run_operation(*operation)
                    self.env.flush_all()
                    self.env.invalidate_all()
                    self.check(before)
                raise Undo
        except Undo:
            self.env.clear()

    def activities(self, record, activity_type):
        return self.env["mail.activity"].search(
            [
                ("res_model", "=", self.model),
                ("res_id", "=", record.id),
                ("activity_type_id", "=", self.env.ref(activity_type).id),
            ]
        )


@tagged("post_install", "-at_install")
class TestLetterProperties(RegisterCase):
    model = "client360.letter"
    own_links = ("reply_to_id",)

    def run_cron(self):
        domain = [("is_overdue", "=", True), ("is_reminded", "=", False)]
        self.env[self.model].search(domain)._remind_of_deadline()

    @given(operations(letter_vals, LETTER_BUTTONS))
    @bounded
    def test_letters(self, operations):
        self.run_operations(operations)

    def remember(self):
        return {
            letter: (letter.direction, letter.number, letter.registration_date)
            for letter in self.records()
            if letter.number
        }

    def check(self, before):
        letters = self.records()
        keys = []
        for letter in letters:
            states = LETTER_TRANSITIONS[letter.direction]
            self.assertIn(letter.state, states)
            registered = letter.state in REGISTERED
            self.assertEqual(bool((letter.number or "").strip()), registered)
            self.assertEqual(bool(letter.registration_date), registered)
            if registered:
                self.assertTrue(letter.partner_id)
                year = letter.registration_date.year
                keys.append((letter.direction, letter.number, year))
            if letter.state in CLOSED or not letter.active:
                self.assertFalse(
                    self.activities(
                        letter, "client360.mail_activity_type_letter_overdue"
                    )
                )
            self.assertNotEqual(letter.reply_to_id.direction, letter.direction)
        self.assertEqual(len(keys), len(set(keys)))
        for letter, kept in before.items():
            self.assertIn(letter, letters)
            self.assertEqual(
                (letter.direction, letter.number, letter.registration_date), kept
            )


@tagged("post_install", "-at_install")
class TestContractProperties(RegisterCase):
    model = "agreement"
    own_links = ("parent_id",)

    def run_cron(self):
        in_force = self.env[self.model].search([("stage", "=", "active")])
        in_force = in_force.filtered("end_date")
        expired = in_force.filtered(lambda contract: contract.end_date < TODAY)
        expired.action_archive_contract()
        (in_force - expired)._remind_of_end()

    @given(operations(contract_vals, CONTRACT_BUTTONS))
    @bounded
    def test_contracts(self, operations):
        self.run_operations(operations)

    def remember(self):
        return {
            contract: contract.state
            for contract in self.records()
            if contract.state not in ("draft", "rejected")
        }

    def check(self, before):
        contracts = self.records()
        keys = []
        for contract in contracts:
            self.assertIn(contract.state, CONTRACT_TRANSITIONS)
            self.assertEqual(contract.stage, STAGE_OF_STATE[contract.state])
            self.assertNotIn((contract.code or "").strip(), ("", "/"))
            if contract.state != "draft":
                self.assertTrue(contract.partner_id)
                self.assertFalse(contract.is_template)
            if contract.stage == "archive" or not contract.active:
                self.assertFalse(
                    self.activities(
                        contract, "client360.mail_activity_type_agreement_expires"
                    )
                )
            if contract.start_date and contract.end_date:
                self.assertLessEqual(contract.start_date, contract.end_date)
            party = contract.commercial_partner_id
            if party:
                keys.append((contract.code, party))
            main = contract.parent_id
            if main:
                self.assertEqual(main.commercial_partner_id, party)
            self.assertFalse(contract._has_cycle())
        self.assertEqual(len(keys), len(set(keys)))
        self.assertLessEqual(set(before), set(contracts))
        for contract, state in before.items():
            if contract.state != state:
                self.assertTrue(self.is_reachable(state, contract.state))

    def is_reachable(self, old, new):
        """Whether buttons lead from one status to the other."""
        seen, new_ones = set(), {old}
        while new_ones:
            seen |= new_ones
            new_ones = {
                state for one in new_ones for state in CONTRACT_TRANSITIONS[one]
            } - seen
        return new in seen
