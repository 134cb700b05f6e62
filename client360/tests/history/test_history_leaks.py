# Copyright 2026 Client 360 contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo import Command
from odoo.exceptions import AccessError
from odoo.fields import Domain
from odoo.tests import new_test_user, tagged

from .common import SECRET, HistoryCase


@tagged("post_install", "-at_install")
class TestHistoryLeaks(HistoryCase):
    def test_value_of_a_hidden_field(self):
        self.change(self.partner, ref=SECRET)
        self.assertShown(SECRET)
        label = self.events(user=self.manager, new_value=SECRET).field_label
        field = self.env["res.partner"]._fields["ref"]
        self.patch(field, "groups", "sales_team.group_sale_manager")
        self.assertShown(SECRET)
        self.assertHidden(SECRET, label=label)

    def test_hidden_value_beside_a_shown_one(self):
        self.change(self.partner, ref=SECRET, phone="1")
        field = self.env["res.partner"]._fields["ref"]
        self.patch(field, "groups", "sales_team.group_sale_manager")
        self.assertHidden(SECRET)
        self.assertEqual(self.events(kind="changed").new_value, "1")

    def test_note_with_hidden_value_stays(self):
        self.partner._track_set_log_message("Reason of the change")
        self.change(self.partner, ref=SECRET)
        field = self.env["res.partner"]._fields["ref"]
        self.patch(field, "groups", "sales_team.group_sale_manager")
        self.assertHidden(SECRET)
        self.assertEqual(self.events(kind="note").comment, "Reason of the change")

    def test_value_of_a_field_that_is_gone(self):
        self.change(self.partner, ref=SECRET)
        tracking = self.env["mail.tracking.value"].search(
            [("new_value_char", "=", SECRET)]
        )
        info = {"desc": "Gone", "name": "gone", "type": "char", "sequence": 1}
        tracking.write({"field_id": False, "field_info": info})
        self.flush_history()
        self.assertHidden(SECRET)
        self.assertHidden(SECRET, self.manager)
        self.assertShown(SECRET, self.env.ref("base.user_admin"))

    def test_value_of_a_hidden_field_of_a_bank_account(self):
        bank = self.env["res.partner.bank"].create(
            {"partner_id": self.partner.id, "acc_number": "40702810"}
        )
        self.flush_history()
        self.change(bank, acc_holder_name=SECRET)
        self.assertShown(SECRET)
        field = self.env["res.partner.bank"]._fields["acc_holder_name"]
        self.patch(field, "groups", "sales_team.group_sale_manager")
        self.assertHidden(SECRET)
        self.assertShown(SECRET)

    def test_bank_account_of_another_company(self):
        """Partners of employees are readable everywhere, their accounts are not."""
        employee = new_test_user(
            self.env,
            login="history employee",
            groups="base.group_user,base.group_allow_export",
            company_id=self.other_company.id,
            company_ids=[Command.set(self.other_company.ids)],
        )
        partner = employee.partner_id
        partner.company_id = self.other_company
        bank = self.env["res.partner.bank"].create(
            {"partner_id": partner.id, "acc_number": SECRET}
        )
        self.flush_history()
        bank.acc_number = f"{SECRET} again"
        self.flush_history()
        self.assertTrue(partner.with_user(self.reader).has_access("read"))
        self.assertHidden(SECRET, domain=self.domain(partner))
        self.assertShown(SECRET, employee, self.domain(partner))

    def test_bank_accounts_that_the_user_may_not_read(self):
        self.env["res.partner.bank"].create(
            {"partner_id": self.partner.id, "acc_number": SECRET}
        )
        self.flush_history()
        self.assertShown(SECRET, self.reader)
        self.env["ir.model.access"].search(
            [("model_id.model", "=", "res.partner.bank")]
        ).perm_read = False
        self.assertHidden(SECRET)

    def test_partner_of_another_company(self):
        self.change(self.partner, phone=SECRET)
        self.partner.message_post(body=SECRET)
        self.env["ir.attachment"].create(
            {
                "name": SECRET,
                "raw": b"x",
                "res_model": "res.partner",
                "res_id": self.partner.id,
            }
        )
        self.assertShown(SECRET, self.reader)
        self.partner.company_id = self.other_company
        self.flush_history()
        self.assertHidden(SECRET)
        self.assertHidden(SECRET, domain=Domain.TRUE)
        self.assertFalse(self.events())

    def test_contact_that_the_user_may_not_read(self):
        contact = self.env["res.partner"].create(
            {"name": "Contact", "parent_id": self.partner.id}
        )
        self.flush_history()
        self.change(contact, phone=SECRET)
        self.assertShown(SECRET, self.reader)
        self.env["ir.rule"].create(
            {
                "name": "Hide the contact",
                "model_id": self.env["ir.model"]._get_id("res.partner"),
                "domain_force": f"[('id', '!=', {contact.id})]",
                "groups": [Command.set(self.env.ref("base.group_user").ids)],
            }
        )
        self.assertHidden(SECRET)
        self.assertTrue(self.events())

    def test_rules_of_messages_and_attachments(self):
        self.partner.message_post(body=SECRET)
        self.env["ir.attachment"].create(
            {
                "name": SECRET,
                "raw": b"x",
                "res_model": "res.partner",
                "res_id": self.partner.id,
            }
        )
        for model in ("mail.message", "ir.attachment"):
            self.assertShown(SECRET, self.reader)
            self.env["ir.rule"].create(
                {
                    "name": "Hide",
                    "model_id": self.env["ir.model"]._get_id(model),
                    "domain_force": f"[('create_uid', '!=', {self.env.uid})]",
                }
            )
        self.assertHidden(SECRET)

    def test_personal_notification(self):
        self.partner.message_notify(
            body=SECRET, partner_ids=self.manager.partner_id.ids, subject="For you"
        )
        self.assertHidden(SECRET)
        self.assertHidden(SECRET, self.manager)

    def test_files_behind_fields(self):
        self.env["ir.attachment"].create(
            {
                "name": SECRET,
                "raw": b"x",
                "res_model": "res.partner",
                "res_id": self.partner.id,
                "res_field": "image_1920",
            }
        )
        self.assertHidden(SECRET)

    def test_value_of_one_company_only(self):
        """Company dependent values are those of the company that they were set in."""
        field = self.env["res.partner"]._fields["property_payment_term_id"]
        self.assertTrue(field.company_dependent)
        message = self.env["mail.message"].create(
            {"model": "res.partner", "res_id": self.partner.id, "body": ""}
        )
        self.env["mail.tracking.value"].create(
            {
                "mail_message_id": message.id,
                "field_id": self.env["ir.model.fields"]._get_ids("res.partner")[
                    field.name
                ],
                "new_value_char": SECRET,
            }
        )
        self.flush_history()
        self.patch(field, "groups", None)
        self.assertHidden(SECRET)
        every_company = self.env["res.company"].search([])
        self.reader.company_ids = every_company
        events = self.env["client360.event"].with_user(self.reader)
        domain = self.domain() & Domain("new_value", "=", SECRET)
        for companies, found in ((self.company, 0), (every_company, 1)):
            selected = events.with_context(allowed_company_ids=companies.ids)
            self.assertEqual(selected.search_count(domain), found)

    def test_ids_of_hidden_events(self):
        self.change(self.partner, ref=SECRET)
        event = self.events(user=self.manager, new_value=SECRET)
        field = self.env["res.partner"]._fields["ref"]
        self.patch(field, "groups", "sales_team.group_sale_manager")
        self.env.invalidate_all()
        hidden = event.with_user(self.reader)
        self.assertFalse(hidden.search([("id", "=", event.id)]))
        self.assertFalse(hidden.exists())
        self.assertFalse(hidden.read(["new_value"]))

    def test_forged_context(self):
        """A client's context cannot widen the query."""
        self.change(self.partner, ref=SECRET)
        field = self.env["res.partner"]._fields["ref"]
        self.patch(field, "groups", "sales_team.group_sale_manager")
        events = self.env["client360.event"].with_user(self.reader)
        ids = self.events(user=self.manager).ids
        forged = events.with_context(client360_event_scope=[None, None, "partners"])
        self.assertEqual(forged.browse(ids).exists(), events.browse(ids).exists())
        self.assertEqual(forged.search(self.domain()), events.search(self.domain()))

    def test_portal_and_public(self):
        portal = new_test_user(
            self.env, login="history portal", groups="base.group_portal"
        )
        for user in (portal, self.env.ref("base.public_user")):
            with self.assertRaises(AccessError):
                self.env["client360.event"].with_user(user).search([])
            with self.assertRaises(AccessError):
                self.events(user=self.reader).with_user(user).read(["date"])
