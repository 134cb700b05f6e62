# Copyright 2026 Client 360 contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo.tests import TransactionCase, new_test_user, tagged
from odoo.tools import html2plaintext

# Kinds of the stream that are contacts with the counterparty.
CONTACTS = ("email", "email_in", "sms", "call", "meeting", "activity")


@tagged("post_install", "-at_install")
class TestTimelineAndApps(TransactionCase):
    """For every customer there is: the stream is what the chatters of the apps show."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.partner_fields = cls.env["client360.timeline.link"]._get_partner_fields()
        links = cls.env["client360.timeline.link"].search([])
        cls.cards = links.partner_id.commercial_partner_id
        if not cls.cards:
            cls.skipTest(cls, "no demo data is loaded")
        cls.users = {"administrator": cls.env.ref("base.user_admin")}
        groups = {
            "salesperson": "sales_team.group_sale_salesman",
            "support": "helpdesk_mgmt.group_helpdesk_user",
            "internal": "base.group_user",
        }
        for role, group in groups.items():
            login = f"apps {role}"
            cls.users[role] = new_test_user(cls.env, login, f"base.group_user,{group}")
        # Who has their own deals and customers in the demo data.
        darya = cls.env["res.users"].search([("login", "=", "darya")])
        if darya:
            cls.users["salesperson of the demo data"] = darya

    def records(self, card, user):
        """All records of a card that a user opens in the apps."""
        family = self.env["res.partner"].with_context(active_test=False)
        family = family.search([("id", "child_of", card.id)])
        for name, field_name in self.partner_fields.items():
            records = self.env[name].with_user(user).with_context(active_test=False)
            if records.has_access("read"):
                yield from records.search([(field_name, "in", family.ids)])

    def chatter(self, record):
        """The messages that the route ``/mail/thread/messages`` gives for a record."""
        messages = record.env["mail.message"]
        return messages._message_fetch(None, thread=record, limit=None)["messages"]

    def is_told(self, message, record):
        """Whether a message is in the stream by docs/history_and_documents.rst: it has
        a text, files, or changes that the user may read."""
        content = html2plaintext(message.body or "").strip()
        if (
            record._name == "res.partner"
            and message.message_type == "notification"
            and not message.sudo().tracking_value_ids
            and 'data-oe-model="res.partner.bank"' in (message.body or "")
        ):
            return False  # told by the bank account's own chatter
        if self.is_creation(message, record):
            return False  # an entry of its own
        return bool(
            content
            or "<img" in (message.body or "")
            or message.sudo().attachment_ids
            or self.changes(message, record)
        )

    def is_creation(self, message, record):
        own = record._name in ("res.partner", "res.partner.bank")
        return (
            own
            and message.message_type == "notification"
            and message.subtype_id == self.env.ref("mail.mt_note")
            and message.create_date == record.sudo().create_date
            and not message.sudo().tracking_value_ids
            and message.id == min(self.chatter(record.sudo()).ids)
        )

    def changes(self, message, record):
        values = message.sudo().tracking_value_ids
        values = values._filter_has_field_access(record.env)
        companies = self.env["res.company"].sudo().search([])
        if companies - record.env.companies:
            # A message does not tell for which company a value was changed.
            values = values.filtered(
                lambda value: not value.field_id
                or not self.env[value.field_id.model]
                ._fields[value.field_id.name]
                .company_dependent
            )
        if record._name == "res.partner":
            values = values.filtered(
                lambda value: value.field_id.model != "res.partner.bank"
            )
        return values

    def test_stream_is_the_union_of_the_chatters(self):
        for role, user in self.users.items():
            told = 0
            for card in self.cards:
                if not card.with_user(user).has_access("read"):
                    continue
                shown = {
                    message.id: (record, message)
                    for record in self.records(card, user)
                    for message in self.chatter(record)
                }
                expected = {
                    id_
                    for id_, (record, message) in shown.items()
                    if self.is_told(message, record)
                }
                events = self.env["client360.event"].with_user(user)
                events = events.search([("partner_id", "child_of", card.id)])
                stream = set(events.sudo().message_id.ids)
                with self.subTest(role=role, card=card.name):
                    self.assertFalse(
                        [shown[id_] for id_ in expected - stream], "not in the stream"
                    )
                    self.assertFalse(
                        [
                            (id_, shown.get(id_), self.env["mail.message"].browse(id_))
                            for id_ in stream - expected
                        ],
                        "only in the stream",
                    )
                told += len(expected)
            self.assertTrue(told, role)

    def test_last_contact_is_the_newest_of_the_stream(self):
        for role, user in self.users.items():
            known = 0
            highlights = self.env["client360.highlights"].with_user(user)
            events = self.env["client360.event"].with_user(user)
            for card in self.cards:
                card = card.with_user(user)
                if not card.has_access("read"):
                    continue
                newest = events.search(
                    [
                        ("partner_id", "child_of", card.id),
                        ("kind", "in", CONTACTS),
                    ],
                    limit=1,
                    order="date desc",
                )
                contact = highlights._last_contact(highlights._subject(card))
                with self.subTest(role=role, card=card.name):
                    self.assertEqual(contact and contact[2], newest.date or None)
                    if not contact:
                        continue
                    known += 1
                    action = highlights._action(card, "last_contact")
                    opened = self.env[action["res_model"]].browse(action["res_id"])
                    if opened == card.with_env(self.env):
                        self.fail("the card is open already")
                    if opened._name == "client360.event":
                        self.assertEqual(opened.date, newest.date)
                    else:
                        self.assertEqual(opened._name, contact[0])
                        self.assertTrue(opened.with_user(user).has_access("read"))
            if role == "administrator":
                self.assertTrue(known)


@tagged("post_install", "-at_install")
class TestLastContact(TransactionCase):
    """What is a contact in the stream is one in the highlights."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.card = cls.env["res.partner"].create({"name": "Contacts Ltd"})
        cls.deal = cls.env["crm.lead"].create(
            {"name": "Deal", "partner_id": cls.card.id, "type": "opportunity"}
        )
        cls.highlights = cls.env["client360.highlights"]

    def last(self):
        self.env.flush_all()
        contact = self.highlights._last_contact(self.highlights._subject(self.card))
        return contact and contact[3]

    def newest(self):
        events = self.env["client360.event"].search(
            [("partner_id", "=", self.card.id), ("kind", "in", CONTACTS)],
            limit=1,
            order="date desc, id desc",
        )
        return events.message_id.id or None

    def test_what_is_a_contact(self):
        for number, (values, is_contact) in enumerate(
            (
                ({"subtype_xmlid": "mail.mt_note"}, False),
                ({"subtype_xmlid": "mail.mt_comment"}, True),
                # an e-mail that has made the deal
                (
                    {"subtype_xmlid": "crm.mt_lead_create", "message_type": "email"},
                    True,
                ),
                # an employee's answer by e-mail to an internal note
                ({"subtype_xmlid": "mail.mt_note", "message_type": "email"}, False),
                ({"subtype_xmlid": "mail.mt_note", "message_type": "sms"}, True),
                ({"subtype_xmlid": "mail.mt_activities"}, True),
            ),
            1,
        ):
            with self.subTest(**values):
                values = {"message_type": "comment", **values}
                message = self.deal.message_post(body="Text", **values)
                message.date = f"2030-01-0{number} 10:00:00"
                self.assertEqual(self.last() == message.id, is_contact)
                self.assertEqual(self.last(), self.newest())

    def test_emptied_message_is_none(self):
        messages = []
        for day in (1, 2):
            message = self.deal.message_post(
                body="Text", message_type="comment", subtype_xmlid="mail.mt_comment"
            )
            message.date = f"2030-01-0{day} 10:00:00"
            messages.append(message)
        self.assertEqual(self.last(), messages[1].id)
        self.deal._message_update_content(messages[1], body="")
        self.assertEqual(self.last(), messages[0].id)
        self.assertEqual(self.last(), self.newest())

    def test_contact_on_the_card_opens_its_entry(self):
        message = self.card.message_post(
            body="Text", message_type="comment", subtype_xmlid="mail.mt_comment"
        )
        self.env.flush_all()
        action = self.highlights._action(self.card, "last_contact")
        event = self.env[action["res_model"]].browse(action["res_id"])
        self.assertEqual(event._name, "client360.event")
        self.assertEqual(event.message_id, message)
        self.assertEqual(event.comment, "Text")
