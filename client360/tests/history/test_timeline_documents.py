# Copyright 2026 Client 360 contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo.tests import tagged

from .timeline_case import TimelineCase


@tagged("post_install", "-at_install")
class TestTimelineDocuments(TimelineCase):
    """Documents that were added to a record without a message."""

    def documents(self, partner=None, user=None):
        events = self.events(
            partner,
            user or self.env.ref("base.user_admin"),
            kind="document_added",
        )
        return [(event.res_model, event.new_value) for event in events]

    def add(self, record, name="a.txt", **values):
        values = {"res_model": record._name, "res_id": record.id, **values}
        attachments = self.env["ir.attachment"]
        return attachments.create({"name": name, "raw": b"a", **values})

    def test_each_model(self):
        for model in self.models:
            with self.subTest(model=model):
                record = self.make(model, self.partner)
                document = self.add(record, f"{model}.txt")
                self.flush_history()
                event = self.events(
                    user=self.env.ref("base.user_admin"),
                    kind="document_added",
                    res_model=model,
                )
                self.assertEqual(event.attachment_id, document)
                self.assertEqual(event.attachment_ids, document)
                self.assertEqual(event.res_id, record.id)
                self.assertEqual(event.partner_id, self.partner)
                self.assertEqual(event.author_id, self.env.user.partner_id)
                self.assertEqual(event.attachment_data[0]["name"], f"{model}.txt")

    def test_not_twice(self):
        """A file of a message stands with it."""
        lead = self.make("crm.lead", self.partner)
        message = lead.message_post(body="See", attachments=[("sent.txt", b"a")])
        self.flush_history()
        self.assertFalse(self.documents())
        waiting = self.add(lead, "uploaded.txt")
        self.assertEqual(self.documents(), [("crm.lead", "uploaded.txt")])
        lead.message_post(body="Sent", attachment_ids=waiting.ids)
        self.assertFalse(self.documents())
        message.sudo().attachment_ids = False
        self.assertEqual(self.documents(), [("crm.lead", "sent.txt")])

    def test_message_with_nothing_but_a_file(self):
        lead = self.make("crm.lead", self.partner)
        message = lead.message_post(body="", attachments=[("alone.txt", b"a")])
        self.flush_history()
        event = self.events(user=self.manager, message_id=message.id)
        self.assertEqual(event.attachment_ids.mapped("name"), ["alone.txt"])

    def test_follows_its_record(self):
        other = self.env["res.partner"].create({"name": "Other"})
        lead = self.make("crm.lead", self.partner)
        document = self.add(lead)
        lead.partner_id = other
        self.assertFalse(self.documents())
        self.assertEqual(self.documents(other), [("crm.lead", "a.txt")])
        mine = self.make("crm.lead", self.partner)
        document.res_id = mine.id
        self.assertEqual(self.documents(), [("crm.lead", "a.txt")])
        self.assertFalse(self.documents(other))
        document.unlink()
        self.assertFalse(self.documents())

    def test_files_of_fields_are_none(self):
        lead = self.make("crm.lead", self.partner)
        self.add(lead, res_field="name")
        self.assertFalse(self.documents())
        documents = self.env["client360.timeline.document"]
        documents._link_all()
        self.assertFalse(
            documents.search([("res_model", "=", "crm.lead"), ("res_id", "=", lead.id)])
        )

    def test_merged_counterparties(self):
        double = self.env["res.partner"].create({"name": "History Ltd."})
        self.add(self.make("crm.lead", double))
        self.flush_history()
        wizard = self.env["base.partner.merge.automatic.wizard"].create({})
        wizard._merge((self.partner | double).ids, self.partner)
        self.assertEqual(self.documents(), [("crm.lead", "a.txt")])

    def test_older_than_the_addon(self):
        self.add(self.make("crm.lead", self.partner))
        self.flush_history()
        self.env.cr.execute("DELETE FROM client360_timeline_document")
        self.assertFalse(self.documents())
        self.env["client360.timeline.document"]._link_all()
        self.assertEqual(self.documents(), [("crm.lead", "a.txt")])

    def test_rights(self):
        lead = self.make("crm.lead", self.partner)
        theirs = self.make("crm.lead", self.partner, self.other_company)
        self.add(lead, "ours.txt")
        self.add(theirs, "theirs.txt")
        self.flush_history()
        self.assertEqual(self.documents(user=self.manager), [("crm.lead", "ours.txt")])
        self.assertFalse(self.documents(user=self.reader))
        self.assertHidden("theirs.txt", self.manager)
        self.assertHidden("ours.txt", self.reader)
