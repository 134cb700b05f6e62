# Copyright 2026 Client 360 contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from unittest.mock import patch

from odoo import Command
from odoo.fields import Domain
from odoo.tests import tagged

from ...models.history import client360_timeline_backfill
from .timeline_case import TimelineCase


@tagged("post_install", "-at_install")
class TestTimeline(TimelineCase):
    def record_events(self, record, **values):
        values.update(res_model=record._name, res_id=record.id)
        return self.events(user=self.env.ref("base.user_admin"), **values)

    def test_every_model_is_in_the_timeline(self):
        for model in self.models:
            with self.subTest(model=model):
                record = self.make(model, self.partner)
                record.message_post(body=f"About {model}")
                self.flush_history()
                event = self.record_events(record, kind="note")[:1]
                self.assertEqual(event.partner_id, self.partner)
                self.assertEqual(event.comment, f"About {model}")
                self.assertEqual(event.record_name, record.display_name)
                self.assertEqual(event.action_open_record()["res_model"], record._name)
                self.assertEqual(event.action_open_record()["res_id"], record.id)
                name = record[record._rec_name]
                if name:  # a draft has none yet
                    named = Domain("record_name", "ilike", name)
                    self.assertIn(event, event.search(self.domain() & named))

    def test_own_events_are_a_part(self):
        lead = self.make("crm.lead", self.partner)
        lead.message_post(body="On the deal")
        self.env["res.partner.bank"].create(
            {"partner_id": self.partner.id, "acc_number": "40702810"}
        )
        self.partner.message_post(body="On the card")
        self.flush_history()
        everything = self.events(user=self.manager)
        own = self.events(user=self.manager, res_model="res.partner")
        self.assertIn("On the card", own.mapped("comment"))
        self.assertNotIn("On the deal", own.mapped("comment"))
        self.assertTrue(own.bank_account_id)
        self.assertEqual(set(own.mapped("res_id")), {self.partner.id})
        self.assertEqual(
            everything - own, self.record_events(lead), "nothing else, nothing twice"
        )
        self.assertFalse(
            own.browse(own.ids[0]).action_open_record()["context"]["create"]
        )

    def test_kinds_of_a_deal(self):
        lead = self.make("crm.lead", self.partner, type="opportunity")
        self.flush_history()
        stages = self.env["crm.stage"].search([], order="sequence")
        lost = self.make("crm.lead", self.partner, type="opportunity")
        self.flush_history()
        lead.stage_id = stages.filtered(lambda s: not s.is_won)[1]
        self.flush_history()
        lead.action_set_won()
        lost.action_set_lost()
        self.flush_history()
        self.assertEqual(len(self.record_events(lead, kind="created")), 1)
        stage = self.record_events(lead, kind="stage")
        self.assertEqual(
            stage.new_value, stages.filtered(lambda s: not s.is_won)[1].name
        )
        self.assertTrue(stage.old_value)
        self.assertEqual(len(self.record_events(lead, kind="won")), 1)
        self.assertEqual(len(self.record_events(lost, kind="lost")), 1)
        self.assertFalse(self.record_events(lost, kind="archived"))

    def test_kinds_of_money(self):
        order = self.make("sale.order", self.partner)
        order.order_line = [
            Command.create({"name": "Work", "price_unit": 1, "product_id": product.id})
            for product in self.env["product.product"].create(
                {"name": "Work", "type": "service"}
            )
        ]
        self.flush_history()
        order.action_confirm()
        self.flush_history()
        self.assertEqual(len(self.record_events(order, kind="confirmed")), 1)
        invoice = self.make(
            "account.move",
            self.partner,
            invoice_date="2026-01-31",
            invoice_line_ids=[
                Command.create({"name": "Work", "price_unit": 100, "tax_ids": False})
            ],
        )
        self.flush_history()
        invoice.action_post()
        self.flush_history()
        self.assertEqual(len(self.record_events(invoice, kind="invoiced")), 1)
        wizard = self.env["account.payment.register"].with_context(
            active_model="account.move", active_ids=invoice.ids
        )
        payment = wizard.create({})._create_payments()
        self.flush_history()
        if invoice.payment_state == "paid":
            self.assertEqual(len(self.record_events(invoice, kind="paid")), 1)
        self.assertTrue(self.record_events(payment))

    def test_kinds_of_registers(self):
        ticket = self.make("helpdesk.ticket", self.partner)
        release = self.make("project.milestone", self.partner, deadline="2026-05-01")
        letter = self.make("client360.letter", self.partner, state="execution")
        task = self.make("project.task", self.partner)
        self.flush_history()
        ticket.stage_id = self.env["helpdesk.ticket.stage"].search(
            [("closed", "=", True)], limit=1
        )
        release.deadline = "2026-06-01"
        letter.with_context(lang="en_US").state = "done"
        task.state = "1_done"
        self.flush_history()
        for record, kind in (
            (ticket, "closed"),
            (release, "moved"),
            (letter, "closed"),
            (task, "closed"),
        ):
            with self.subTest(model=record._name):
                self.assertEqual(len(self.record_events(record, kind=kind)), 1)

    def test_mail_in_and_out(self):
        lead = self.make("crm.lead", self.partner)
        values = {"message_type": "comment", "subtype_xmlid": "mail.mt_comment"}
        lead.with_user(self.manager).message_post(body="Out", **values)
        lead.message_post(
            body="In",
            message_type="email",
            subtype_xmlid="mail.mt_comment",
            author_id=self.partner.id,
        )
        lead.message_post(
            body="Unknown",
            message_type="email",
            subtype_xmlid="mail.mt_comment",
            author_id=False,
            email_from="who@example.com",
        )
        self.flush_history()
        sent = self.record_events(lead, kind="email")
        self.assertEqual(sent.mapped("body"), ["<p>Out</p>"])
        received = self.record_events(lead, kind="email_in")
        self.assertEqual(set(received.mapped("body")), {"<p>In</p>", "<p>Unknown</p>"})

    def test_attachments_of_a_message(self):
        lead = self.make("crm.lead", self.partner)
        message = lead.message_post(body="See", attachments=[("a.txt", b"a")])
        event = self.record_events(lead, message_id=message.id)
        self.assertEqual(event.attachment_ids, message.attachment_ids)

    def test_record_goes_to_another_counterparty(self):
        other = self.env["res.partner"].create({"name": "Other"})
        for model in self.models:
            with self.subTest(model=model):
                record = self.make(model, self.partner)
                record.message_post(body="Moves along")
                record.partner_id = other
                self.flush_history()
                values = {"res_model": model, "res_id": record.id}
                admin = self.env.ref("base.user_admin")
                self.assertFalse(self.events(user=admin, **values))
                moved = self.events(other, user=admin, **values)
                self.assertIn("Moves along", moved.mapped("comment"))
                if record._fields["partner_id"].required:
                    continue
                record.partner_id = False
                self.flush_history()
                self.assertFalse(self.events(other, user=admin, **values))

    def test_record_gets_its_counterparty_later(self):
        lead = self.make("crm.lead", self.nobody)
        message = lead.message_post(body="Before")
        self.flush_history()
        lead.partner_id = self.partner
        self.flush_history()
        self.assertIn(message, self.record_events(lead).message_id)

    def test_message_goes_to_another_record(self):
        first, second = (self.make("crm.lead", self.partner) for _n in range(2))
        message = first.message_post(body="Moves", message_type="comment")
        first.message_change_thread(second)
        self.flush_history()
        self.assertIn(message, self.record_events(second).message_id)
        self.assertNotIn(message, self.record_events(first).message_id)
        message.date = "2020-01-01 10:00:00"
        self.flush_history()
        event = self.events(user=self.manager, message_id=message.id)
        self.assertEqual(event.date.year, 2020)

    def test_deleted_and_archived_records(self):
        lead = self.make("crm.lead", self.partner)
        lead.message_post(body="Of the deal")
        lead.active = False
        self.flush_history()
        self.assertIn("Of the deal", self.record_events(lead).mapped("comment"))
        lead.unlink()
        self.assertFalse(self.record_events(lead))
        self.env["client360.timeline.link"]._link_pending()
        self.assertFalse(
            self.env["client360.timeline.link"].search(
                [("res_model", "=", "crm.lead"), ("res_id", "=", lead.id)]
            )
        )

    def test_record_deleted_in_sql(self):
        lead = self.make("crm.lead", self.partner)
        lead.message_post(body="Orphan")
        self.flush_history()
        self.env.cr.execute("DELETE FROM crm_lead WHERE id = %s", [lead.id])
        self.assertFalse(self.record_events(lead))

    def test_merged_counterparties(self):
        double = self.env["res.partner"].create({"name": "History Ltd."})
        lead = self.make("crm.lead", double)
        lead.message_post(body="On the double's deal")
        double.message_post(body="On the double")
        self.flush_history()
        wizard = self.env["base.partner.merge.automatic.wizard"].create({})
        wizard._merge((self.partner | double).ids, self.partner)
        self.flush_history()
        comments = self.events(user=self.manager).mapped("comment")
        self.assertIn("On the double's deal", comments)
        self.assertIn("On the double", comments)

    def test_a_stale_link_tells_nothing(self):
        """As when two transactions did not see each other."""
        other = self.env["res.partner"].create({"name": "Other"})
        lead = self.make("crm.lead", self.partner)
        message = lead.message_post(body="Stale")
        self.flush_history()
        self.env.cr.execute(
            "UPDATE crm_lead SET partner_id = %s WHERE id = %s", [other.id, lead.id]
        )
        self.env.invalidate_all()
        self.assertFalse(self.record_events(lead))
        with patch.object(self.env.cr, "commit"):
            self.env["client360.timeline.backfill"]._cron_backfill()
        self.assertIn(message, self.events(other, user=self.manager).message_id)

    def test_last_link_of_a_personal_message(self):
        lead = self.make("crm.lead", self.partner)
        lead.message_notify(body="For you", partner_ids=self.manager.partner_id.ids)
        self.assertNotIn("For you", self.record_events(lead).mapped("comment"))


