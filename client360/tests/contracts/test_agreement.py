# Copyright 2026 Client 360 contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from psycopg2 import IntegrityError

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import Form, new_test_user, tagged
from odoo.tools import mute_logger

from .common import AgreementCase


@tagged("post_install", "-at_install")
class TestAgreement(AgreementCase):
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
        self.contract(code="A-1", company_id=False, partner_id=self.other.id)
        name = "agreement_code_without_company_uniq"
        index = self.env["agreement"]._table_objects[name]
        self.assertIn("this number", index.get_error_message(self.env["agreement"]))
        # what another transaction may be adding is refused by the database
        with (
            self.assertRaises(IntegrityError) as caught,
            mute_logger("odoo.sql_db"),
            self.env.cr.savepoint(),
        ):
            self.contract(code="A-1", company_id=False)
        self.assertEqual(caught.exception.diag.constraint_name, name)
        with self.assertRaisesRegex(ValidationError, "A-1"):
            self.contract(code="A-1")

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
