# Copyright 2026 Client 360 contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from lxml import etree

from odoo.tests import TransactionCase, new_test_user, tagged
from odoo.tools.safe_eval import safe_eval

# What nobody can take back, or what puts a contract out of force.
ASKED = {
    "agreement": {
        "action_reject",
        "action_request_repeal",
        "action_repeal",
        "action_archive_contract",
    },
    "client360.letter": {"action_annul", "action_send", "action_sign"},
}


@tagged("post_install", "-at_install")
class TestRegistersButtons(TransactionCase):
    def view(self, model, xmlid=None, view_type="list", user=None):
        view_id = self.env.ref(f"client360.{xmlid}").id if xmlid else None
        records = self.env[model].with_user(user or self.env.user)
        return etree.fromstring(records.get_view(view_id, view_type)["arch"])

    def buttons(self, model, view_type):
        arch = self.view(model, view_type=view_type)
        return arch.xpath("//button[@type='object'][starts-with(@name, 'action_')]")

    def test_questions_before_what_cannot_be_undone(self):
        for model, asked in ASKED.items():
            seen = set()
            for view_type in ("form", "list"):
                for button in self.buttons(model, view_type):
                    name = button.get("name")
                    with self.subTest(model=model, view=view_type, button=name):
                        self.assertEqual(bool(button.get("confirm")), name in asked)
                    seen.add(name)
            self.assertLessEqual(asked, seen)

    def test_way_back_from_the_row(self):
        """Who asked for the repeal by mistake declines it where it was asked for."""
        rows = {
            button.get("name"): button.get("invisible")
            for button in self.buttons("agreement", "list")
        }
        self.assertEqual(rows["action_request_repeal"], "state != 'active'")
        self.assertEqual(rows["action_keep"], "state != 'repeal_request'")

    def test_who_may_not_change_a_record_has_no_buttons_in_its_row(self):
        for model, xmlid, groups in [
            ("agreement", "agreement_view_list", "account.group_account_invoice"),
            (
                "project.milestone",
                "project_milestone_view_list_release",
                "base.group_user",
            ),
            ("helpdesk.ticket", "helpdesk_ticket_view_list", "base.group_user"),
        ]:
            with self.subTest(model=model):
                everybody = {
                    button.get("name")
                    for button in self.view(model, xmlid).iter("button")
                }
                self.assertGreater(everybody, {"action_view_tasks"} & everybody)
                user = new_test_user(self.env, f"reads {model}", groups)
                arch = self.view(model, xmlid, user=user)
                buttons = {button.get("name") for button in arch.iter("button")}
                # The tasks of a release may be looked at.
                self.assertLessEqual(buttons, {"action_view_tasks"})

    def test_deadline_of_a_letter(self):
        """It is in the list by default, and a letter that has missed it in red."""
        arch = self.view("client360.letter", "client360_letter_view_list")
        self.assertEqual(arch.get("decoration-danger"), "is_overdue")
        [deadline] = arch.xpath("//field[@name='deadline']")
        self.assertEqual(deadline.get("optional"), "show")
        self.assertEqual(deadline.get("widget"), "remaining_days")

    def test_templates_are_not_on_the_card(self):
        partner = self.env["res.partner"].create({"name": "Party"})
        values = {"name": "Supply", "partner_id": partner.id}
        contract = self.env["agreement"].create(values)
        template = self.env["agreement"].create({**values, "is_template": True})
        card = self.view(
            "res.partner", view_type="form", user=self.env.ref("base.user_admin")
        )
        lists = card.xpath("//widget[@name='client360_list'][@model='agreement']")
        self.assertTrue(lists)
        for widget in lists:
            domain = safe_eval(widget.get("domain"), {"id": partner.id})
            self.assertNotIn(template, self.env["agreement"].search(domain))
        domain = safe_eval(lists[0].get("domain"), {"id": partner.id})
        self.assertEqual(self.env["agreement"].search(domain), contract)
