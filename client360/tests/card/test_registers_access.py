# Copyright 2026 Client 360 contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from lxml import etree

from odoo import Command
from odoo.exceptions import AccessError
from odoo.tests import TransactionCase, new_test_user, tagged
from odoo.tools.safe_eval import safe_eval

READ, WRITE, CREATE, DELETE = "read", "write", "create", "unlink"
ALL = {READ, WRITE, CREATE, DELETE}

ROLES = {
    "internal": "base.group_user",
    "salesperson": "sales_team.group_sale_salesman",
    "accountant": "account.group_account_invoice",
    "support": "helpdesk_mgmt.group_helpdesk_user",
    "project": "project.group_project_user",
    "letters": "client360.group_letter_user",
    "lawyer": "agreement.group_agreement_user",
}

# What each role may do with records of its own company.
RIGHTS = {
    "agreement": {
        "internal": set(),
        "salesperson": ALL,
        "accountant": {READ},
        "support": set(),
        "project": set(),
        "letters": set(),
        "lawyer": ALL,
    },
    "client360.letter": {
        "internal": set(),
        "salesperson": ALL,
        "accountant": set(),
        "support": set(),
        "project": set(),
        "letters": ALL,
        "lawyer": set(),
    },
    "project.milestone": {
        "internal": {READ},
        "salesperson": {READ},
        "accountant": {READ},
        "support": {READ},
        "project": ALL,
        "letters": {READ},
        "lawyer": {READ},
    },
    "helpdesk.ticket": {
        # Core helpdesk shows an internal user the own tickets only.
        "support": {READ, WRITE, CREATE},
    },
}


@tagged("post_install", "-at_install")
class TestRegistersAccess(TransactionCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.ours = cls.env.company
        cls.theirs = cls.env["res.company"].create({"name": "Second"})
        cls.partner = cls.env["res.partner"].create({"name": "Party"})
        cls.users = {
            role: new_test_user(
                cls.env,
                f"registers {role}",
                f"base.group_user,{group}",
                company_id=cls.ours.id,
                company_ids=[Command.set(cls.ours.ids)],
            )
            for role, group in ROLES.items()
        }
        cls.records = {
            model: {
                company: cls.make(model, company) for company in (cls.ours, cls.theirs)
            }
            for model in RIGHTS
        }

    @classmethod
    def make(cls, model, company):
        values = {"name": "Record", "partner_id": cls.partner.id}
        if model == "project.milestone":
            values["project_id"] = (
                cls.env["project.project"]
                .create(
                    {
                        "name": "Project",
                        "company_id": company.id,
                        "privacy_visibility": "employees",
                    }
                )
                .id
            )
        else:
            values["company_id"] = company.id
        if model == "helpdesk.ticket":
            values["description"] = "Help"
        return cls.env[model].create(values)

    def operations(self, record, user):
        record = record.with_user(user)
        return {operation for operation in ALL if record.has_access(operation)}

    def test_rights_of_every_role_in_both_companies(self):
        for model, rights in RIGHTS.items():
            for role, expected in rights.items():
                user = self.users[role]
                records = self.records[model]
                with self.subTest(model=model, role=role, company="ours"):
                    self.assertEqual(
                        self.operations(records[self.ours], user), expected
                    )
                with self.subTest(model=model, role=role, company="theirs"):
                    self.assertEqual(self.operations(records[self.theirs], user), set())

    def test_search_finds_what_may_be_read(self):
        for model, rights in RIGHTS.items():
            for role, expected in rights.items():
                if READ not in expected:
                    continue
                with self.subTest(model=model, role=role):
                    found = (
                        self.env[model]
                        .with_user(self.users[role])
                        .search([("partner_id", "child_of", self.partner.id)])
                    )
                    self.assertEqual(found.ids, self.records[model][self.ours].ids)

    def test_user_of_both_companies(self):
        user = self.users["salesperson"]
        user.company_ids += self.theirs
        companies = (self.ours | self.theirs).ids
        for model in ("agreement", "client360.letter"):
            records = self.env[model].with_user(user)
            domain = [("partner_id", "=", self.partner.id)]
            both = records.with_context(allowed_company_ids=companies)
            self.assertEqual(both.search_count(domain), 2)
            one = records.with_context(allowed_company_ids=self.theirs.ids)
            self.assertEqual(one.search(domain), self.records[model][self.theirs])

    def test_buttons_check_the_rights(self):
        contract = self.records["agreement"][self.ours]
        with self.assertRaises(AccessError):
            contract.with_user(self.users["accountant"]).action_submit()
        letter = self.records["client360.letter"][self.theirs]
        with self.assertRaises(AccessError):
            letter.with_user(self.users["letters"]).action_register()

    def test_dictionaries_are_the_managers(self):
        entries = (
            self.env.ref("client360.letter_kind_letter"),
            self.env["client360.letter.delivery"].search([], limit=1),
            self.env["client360.letter.case"].create(
                {"code": "01", "name": "Claims", "company_id": self.ours.id}
            ),
        )
        user = self.users["letters"]
        for entry in entries:
            with self.subTest(entry=entry):
                self.assertEqual(self.operations(entry, user), {READ})
                self.assertEqual(self.operations(entry, self.users["support"]), set())
        user.group_ids += self.env.ref("client360.group_letter_manager")
        for entry in entries:
            with self.subTest(entry=entry):
                self.assertEqual(self.operations(entry, user), ALL)

    def test_case_of_the_other_company(self):
        case = self.env["client360.letter.case"].create(
            {"code": "01", "name": "Claims", "company_id": self.theirs.id}
        )
        self.assertEqual(self.operations(case, self.users["letters"]), set())

    def test_internal_user_opens_the_card(self):
        """Nothing of a register that may not be read is on it."""
        arch = (
            self.partner.with_user(self.users["internal"])
            .get_view(self.env.ref("base.view_partner_form").id)["arch"]
            .replace("'", '"')
        )
        # Core lets employees read the tickets that they follow: a page of those would
        # say that there are no others.
        for model in ("agreement", "client360.letter", "helpdesk.ticket"):
            self.assertNotIn(f'model="{model}"', arch)

    def test_every_role_opens_every_list_of_the_card(self):
        """No column of a list that is on the card fails for a user who sees it."""
        form = self.env.ref("base.view_partner_form")
        for role, user in self.users.items():
            partner = self.partner.with_user(user)
            arch = etree.fromstring(partner.get_view(form.id)["arch"])
            widgets = arch.xpath("//widget[@name='client360_list'][@list_view]")
            self.assertTrue(widgets)
            for widget in widgets:
                records = self.env[widget.get("model")].with_user(user)
                with self.subTest(role=role, list=widget.get("string")):
                    view_id = int(widget.get("list_view"))
                    columns = etree.fromstring(
                        records.get_view(view_id, "list")["arch"]
                    ).xpath("//field[not(ancestor::field)]/@name")
                    domain = safe_eval(
                        widget.get("domain", "[('partner_id', 'child_of', id)]"),
                        {"id": partner.id},
                    )
                    found = records.web_search_read(
                        domain, {name: {} for name in columns}
                    )
                    self.assertEqual(found["length"], records.search_count(domain))
