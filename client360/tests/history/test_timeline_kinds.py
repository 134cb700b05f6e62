# Copyright 2026 Client 360 contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from datetime import timedelta
from typing import NamedTuple

from odoo import Command, fields
from odoo.tests import Form, tagged

from .timeline_case import TimelineCase

MAIL = """\
From: {sender}
To: {to}
Subject: Re: offer
Message-Id: <{id}@customer.example>
In-Reply-To: {reply_to}
Content-Type: text/plain; charset=utf-8

{text}
"""


class Row(NamedTuple):
    """Something that happens, and how it stands in the stream.

    :ivar str do: method of the test that does it and returns the record it is about
    :ivar str kind: the kind of the entry
    :ivar str text: what it says: the change, or a part of its text
    """

    do: str
    kind: str
    text: str


ROWS = (
    Row("create_deal", "created", "created"),
    Row("create_order", "created", "created"),
    Row("create_invoice", "created", "Created"),
    Row("create_contract", "created", "created"),
    Row("create_ticket", "created", "created"),
    Row("create_letter", "created", "created"),
    Row("create_project", "created", "created"),
    Row("create_task", "created", "created"),
    Row("create_release", "created", "created"),
    Row("move_deal", "stage", "New → Qualified"),
    Row("win_deal", "won", "New → Won"),
    Row("lose_deal", "lost", "Pending → Lost"),
    Row("confirm_order", "confirmed", "Quotation → Sales Order"),
    Row("post_invoice", "invoiced", "Draft → Posted"),
    Row("pay_invoice", "paid", "Not Paid → Paid"),
    Row("submit_contract", "stage", "Draft → "),
    Row("register_letter", "stage", "Draft → In Execution"),
    Row("answer_letter", "answered", "No → Yes"),
    Row("answer_overdue_letter", "answered_late", "No → Yes"),
    Row("finish_letter", "closed", "In Execution → Executed"),
    Row("move_ticket", "stage", " → "),
    Row("close_ticket", "closed", " → "),
    Row("update_project", "stage", " → At Risk"),
    Row("finish_task", "closed", "In Progress → Done"),
    Row("move_release", "moved", "05/01/2026 → 06/01/2026"),
    Row("reach_release", "closed", " → Released"),
    Row("receive_mail", "email_in", "We accept"),
    Row("send_mail", "email", "Our offer"),
    Row("note", "note", "Remember"),
    Row("call", "call", "They call back"),
    Row("meet", "meeting", "We shook hands"),
    Row("do_activity", "activity", "Checked"),
    Row("log_call", "call", "Logged call"),
    Row("log_meeting", "meeting", "Logged meeting"),
    Row("log_note", "note", "Logged note"),
    Row("add_document_to_record", "document_added", " → scan.txt"),
    Row("add_document_to_card", "document_added", " → scan.txt"),
    Row("remove_document_of_card", "document_removed", "scan.txt → "),
    Row("change_card", "changed", "History Ltd → History Inc"),
    Row("archive_card", "archived", "Yes → No"),
)


