# Copyright 2026 Client 360 contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo import Command
from odoo.exceptions import AccessError
from odoo.tests import TransactionCase, new_test_user, tagged

READ, WRITE, CREATE, DELETE = "read", "write", "create", "unlink"
NOTHING, ALL = frozenset(), frozenset({READ, WRITE, CREATE, DELETE})
LOOK = frozenset({READ})

ROLES = {
    "internal": "base.group_user",
    "salesperson": "sales_team.group_sale_salesman",
    "sales manager": "sales_team.group_sale_manager",
    "accountant": "account.group_account_invoice",
    "auditor": "account.group_account_readonly",
    "support": "helpdesk_mgmt.group_helpdesk_user",
    "lawyer": "agreement.group_agreement_user",
    "letters": "client360.group_letter_user",
    "letter manager": "client360.group_letter_manager",
    "administrator": "base.group_system",
    "contact manager": "base.group_partner_manager",
    "portal": "base.group_portal",
    "public": "base.group_public",
}
EMPLOYEES = ROLES.keys() - {"portal", "public"}
# Salespeople write letters, see security/client360_security.xml.
MERGERS = {"contact manager", "administrator"}
MERGE = frozenset({READ, WRITE, CREATE})
CLERKS = {"salesperson", "sales manager", "letters"}

#: What a role may do with a model; whom the table does not name may do nothing. Models
#: that are not there are left out.
RIGHTS = {
    "client360.autofill.run": dict.fromkeys(EMPLOYEES, LOOK),
    "client360.autofill.line": dict.fromkeys(EMPLOYEES, LOOK),
    "client360.dadata.usage": {"administrator": LOOK},
    "client360.service.usage": {"administrator": LOOK},
    "client360.inn": {"administrator": LOOK},
    "client360.inn.import": dict.fromkeys(MERGERS, MERGE),
    "client360.first.steps": {"administrator": MERGE},
    "client360.first.steps.line": {"administrator": MERGE},
    "client360.duplicate": dict.fromkeys(MERGERS, LOOK),
    "client360.duplicate.merge": dict.fromkeys(MERGERS, MERGE),
    "client360.duplicate.merge.line": dict.fromkeys(MERGERS, MERGE),
    "client360.reliability.fact": dict.fromkeys(EMPLOYEES, LOOK),
    "client360.reliability.reason": dict.fromkeys(EMPLOYEES, LOOK),
    "client360.reliability.reading": {"administrator": frozenset({READ, DELETE})},
    "client360.risk.decision": dict.fromkeys(EMPLOYEES, LOOK),
    "client360.event": dict.fromkeys(EMPLOYEES, LOOK),
    "client360.express.report": {
        **dict.fromkeys(EMPLOYEES, LOOK),
        "administrator": frozenset({READ, DELETE}),
    },
    "client360.document.type": {
        **dict.fromkeys(EMPLOYEES, LOOK),
        "sales manager": ALL,
        "administrator": ALL,
    },
    "client360.document.download": dict.fromkeys(EMPLOYEES, frozenset({READ, CREATE})),
    "client360.document.version": dict.fromkeys(
        EMPLOYEES, frozenset({READ, WRITE, CREATE})
    ),
    "client360.letter.kind": {
        **dict.fromkeys(CLERKS, LOOK),
        "letter manager": ALL,
    },
    "client360.letter.case": {
        **dict.fromkeys(CLERKS, LOOK),
        "letter manager": ALL,
    },
    "client360.letter.delivery": {
        **dict.fromkeys(CLERKS, LOOK),
        "letter manager": ALL,
    },
}


@tagged("post_install", "-at_install")
class TestRights(TransactionCase):
    """Doors of writing: what each role may do with the addon's own models."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.users = {
            role: new_test_user(
                cls.env,
                login=f"rights {role}",
                groups=f"base.group_user,{group}" if role in EMPLOYEES else group,
            )
            for role, group in ROLES.items()
        }
        cls.partner = cls.env["res.partner"].create({"name": "Party"})

    def test_rights(self):
        expected, found = {}, {}
        for model, rights in RIGHTS.items():
            if model not in self.env:
                continue
            for role, user in self.users.items():
                records = self.env[model].with_user(user)
                expected[model, role] = sorted(rights.get(role, NOTHING))
                found[model, role] = sorted(n for n in ALL if records.has_access(n))
        self.assertEqual(found, expected)

    def test_models_that_the_table_does_not_name(self):
        """Nobody from outside reads them, and an employee without a role changes
        none."""
        named = {*RIGHTS, "client360.letter"}  # letters: test_registers_access.py
        others = [
            name
            for name, model in self.env.items()
            if name.startswith("client360.")
            and not model._abstract
            and name not in named
        ]
        for name in others:
            for role in ("portal", "public"):
                with self.subTest(model=name, role=role):
                    model = self.env[name].with_user(self.users[role])
                    self.assertFalse({o for o in ALL if model.has_access(o)})
            model = self.env[name].with_user(self.users["internal"])
            if not model._transient:
                with self.subTest(model=name, role="internal"):
                    self.assertFalse(
                        {o for o in (WRITE, CREATE, DELETE) if model.has_access(o)}
                    )

    def test_operations_on_records(self):
        """The rights are asked for whenever a record is touched, not on paper only."""
        run = self.env["client360.autofill.run"].create(
            {
                "user_id": self.users["salesperson"].id,
                "line_ids": [Command.create({"partner_id": self.partner.id})],
            }
        )
        records = [
            run,
            run.line_ids,
            self.env["client360.express.report"].create(
                {"partner_id": self.partner.id, "inn": "7728168971"}
            ),
            self.env.ref("client360.document_type_scan"),
            self.env.ref("client360.letter_kind_letter"),
            self.env["client360.letter.case"].create({"code": "77", "name": "Case"}),
            self.env["client360.letter.delivery"].search([], limit=1),
        ]
        for record in records:
            for role, user in self.users.items():
                rights = RIGHTS[record._name].get(role, NOTHING)
                mine = record.with_user(user)
                attempts = {
                    WRITE: lambda r=mine: r.write({}),
                    CREATE: lambda r=mine: r.browse().create({}),
                    DELETE: lambda r=mine: r.unlink(),
                }
                for operation, attempt in attempts.items():
                    if operation in rights:
                        continue
                    with (
                        self.subTest(record=record, role=role, operation=operation),
                        self.assertRaises(AccessError),
                    ):
                        attempt()

    def test_runs_of_others(self):
        """Whom others have filled is not for everybody, nor is why it failed."""
        owner = self.users["salesperson"]
        run = self.env["client360.autofill.run"].create(
            {
                "user_id": owner.id,
                "line_ids": [Command.create({"partner_id": self.partner.id})],
            }
        )
        for record in (run, run.line_ids):
            for role, user in self.users.items():
                may = role in ("salesperson", "administrator")
                mine = record.with_user(user)
                with self.subTest(record=record, role=role):
                    self.assertEqual(mine.has_access(READ), may)
                    if role in EMPLOYEES:
                        found = mine.search([("id", "in", record.ids)])
                        self.assertEqual(bool(found), may)
