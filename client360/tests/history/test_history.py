# Copyright 2026 Client 360 contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from datetime import datetime

from markupsafe import Markup

from odoo import Command
from odoo.exceptions import AccessError
from odoo.fields import Domain
from odoo.tests import tagged

from .common import HistoryCase


@tagged("post_install", "-at_install")
class TestHistory(HistoryCase):
    def label(self, field_name, model="res.partner"):
        field = self.env[model]._fields[field_name]
        return field.get_description(self.env, attributes=["string"])["string"]

    def test_creation_is_one_event(self):
        self.assertEqual(
            self.events().mapped(lambda e: (e.kind, e.author_id)),
            [("created", self.manager.partner_id)],
        )

    def test_change_of_a_field(self):
        self.change(self.partner, phone="1")
        self.change(self.partner, phone="2")
        first, second = self.events(kind="changed").sorted("id")
        self.assertEqual(first.field_label, self.label("phone"))
        self.assertEqual((first.old_value or "", first.new_value), ("", "1"))
        self.assertEqual((second.old_value, second.new_value), ("1", "2"))
        self.assertEqual(second.author_id, self.manager.partner_id)
        self.assertEqual(second.partner_id, self.partner)

    def test_everything_is_tracked_out_of_the_box(self):
        tracked = self.env["res.partner"]._track_get_fields()
        self.assertLessEqual(
            {
                "name",
                "vat",
                "ref",
                "email",
                "phone",
                "website",
                "function",
                "parent_id",
                "user_id",
                "category_id",
                "contact_address_inline",
                "active",
                "company_id",
            },
            tracked,
        )

    def test_change_of_tags(self):
        tags = self.env["res.partner.category"].create([{"name": "A"}, {"name": "B"}])
        self.change(self.partner, category_id=[Command.set(tags.ids)])
        self.assertChange(self.label("category_id"), "", "A, B")
        self.change(self.partner, category_id=[Command.unlink(tags[0].id)])
        self.assertIn(("A, B", "B"), self.events().mapped(self.values))

    def test_address_is_one_change(self):
        self.change(self.partner, street="Lenina 1", city="Tver")
        event = self.events(kind="changed")
        self.assertEqual(len(event), 1)
        self.assertIn("Lenina 1", event.new_value)
        self.assertIn("Tver", event.new_value)

    def test_archive_and_restore(self):
        self.change(self.partner, active=False)
        self.change(self.partner, active=True)
        self.assertEqual(len(self.events(kind="archived")), 1)
        self.assertEqual(len(self.events(kind="restored")), 1)

    def test_contact_comes_and_goes(self):
        label = self.label("child_ids")
        contact = (
            self.env["res.partner"]
            .with_user(self.manager)
            .create({"name": "Ivan Petrov", "parent_id": self.partner.id})
        )
        self.flush_history()
        self.assertChange(label, "", "Ivan Petrov", partner_id=self.partner.id)
        self.assertEqual(
            self.events(kind="created", partner_id=contact.id).partner_id, contact
        )
        self.change(contact, phone="77")
        self.assertChange(self.label("phone"), "", "77", partner_id=contact.id)
        other = self.env["res.partner"].create({"name": "Elsewhere"})
        self.change(contact, parent_id=other.id)
        self.assertIn(
            ("Ivan Petrov", ""), self.events(field_label=label).mapped(self.values)
        )
        contact.unlink()
        self.flush_history()
        self.assertIn(
            ("Ivan Petrov", ""),
            self.events(other, field_label=label).mapped(self.values),
        )

    def test_contact_without_tracking(self):
        contacts = self.env["res.partner"].with_context(tracking_disable=True)
        contacts.create({"name": "Import", "parent_id": self.partner.id}).unlink()
        self.flush_history()
        self.assertEqual(self.events().mapped("kind"), ["created"])

    def test_deleted_card_with_contact(self):
        card = self.env["res.partner"].create(
            {"name": "Card", "child_ids": [Command.create({"name": "Contact"})]}
        )
        (card | card.child_ids).unlink()
        self.flush_history()
        self.assertFalse(self.env["client360.event"].search(self.domain(card)))

    def test_bank_account(self):
        bank = (
            self.env["res.partner.bank"]
            .with_user(self.manager)
            .create({"partner_id": self.partner.id, "acc_number": "4070281000001"})
        )
        self.flush_history()
        self.change(bank, acc_number="4070281000002")
        added, changed = self.events(bank_account_id=bank.id).sorted(
            lambda event: event.old_value or ""
        )
        self.assertEqual(added.new_value, "4070281000001", "the number of that time")
        self.assertEqual(changed.old_value, "4070281000001")
        self.assertEqual(changed.new_value, "4070281000002")
        self.assertEqual(
            changed.field_label, self.label("acc_number", "res.partner.bank")
        )
        self.assertEqual(changed.author_id, self.manager.partner_id)
        self.assertIn("4070281000002", changed.comment)
        bank.unlink()  # which archives it
        self.flush_history()
        self.assertEqual(self.events(kind="archived").bank_account_id, bank)
        self.assertEqual(len(self.events()), 4, "nothing twice")

    def test_note_email_and_activities(self):
        partner = self.partner.with_user(self.manager)
        partner.message_post(body="A plain note", subtype_xmlid="mail.mt_note")
        partner.message_post(
            body="A letter",
            subject="Offer",
            message_type="comment",
            subtype_xmlid="mail.mt_comment",
        )
        for xml_id in ("mail_activity_data_call", "mail_activity_data_meeting"):
            activity = partner.activity_schedule(f"mail.{xml_id}", summary=xml_id)
            activity.action_feedback(feedback="Well done")
        self.flush_history()
        self.assertEqual(self.events(kind="note").comment, "A plain note")
        self.assertEqual(self.events(kind="email").comment, "Offer: A letter")
        self.assertIn("Well done", self.events(kind="call").comment)
        self.assertIn("Well done", self.events(kind="meeting").comment)

    def test_kinds_of_subtypes(self):
        for kind in ("requisites_refreshed", "report_received"):
            self.partner.message_post(body=kind, subtype_xmlid=f"client360.mt_{kind}")
            self.assertEqual(self.events(kind=kind).comment, kind)

    def test_emptied_message_is_no_event(self):
        message = self.partner.message_post(body="Oops", message_type="comment")
        self.partner._message_update_content(message, body="")
        self.assertEqual(self.events().mapped("kind"), ["created"])

    def test_documents(self):
        document = (
            self.env["ir.attachment"]
            .with_user(self.manager)
            .create(
                {
                    "name": "scan.pdf",
                    "raw": b"%PDF",
                    "res_model": "res.partner",
                    "res_id": self.partner.id,
                }
            )
        )
        added = self.events(kind="document_added")
        self.assertEqual(added.new_value, "scan.pdf")
        self.assertEqual(added.attachment_id, document)
        self.assertEqual(added.author_id, self.manager.partner_id)
        document.unlink()
        self.flush_history()
        removed = self.events(kind="document_removed")
        self.assertEqual(removed.old_value, "scan.pdf")
        self.assertEqual(removed.author_id, self.manager.partner_id)
        self.assertFalse(self.events(kind="document_added"))

    def test_merge(self):
        double = self.env["res.partner"].create({"name": "History Ltd."})
        self.flush_history()
        self.change(self.partner, phone="1")
        self.change(double, phone="99")
        wizard = self.env["base.partner.merge.automatic.wizard"].create({})
        wizard._merge((self.partner | double).ids, self.partner)
        self.flush_history()
        self.assertIn("History Ltd.", self.events(kind="merged").comment)
        self.assertChange(self.label("phone"), "", "99", new_value="99")

    def test_values_are_text_in_the_language_of_the_user(self):
        self.env["res.lang"]._activate_lang("ru_RU")
        self.reader.write({"lang": "ru_RU", "tz": "Europe/Moscow"})
        fields = self.env["ir.model.fields"]
        partner_fields = fields._get_ids("res.partner")
        fields.browse(partner_fields["phone"]).with_context(
            lang="ru_RU"
        ).field_description = "Звонить сюда"
        self.change(self.partner, phone="1", is_company=False)
        message = self.env["mail.message"].create(
            {"model": "res.partner", "res_id": self.partner.id, "body": ""}
        )
        self.env["mail.tracking.value"].create(
            [
                {
                    "mail_message_id": message.id,
                    "field_id": partner_fields["credit"],
                    "new_value_float": 1234.5,
                    "currency_id": self.env.ref("base.USD").id,
                },
                {
                    "mail_message_id": message.id,
                    "field_id": partner_fields["write_date"],
                    "new_value_datetime": datetime(2026, 3, 31, 22),
                },
            ]
        )
        self.flush_history()
        self.patch(self.env["res.partner"]._fields["credit"], "groups", None)
        events = self.events().with_context(lang="ru_RU", tz="Europe/Moscow")
        values = {event.field_label: event.new_value for event in events}
        self.assertEqual(values["Звонить сюда"], "1")
        self.assertIn("1234.50 USD", values.values())
        self.assertIn("01.04.2026 01:00:00", values.values())
        self.assertIn(
            self.env["client360.event"].with_context(lang="ru_RU").env._("No"),
            values.values(),
        )

    def test_pages_and_orders_agree(self):
        contact = self.env["res.partner"].create(
            {"name": "Contact", "parent_id": self.partner.id}
        )
        self.flush_history()
        for n in range(7):
            self.change(self.partner if n % 2 else contact, phone=str(n))
            self.partner.message_post(body=f"Note {n}")
        self.env["mail.message"].search(
            [("model", "=", "res.partner"), ("res_id", "=", contact.id)]
        ).date = "2026-01-01 10:00:00"
        self.flush_history()
        events = self.env["client360.event"].with_user(self.reader)
        for order in ("date desc, id desc", "date, id", "field_label, id"):
            expected = events.search(self.domain(), order=order).ids
            self.assertGreater(len(expected), 15)
            pages = [
                id_
                for offset in range(0, len(expected), 4)
                for id_ in events.search(
                    self.domain(), offset=offset, limit=4, order=order
                ).ids
            ]
            self.assertEqual(pages, expected, order)
        for kind in ("changed", "note", "created"):
            domain = self.domain() & Domain("kind", "=", kind)
            self.assertEqual(
                events.search(domain, limit=5), events.search(domain)[:5], kind
            )
            self.assertEqual(
                events.search_count(domain),
                dict(events._read_group(self.domain(), ["kind"], ["__count"]))[kind],
            )

    def test_filters_of_the_search_view(self):
        self.change(self.partner, phone="123-45")
        self.partner.message_post(body=Markup("<p>Ask for 123-45</p>"))
        events = self.env["client360.event"].with_user(self.reader)
        for domain in (
            [("new_value", "ilike", "123-4")],
            [("comment", "ilike", "ask for")],
            [("field_label", "ilike", self.label("phone"))],
        ):
            self.assertEqual(len(events.search(self.domain() & Domain(domain))), 1)
        author = Domain("author_id.name", "ilike", self.manager.name)
        self.assertEqual(len(events.search(self.domain() & author)), 2)
        today = Domain("date", ">=", "today -1d")
        self.assertEqual(len(events.search(self.domain() & today)), 3)
        self.assertFalse(
            events.search(self.domain() & Domain("date", ">", "today +2d"))
        )

    def test_events_are_read_only(self):
        event = self.events()
        for user in (self.reader, self.manager):
            with self.assertRaises(AccessError):
                event.with_user(user).write({"old_value": "x"})
            with self.assertRaises(AccessError):
                event.with_user(user).unlink()
            with self.assertRaises(AccessError):
                event.with_user(user).create({})

    def test_ids_fit_xml_rpc(self):
        """As long as there are fewer than 400 million messages."""
        self.assertLess(max(self.events().ids), 5 * 400_000_000)
        self.assertEqual(self.events().exists(), self.events())