@tagged("post_install", "-at_install")
class TestTimelineKinds(TimelineCase):
    """Each kind of event, made by the means of the app itself."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.today = fields.Date.context_today(cls.partner)
        cls.partner.email = "buyer@customer.example"
        cls.flush_history()

    def test_each_kind(self):
        problems = {}
        for row in ROWS:
            with self.env.cr.savepoint() as savepoint:
                if problem := self.problem(row):
                    problems[row.do] = problem
                savepoint.rollback()
            self.env.invalidate_all()
            self.env.cr.precommit.clear()
        self.assertFalse(problems)

    def problem(self, row):
        """:return: what the stream has instead of a row, empty when it is there"""
        admin = self.env.ref("base.user_admin")
        self.before = set(self.events(user=admin).ids)
        record = getattr(self, row.do)()
        self.flush_history()
        new = self.events(user=admin).filtered(lambda one: one.id not in self.before)
        self.assertFalse(new.partner_id - self.partner)
        about = new.filtered(
            lambda one: (
                one.kind == row.kind
                and (one.res_model, one.res_id) == (record._name, record.id)
                and row.text in self.told(one)
            )
        )
        if len(about) == 1:
            return []
        return [(one.kind, one.res_model, self.told(one)) for one in new]

    def told(self, event):
        if event.field_label:
            return f"{event.old_value or ''} → {event.new_value or ''}"
        return event.comment or ""

    def begin(self, record):
        """What comes before is no part of the row."""
        self.flush_history()
        self.before |= set(self.events(user=self.env.ref("base.user_root")).ids)
        return record

    # -- Created ---------------------------------------------------------------------

    def create_deal(self):
        return self.make("crm.lead", self.partner, type="opportunity")

    def create_order(self):
        return self.make("sale.order", self.partner)

    def create_invoice(self):
        return self.make("account.move", self.partner)

    def create_contract(self):
        return self.make("agreement", self.partner)

    def create_ticket(self):
        return self.make("helpdesk.ticket", self.partner)

    def create_letter(self):
        return self.make("client360.letter", self.partner)

    def create_project(self):
        return self.make("project.project", self.partner)

    def create_task(self):
        return self.make("project.task", self.partner)

    def create_release(self):
        return self.make("project.milestone", self.partner)

    # -- Stages ----------------------------------------------------------------------

    def move_deal(self):
        deal = self.begin(self.create_deal())
        deal.stage_id = self.env.ref("crm.stage_lead2")
        return deal

    def win_deal(self):
        deal = self.begin(self.create_deal())
        deal.action_set_won_rainbowman()
        return deal

    def lose_deal(self):
        deal = self.begin(self.create_deal())
        wizard = self.env["crm.lead.lost"].with_context(active_model="crm.lead")
        wizard.create({"lead_ids": [Command.set(deal.ids)]}).action_lost_reason_apply()
        return deal

    def order(self):
        product = self.env["product.product"].create({"name": "W", "type": "service"})
        line = Command.create({"product_id": product.id, "price_unit": 1})
        return self.make("sale.order", self.partner, order_line=[line])

    def confirm_order(self):
        order = self.begin(self.order())
        order.action_confirm()
        return order

    def invoice(self):
        line = Command.create({"name": "Work", "price_unit": 100, "tax_ids": False})
        return self.make(
            "account.move",
            self.partner,
            invoice_date=self.today,
            invoice_line_ids=[line],
        )

    def post_invoice(self):
        invoice = self.begin(self.invoice())
        invoice.action_post()
        return invoice

    def pay_invoice(self):
        invoice = self.invoice()
        invoice.action_post()
        self.begin(invoice)
        wizard = self.env["account.payment.register"].with_context(
            active_model="account.move", active_ids=invoice.ids
        )
        wizard.create({}).action_create_payments()
        return invoice

    def submit_contract(self):
        contract = self.begin(self.create_contract())
        contract.action_submit()
        return contract

    def letter(self, **values):
        letter = self.make("client360.letter", self.partner, **values)
        letter.action_register()
        return letter

    def register_letter(self):
        letter = self.begin(self.create_letter())
        letter.action_register()
        return letter

    def answer_letter(self, days=1):
        deadline = self.today + timedelta(days=days)
        letter = self.begin(self.letter(deadline=deadline))
        action = letter.action_reply()
        with Form(
            self.env["client360.letter"].with_context(**action["context"])
        ) as form:
            form.is_electronic = True
            reply = form.save()
        for step in ("submit", "approve", "sign", "send"):
            getattr(reply, f"action_{step}")()
        # What is said of the answer stays so, whatever is planned afterwards.
        self.flush_history()
        letter.deadline = self.today + timedelta(days=30 * -days)
        return letter

    def answer_overdue_letter(self):
        return self.answer_letter(days=-1)

    def finish_letter(self):
        letter = self.begin(self.letter())
        letter.action_done()
        return letter

    def move_ticket(self):
        ticket = self.begin(self.create_ticket())
        ticket.stage_id = self.env["helpdesk.ticket.stage"].search(
            [("closed", "=", False), ("id", "!=", ticket.stage_id.id)], limit=1
        )
        return ticket

    def close_ticket(self):
        ticket = self.begin(self.create_ticket())
        ticket.stage_id = self.env["helpdesk.ticket.stage"].search(
            [("closed", "=", True)], limit=1
        )
        return ticket

    def update_project(self):
        project = self.begin(self.create_project())
        self.env["project.update"].create(
            {"name": "Update", "project_id": project.id, "status": "at_risk"}
        )
        return project

    def finish_task(self):
        task = self.begin(self.create_task())
        task.state = "1_done"
        return task

    def move_release(self):
        release = self.make("project.milestone", self.partner, deadline="2026-05-01")
        self.begin(release)
        release.deadline = "2026-06-01"
        return release

    def reach_release(self):
        release = self.create_release()
        while release.state != "ready":
            release.action_next_state()
        self.begin(release)
        release.action_next_state()
        return release

    # -- Correspondence, calls and meetings --------------------------------------------

    def receive_mail(self):
        deal = self.create_deal()
        sent = deal.message_post(
            body="Offer", message_type="comment", subtype_xmlid="mail.mt_comment"
        )
        self.begin(deal)
        mail = MAIL.format(
            sender=self.partner.email,
            to="sales@our.example",
            id="reply",
            reply_to=sent.message_id,
            text="We accept",
        )
        self.env["mail.thread"].message_process(False, mail)
        return deal

    def send_mail(self):
        deal = self.begin(self.create_deal())
        composer = self.env["mail.compose.message"].with_context(
            default_model="crm.lead",
            default_res_ids=deal.ids,
            default_composition_mode="comment",
        )
        composer.create(
            {
                "subject": "Offer",
                "body": "Our offer",
                "partner_ids": [Command.set(self.partner.ids)],
            }
        )._action_send_mail()
        return deal

    def note(self):
        deal = self.begin(self.create_deal())
        deal.message_post(
            body="Remember", message_type="comment", subtype_xmlid="mail.mt_note"
        )
        return deal

    def done(self, xml_id, text):
        deal = self.create_deal()
        activity = deal.activity_schedule(f"mail.mail_activity_data_{xml_id}")
        self.begin(deal)
        activity.action_feedback(feedback=text)
        return deal

    def call(self):
        return self.done("call", "They call back")

    def meet(self):
        return self.done("meeting", "We shook hands")

    def do_activity(self):
        return self.done("todo", "Checked")

    def log(self, kind):
        deal = self.begin(self.create_deal())
        events = self.env["client360.event"]
        events.log_contact("crm.lead", deal.id, kind, f"Logged {kind}")
        return deal

    def log_call(self):
        return self.log("call")

    def log_meeting(self):
        return self.log("meeting")

    def log_note(self):
        return self.log("note")

    # -- Documents and the card ----------------------------------------

    def add(self, record):
        attachments = self.env["ir.attachment"]
        return attachments.create(
            {
                "name": "scan.txt",
                "raw": b"x",
                "res_model": record._name,
                "res_id": record.id,
            }
        )

    def add_document_to_record(self):
        deal = self.begin(self.create_deal())
        self.add(deal)
        return deal

    def add_document_to_card(self):
        self.add(self.partner)
        return self.partner

    def remove_document_of_card(self):
        document = self.add(self.partner)
        self.begin(self.partner)
        document.unlink()
        return self.partner

    def change_card(self):
        self.partner.name = "History Inc"
        return self.partner

    def archive_card(self):
        self.partner.action_archive()
        return self.partner
