# Copyright 2026 Client 360 contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from datetime import date, timedelta

from odoo import Command
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import Form, TransactionCase, new_test_user, tagged

from ..registers import StatusMixin, UtcMixin

TODAY = date.today()

TRANSITIONS = {
    "new": ["development"],
    "development": ["qa"],
    "qa": ["development", "uat"],
    "uat": ["development", "ready"],
    "ready": ["released"],
    "released": [],
}


@tagged("post_install", "-at_install")
class TestRelease(StatusMixin, UtcMixin, TransactionCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.partner = cls.env["res.partner"].create({"name": "Party"})
        cls.project = cls.env["project.project"].create(
            {"name": "Portal", "partner_id": cls.partner.id, "allow_milestones": True}
        )
        cls.user = new_test_user(
            cls.env, "release user", "base.group_user,project.group_project_user"
        )

        cls.portal = new_test_user(cls.env, "collaborator", "base.group_portal")

    def release(self, **values):
        values = {"name": "1.0", "project_id": self.project.id, **values}
        return self.env["project.milestone"].create(values)

    def test_every_transition(self):
        self.assertOnlyListedTransitions(
            lambda state: self.release(state=state), TRANSITIONS, list(TRANSITIONS)
        )

    def test_buttons(self):
        release = self.release().with_user(self.user)
        self.assertEqual(release.state, "new")
        for button, state in [
            ("action_next_state", "development"),
            ("action_next_state", "qa"),
            ("action_back_to_development", "development"),
            ("action_next_state", "qa"),
            ("action_next_state", "uat"),
            ("action_back_to_development", "development"),
            ("action_next_state", "qa"),
            ("action_next_state", "uat"),
            ("action_next_state", "ready"),
        ]:
            getattr(release, button)()
            self.assertEqual(release.state, state)
            self.assertFalse(release.is_reached)
        with self.assertRaises(UserError):
            release.action_back_to_development()
        release.action_next_state()
        self.assertEqual(release.state, "released")
        self.assertTrue(release.is_reached)
        self.assertEqual(release.reached_date, TODAY)
        # The actual date may be corrected.
        release.reached_date = TODAY - timedelta(days=3)
        self.assertEqual(release.reached_date, TODAY - timedelta(days=3))

    def test_button_on_several_releases(self):
        releases = self.release() | self.release(state="uat")
        releases.action_next_state()
        self.assertEqual(releases.mapped("state"), ["development", "ready"])

    def test_reached_in_the_projects_app_is_released(self):
        release = self.release()
        release.toggle_is_reached(True)
        self.assertEqual(release.state, "released")
        release.toggle_is_reached(False)
        self.assertEqual(release.state, "ready")
        self.assertFalse(release.reached_date)

    def test_created_as_released(self):
        self.assertTrue(self.release(state="released").is_reached)
        self.assertEqual(self.release(is_reached=True).state, "released")

    def test_reached_in_the_form(self):
        """As the projects app's own form and tests do: «Reached» goes from any status,
        and the status follows."""
        with Form(
            self.env["project.milestone"].with_context(
                default_project_id=self.project.id
            )
        ) as form:
            form.name = "1.1"
            form.is_reached = True
        release = form.record
        self.assertEqual(release.state, "released")
        with Form(release) as form:
            form.is_reached = False
            self.assertEqual(form.state, "ready")
        self.assertEqual(release.state, "ready")
        self.assertFalse(release.is_reached)

    def test_values_from_outside_are_left_to_core(self):
        with self.assertRaises(AccessError):
            self.release().with_user(self.portal).write(["name"])

    def test_project_collaborator(self):
        """Reads of a release what core shows of a milestone, and changes nothing."""
        release = self.release(
            purpose="Beat the competitor",
            description="<p>What the customer need not know</p>",
            plan="<p>Night of the release</p>",
        )
        self.project.privacy_visibility = "portal"
        self.project.collaborator_ids = [
            Command.create({"partner_id": self.portal.partner_id.id})
        ]
        theirs = release.with_user(self.portal)
        core = ["name", "deadline", "is_reached", "reached_date", "project_id"]
        self.assertEqual(theirs.read(core)[0]["name"], "1.0")
        ours = {
            name
            for name, field in release._fields.items()
            if field._modules[-1:] == ("client360",) and name not in core
        }
        self.assertLessEqual({"purpose", "description", "plan", "state"}, ours)
        for name in sorted(ours):
            with self.subTest(field=name), self.assertRaises(AccessError):
                theirs.read([name])
        self.assertFalse(ours & set(theirs.fields_get()))
        for operation in ("write", "create", "unlink"):
            self.assertFalse(theirs.has_access(operation))

    def test_files_of_a_release_are_documents_of_the_card(self):
        release = self.release()
        other = self.env["res.partner"].create({"name": "Other"})
        document = self.env["ir.attachment"].create(
            {
                "name": "Release notes.pdf",
                "res_model": release._name,
                "res_id": release.id,
                "raw": b"1",
            }
        )
        self.assertEqual(document.card_partner_id, self.partner)
        self.assertTrue(document.document_type_id)
        documents = self.env["ir.attachment"].with_user(self.user)
        for partner, expected in [(self.partner, document), (other, documents)]:
            domain = [("card_partner_id", "child_of", partner.id)]
            self.assertEqual(documents.search(domain), expected)

    def test_planned_before_start(self):
        self.release(date_start=TODAY, deadline=TODAY)
        with self.assertRaisesRegex(ValidationError, "before its start"):
            self.release(date_start=TODAY, deadline=TODAY - timedelta(days=1))

    def test_counterparty_of_the_project(self):
        other = self.env["res.partner"].create({"name": "Other"})
        self.assertEqual(self.release().partner_id, self.partner)
        release = self.release(partner_id=other.id)
        self.assertEqual(release.partner_id, other)

    def test_progress_by_tasks(self):
        release, empty = self.release(), self.release()
        for state in ("1_done", "1_canceled", "01_in_progress", "01_in_progress"):
            self.env["project.task"].create(
                {
                    "name": state,
                    "project_id": self.project.id,
                    "milestone_id": release.id,
                    "state": state,
                }
            )
        self.assertEqual(release.progress, 50)
        self.assertEqual(empty.progress, 0)

    def test_kanban_shows_every_status(self):
        model = self.env["project.milestone"].with_context(read_group_expand=True)
        groups = model.web_read_group([("id", "=", 0)], ["state"])["groups"]
        self.assertEqual([group["state"] for group in groups], list(TRANSITIONS))

    def test_new_release_from_the_card(self):
        """The id in the context of the card is that of a partner."""
        model = self.env["project.milestone"].with_context(
            default_partner_id=self.partner.id,
            active_id=self.partner.id,
            active_model="res.partner",
        )
        form = Form(model, "project.project_milestone_view_form")
        self.assertFalse(form.project_id)
        self.assertEqual(form.partner_id, self.partner)

    def test_import(self):
        result = self.env["project.milestone"].load(
            ["name", "project_id", "state", "date_start", "deadline", "reached_date"],
            [["2.0", "Portal", "released", "2026-01-01", "2026-02-01", "2026-02-03"]],
        )
        self.assertFalse(result["messages"])
        release = self.env["project.milestone"].browse(result["ids"])
        self.assertEqual(release.reached_date, date(2026, 2, 3))
        self.assertTrue(release.is_reached)
