# Copyright 2026 Client 360 contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from datetime import date

from ..registers import ApprovalCase, RefusalMixin

TODAY = date.today()


class AgreementCase(RefusalMixin, ApprovalCase):
    """A party with a contact, and contracts with it."""

    groups = "base.group_user,agreement.group_agreement_user"

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.other = cls.env["res.partner"].create({"name": "Other", "is_company": True})

    def contract(self, **values):
        values = {"name": "Supply", "partner_id": self.partner.id, **values}
        return self.env["agreement"].create(values)
