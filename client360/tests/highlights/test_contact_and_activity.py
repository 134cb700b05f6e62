# Copyright 2026 Client 360 contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from datetime import timedelta

from odoo import Command, fields
from odoo.tests import tagged

from .common import ROLES, HighlightsCase

# Where people write to each other and plan their next steps.
CONTACT_MODELS = (
    "res.partner",
    "crm.lead",
    "sale.order",
    "account.move",
    "agreement",
    "helpdesk.ticket",
    "client360.letter",
    "project.task",
)


@tagged("post_install", "-at_install")
class TestContactAndActivity(HighlightsCase):
    def last_message(self, partner):
        """Plain search for the last contact that a user may see."""
        env = partner.env
        subtypes = self.env.ref("mail.mt_comment") + self.env.ref("mail.mt_activities")
        found = env["mail.message"]
        for model in CONTACT_MODELS:
            if env[model].has_access("read"):
                name = "id" if model == "res.partner" else "partner_id"
                documents = env[model].with_context(active_test=False)
                documents = documents.search([(name, "child_of", partner.id)])
                found |= env["mail.message"].search(
                    [
                        ("model", "=", model),
                        ("res_id", "in", documents.ids),
                        ("subtype_id", "in", subtypes.ids),
                        ("message_type", "!=", "user_notification"),
                    ],
                )
        return found.sorted("date")[-1:]

    def test_last_contact(self):
        start = fields.Datetime.now() - timedelta(days=30)
        deal = self.env["crm.lead"].search(
            [
                ("partner_id", "=", self.contact.id),
                ("user_id", "=", self.users["manager"].id),
            ],
            limit=1,
        )
        for number, (record, kind) in enumerate(
            (
                (self.partner, "mail.mt_comment"),
                (deal, "mail.mt_comment"),
                (self.partner, "mail.mt_note"),
                (self.stranger, "mail.mt_comment"),
            ),
            1,
        ):
            message = record.message_post(body="Hello", subtype_xmlid=kind)
            message.date = start + timedelta(days=number)
        for role, day, model in (
            ("manager", 2, "crm.lead"),
            ("salesperson", 1, "client360.event"),
            ("bare", 1, "client360.event"),
        ):
            with self.subTest(role=role):
                partner = self.as_role(role)
                [figure] = self.tiles(partner)["last_contact"]
                date = figure["values"][0]["value"]
                self.assertEqual(date, start + timedelta(days=day))
                self.assertEqual(date, self.last_message(partner).date)
                action = partner.action_client360_highlight("last_contact")
                self.assertEqual(action["res_model"], model)

    def one_of_each(self):
        """A record of the contact for each model in which contacts take place."""
        owner = [("partner_id", "=", self.contact.id)]
        project = (
            self.env["project.project"]
            .sudo()
            .create({"name": "Pipeline", "partner_id": self.contact.id})
        )
        task = (
            self.env["project.task"]
            .sudo()
            .create(
                {
                    "name": "Dig",
                    "project_id": project.id,
                    "partner_id": self.contact.id,
                    "user_ids": [Command.set(self.users["all"].ids)],
                }
            )
        )
        for model in CONTACT_MODELS:
            if model == "res.partner":
                yield self.contact
            elif model == "project.task":
                yield task
            else:
                found = self.as_role("all").env[model].search(owner, limit=1)
                yield found.with_env(self.env)

    def test_last_contact_in_each_model(self):
        start = fields.Datetime.now() - timedelta(days=30)
        partner = self.as_role("all")
        for number, record in enumerate(self.one_of_each(), 1):
            message = record.message_post(body="Hello", subtype_xmlid="mail.mt_comment")
            message.date = start + timedelta(hours=number)
            self.env.flush_all()
            with self.subTest(model=record._name):
                [figure] = self.tiles(partner)["last_contact"]
                self.assertEqual(figure["values"][0]["value"], message.date)
                self.assertEqual(message, self.last_message(partner).sudo(False))
                action = partner.action_client360_highlight("last_contact")
                self.assertEqual(
                    (action["res_model"], action["res_id"]), (record._name, record.id)
                )

    def test_next_activity_in_each_model(self):
        self.env["mail.activity"].search([]).unlink()
        partner = self.as_role("all")
        planned = self.env["mail.activity"]
        for number, record in enumerate(self.one_of_each(), 1):
            planned |= record.activity_schedule(
                "mail.mail_activity_data_todo",
                self.today + timedelta(days=30 - number),
                user_id=self.users["all"].id,
            )
            self.env.flush_all()
            with self.subTest(model=record._name):
                date, count = self.tiles(partner)["next_activity"]
                self.assertEqual(count["values"][0]["value"], number)
                self.assertEqual(date["values"][0]["value"], planned[-1].date_deadline)
                action = partner.action_client360_highlight("next_activity")
                found = partner.env["mail.activity"].search(action["domain"])
                self.assertEqual(set(found.ids), set(planned.ids))

    def test_no_contact_yet(self):
        self.env["mail.message"].sudo().search([("model", "=", "res.partner")]).unlink()
        partner = self.stranger.with_env(self.as_role("bare").env)
        [figure] = self.tiles(partner)["last_contact"]
        self.assertFalse(figure["values"][0]["value"])
        self.assertFalse(partner.action_client360_highlight("last_contact"))

    def test_next_activity(self):
        deal = self.env["crm.lead"].search(
            [
                ("partner_id", "=", self.contact.id),
                ("user_id", "=", self.users["manager"].id),
            ],
            limit=1,
        )
        for record, days, role in (
            (self.partner, 3, "manager"),
            (deal, 1, "manager"),
            (deal, 5, "bare"),
            (self.stranger, -9, "manager"),
        ):
            record.activity_schedule(
                "mail.mail_activity_data_todo",
                self.today + timedelta(days=days),
                user_id=self.users[role].id,
            )
        for role in ROLES:
            with self.subTest(role=role):
                partner = self.as_role(role)
                date, count = self.tiles(partner)["next_activity"]
                action = partner.action_client360_highlight("next_activity")
                activities = partner.env["mail.activity"].search(action["domain"])
                self.assertEqual(count["values"][0]["value"], len(activities))
                self.assertEqual(
                    date["values"][0]["value"],
                    min(activities.mapped("date_deadline"), default=None),
                )
        # one's own activity on a deal that one may not read, as in Odoo's own list
        count = self.tiles(self.as_role("bare"))["next_activity"][1]
        self.assertEqual(count["values"][0]["value"], 1)
        count = self.tiles(self.as_role("salesperson"))["next_activity"][1]
        self.assertEqual(count["values"][0]["value"], 1)
