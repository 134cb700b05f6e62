# Copyright 2026 Client 360 contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

import importlib.util

from odoo.modules.module import get_module_path
from odoo.tests import TransactionCase, tagged

VERSION = "19.0.2.0.0"


@tagged("post_install", "-at_install")
class TestLetterMigration(TransactionCase):
    """Journals that the addon's first version has let go wrong."""

    def migrate(self, name):
        path = f"{get_module_path('client360')}/migrations/{VERSION}/{name}.py"
        spec = importlib.util.spec_from_file_location(name.replace("-", "_"), path)
        module = importlib.util.module_from_spec(spec)
        spec.loader.exec_module(module)
        module.migrate(self.env.cr, "19.0.1.0.0")
        self.env.invalidate_all()

    def test_journal_with_double_and_stray_numbers(self):
        partner = self.env["res.partner"].create({"name": "Party"})
        company = self.env["res.company"].create({"name": "Old journal"})
        values = {"partner_id": partner.id, "company_id": company.id}
        names = "first second dateless other_year blank draft signing good".split()
        letters = {
            name: self.env["client360.letter"].create({"name": name, **values})
            for name in names
        }
        letters["signing"].direction = "outgoing"
        self.env.flush_all()
        # As the first version had it.
        self.env.cr.execute(
            """
            DROP INDEX client360_letter_number_uniq;
            ALTER TABLE client360_letter
                DROP CONSTRAINT client360_letter_number_has_date
            """
        )
        for name, state, number, registered in [
            ("first", "execution", "7", "2025-02-01"),
            ("second", "done", " 7", "2025-03-01"),
            ("dateless", "execution", "7", None),
            ("other_year", "done", "7", "2024-03-01"),
            ("blank", "draft", " ", None),
            ("draft", "draft", "9", "2025-01-01"),
            ("signing", "signing", "8", None),
            ("good", "execution", "8", "2025-02-02"),
        ]:
            self.env.cr.execute(
                """
                UPDATE client360_letter
                   SET state = %s, number = %s, registration_date = %s,
                       date = '2025-01-09'
                 WHERE id = %s
                """,
                [state, number, registered, letters[name].id],
            )
        self.migrate("pre-correspondence")
        # The database now keeps its rules: Odoo makes them after this script.
        model = self.env["client360.letter"]
        for name in ("number_uniq", "number_has_date"):
            model._table_objects[f"client360_letter_{name}"].apply_to_database(model)
        self.env.cr.execute(
            "SELECT indexdef FROM pg_indexes WHERE indexname = %s",
            ["client360_letter_number_uniq"],
        )
        self.assertTrue(self.env.cr.fetchone())
        self.migrate("post-correspondence")
        self.assertEqual(
            {name: letter.number for name, letter in letters.items()},
            {
                # The first of the year, which is by its date of registration.
                "first": f"7 #{letters['first'].id}",
                "second": f"7 #{letters['second'].id}",
                "dateless": "7",
                "other_year": "7",
                "blank": False,
                "draft": False,
                "signing": False,
                "good": "8",
            },
        )
        self.assertEqual(str(letters["dateless"].registration_date), "2025-01-09")
        self.assertFalse(letters["draft"].registration_date)
        for name, number in [("first", "7"), ("draft", "9"), ("signing", "8")]:
            notes = " ".join(letters[name].message_ids.mapped("body"))
            # in the language of the company
            self.assertRegex(notes, rf"\b{number}[,:]")
        notes = " ".join(letters["good"].message_ids.mapped("body"))
        self.assertNotRegex(notes, r"\b8[,:]")
        # What was a draft is one again, and can be registered.
        letters["draft"].action_register()
        self.assertTrue(letters["draft"].number)

    def test_journal_that_keeps_the_rules_stays(self):
        letters = self.env["client360.letter"].with_context(active_test=False)
        letters = letters.search([("number", "!=", False)])
        self.assertTrue(letters)
        before = letters.read(["number", "registration_date", "message_ids"])
        self.migrate("pre-correspondence")
        self.migrate("post-correspondence")
        after = letters.read(["number", "registration_date", "message_ids"])
        self.assertEqual(before, after)

    def test_templates_are_drafts(self):
        template = self.env["agreement"].create(
            {"name": "Template", "is_template": True}
        )
        contract = self.env["agreement"].create(
            {
                "name": "Contract",
                "state": "active",
                "partner_id": self.env["res.partner"].create({"name": "Party"}).id,
            }
        )
        self.env.flush_all()
        self.env.cr.execute(
            "UPDATE agreement SET state = 'archive', stage = 'archive' WHERE id = %s",
            [template.id],
        )
        self.migrate("post-contracts")
        self.assertEqual((template.state, template.stage), ("draft", "project"))
        self.assertEqual((contract.state, contract.stage), ("active", "active"))
