# Copyright 2026 Client 360 contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo.tests import tagged

from .test_card_tour import CardTourCase


@tagged("post_install", "-at_install")
class TestRegistersTour(CardTourCase):
    def test_take_a_ticket(self):
        admin = self.env.ref("base.user_admin")
        self.partner.email = "customer@example.com"
        ticket = self.partner.helpdesk_ticket_ids
        ticket.team_id = self.env["helpdesk.ticket.team"].create(
            {"name": "Tour Team", "user_ids": admin.ids}
        )
        self.start_card_tour("client360_take_ticket")
        self.assertEqual(ticket.user_id, admin)
        self.assertTrue(ticket.closed)
        self.assertTrue(ticket.first_response_date)

    def test_answer_a_letter(self):
        letter = self.env["client360.letter"].create(
            {"name": "Tour Claim", "partner_id": self.partner.id}
        )
        self.start_card_tour("client360_answer_letter")
        self.assertTrue(letter.number)
        self.assertEqual(letter.reply_ids.name, "Tour Answer")
        self.assertEqual(letter.reply_ids.state, "approval")

    def test_add_a_supplementary_agreement(self):
        contract = self.env["agreement"].create(
            {
                "name": "Tour Contract",
                "code": "T-1",
                "partner_id": self.partner.id,
                "state": "active",
            }
        )
        self.start_card_tour("client360_supplementary_agreement")
        self.assertEqual(contract.child_ids.name, "Tour Amendment")
        self.assertEqual(contract.child_ids.state, "approval")

    def test_move_a_release(self):
        project = self.env["project.project"].create(
            {"name": "Tour Project", "partner_id": self.partner.id}
        )
        release = self.env["project.milestone"].create(
            {"name": "Tour Release", "project_id": project.id}
        )
        self.start_card_tour("client360_move_release")
        self.assertEqual(release.state, "development")

    def test_boards(self):
        """Every register has its board, calendar and list."""
        for action in (
            "agreement.agreement_action",
            "client360.agreement_supplementary_action",
            "client360.client360_letter_action_incoming",
            "client360.client360_letter_action_outgoing",
            "client360.project_milestone_action_release",
            "helpdesk_mgmt.helpdesk_ticket_action",
        ):
            with self.subTest(action=action):
                url = f"/odoo/action-{action}"
                self.start_tour(url, "client360_board", login="admin")
