# Copyright 2026 Client 360 contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from datetime import date, timedelta

from psycopg2 import IntegrityError

from odoo.exceptions import UserError, ValidationError
from odoo.tests import Form, new_test_user, tagged
from odoo.tools import mute_logger

from ..registers import ApprovalCase, StatusMixin

TODAY = date.today()

TRANSITIONS = {
    "incoming": {
        "draft": ["resolution", "execution"],
        "resolution": ["execution", "annulled"],
        "execution": ["done", "resolution", "annulled"],
        "done": ["execution", "annulled"],
        "annulled": [],
    },
    "outgoing": {
        "draft": ["approval"],
        "approval": ["signing", "reworking"],
        "reworking": ["approval"],
        "signing": ["scanning", "sending", "reworking"],
        "scanning": ["sending", "annulled"],
        "sending": ["sent", "annulled"],
        "sent": ["annulled"],
        "annulled": [],
    },
}

MAIL = """Return-Path: <{sender}>
From: {sender}
To: {to}
Subject: {subject}
Date: Fri, 10 Jul 2026 10:00:00 +0300
Message-ID: <{message_id}@example.com>
MIME-Version: 1.0
Content-Type: multipart/mixed; boundary="b"

--b
Content-Type: text/plain; charset="utf-8"

Please answer.
--b
Content-Type: application/pdf; name="claim.pdf"
Content-Disposition: attachment; filename="claim.pdf"
Content-Transfer-Encoding: base64

JVBERi0xLjQK
--b--
"""


