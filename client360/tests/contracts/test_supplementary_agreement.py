# Copyright 2026 Client 360 contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from datetime import timedelta

from odoo.exceptions import ValidationError
from odoo.tests import Form, tagged

from .common import TODAY, AgreementCase


@tagged("post_install", "-at_install")
class TestSupplementaryAgreement(AgreementCase):
    def test_several_supplementary_agreements_at_once(self):
        contract = self.contract(code="A-1")
        self.contract(code="A-1/2")
        children = self.env["agreement"].create(
            [
                {"name": "One", "parent_id": contract.id},
                {"name": "Own number", "parent_id": contract.id, "code": "B"},
                {"name": "Other", "partner_id": self.other.id, "code": "A-1/7"},
                {"name": "Two", "parent_id": contract.id},
            ]
        )
        self.assertEqual(
            children.mapped(lambda child: (child.name, child.code)),
            [
                ("One", "A-1/3"),
                ("Own number", "B"),
                ("Other", "A-1/7"),
                ("Two", "A-1/4"),
            ],
        )

    def test_supplementary_agreement(self):
        contract = self.contract(
            code="A-1",
            state="active",
            amount=5,
            end_date=TODAY + timedelta(days=90),
            signatory_id=self.user.id,
            user_id=self.approver.id,
            partner_signatory_id=self.contact.id,
        )
        action = contract.with_user(self.user).action_add_supplementary()
        model = self.env["agreement"].with_user(self.user)
        with Form(model.with_context(**action["context"])) as form:
            form.name = "New price"
        child = form.record
        self.assertEqual(child.parent_id, contract)
        self.assertEqual(child.partner_id, self.partner)
        self.assertEqual(child.code, "A-1/1")
        self.assertEqual(child.end_date, contract.end_date)
        self.assertEqual(child.signatory_id, self.user)
        self.assertEqual(child.user_id, self.approver)
        self.assertEqual(child.partner_signatory_id, self.contact)
        self.assertEqual(contract.child_count, 1)
        grandchild = self.contract(name="More", parent_id=contract.id)
        self.assertEqual(grandchild.code, "A-1/2")
        action = contract.action_view_children()
        self.assertEqual(
            self.env["agreement"].search(action["domain"]), contract.child_ids
        )

    def test_supplementary_agreement_takes_the_party_of_its_contract(self):
        contract = self.contract()
        child = self.env["agreement"].create({"name": "S", "parent_id": contract.id})
        self.assertEqual(child.partner_id, self.partner)

    def test_supplementary_agreement_with_another_party(self):
        contract = self.contract()
        self.contract(parent_id=contract.id, partner_id=self.contact.id)
        with self.assertRaisesRegex(ValidationError, "same counterparty"):
            self.contract(parent_id=contract.id, partner_id=self.other.id)
        with self.assertRaisesRegex(ValidationError, "same counterparty"):
            contract.partner_id = self.other

    def test_cycle(self):
        first = self.contract()
        second = self.contract(parent_id=first.id)
        with self.assertRaisesRegex(ValidationError, "supplementary to itself"):
            first.parent_id = second
        with self.assertRaisesRegex(ValidationError, "supplementary to itself"):
            first.parent_id = first
