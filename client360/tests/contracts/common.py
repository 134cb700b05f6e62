# Copyright 2026 Client 360 contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from datetime import date

from odoo.tests import TransactionCase, new_test_user

from ..registers import RefusalMixin

TODAY = date.today()


class AgreementCase(RefusalMixin, TransactionCase):
    """A party with a contact, and contracts with it."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.partner = cls.env["res.partner"].create(
            {"name": "Party", "is_company": True}
        )
        cls.contact = cls.env["res.partner"].create(
            {"name": "Person", "parent_id": cls.partner.id}
        )
        cls.other = cls.env["res.partner"].create({"name": "Other", "is_company": True})
        cls.user = new_test_user(
            cls.env, "contract user", "base.group_user,agreement.group_agreement_user"
        )
        cls.approver = new_test_user(
            cls.env, "approver", "base.group_user,agreement.group_agreement_user"
        )

    def setUp(self):
        super().setUp()
        # Scheduled actions have a transaction of their own.
        self.registry_enter_test_mode()

    def contract(self, **values):
        values = {"name": "Supply", "partner_id": self.partner.id, **values}
        return self.env["agreement"].create(values)

    def attach(self, record, name="scan.pdf"):
        return self.env["ir.attachment"].create(
            {"name": name, "res_model": record._name, "res_id": record.id, "raw": b"1"}
        )
