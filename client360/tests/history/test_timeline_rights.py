# Copyright 2026 Client 360 contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo import Command
from odoo.exceptions import AccessError, UserError
from odoo.fields import Domain
from odoo.tests import new_test_user, tagged

from .common import SECRET
from .timeline_case import TimelineCase

ROLES = {
    "internal": "base.group_user",
    "salesperson": "sales_team.group_sale_salesman",
    "all leads": "sales_team.group_sale_salesman_all_leads",
    "accountant": "account.group_account_invoice",
    "auditor": "account.group_account_readonly",
    "support": "helpdesk_mgmt.group_helpdesk_user",
    "project": "project.group_project_user",
    "letters": "client360.group_letter_user",
    "lawyer": "agreement.group_agreement_user",
    "system": "base.group_system",
}


@tagged("post_install", "-at_install")
class TestTimelineRights(TimelineCase):
    """Nobody learns from the timeline what the record itself would not tell."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.give_chart(cls.other_company)
        cls.users = {
            role: new_test_user(
                cls.env,
                f"timeline {role}",
                f"base.group_user,base.group_allow_export,{group}",
                company_id=cls.company.id,
                company_ids=[Command.set(cls.company.ids)],
            )
            for role, group in ROLES.items()
        }
        cls.records = []
        for company in (cls.company, cls.other_company):
            cls.records += [
                cls.make(model, cls.partner, company) for model in cls.models
            ]
        cls.records += [
            cls.make("project.project", cls.partner, privacy_visibility="followers"),
            cls.make("crm.lead", cls.partner, user_id=cls.users["salesperson"].id),
            cls.make("crm.lead", cls.partner, user_id=cls.manager.id),
        ]
        for number, record in enumerate(cls.records):
            record.message_post(body=f"Note {number}.", subtype_xmlid="mail.mt_note")
        cls.flush_history()

    def test_every_role_and_model(self):
        for role, user in self.users.items():
            events = self.env["client360.event"].with_user(user)
            seen = 0
            for number, record in enumerate(self.records):
                readable = record.with_user(user).has_access("read")
                seen += readable
                found = events.search(
                    self.domain() & Domain("body", "ilike", f"Note {number}.")
                )
                with self.subTest(
                    role=role, model=record._name, company=record.company_id.name
                ):
                    self.assertEqual(
                        found.mapped(lambda e: (e.res_model, e.res_id)),
                        [(record._name, record.id)] if readable else [],
                    )
            for limit in (None, 7, 1000):
                for order in ("date desc, id desc", "res_id"):
                    page = events.search(self.domain(), limit=limit, order=order)
                    for event in page:
                        record = self.env[event.res_model].browse(event.res_id)
                        self.assertTrue(record.with_user(user).has_access("read"))
            groups = events._read_group(self.domain(), ["res_model"], ["__count"])
            self.assertEqual(
                {model for model, _count in groups} - {"res.partner"},
                {
                    record._name
                    for record in self.records
                    if record.with_user(user).has_access("read")
                },
            )
            if role in ("internal", "letters"):
                self.assertLess(seen, len(self.records))

    def test_every_role_and_door(self):
        """Searching, reading pages, grouping and exporting agree, whatever the role."""
        for role, user in self.users.items():
            found, rows = self.doors(user, self.domain())
            told = "".join(rows())
            for number, record in enumerate(self.records):
                text = f"Note {number}."
                readable = record.with_user(user).has_access("read")
                with self.subTest(
                    role=role, model=record._name, company=record.company_id.name
                ):
                    self.assertEqual(text in told, readable)
                    for field in ("body", "comment"):
                        self.assertEqual(bool(found(field, text)), readable)

    def all_doors(self, event):
        """All that can be asked of the events of the card, and of one of them."""
        events = event.browse()
        card_id = self.partner.id
        domain = list(self.domain())
        return {
            "search": lambda: events.search(domain),
            "count": lambda: events.search_count(domain),
            "page": lambda: events.web_search_read(domain, {}),
            "group": lambda: events.formatted_read_group(domain, ["kind"], ["__count"]),
            "names": lambda: events.name_search(SECRET),
            "read": lambda: event.read(["body"]),
            "export": lambda: event.export_data(["body"]),
            "record": lambda: event.action_open_record(),
            "panel": lambda: events.get_panel(card_id),
            "authors": lambda: events.get_authors(card_id),
            "targets": lambda: events.get_log_targets(card_id),
            "log": lambda: events.log_contact("res.partner", card_id, "call", "Text"),
            "pin": lambda: event.action_pin(card_id),
            "unpin": lambda: event.action_unpin(card_id),
        }

    def test_people_outside_the_company(self):
        """A portal user of the counterparty, and one who works on a shared project."""
        project = self.make("project.project", self.partner)
        project.privacy_visibility = "portal"
        project.message_post(body=SECRET, subtype_xmlid="mail.mt_note")
        self.flush_history()
        message = project.message_ids[0]
        event = self.env["client360.event"]._browse_message(message.id)
        for role in ("portal", "collaborator"):
            user = new_test_user(self.env, f"timeline {role}", "base.group_portal")
            user.partner_id.parent_id = self.partner
            if role == "collaborator":
                self.env["project.collaborator"].create(
                    {"project_id": project.id, "partner_id": user.partner_id.id}
                )
                project.message_subscribe(user.partner_id.ids)
            self.assertTrue(self.partner.with_user(user).has_access("read"))
            doors = self.all_doors(event.with_user(user))
            for door, ask in doors.items():
                refusal = UserError if door == "export" else AccessError
                with self.subTest(role=role, door=door), self.assertRaises(refusal):
                    ask()
            for model in ("link", "document", "backfill", "pin"):
                table = self.env[f"client360.timeline.{model}"].with_user(user)
                for operation in ("read", "create", "write", "unlink"):
                    self.assertFalse(table.has_access(operation), (model, operation))

    def test_no_door_tells_a_hidden_record(self):
        """The texts, values and names of another company's records."""
        hidden = self.make("crm.lead", self.partner, self.other_company)
        hidden.name = f"Deal {SECRET}"
        hidden.message_post(body=f"About {SECRET}", subject=SECRET)
        self.flush_history()
        for role in ("internal", "salesperson", "all leads", "system"):
            with self.subTest(role=role):
                user = self.users[role]
                self.assertHidden(SECRET, user)
                events = self.env["client360.event"].with_user(user)
                named = Domain("record_name", "ilike", SECRET)
                self.assertFalse(events.search(self.domain() & named))
                ids = self.events(user=self.env.ref("base.user_root")).ids
                told = events.browse(ids).exists()
                self.assertNotIn(SECRET, str(told.read()))
                self.assertNotIn(
                    "crm.lead",
                    {event.res_model for event in told if event.res_id == hidden.id},
                )

    def test_followers_only(self):
        project = self.make(
            "project.project", self.partner, privacy_visibility="followers"
        )
        project.message_post(body=SECRET)
        self.flush_history()
        user = self.users["project"]
        self.assertHidden(SECRET, user)
        project.message_subscribe(user.partner_id.ids)
        self.flush_history()
        self.assertShown(SECRET, user)

    def test_values_of_hidden_fields(self):
        lead = self.make("crm.lead", self.partner)
        self.flush_history()
        lead.expected_revenue = 4711
        self.flush_history()
        user = self.users["all leads"]
        domain = self.domain() & Domain("new_value", "ilike", "4711")
        events = self.env["client360.event"].with_user(user)
        self.assertEqual(events.search_count(domain), 1)
        field = self.env["crm.lead"]._fields["expected_revenue"]
        self.patch(field, "groups", "base.group_system")
        self.assertEqual(events.search_count(domain), 0)
        self.assertNotIn("4711", str(events.search(self.domain()).read()))

    def test_card_that_is_hidden(self):
        """A record that one may read on a card that one may not."""
        lead = self.make("crm.lead", self.partner)
        lead.message_post(body=SECRET)
        self.flush_history()
        user = self.users["all leads"]
        self.assertShown(SECRET, user)
        self.env["ir.rule"].create(
            {
                "name": "Hide the card",
                "model_id": self.env["ir.model"]._get_id("res.partner"),
                "domain_force": f"[('id', '!=', {self.partner.id})]",
                "groups": [Command.set(self.env.ref("base.group_user").ids)],
            }
        )
        self.assertHidden(SECRET, user)

    def test_files_of_messages(self):
        lead = self.make("crm.lead", self.partner)
        theirs = self.make("crm.lead", self.partner, self.other_company)
        message = lead.message_post(body="Two", attachments=[("ours.txt", b"o")])
        other = theirs.message_post(body="One", attachments=[("theirs.txt", b"t")])
        message.sudo().attachment_ids += other.attachment_ids
        self.flush_history()
        events = self.env["client360.event"].with_user(self.users["all leads"])
        event = events.search(self.domain() & Domain("message_id", "=", message.id))
        self.assertEqual(event.attachment_ids.mapped("name"), ["ours.txt"])

    def test_forged_links_are_not_written(self):
        """The tables of the links are the system's."""
        for user in self.users.values():
            for model in ("link", "document", "backfill", "pin"):
                links = self.env[f"client360.timeline.{model}"].with_user(user)
                for operation in ("create", "write", "unlink"):
                    self.assertFalse(links.has_access(operation))
