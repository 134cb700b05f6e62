# Copyright 2026 Client 360 contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from datetime import date, timedelta

from psycopg2 import IntegrityError

from odoo import Command
from odoo.exceptions import UserError, ValidationError
from odoo.tests import TransactionCase, new_test_user, tagged
from odoo.tools import mute_logger

from ..registers import RefusalMixin, UtcMixin

TODAY = date.today()

UNREGISTERED = {
    "incoming": ["draft"],
    "outgoing": ["draft", "approval", "reworking", "signing"],
}


@tagged("post_install", "-at_install")
class TestLetterJournal(RefusalMixin, UtcMixin, TransactionCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.partner, cls.other = cls.env["res.partner"].create(
            [{"name": "Party", "is_company": True}, {"name": "Other"}]
        )
        cls.company = cls.env["res.company"].create({"name": "Journal"})
        cls.user = new_test_user(
            cls.env,
            "journal user",
            "base.group_user,client360.group_letter_user",
            company_ids=[Command.set((cls.env.company | cls.company).ids)],
        )

    def letter(self, **values):
        values = {
            "name": "Claim",
            "partner_id": self.partner.id,
            "company_id": self.company.id,
            **values,
        }
        return self.env["client360.letter"].create(values)

    def load(self, **columns):
        columns = {
            "name": "Imported",
            "partner_id": "Party",
            "company_id/.id": self.company.id,
            **columns,
        }
        rows = [list(columns.values())]
        return self.env["client360.letter"].load(list(columns), rows)

    def sequence(self, direction="incoming", company=None):
        return self.env["ir.sequence"].search(
            [
                ("code", "=", f"client360.letter.{direction}"),
                ("company_id", "=", (company or self.company).id),
            ]
        )

    def following(self, number, step):
        """The number that many steps after another."""
        prefix, serial = number.rsplit("/", 1)
        return f"{prefix}/{int(serial) + step:05}"

    def test_number_without_date_twice(self):
        """By ``create``: a number brings a date along, and is given only once."""
        letter = self.letter(number="7", state="execution")
        self.assertEqual(letter.registration_date, TODAY)
        for values in (
            {"number": "7", "state": "execution"},
            {"number": " 7 ", "state": "done"},
            {"number": "7", "state": "execution", "registration_date": False},
        ):
            with (
                self.subTest(values=values),
                self.refused(IntegrityError, "number_uniq"),
            ):
                self.letter(**values)
        # The date of the letter is that of an old journal's entry.
        old = self.letter(number="7", state="done", date="2019-03-04")
        self.assertEqual(old.registration_date, date(2019, 3, 4))

    def test_number_written_to_a_draft(self):
        self.letter(number="7", state="execution")
        draft = self.letter()
        for number in ("7", "8"):
            with self.refused(ValidationError, "not registered"):
                draft.number = number
        with self.refused(ValidationError, "not registered"):
            draft.registration_date = TODAY
        with self.refused(IntegrityError, "number_uniq"):
            draft.write({"number": "7", "state": "execution"})
        draft.write({"number": "8", "state": "execution"})
        self.assertEqual((draft.number, draft.registration_date), ("8", TODAY))

    def test_number_imported_twice(self):
        for number in ("7", "7"):
            with mute_logger("odoo.sql_db"):
                result = self.load(number=number, state="done")
        self.assertFalse(result["ids"])
        self.assertIn("registration number", result["messages"][0]["message"])
        letters = self.env["client360.letter"].search([("name", "=", "Imported")])
        self.assertEqual(letters.mapped("number"), ["7"])

    def test_database_wants_a_date_with_a_number(self):
        """Whatever Python forgets: SQL of a script, another addon's override."""
        letter = self.letter(state="execution")
        with self.refused(IntegrityError, "number_has_date"):
            self.env.cr.execute(
                "UPDATE client360_letter SET registration_date = NULL WHERE id = %s",
                [letter.id],
            )

    def test_blank_number_is_none(self):
        for number in ("", "   ", False):
            letter = self.letter(number=number)
            self.assertIs(letter.number, False)
            letter.state = "execution"
            self.assertTrue(letter.number.strip())

    def test_only_registered_letters_have_a_number(self):
        for direction, states in UNREGISTERED.items():
            for state in states:
                for values in ({"number": "1"}, {"registration_date": TODAY}):
                    with self.refused(ValidationError, "not registered"):
                        self.letter(direction=direction, state=state, **values)
        for direction, state in [
            ("incoming", "resolution"),
            ("incoming", "done"),
            ("incoming", "annulled"),
            ("outgoing", "scanning"),
            ("outgoing", "annulled"),
        ]:
            letter = self.letter(direction=direction, state=state)
            self.assertTrue(letter.number)
            self.assertEqual(letter.registration_date, TODAY)

    def test_copy_is_not_registered(self):
        copy = self.letter(state="execution").copy()
        self.assertEqual(copy.state, "draft")
        self.assertFalse(copy.number or copy.registration_date or copy.dispatch_date)

    def test_numbers_taken_in_advance_are_skipped(self):
        """As by importing a journal that was kept in the same form."""
        first = self.letter(state="execution").number
        imported = [self.following(first, step) for step in range(1, 41)]
        for number in imported:
            result = self.load(number=number, state="done")
            self.assertFalse(result["messages"])
        # Archived ones are in the journal all the same.
        self.env["client360.letter"].search([("number", "in", imported)]).active = False
        letters = self.letter() | self.letter() | self.letter()
        letters.action_register()
        self.assertEqual(
            sorted(letters.mapped("number")),
            [self.following(first, step) for step in (41, 42, 43)],
        )
        # In another year or journal they are free.
        self.letter(number=imported[0], state="sent", direction="outgoing")
        self.letter(number=imported[0], state="done", registration_date="2019-01-02")

    def test_a_taken_number_between_free_ones(self):
        first = self.letter(state="execution").number
        self.letter(state="done", number=self.following(first, 2))
        letters = self.env["client360.letter"].create(
            [
                {
                    "name": str(index),
                    "partner_id": self.partner.id,
                    "company_id": self.company.id,
                    "state": "execution",
                }
                for index in range(3)
            ]
        )
        self.assertEqual(
            letters.mapped("number"),
            [self.following(first, step) for step in (1, 3, 4)],
        )

    def test_registered_letter_keeps_a_correspondent(self):
        letter = self.letter(state="execution").with_user(self.user)
        with self.refused(UserError, "no correspondent"):
            letter.partner_id = False
        with self.refused(UserError, "no correspondent"):
            self.letter(state="done", partner_id=False)
        result = self.load(partner_id="", state="done")
        self.assertIn("no correspondent", result["messages"][0]["message"])
        with self.refused(IntegrityError, "partner_id"):
            self.partner.unlink()
        # Who was taken for another may be set right.
        letter.partner_id = self.other
        draft = self.letter()
        draft.partner_id = False

    def test_merging_correspondents_keeps_one(self):
        letter = self.letter(state="execution", partner_id=self.other.id)
        wizard = self.env["base.partner.merge.automatic.wizard"].create({})
        wizard._merge((self.partner | self.other).ids, self.partner)
        letter.invalidate_recordset()
        self.assertEqual(letter.partner_id, self.partner)
        self.assertFalse(self.other.exists())

    def test_new_company_has_its_sequences(self):
        """With this year's ranges, so that nobody has to create them while others
        register letters."""
        for code in (
            "client360.letter.incoming",
            "client360.letter.outgoing",
            "client360.agreement",
        ):
            sequence = self.env["ir.sequence"].search(
                [("code", "=", code), ("company_id", "=", self.company.id)]
            )
            self.assertEqual(len(sequence), 1, code)
            self.assertEqual(sequence.date_range_ids.date_from.year, TODAY.year)

    def test_every_company_has_its_sequences_after_installation(self):
        companies = self.env["res.company"].search([("id", "!=", self.company.id)])
        for company in companies:
            for direction in ("incoming", "outgoing"):
                self.assertEqual(len(self.sequence(direction, company)), 1)

    def test_company_that_has_lost_its_sequence(self):
        self.sequence().unlink()
        self.env["res.company"]._create_missing_register_sequences()
        sequence = self.sequence()
        self.assertEqual(len(sequence), 1)
        sequence.unlink()
        self.assertTrue(self.letter(state="execution").number)
        self.assertEqual(len(self.sequence()), 1)
        # What is there stays as it is.
        self.env["res.company"]._create_missing_register_sequences()
        self.assertEqual(len(self.sequence()), 1)

    def test_language_of_a_journal(self):
        """Numbers are in the language of the company that keeps the journal."""
        self.env["res.lang"]._activate_lang("ru_RU")
        company = self.env["res.company"].create({"name": "Verst"})
        company.partner_id.lang = "ru_RU"
        self.sequence("outgoing", company).unlink()
        letter = self.letter(direction="outgoing", state="sent", company_id=company.id)
        self.assertRegex(letter.number, r"^ИСХ-\d{4}/00001$")

    def test_sequence_without_ranges(self):
        """As an administrator may want it: numbers go on over the years."""
        sequence = self.sequence()
        sequence.write({"use_date_range": False, "prefix": "V-%(year)s-"})
        letter = self.letter(state="execution", registration_date="2031-02-03")
        self.assertRegex(letter.number, r"^V-2031-\d{5}$")
        following = self.letter(state="execution")
        self.assertEqual(
            following.number, f"V-{TODAY.year}-{int(letter.number[7:]) + 1:05}"
        )

    def test_ranges_that_are_no_years(self):
        """A range that an administrator has made counts for itself."""
        self.sequence().date_range_ids.unlink()
        half = self.env["ir.sequence.date_range"].create(
            {
                "sequence_id": self.sequence().id,
                "date_from": "2031-01-01",
                "date_to": "2031-06-30",
            }
        )
        numbers = [
            self.letter(state="execution", registration_date=day).number
            for day in ("2031-02-03", "2031-07-01", "2031-07-02")
        ]
        # The second range begins anew, where the first has used a number.
        self.assertEqual(
            [number.rpartition("/")[2] for number in numbers],
            ["00001", "00002", "00003"],
        )
        half.invalidate_recordset()
        self.assertEqual(half.number_next_actual, 2)

    def test_what_is_registered_today_has_todays_date(self):
        letter = self.letter(date=TODAY - timedelta(days=400))
        letter.action_register()
        self.assertEqual(letter.registration_date, TODAY)
