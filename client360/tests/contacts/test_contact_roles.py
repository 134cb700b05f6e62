# Copyright 2026 Client 360 contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo.exceptions import AccessError, ValidationError
from odoo.tests import Form, TransactionCase, new_test_user, tagged


@tagged("post_install", "-at_install")
class TestContactRoles(TransactionCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.card, cls.other = cls.env["res.partner"].create(
            [{"name": name, "is_company": True} for name in ("Party", "Other")]
        )
        cls.anna, cls.boris = cls.env["res.partner"].create(
            [
                {
                    "name": name,
                    "parent_id": cls.card.id,
                    "phone": "+7 495 000-00-00",
                    "email": f"{name}@example.com",
                }
                for name in ("anna", "boris")
            ]
        )
        cls.signs = cls.env.ref("client360.contact_role_signs")

    def test_one_main_contact(self):
        self.assertFalse(self.card.main_contact_id)
        self.assertFalse(self.anna.is_main_contact)
        self.anna.is_main_contact = True
        self.assertEqual(self.card.main_contact_id, self.anna)
        self.assertEqual(self.card.main_contact_email, "anna@example.com")
        self.assertEqual(self.card.main_contact_phone, self.anna.phone)
        self.boris.is_main_contact = True
        self.assertFalse(self.anna.is_main_contact)
        # who is not the main contact takes it from nobody
        self.anna.is_main_contact = False
        self.assertEqual(self.card.main_contact_id, self.boris)
        self.boris.is_main_contact = False
        self.assertFalse(self.card.main_contact_id)

    def test_new_contact_as_the_main_one(self):
        self.anna.is_main_contact = True
        clara = self.env["res.partner"].create(
            {"name": "clara", "parent_id": self.card.id, "is_main_contact": True}
        )
        self.assertEqual(self.card.main_contact_id, clara)

    def test_only_a_person_of_the_card(self):
        branch = self.env["res.partner"].create(
            {"name": "Branch", "parent_id": self.card.id, "is_company": True}
        )
        address = self.env["res.partner"].create(
            {"name": "Post", "parent_id": self.card.id, "type": "other"}
        )
        for contact in (branch, address, self.other, self.card):
            with (
                self.subTest(contact=contact.name),
                self.assertRaisesRegex(ValidationError, "no person"),
            ):
                self.card.main_contact_id = contact

    def test_who_leaves_is_not_the_main_contact(self):
        for vals in ({"parent_id": self.other.id}, {"active": False}):
            with self.subTest(**vals):
                self.boris.is_main_contact = True
                self.boris.write(vals)
                self.assertFalse(self.card.main_contact_id)
                self.boris.write({"parent_id": self.card.id, "active": True})
        self.boris.is_main_contact = True
        self.boris.write({"parent_id": self.card.id, "active": True})
        self.assertEqual(self.card.main_contact_id, self.boris)

    def test_signatory_of_a_contract(self):
        self.anna.contact_role_ids = self.signs
        model = self.env["agreement"]
        contract = model.create({"name": "A", "partner_id": self.card.id})
        self.assertEqual(contract.partner_signatory_id, self.anna)
        chosen = model.create(
            {
                "name": "B",
                "partner_id": self.card.id,
                "partner_signatory_id": self.boris.id,
            }
        )
        self.assertEqual(chosen.partner_signatory_id, self.boris)
        with Form(model) as form:
            form.name = "C"
            form.partner_id = self.card
            self.assertEqual(form.partner_signatory_id, self.anna)
            form.partner_id = self.other
            self.assertFalse(form.partner_signatory_id)
        # of two nobody knows which
        self.boris.contact_role_ids = self.signs
        contract = model.create({"name": "D", "partner_id": self.card.id})
        self.assertFalse(contract.partner_signatory_id)
        self.boris.contact_role_ids = self.env.ref("client360.contact_role_accounts")
        contract = model.create({"name": "E", "partner_id": self.card.id})
        self.assertEqual(contract.partner_signatory_id, self.anna)

    def test_rights(self):
        user = new_test_user(
            self.env, "role user", "base.group_user,base.group_partner_manager"
        )
        self.anna.with_user(user).contact_role_ids = self.signs
        self.anna.with_user(user).is_main_contact = True
        self.assertEqual(self.card.main_contact_id, self.anna)
        with self.assertRaises(AccessError):
            self.signs.with_user(user).name = "Another"
        reader = new_test_user(self.env, "role reader", "base.group_user")
        self.assertEqual(self.anna.with_user(reader).contact_role_ids, self.signs)
        with self.assertRaises(AccessError):
            self.boris.with_user(reader).is_main_contact = True
        portal = new_test_user(self.env, "role portal", "base.group_portal")
        self.assertNotIn(
            "contact_role_ids", self.env["res.partner"].with_user(portal).fields_get()
        )
