# Copyright 2026 Client 360 contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo import Command
from odoo.exceptions import UserError
from odoo.fields import Domain
from odoo.tests import new_test_user, tagged

from ...models.history.mail_message import SYSTEM_SUBTYPES
from .common import HistoryCase

FORGED = "2020-01-01 10:00:00"


@tagged("post_install", "-at_install")
class TestEvidence(HistoryCase):
    """What the system has recorded stays as it is."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.admin = new_test_user(
            cls.env,
            login="history admin",
            groups="base.group_system,base.group_partner_manager",
            company_id=cls.company.id,
        )
        cls.partner.with_user(cls.manager).phone = "1"
        cls.flush_history()
        cls.tracked = cls.env["mail.message"].search(
            [
                ("model", "=", "res.partner"),
                ("res_id", "=", cls.partner.id),
                ("tracking_value_ids", "!=", False),
            ]
        )
        cls.report = cls.partner.message_post(
            body="Express report: high risk",
            subtype_xmlid="client360.mt_report_received",
        )

    def assertRefused(self, function, *args, **kwargs):
        with self.assertRaises(UserError):  # AccessError is one
            function(*args, **kwargs)

    def test_evidence_is_not_changed(self):
        forged = {
            "date": FORGED,
            "body": "Nothing",
            "subject": "Nothing",
            "author_id": self.admin.partner_id.id,
            "email_from": "nobody@example.com",
            "message_type": "comment",
            "subtype_id": self.env.ref("mail.mt_note").id,
            "attachment_ids": [Command.clear()],
            "tracking_value_ids": [Command.clear()],
            "res_id": self.manager.partner_id.id,
        }
        for user in (self.manager, self.admin):
            for message in (self.tracked, self.report):
                for name, value in forged.items():
                    with self.subTest(user=user.login, field=name):
                        self.assertRefused(message.with_user(user).write, {name: value})

    def test_what_a_client_sends_is_no_subtype(self):
        subtype_id = self.env.ref("client360.mt_report_received").id
        for sent in (subtype_id, [subtype_id], {"id": subtype_id}):
            with self.subTest(sent=sent):
                partner = self.partner.with_user(self.manager)
                partner = partner.with_context(client360_log_subtype=sent)
                message = partner.message_post(body="Low risk")
                self.assertEqual(message.subtype_id, self.env.ref("mail.mt_note"))

    def test_evidence_is_not_deleted(self):
        for user in (self.manager, self.admin):
            for message in (self.tracked, self.report):
                self.assertRefused(message.with_user(user).unlink)

    def test_values_are_not_changed(self):
        value = self.tracked.tracking_value_ids.with_user(self.admin)
        self.assertRefused(value.write, {"new_value_char": "2"})
        self.assertRefused(value.unlink)
        self.assertRefused(
            value.create,
            {
                "mail_message_id": self.tracked.id,
                "field_id": value.field_id.id,
                "new_value_char": "3",
            },
        )

    def test_the_systems_kinds_are_not_forged(self):
        for user in (self.manager, self.admin):
            partner = self.partner.with_user(user)
            note = partner.message_post(body="A note")
            for xml_id in SYSTEM_SUBTYPES:
                subtype = self.env.ref(xml_id)
                with self.subTest(user=user.login, subtype=xml_id):
                    self.assertRefused(
                        partner.message_post, body="Low risk", subtype_xmlid=xml_id
                    )
                    self.assertRefused(
                        partner.message_post, body="Low risk", subtype_id=subtype.id
                    )
                    self.assertRefused(note.write, {"subtype_id": subtype.id})
                    values = {"model": "res.partner", "res_id": partner.id}
                    self.assertRefused(
                        note.create, {**values, "subtype_id": subtype.id}
                    )
                    forged = note.with_context(default_subtype_id=subtype.id)
                    self.assertRefused(forged.create, values)

    def test_changes_are_not_forged(self):
        phone = self.env["ir.model.fields"]._get_ids("res.partner")["phone"]
        tracking = [Command.create({"field_id": phone, "new_value_char": "666"})]
        for user in (self.manager, self.admin):
            partner = self.partner.with_user(user)
            self.assertRefused(
                partner.message_post, body="", tracking_value_ids=tracking
            )
            for values in ({"model": "res.partner", "res_id": partner.id}, {}):
                self.assertRefused(
                    self.env["mail.message"].with_user(user).create,
                    {**values, "tracking_value_ids": tracking},
                )
            forged = partner.with_context(client360_system=True)
            self.assertRefused(
                forged.message_post, body="", tracking_value_ids=tracking
            )
        self.assertFalse(self.events(new_value="666"))

    def test_notes_stay_their_authors(self):
        """Nothing else is refused that core allows."""
        note = self.partner.with_user(self.manager).message_post(
            body="A note", message_type="comment"
        )
        self.partner.with_user(self.manager)._message_update_content(note, body="Other")
        self.assertIn("Other", self.events(kind="note").comment)
        note.with_user(self.manager).unlink()
        self.assertFalse(self.events(kind="note"))

    def test_the_chatters_door(self):
        self.report.sudo().message_type = "comment"
        partner = self.partner.with_user(self.manager)
        self.assertRefused(
            partner._message_update_content, self.report, body="Low risk"
        )

    def test_verdict_is_hidden_from_the_counterparty(self):
        portal = new_test_user(
            self.env, login="history portal", groups="base.group_portal"
        )
        portal.partner_id.parent_id = self.partner
        self.flush_history()
        self.assertTrue(self.partner.with_user(portal).has_access("read"))
        messages = self.env["mail.message"].with_user(portal)
        for message in (self.report, self.tracked):
            self.assertFalse(messages.search([("id", "=", message.id)]))
            self.assertRefused(messages.browse(message.id).read, ["body"])
        letter = self.partner.message_post(
            body="Hello", message_type="comment", subtype_xmlid="mail.mt_comment"
        )
        self.assertIn("Hello", messages.browse(letter.id).body)


@tagged("post_install", "-at_install")
class TestHiddenContact(HistoryCase):
    """The name of a contact that the reader may not see."""

    NAME = "Secret Contact 4711"

    def assertNameHidden(self):
        self.assertHidden(self.NAME)
        # The chatter shows the same values.
        notes = self.env["mail.message"].search(
            [("model", "=", "res.partner"), ("res_id", "=", self.partner.id)]
        )
        values = notes.tracking_value_ids
        readable = values._filter_has_field_access(self.env(user=self.reader))
        self.assertNotIn(self.NAME, str(readable._tracking_value_format()))

    def test_contact_of_another_company(self):
        contact = self.env["res.partner"].create(
            {
                "name": self.NAME,
                "parent_id": self.partner.id,
                "company_id": self.other_company.id,
            }
        )
        self.flush_history()
        self.assertNameHidden()
        everywhere = new_test_user(
            self.env,
            login="history everywhere",
            groups="base.group_user,base.group_allow_export",
            company_id=self.company.id,
            company_ids=[Command.set((self.company + self.other_company).ids)],
        )
        domain = self.domain() & Domain("new_value", "=", self.NAME)
        events = self.env["client360.event"].with_user(everywhere)
        companies = (self.company + self.other_company).ids
        events = events.with_context(allowed_company_ids=companies)
        self.assertEqual(events.search_count(domain), 1)
        contact.parent_id = False
        self.flush_history()
        self.assertNameHidden()
        contact.unlink()
        self.flush_history()
        self.assertNameHidden()

    def test_deleted_contact_of_another_company(self):
        contact = self.env["res.partner"].create(
            {
                "name": self.NAME,
                "parent_id": self.partner.id,
                "company_id": self.other_company.id,
            }
        )
        self.flush_history()
        contact.unlink()
        self.flush_history()
        self.assertNameHidden()
        self.assertNotIn(self.NAME, str(self.events().read()))

    def test_contact_hidden_by_a_rule(self):
        contact = self.env["res.partner"].create(
            {"name": self.NAME, "parent_id": self.partner.id}
        )
        self.flush_history()
        self.assertShown(self.NAME, self.reader)
        self.env["ir.rule"].create(
            {
                "name": "Hide the contact",
                "model_id": self.env["ir.model"]._get_id("res.partner"),
                "domain_force": f"[('id', '!=', {contact.id})]",
                "groups": [Command.set(self.env.ref("base.group_user").ids)],
            }
        )
        self.assertNameHidden()