@tagged("post_install", "-at_install")
class TestLetter(StatusMixin, ApprovalCase):
    groups = "base.group_user,client360.group_letter_user"

    def letter(self, **values):
        values = {"name": "Claim", "partner_id": self.partner.id, **values}
        return self.env["client360.letter"].create(values)

    def press(self, letter, steps):
        for button, state in steps:
            getattr(letter, button)()
            self.assertEqual(letter.state, state, button)

    def test_every_transition(self):
        for direction, transitions in TRANSITIONS.items():

            def letter_in(state, direction=direction):
                letter = self.letter(direction=direction, state=state)
                self.attach(letter)
                return letter

            states = list(transitions)
            self.assertOnlyListedTransitions(letter_in, transitions, states)

    def test_status_of_the_other_direction(self):
        with self.assertRaises(ValidationError):
            self.letter(direction="incoming", state="sent")
        with self.assertRaises(UserError):
            self.letter(direction="outgoing").state = "execution"

    def test_incoming_letter_by_buttons(self):
        letter = self.letter(is_resolution_needed=True).with_user(self.user)
        self.assertFalse(letter.number)
        letter.action_register()
        self.assertEqual(letter.state, "resolution")
        self.assertTrue(letter.number)
        self.assertEqual(letter.registration_date, TODAY)
        with self.assertRaisesRegex(UserError, "resolution"):
            letter.action_resolve()
        letter.resolution = "Answer by Monday"
        number = letter.number
        self.press(
            letter,
            [
                ("action_resolve", "execution"),
                ("action_to_resolution", "resolution"),
                ("action_resolve", "execution"),
                ("action_done", "done"),
                ("action_resume", "execution"),
                ("action_annul", "annulled"),
            ],
        )
        self.assertEqual(letter.number, number)

    def test_incoming_letter_without_resolution(self):
        letters = self.letter() | self.letter(is_resolution_needed=True)
        letters.action_register()
        self.assertEqual(letters.mapped("state"), ["execution", "resolution"])

    def test_outgoing_letter_on_paper(self):
        letter = self.letter(direction="outgoing").with_user(self.user)
        self.press(
            letter,
            [
                ("action_submit", "approval"),
                ("action_rework", "reworking"),
                ("action_submit", "approval"),
            ],
        )
        # who asks does not grant
        with self.assertRaisesRegex(UserError, "Another person"):
            letter.action_approve()
        self.press(letter.with_user(self.approver), [("action_approve", "signing")])
        self.assertFalse(letter.number)
        self.press(letter, [("action_sign", "scanning")])
        self.assertTrue(letter.number)
        with self.assertRaisesRegex(UserError, "scan"):
            letter.action_scanned()
        scan = self.attach(letter)
        self.press(letter, [("action_scanned", "sending"), ("action_send", "sent")])
        self.assertEqual(letter.dispatch_date, TODAY)
        self.assertEqual(
            scan.document_type_id, self.env.ref("client360.document_type_scan")
        )

    def test_outgoing_electronic_letter_needs_no_scan(self):
        letter = self.letter(direction="outgoing", state="signing", is_electronic=True)
        letter.action_sign()
        self.assertEqual(letter.state, "sending")
        self.assertTrue(letter.number)

    def test_number_by_direction_company_and_year(self):
        company, other = self.env["res.company"].create(
            [{"name": "First"}, {"name": "Second"}]
        )
        first, second, outgoing, foreign, later = (
            self.letter(
                direction=direction,
                state=state,
                registration_date=registration_date,
                company_id=company_id,
            )
            for direction, state, registration_date, company_id in [
                ("incoming", "execution", "2031-02-03", company.id),
                ("incoming", "execution", "2031-12-31", company.id),
                ("outgoing", "sent", "2031-02-03", company.id),
                ("incoming", "execution", "2031-02-03", other.id),
                ("incoming", "execution", "2032-01-01", company.id),
            ]
        )
        serial = {
            letter: int(letter.number.rpartition("/")[2])
            for letter in first | second | outgoing | foreign | later
        }
        self.assertEqual(serial[first], 1)
        self.assertEqual(serial[second], 2)
        self.assertEqual(serial[outgoing], 1)
        self.assertEqual(serial[foreign], 1)
        self.assertEqual(serial[later], 1)
        self.assertIn("2031", first.number)
        self.assertIn("2032", later.number)
        self.assertNotEqual(first.number, outgoing.number)

    def test_same_number_twice_is_refused_by_the_database(self):
        values = {"state": "execution", "registration_date": "2031-02-03"}
        self.letter(number="7", **values)
        self.letter(number="7", state="execution", registration_date="2032-02-03")
        self.letter(number="7", direction="outgoing", state="sent")
        with self.assertRaises(IntegrityError), mute_logger("odoo.sql_db"):
            self.letter(number="7", **values)

    def test_registered_letter_keeps_what_identifies_it(self):
        letter = self.letter(state="execution")
        company = self.env["res.company"].create({"name": "Second"})
        for values in [
            {"number": "8"},
            {"number": False},
            {"registration_date": "2020-01-01"},
            {"company_id": company.id},
        ]:
            with self.subTest(values=values), self.assertRaises(UserError):
                letter.write(values)
        letter.write({"number": letter.number, "company_id": letter.company_id.id})
        # Annulled is a status of both journals.
        letter.action_annul()
        with self.assertRaisesRegex(UserError, "registered: “Direction”"):
            letter.direction = "outgoing"

    def test_registered_letter_is_not_deleted(self):
        letter = self.letter().with_user(self.user)
        letter.unlink()
        letter = self.letter(state="execution").with_user(self.user)
        with self.assertRaisesRegex(UserError, "annul"):
            letter.unlink()
        letter.action_annul()
        with self.assertRaisesRegex(UserError, "annul"):
            letter.unlink()

    def test_letter_without_correspondent_is_not_registered(self):
        letter = self.letter(partner_id=False)
        with self.assertRaisesRegex(UserError, "correspondent"):
            letter.action_register()

    def test_reply(self):
        incoming = self.letter().with_user(self.user)
        with self.assertRaisesRegex(UserError, "Register"):
            incoming.action_reply()
        incoming.action_register()
        context = incoming.action_reply()["context"]
        model = self.env["client360.letter"].with_user(self.user)
        with Form(model.with_context(**context)) as form:
            self.assertEqual(form.direction, "outgoing")
            self.assertIn("Claim", form.name)
        reply = form.record
        self.assertEqual(reply.reply_to_id, incoming)
        self.assertEqual(reply.partner_id, self.partner)
        self.assertEqual(incoming.reply_ids, reply)
        self.assertEqual(incoming.reply_count, 1)
        self.assertEqual(incoming.action_view_replies()["res_id"], reply.id)
        self.assertFalse(incoming.is_answered)
        reply.is_electronic = True
        reply.action_submit()
        reply.with_user(self.approver).action_approve()
        reply.action_sign()
        reply.action_send()
        self.assertTrue(incoming.is_answered)
        self.assertEqual(incoming.state, "done")
        reply.action_annul()
        self.assertFalse(incoming.is_answered)

    def test_reply_to_the_same_direction(self):
        incoming = self.letter(state="execution")
        with self.assertRaises(ValidationError):
            self.letter(reply_to_id=incoming.id)

    def test_overdue(self):
        yesterday = TODAY - timedelta(days=1)
        late = self.letter(state="execution", deadline=yesterday)
        draft = self.letter(direction="outgoing", deadline=yesterday)
        today = self.letter(state="execution", deadline=TODAY)
        done = self.letter(state="done", deadline=yesterday)
        without = self.letter(state="execution")
        letters = late | draft | today | done | without
        self.assertEqual(letters.filtered("is_overdue"), late | draft)
        domain = [("id", "in", letters.ids)]
        model = self.env["client360.letter"]
        self.assertEqual(
            model.search(domain + [("is_overdue", "=", True)]), late | draft
        )
        self.assertEqual(
            model.search(domain + [("is_overdue", "=", False)]), today | done | without
        )

    def test_cron_raises_an_activity_once(self):
        yesterday = TODAY - timedelta(days=1)
        late = self.letter(state="execution", deadline=yesterday, user_id=self.user.id)
        left = self.letter(state="execution", deadline=yesterday, user_id=self.user.id)
        left.user_id = new_test_user(self.env, "left", "base.group_user")
        left.user_id.active = False
        in_time = self.letter(state="execution", deadline=TODAY)
        cron = self.env.ref("client360.ir_cron_letters")
        cron.method_direct_trigger()
        cron.method_direct_trigger()
        self.assertEqual(len(late.activity_ids), 1)
        self.assertEqual(late.activity_ids.user_id, self.user)
        self.assertEqual(left.activity_ids.user_id, left.create_uid)
        self.assertFalse(in_time.activity_ids)
        # A new deadline may be missed anew.
        late.deadline = TODAY
        self.assertFalse(late.is_reminded)

    def test_scheduled_action(self):
        cron = self.env.ref("client360.ir_cron_letters")
        self.assertTrue(cron.active)
        self.assertEqual((cron.interval_number, cron.interval_type), (1, "days"))

    def test_activity_goes_with_the_letter(self):
        """By a button, or by a call from outside."""
        todo = self.env.ref("mail.mail_activity_data_todo")
        leave = {
            "done": lambda letter: letter.action_done(),
            "annulled": lambda letter: letter.action_annul(),
            "written": lambda letter: letter.write({"state": "annulled"}),
        }
        yesterday = TODAY - timedelta(days=1)
        letters = {
            way: self.letter(state="execution", deadline=yesterday) for way in leave
        }
        outgoing = self.letter(direction="outgoing", state="sending")
        outgoing.deadline = yesterday
        letters["sent"] = outgoing
        leave["sent"] = lambda letter: letter.action_send()
        cron = self.env.ref("client360.ir_cron_letters")
        cron.method_direct_trigger()
        for way, letter in letters.items():
            with self.subTest(way=way):
                self.assertEqual(len(letter.activity_ids), 1)
                letter.activity_schedule("mail.mail_activity_data_todo")
                leave[way](letter)
                # What a person has planned is his.
                self.assertEqual(letter.activity_ids.activity_type_id, todo)
        # Whoever resumes work is reminded anew, and an archived letter of nothing.
        letters["done"].action_resume()
        cron.method_direct_trigger()
        self.assertEqual(len(letters["done"].activity_ids), 2)
        letters["done"].active = False
        self.assertEqual(letters["done"].activity_ids.activity_type_id, todo)

    def process(self, sender, subject, message_id):
        alias = self.env.ref("client360.mail_alias_letter")
        alias.alias_domain_id = self.env["mail.alias.domain"].search(
            [], limit=1
        ) or self.env["mail.alias.domain"].create({"name": "example.com"})
        mail = MAIL.format(
            sender=sender,
            to=alias.alias_full_name,
            subject=subject,
            message_id=message_id,
        )
        letter_id = self.env["mail.thread"].message_process(None, mail)
        return self.env["client360.letter"].browse(letter_id)

    def test_email_registers_an_incoming_letter(self):
        letter = self.process("Person <person@example.com>", "Claim 5", "m1")
        self.assertEqual(letter.direction, "incoming")
        self.assertEqual(letter.state, "execution")
        self.assertTrue(letter.number)
        self.assertEqual(letter.name, "Claim 5")
        self.assertEqual(letter.partner_id, self.partner)
        self.assertEqual(letter.author_id, self.contact)
        self.assertEqual(
            letter.delivery_id, self.env.ref("client360.letter_delivery_email")
        )
        files = self.env["ir.attachment"].search(
            [("res_model", "=", letter._name), ("res_id", "=", letter.id)]
        )
        self.assertEqual(files.mapped("name"), ["claim.pdf"])

    def test_email_of_an_unknown_sender_waits_as_a_draft(self):
        letter = self.process("New <new@unknown.example>", "Hello", "m2")
        self.assertEqual(letter.state, "draft")
        self.assertFalse(letter.number)
        self.assertIn("new@unknown.example", letter.email_from)
        letter.partner_id = self.partner
        letter.action_register()
        self.assertTrue(letter.number)

    def test_email_whose_number_is_taken(self):
        """As after importing a journal that was kept in the same form: three e-mails
        were once lost so."""
        prefix, serial = self.letter(state="execution").number.rsplit("/", 1)
        for step in (1, 2, 3):
            number = f"{prefix}/{int(serial) + step:05}"
            self.letter(state="done", number=number)
        letter = self.process("Person <person@example.com>", "Claim 6", "m3")
        self.assertEqual(letter.state, "execution")
        self.assertEqual(letter.number, f"{prefix}/{int(serial) + 4:05}")

    def test_email_that_cannot_be_registered_waits_as_a_draft(self):
        """Whatever the reason is: here an administrator's mistake in the sequence."""
        sequence = self.env["ir.sequence"].search(
            [
                ("code", "=", "client360.letter.incoming"),
                ("company_id", "=", self.env.company.id),
            ]
        )
        sequence.prefix = "%(nothing)s/"
        letter = self.process("Person <person@example.com>", "Claim 7", "m4")
        self.assertEqual(letter.state, "draft")
        self.assertEqual(letter.partner_id, self.partner)
        self.assertFalse(letter.number or letter.registration_date)
        notes = " ".join(letter.message_ids.mapped("body"))
        self.assertIn("Invalid prefix", notes)
        files = letter.message_ids.attachment_ids
        self.assertEqual(files.mapped("name"), ["claim.pdf"])

    def test_alias_cannot_register_a_letter_without_correspondent(self):
        alias = self.env.ref("client360.mail_alias_letter")
        alias.alias_defaults = "{'direction': 'incoming', 'state': 'execution'}"
        letter = self.process("New <new@unknown.example>", "Hello", "m5")
        self.assertEqual(letter.state, "draft")

    def test_kanban_shows_the_statuses_of_one_direction(self):
        for direction in ("incoming", "outgoing"):
            model = self.env["client360.letter"].with_context(
                default_direction=direction, read_group_expand=True
            )
            groups = model.web_read_group([("id", "=", 0)], ["state"])["groups"]
            self.assertEqual(
                {group["state"] for group in groups}, set(TRANSITIONS[direction])
            )

    def test_import_and_export(self):
        result = self.env["client360.letter"].load(
            ["direction", "state", "number", "registration_date", "name", "partner_id"],
            [
                ["incoming", "done", "12", "2019-01-02", "Old one", "Party"],
                ["incoming", "execution", "", "", "New one", "Party"],
            ],
        )
        self.assertFalse(result["messages"])
        old, new = self.env["client360.letter"].browse(result["ids"])
        self.assertEqual(old.number, "12")
        self.assertTrue(new.number)
        rows = old.export_data(["number", "partner_id/name"])["datas"]
        self.assertEqual(rows, [["12", "Party"]])
