# Copyright 2026 Client 360 contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from datetime import timedelta

from odoo import Command, fields
from odoo.exceptions import AccessError, UserError
from odoo.fields import Domain
from odoo.tests import new_test_user, tagged

from .common import SECRET
from .timeline_case import TimelineCase


@tagged("post_install", "-at_install")
class TestTimelinePanel(TimelineCase):
    """What stands above the stream."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.lead = cls.make("crm.lead", cls.partner, type="opportunity")
        cls.theirs = cls.make("crm.lead", cls.partner, cls.other_company)
        cls.message = cls.lead.message_post(body="Remember this")
        cls.hidden = cls.theirs.message_post(body=SECRET)
        cls.flush_history()

    def panel(self, user=None):
        events = self.env["client360.event"].with_user(user or self.manager)
        return events.get_panel(self.partner.id)

    def event(self, message, user=None):
        return self.events(
            user=user or self.env.ref("base.user_root"), message_id=message.id
        ).with_user(user or self.manager)

    def test_steps_of_all_records(self):
        today = fields.Date.context_today(self.lead)
        self.lead.activity_schedule(
            summary="Call again", date_deadline=today - timedelta(days=1)
        )
        self.partner.activity_schedule(
            summary="Write", date_deadline=today + timedelta(days=3)
        )
        self.theirs.activity_schedule(summary=SECRET, user_id=self.env.uid)
        steps = self.panel()["steps"]
        self.assertEqual(
            [(step["name"], step["overdue"]) for step in steps],
            [("Call again", True), ("Write", False)],
        )
        self.assertEqual(steps[0]["record_name"], self.lead.display_name)

    def test_coming_meetings(self):
        now = fields.Datetime.now()
        self.env["calendar.event"].with_user(self.manager).create(
            [
                {
                    "name": name,
                    "start": now + timedelta(days=days),
                    "stop": now + timedelta(days=days, hours=1),
                    "partner_ids": [Command.set(self.partner.ids)],
                }
                for name, days in (("Past", -2), ("Soon", 1))
            ]
        )
        self.assertEqual([one["name"] for one in self.panel()["meetings"]], ["Soon"])

    def test_pin_and_unpin(self):
        self.event(self.message, self.manager).action_pin(self.partner.id)
        [pin] = self.panel()["pins"]
        self.assertEqual(pin["text"], "Remember this")
        self.assertEqual(pin["pinned_by"], self.manager.name)
        self.assertEqual(pin["record_name"], self.lead.display_name)
        self.assertTrue(self.event(self.message).is_pinned)
        self.event(self.message, self.manager).action_unpin(self.partner.id)
        self.assertFalse(self.panel()["pins"])

    def test_three_pins_at_most(self):
        for number in range(4):
            message = self.partner.message_post(body=f"Note {number}")
            event = self.event(message, self.manager)
            if number < 3:
                event.action_pin(self.partner.id)
                event.action_pin(self.partner.id)
            else:
                with self.assertRaises(UserError):
                    event.action_pin(self.partner.id)
        self.assertEqual(len(self.panel()["pins"]), 3)

    def test_pins_obey_the_rights(self):
        event = self.event(self.hidden).with_user(self.manager)
        with self.assertRaises(UserError):
            event.action_pin(self.partner.id)
        self.env["client360.timeline.pin"].create(
            {"partner_id": self.partner.id, "message_id": self.hidden.id}
        )
        self.assertFalse(self.panel()["pins"])
        event.action_unpin(self.partner.id)
        self.assertTrue(self.env["client360.timeline.pin"].search([]))

    def test_log_a_contact(self):
        won = self.make("crm.lead", self.partner, type="opportunity")
        won.action_set_won()
        events = self.env["client360.event"].with_user(self.manager)
        targets = [
            (target["res_model"], target["res_id"])
            for target in events.get_log_targets(self.partner.id)
        ]
        self.assertEqual(targets[0], ("res.partner", self.partner.id))
        self.assertIn(("crm.lead", self.lead.id), targets)
        self.assertNotIn(("crm.lead", self.theirs.id), targets)
        self.assertNotIn(("crm.lead", won.id), targets)
        for kind in ("call", "meeting", "note"):
            text = f"<b>{kind}</b> done"
            self.assertTrue(events.log_contact("crm.lead", self.lead.id, kind, text))
            logged = self.events(user=self.manager, kind=kind, res_model="crm.lead")
            self.assertIn(text, logged.mapped("comment")[0])
        self.assertEqual(logged[:1].author_id, self.manager.partner_id)

    def test_log_where_one_may_not(self):
        events = self.env["client360.event"].with_user(self.manager)
        with self.assertRaises(AccessError):
            events.log_contact("crm.lead", self.theirs.id, "call", "Text")
        for values in (
            ("res.users", self.manager.id, "call", "Text"),
            ("crm.lead", self.lead.id, "won", "Text"),
            ("crm.lead", self.lead.id, "call", " "),
        ):
            with self.assertRaises(UserError):
                events.log_contact(*values)

    def test_card_that_one_may_not_read(self):
        self.partner.company_id = self.other_company
        self.flush_history()
        events = self.env["client360.event"].with_user(self.manager)
        for method in (events.get_panel, events.get_log_targets):
            with self.assertRaises(AccessError):
                method(self.partner.id)
        portal = new_test_user(
            self.env, login="panel portal", groups="base.group_portal"
        )
        with self.assertRaises(AccessError):
            self.panel(portal)

    def test_who_may_read_the_card_and_no_register(self):
        reader = new_test_user(self.env, login="panel reader")
        self.assertFalse(self.env["crm.lead"].with_user(reader).has_access("read"))
        now = fields.Datetime.now()
        self.env["calendar.event"].create(
            {
                "name": "Soon",
                "start": now + timedelta(days=1),
                "stop": now + timedelta(days=1, hours=1),
                "partner_ids": [Command.set(self.partner.ids)],
            }
        )
        panel = self.panel(reader)
        self.assertEqual([one["name"] for one in panel["meetings"]], ["Soon"])
        targets = (
            self.env["client360.event"]
            .with_user(reader)
            .get_log_targets(self.partner.id)
        )
        self.assertNotIn("crm.lead", [target["res_model"] for target in targets])

    def test_last_contact_of_the_highlights(self):
        highlights = self.env["client360.highlights"].with_user(self.manager)
        self.assertFalse(highlights._action_last_contact(self.partner))
        self.theirs.message_post(
            body=SECRET, message_type="comment", subtype_xmlid="mail.mt_comment"
        )
        self.lead.message_post(
            body="Hello", message_type="comment", subtype_xmlid="mail.mt_comment"
        )
        self.partner.message_post(body="An internal note")
        self.flush_history()
        action = highlights._action_last_contact(self.partner)
        self.assertEqual(
            (action["res_model"], action["res_id"]), ("crm.lead", self.lead.id)
        )


@tagged("post_install", "-at_install")
class TestWhoMayWrite(TimelineCase):
    """The page offers nothing that would be refused, and refuses in plain words."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.bare = new_test_user(
            cls.env, "panel bare", "base.group_user", company_id=cls.company.id
        )
        cls.message = cls.partner.message_post(body="On the card")
        cls.flush_history()

    def events_of(self, user):
        events = self.env["client360.event"].with_user(user)
        return events.with_context(client360_card_id=self.partner.id)

    def event(self, user):
        domain = self.domain() & Domain("message_id", "=", self.message.id)
        return self.events_of(user).search(domain)

    def test_who_may_log(self):
        """Core's own check: a letter may be posted on by who reads it, others by who
        writes them."""
        letters = new_test_user(
            self.env,
            "panel letters",
            "base.group_user,client360.group_letter_user",
            company_id=self.company.id,
        )
        letter = self.make("client360.letter", self.partner)
        letter.action_register()
        self.make("crm.lead", self.partner, type="opportunity")
        self.flush_history()
        for user, may_log in (
            (self.manager, True),
            (letters, True),
            (self.bare, False),
        ):
            with self.subTest(user=user.login):
                events = self.events_of(user)
                targets = events.get_log_targets(self.partner.id)
                self.assertEqual(bool(targets), may_log)
                self.assertEqual(events.get_panel(self.partner.id)["may_log"], may_log)
                for target in targets:
                    record = self.env[target["res_model"]].browse(target["res_id"])
                    record = record.with_user(user)
                    record.message_post(body="Core lets them")
        targets = self.events_of(letters).get_log_targets(self.partner.id)
        self.assertEqual(
            [(target["res_model"], target["res_id"]) for target in targets],
            [("client360.letter", letter.id)],
        )

    def test_logging_is_refused_in_plain_words(self):
        events = self.events_of(self.bare)
        with self.assertRaises(UserError) as caught:
            events.log_contact("res.partner", self.partner.id, "call", "Text")
        self.assertNotIsInstance(caught.exception, AccessError)
        self.assertIn(self.partner.name, str(caught.exception))
        self.assertFalse(self.events(kind="call"))

    def test_logging_on_what_is_gone(self):
        lead = self.make("crm.lead", self.partner)
        lead.unlink()
        events = self.events_of(self.manager)
        with self.assertRaises(UserError):
            events.log_contact("crm.lead", lead.id, "call", "Text")

    def test_who_may_pin(self):
        for user, may_pin in ((self.manager, True), (self.bare, False)):
            with self.subTest(user=user.login):
                event = self.event(user)
                panel = self.events_of(user).get_panel(self.partner.id)
                self.assertEqual(panel["may_pin"], may_pin)
                self.assertEqual(event.can_pin, may_pin)
                if not may_pin:
                    with self.assertRaises(UserError) as caught:
                        event.action_pin(self.partner.id)
                    self.assertNotIsInstance(caught.exception, AccessError)
        self.event(self.manager).action_pin(self.partner.id)
        with self.assertRaises(UserError):
            self.event(self.bare).action_unpin(self.partner.id)
        [pin] = self.events_of(self.bare).get_panel(self.partner.id)["pins"]
        self.assertEqual(pin["text"], "On the card")

    def test_pin_without_a_card_in_the_context(self):
        event = self.event(self.manager).with_context(client360_card_id=False)
        self.assertTrue(event.can_pin)
        event = self.event(self.bare).with_context(client360_card_id=False)
        self.assertFalse(event.can_pin)

    def test_whose_steps_are_offered(self):
        """One's own activities may be done by whom they are assigned to, others' by
        who may post on their record."""
        own = self.partner.activity_schedule(summary="Own", user_id=self.bare.id)
        self.partner.activity_schedule(summary="Other", user_id=self.manager.id)
        for user, expected in (
            (self.bare, {"Own": True}),
            (self.manager, {"Own": True, "Other": True}),
        ):
            with self.subTest(user=user.login):
                steps = self.events_of(user).get_panel(self.partner.id)["steps"]
                offered = {step["name"]: step["may_write"] for step in steps}
                self.assertEqual(offered, expected)
        own.with_user(self.bare).action_reschedule_nextweek()
        own.with_user(self.bare).action_feedback()
        self.flush_history()
        self.assertEqual(len(self.events(kind="activity", user=self.bare)), 1)
