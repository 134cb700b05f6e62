# Copyright 2026 Client 360 contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from datetime import date, datetime, timedelta

from freezegun import freeze_time

from odoo.exceptions import AccessError, UserError
from odoo.fields import Datetime
from odoo.tests import TransactionCase, new_test_user, tagged

from ..registers import UtcMixin


@tagged("post_install", "-at_install")
class TestTicket(UtcMixin, TransactionCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.partner = cls.env["res.partner"].create(
            {"name": "Party", "is_company": True, "email": "party@example.com"}
        )
        cls.contact = cls.env["res.partner"].create(
            {"name": "Person", "parent_id": cls.partner.id}
        )
        cls.user = new_test_user(
            cls.env,
            "support user",
            "base.group_user,helpdesk_mgmt.group_helpdesk_user",
            email="support@example.com",
        )
        cls.team = cls.env["helpdesk.ticket.team"].create(
            {"name": "Team", "user_ids": cls.user.ids}
        )
        cls.done = cls.env.ref("helpdesk_mgmt.helpdesk_ticket_stage_done")

    def ticket(self, **values):
        return self.env["helpdesk.ticket"].create(
            {
                "name": "It fails",
                "description": "<p>Always</p>",
                "partner_id": self.partner.id,
                "team_id": self.team.id,
                **values,
            }
        )

    def test_take(self):
        ticket = self.ticket().with_user(self.user)
        self.assertTrue(ticket.unattended)
        ticket.action_take()
        self.assertEqual(ticket.user_id, self.user)
        self.assertFalse(ticket.unattended)
        self.assertFalse(ticket.closed)

    def test_deadline(self):
        yesterday = date.today() - timedelta(days=1)
        late = self.ticket(deadline=yesterday)
        closed = self.ticket(deadline=yesterday, stage_id=self.done.id)
        in_time = self.ticket(deadline=date.today())
        tickets = late | closed | in_time | self.ticket()
        self.assertEqual(tickets.filtered("is_overdue"), late)
        found = tickets.search([("id", "in", tickets.ids), ("is_overdue", "=", True)])
        self.assertEqual(found, late)
        others = [("id", "in", tickets.ids), ("is_overdue", "=", False)]
        self.assertEqual(tickets.search(others), tickets - late)
        [figure] = [
            figure
            for tile in self.partner.client360_highlights()
            for figure in tile["figures"]
            if figure["key"] == "tickets_overdue"
        ]
        self.assertEqual(figure["values"][0]["value"], 1)

    def test_name_of_a_ticket_without_number(self):
        new = self.env["helpdesk.ticket"].new({"number": "/"})
        self.assertFalse(new.display_name)
        new.name = "It fails"
        self.assertEqual(new.display_name, "It fails")
        ticket = self.ticket()
        self.assertIn(ticket.number, ticket.display_name)

    def test_take_of_another_team(self):
        team = self.env["helpdesk.ticket.team"].create({"name": "Others"})
        ticket = self.ticket(team_id=team.id).with_user(self.user)
        with self.assertRaises(AccessError):
            ticket.action_take()

    def test_close(self):
        tickets = self.ticket() | self.ticket(resolution="duplicate")
        tickets = tickets.with_user(self.user)
        tickets.action_close()
        self.assertEqual(tickets.stage_id, self.done)
        self.assertEqual(tickets.mapped("resolution"), ["done", "duplicate"])
        self.assertTrue(all(tickets.mapped("closed_date")))
        # A closed ticket stays as it is.
        closed_date = tickets[0].closed_date
        tickets.action_close()
        self.assertEqual(tickets[0].closed_date, closed_date)

    def test_close_without_closing_stage(self):
        ticket = self.ticket()
        self.env["helpdesk.ticket.stage"].search([("closed", "=", True)]).active = False
        with self.assertRaisesRegex(UserError, "closing stage"):
            ticket.action_close()

    def test_reply_is_the_first_response(self):
        ticket = self.ticket().with_user(self.user)
        ticket.message_post(body="Note", subtype_xmlid="mail.mt_note")
        ticket.message_post(
            body="From the customer",
            author_id=self.partner.id,
            message_type="comment",
            subtype_xmlid="mail.mt_comment",
        )
        self.assertFalse(ticket.first_response_date)
        action = ticket.action_reply()
        composer = (
            self.env[action["res_model"]]
            .with_user(self.user)
            .with_context(**action["context"])
            .create({"body": "<p>We are on it</p>"})
        )
        composer.action_send_mail()
        message = ticket.message_ids[0]
        self.assertIn("We are on it", message.body)
        self.assertEqual(message.partner_ids, self.partner)
        self.assertTrue(ticket.first_response_date)

    def test_second_reply_is_not_the_first_response(self):
        ticket = self.ticket()
        self.assertFalse(ticket.first_response_date)
        reply = {
            "message_type": "comment",
            "subtype_xmlid": "mail.mt_comment",
            "author_id": self.user.partner_id.id,
        }
        with freeze_time("2026-07-01 10:00:00"):
            ticket.with_user(self.user).message_post(body="First", **reply)
        with freeze_time("2026-07-02 10:00:00"):
            ticket.with_user(self.user).message_post(body="Second", **reply)
        self.assertEqual(ticket.first_response_date, datetime(2026, 7, 1, 10))

    def test_customer_in_the_portal(self):
        """A customer answers to the ticket, and does not read how it is measured."""
        portal = new_test_user(
            self.env,
            "portal customer",
            "base.group_portal",
            email="customer@example.com",
        )
        portal.partner_id.parent_id = self.partner
        ticket = self.ticket(partner_id=portal.partner_id.id)
        ticket.message_subscribe(portal.partner_id.ids)
        mine = ticket.with_user(portal)
        self.assertTrue(mine.read(["name"]))
        for name in ("resolution", "first_response_date", "age_days", "hours_to_close"):
            with self.subTest(field=name), self.assertRaises(AccessError):
                mine.read([name])
        mine.message_post(
            body="And?", message_type="comment", subtype_xmlid="mail.mt_comment"
        )
        self.assertFalse(ticket.first_response_date)

    def test_age_and_time_to_close(self):
        ticket = self.ticket()
        self.env.cr.execute(
            "UPDATE helpdesk_ticket SET create_date = %s WHERE id = %s",
            [Datetime.now() - timedelta(days=3, hours=2), ticket.id],
        )
        ticket.invalidate_recordset()
        self.assertEqual(ticket.age_days, 3)
        self.assertFalse(ticket.hours_to_close)
        ticket.action_close()
        self.assertAlmostEqual(ticket.hours_to_close, 74, places=1)
        ticket.closed_date -= timedelta(days=2)
        self.assertEqual(ticket.age_days, 1)
        ticket.stage_id = self.env.ref("helpdesk_mgmt.helpdesk_ticket_stage_new")
        self.assertFalse(ticket.hours_to_close)
        self.assertEqual(ticket.age_days, 3)

    def test_partner_counts_what_its_button_lists(self):
        self.ticket()
        self.ticket(partner_id=self.contact.id).action_close()
        self.ticket(active=False)
        self.contact.active = False
        other = self.env["res.partner"].create({"name": "Other"})
        for partner, active, total in [
            (self.partner, 1, 2),
            (self.contact, 0, 1),
            (other, 0, 0),
        ]:
            listed = self.env["helpdesk.ticket"].search_count(
                partner.action_view_helpdesk_tickets()["domain"]
            )
            self.assertEqual(listed, total)
            self.assertEqual(partner.helpdesk_ticket_count, total)
            self.assertEqual(partner.helpdesk_ticket_active_count, active)
            self.assertEqual(
                partner.helpdesk_ticket_count_string, f"{active} / {total}"
            )

    def test_count_reads_no_ticket(self):
        """The number of queries does not grow with tickets nor contacts."""
        partners = self.partner | self.env["res.partner"].create(
            [{"name": str(n)} for n in range(30)]
        )
        for partner in partners[:10]:
            self.ticket(partner_id=partner.id)
        self.env.flush_all()
        self.env.invalidate_all()
        self.env.user.has_group("base.group_user")
        with self.assertQueryCount(4):
            partners.mapped("helpdesk_ticket_count")