@tagged("post_install", "-at_install")
class TestBackfill(TimelineCase):
    """Messages that are older than the addon."""

    def setUp(self):
        super().setUp()
        self.lead = self.make("crm.lead", self.partner)
        for number in range(7):
            self.lead.message_post(body=f"Old {number}")
        self.flush_history()
        self.backfill = self.env["client360.timeline.backfill"]
        self.backfill.search([]).unlink()
        self.env.cr.execute("DELETE FROM client360_timeline_link")
        self.startPatcher(
            patch.object(client360_timeline_backfill, "BACKFILL_BATCH_SIZE", 3)
        )

    def found(self):
        events = self.events(user=self.manager, kind="note")
        return sorted(events.mapped("comment"))

    def test_newest_first_and_resumed(self):
        self.assertFalse(self.found())
        self.assertTrue(self.backfill._run_batch())
        self.assertEqual(self.found(), ["Old 4", "Old 5", "Old 6"])
        newest = self.events(user=self.manager, kind="note")
        self.assertEqual(self.backfill._get_oldest_date(), min(newest.mapped("date")))
        self.env.invalidate_all()  # as another process would go on
        self.assertTrue(self.backfill._run_batch())
        self.assertEqual(len(self.found()), 6)

    def test_all_done_once(self):
        with patch.object(client360_timeline_backfill, "BACKFILL_BATCH_SIZE", 10**6):
            self.assertFalse(self.backfill._run_batch())
        self.assertEqual(len(self.found()), 7)
        self.assertIsNone(self.backfill._get_oldest_date())
        self.assertFalse(self.backfill._run_batch())

    def test_a_model_that_joins_later(self):
        with patch.object(client360_timeline_backfill, "BACKFILL_BATCH_SIZE", 10**6):
            self.backfill._run_batch()
            self.env.cr.execute(
                "DELETE FROM client360_timeline_link WHERE res_model = 'crm.lead'"
            )
            self.backfill.search([("name", "=", "crm.lead")]).unlink()
            self.assertTrue(self.backfill._get_oldest_date())
            self.assertFalse(self.backfill._run_batch())
        self.assertEqual(len(self.found()), 7)

    def test_new_messages_do_not_wait(self):
        self.lead.message_post(body="New")
        self.flush_history()
        self.assertEqual(self.found(), ["New"])
        while self.backfill._run_batch():
            pass
        self.assertEqual(len(self.found()), 8)
