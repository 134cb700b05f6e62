# Copyright 2026 Client 360 contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from datetime import datetime

from markupsafe import Markup

from odoo import Command
from odoo.exceptions import AccessError
from odoo.fields import Domain
from odoo.tests import TransactionCase, new_test_user, tagged

SECRET = "hush 4711"


class HistoryCase(TransactionCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.company = cls.env.company
        cls.other_company = cls.env["res.company"].create({"name": "Other Company"})
        cls.manager = new_test_user(
            cls.env,
            login="history manager",
            groups="base.group_user,base.group_partner_manager,"
            "base.group_allow_export,sales_team.group_sale_manager",
            company_id=cls.company.id,
        )
        cls.reader = new_test_user(
            cls.env,
            login="history reader",
            groups="base.group_user,base.group_allow_export",
            company_id=cls.company.id,
        )
        partners = cls.env["res.partner"].with_user(cls.manager)
        cls.partner = partners.create({"name": "History Ltd", "is_company": True})
        cls.partner = cls.partner.with_env(cls.env)
        cls.flush_history()

    @classmethod
    def flush_history(cls):
        """Tracking values are written at the end of the transaction."""
        cls.env.flush_all()
        cls.env.cr.flush()
        cls.env.invalidate_all()

    def change(self, record, **values):
        record.with_user(self.manager).write(values)
        self.flush_history()

    def domain(self, partner=None):
        return Domain("partner_id", "child_of", (partner or self.partner).id)

    def events(self, partner=None, user=None, **values):
        """Events of a card as a user sees them, those with these values only."""
        events = self.env["client360.event"].with_user(user or self.reader)
        domain = self.domain(partner)
        for name, value in values.items():
            domain &= Domain(name, "=", value)
        return events.search(domain)

    def assertChange(self, label, old, new, **values):
        events = self.events(**values).filtered(lambda e: e.field_label == label)
        self.assertEqual(events.mapped(self.values), [(old, new)])

    @staticmethod
    def values(event):
        return event.old_value or "", event.new_value or ""

    def doors(self, user, domain):
        """The ways in which a user may ask for events, each a function that returns
        all that it yields as text, and the search that looks for a text."""
        events = self.env["client360.event"].with_user(user)
        everything = events.search(domain)

        def found(field, text):
            return events.search_count(domain & Domain(field, "ilike", text))

        def rows():
            names = [
                name
                for name, field in events._fields.items()
                if field.type != "properties"
            ]
            yield str(everything.read(names))
            # Pages of the list are put together in another way.
            for limit in (1, 5, 1000):
                yield str(events.search_read(domain, names, limit=limit))
                yield str(
                    events.search_read(domain, names, limit=limit, order="date, id")
                )
            exported = ["date", "field_label", "old_value", "new_value", "comment"]
            yield str(everything.export_data(exported))
            for field in ("old_value", "new_value", "field_label"):
                yield str(events.formatted_read_group(domain, [field], ["__count"]))
                yield str(events.read_group(domain, ["id:array_agg"], [field]))
            yield str(events.name_search("", domain, limit=None))
            yield str(events.web_search_read(domain, {name: {} for name in exported}))

        return found, rows

    def assertHidden(self, text, user=None, domain=None, label=None):
        """No door of the history gives this text to the user."""
        user = user or self.reader
        domain = Domain(domain or self.domain())
        found, rows = self.doors(user, domain)
        for field in ("old_value", "new_value", "comment", "body", "display_name"):
            self.assertFalse(found(field, text), f"found by its {field}")
        for row in rows():
            self.assertNotIn(text, row)
        if label:
            self.assertFalse(found("field_label", label))

    def assertShown(self, text, user=None, domain=None):
        """The doors that hide a text from others do give it to this user."""
        found, rows = self.doors(user or self.manager, Domain(domain or self.domain()))
        self.assertTrue(found("new_value", text) or found("comment", text))
        self.assertTrue(any(text in row for row in rows()))


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


@tagged("post_install", "-at_install")
class TestHistoryLeaks(HistoryCase):
    def test_value_of_a_hidden_field(self):
        self.change(self.partner, ref=SECRET)
        self.assertShown(SECRET)
        label = self.events(user=self.manager, new_value=SECRET).field_label
        field = self.env["res.partner"]._fields["ref"]
        self.patch(field, "groups", "sales_team.group_sale_manager")
        self.assertShown(SECRET)
        self.assertHidden(SECRET, label=label)

    def test_hidden_value_beside_a_shown_one(self):
        self.change(self.partner, ref=SECRET, phone="1")
        field = self.env["res.partner"]._fields["ref"]
        self.patch(field, "groups", "sales_team.group_sale_manager")
        self.assertHidden(SECRET)
        self.assertEqual(self.events(kind="changed").new_value, "1")

    def test_note_with_hidden_value_stays(self):
        self.partner._track_set_log_message("Reason of the change")
        self.change(self.partner, ref=SECRET)
        field = self.env["res.partner"]._fields["ref"]
        self.patch(field, "groups", "sales_team.group_sale_manager")
        self.assertHidden(SECRET)
        self.assertEqual(self.events(kind="note").comment, "Reason of the change")

    def test_value_of_a_field_that_is_gone(self):
        self.change(self.partner, ref=SECRET)
        tracking = self.env["mail.tracking.value"].search(
            [("new_value_char", "=", SECRET)]
        )
        info = {"desc": "Gone", "name": "gone", "type": "char", "sequence": 1}
        tracking.write({"field_id": False, "field_info": info})
        self.flush_history()
        self.assertHidden(SECRET)
        self.assertHidden(SECRET, self.manager)
        self.assertShown(SECRET, self.env.ref("base.user_admin"))

    def test_value_of_a_hidden_field_of_a_bank_account(self):
        bank = self.env["res.partner.bank"].create(
            {"partner_id": self.partner.id, "acc_number": "40702810"}
        )
        self.flush_history()
        self.change(bank, acc_holder_name=SECRET)
        self.assertShown(SECRET)
        field = self.env["res.partner.bank"]._fields["acc_holder_name"]
        self.patch(field, "groups", "sales_team.group_sale_manager")
        self.assertHidden(SECRET)
        self.assertShown(SECRET)

    def test_bank_account_of_another_company(self):
        """Partners of employees are readable everywhere, their accounts are not."""
        employee = new_test_user(
            self.env,
            login="history employee",
            groups="base.group_user,base.group_allow_export",
            company_id=self.other_company.id,
            company_ids=[Command.set(self.other_company.ids)],
        )
        partner = employee.partner_id
        partner.company_id = self.other_company
        bank = self.env["res.partner.bank"].create(
            {"partner_id": partner.id, "acc_number": SECRET}
        )
        self.flush_history()
        bank.acc_number = f"{SECRET} again"
        self.flush_history()
        self.assertTrue(partner.with_user(self.reader).has_access("read"))
        self.assertHidden(SECRET, domain=self.domain(partner))
        self.assertShown(SECRET, employee, self.domain(partner))

    def test_bank_accounts_that_the_user_may_not_read(self):
        self.env["res.partner.bank"].create(
            {"partner_id": self.partner.id, "acc_number": SECRET}
        )
        self.flush_history()
        self.assertShown(SECRET, self.reader)
        self.env["ir.model.access"].search(
            [("model_id.model", "=", "res.partner.bank")]
        ).perm_read = False
        self.assertHidden(SECRET)

    def test_partner_of_another_company(self):
        self.change(self.partner, phone=SECRET)
        self.partner.message_post(body=SECRET)
        self.env["ir.attachment"].create(
            {
                "name": SECRET,
                "raw": b"x",
                "res_model": "res.partner",
                "res_id": self.partner.id,
            }
        )
        self.assertShown(SECRET, self.reader)
        self.partner.company_id = self.other_company
        self.flush_history()
        self.assertHidden(SECRET)
        self.assertHidden(SECRET, domain=Domain.TRUE)
        self.assertFalse(self.events())

    def test_contact_that_the_user_may_not_read(self):
        contact = self.env["res.partner"].create(
            {"name": "Contact", "parent_id": self.partner.id}
        )
        self.flush_history()
        self.change(contact, phone=SECRET)
        self.assertShown(SECRET, self.reader)
        self.env["ir.rule"].create(
            {
                "name": "Hide the contact",
                "model_id": self.env["ir.model"]._get_id("res.partner"),
                "domain_force": f"[('id', '!=', {contact.id})]",
                "groups": [Command.set(self.env.ref("base.group_user").ids)],
            }
        )
        self.assertHidden(SECRET)
        self.assertTrue(self.events())

    def test_rules_of_messages_and_attachments(self):
        self.partner.message_post(body=SECRET)
        self.env["ir.attachment"].create(
            {
                "name": SECRET,
                "raw": b"x",
                "res_model": "res.partner",
                "res_id": self.partner.id,
            }
        )
        for model in ("mail.message", "ir.attachment"):
            self.assertShown(SECRET, self.reader)
            self.env["ir.rule"].create(
                {
                    "name": "Hide",
                    "model_id": self.env["ir.model"]._get_id(model),
                    "domain_force": f"[('create_uid', '!=', {self.env.uid})]",
                }
            )
        self.assertHidden(SECRET)

    def test_personal_notification(self):
        self.partner.message_notify(
            body=SECRET, partner_ids=self.manager.partner_id.ids, subject="For you"
        )
        self.assertHidden(SECRET)
        self.assertHidden(SECRET, self.manager)

    def test_files_behind_fields(self):
        self.env["ir.attachment"].create(
            {
                "name": SECRET,
                "raw": b"x",
                "res_model": "res.partner",
                "res_id": self.partner.id,
                "res_field": "image_1920",
            }
        )
        self.assertHidden(SECRET)

    def test_value_of_one_company_only(self):
        """Company dependent values are those of the company that they were set in."""
        field = self.env["res.partner"]._fields["property_payment_term_id"]
        self.assertTrue(field.company_dependent)
        message = self.env["mail.message"].create(
            {"model": "res.partner", "res_id": self.partner.id, "body": ""}
        )
        self.env["mail.tracking.value"].create(
            {
                "mail_message_id": message.id,
                "field_id": self.env["ir.model.fields"]._get_ids("res.partner")[
                    field.name
                ],
                "new_value_char": SECRET,
            }
        )
        self.flush_history()
        self.patch(field, "groups", None)
        self.assertHidden(SECRET)
        every_company = self.env["res.company"].search([])
        self.reader.company_ids = every_company
        events = self.env["client360.event"].with_user(self.reader)
        domain = self.domain() & Domain("new_value", "=", SECRET)
        for companies, found in ((self.company, 0), (every_company, 1)):
            selected = events.with_context(allowed_company_ids=companies.ids)
            self.assertEqual(selected.search_count(domain), found)

    def test_ids_of_hidden_events(self):
        self.change(self.partner, ref=SECRET)
        event = self.events(user=self.manager, new_value=SECRET)
        field = self.env["res.partner"]._fields["ref"]
        self.patch(field, "groups", "sales_team.group_sale_manager")
        self.env.invalidate_all()
        hidden = event.with_user(self.reader)
        self.assertFalse(hidden.search([("id", "=", event.id)]))
        self.assertFalse(hidden.exists())
        self.assertFalse(hidden.read(["new_value"]))

    def test_forged_context(self):
        """A client's context cannot widen the query."""
        self.change(self.partner, ref=SECRET)
        field = self.env["res.partner"]._fields["ref"]
        self.patch(field, "groups", "sales_team.group_sale_manager")
        events = self.env["client360.event"].with_user(self.reader)
        ids = self.events(user=self.manager).ids
        forged = events.with_context(client360_event_scope=[None, None, "partners"])
        self.assertEqual(forged.browse(ids).exists(), events.browse(ids).exists())
        self.assertEqual(forged.search(self.domain()), events.search(self.domain()))

    def test_portal_and_public(self):
        portal = new_test_user(
            self.env, login="history portal", groups="base.group_portal"
        )
        for user in (portal, self.env.ref("base.public_user")):
            with self.assertRaises(AccessError):
                self.env["client360.event"].with_user(user).search([])
            with self.assertRaises(AccessError):
                self.events(user=self.reader).with_user(user).read(["date"])
