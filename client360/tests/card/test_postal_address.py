# Copyright 2026 Client 360 contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from lxml import etree

from odoo.tests import TransactionCase, tagged
from odoo.tools.safe_eval import safe_eval


@tagged("post_install", "-at_install")
class TestPostalAddress(TransactionCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.company = cls.env["res.partner"].create(
            {"name": "Party", "is_company": True, "street": "Main Street 1"}
        )

    def child(self, **values):
        return self.env["res.partner"].create(
            {"name": "Child", "parent_id": self.company.id, **values}
        )

    def test_it_stands_on_the_card(self):
        self.assertFalse(self.company.postal_address)
        self.child(type="other", street="Elsewhere 2")
        self.assertFalse(self.company.postal_address)
        postal = self.child(type="postal", street="PO box 310", city="Omsk")
        self.assertIn("PO box 310", self.company.postal_address)
        postal.street = "PO box 7"
        self.assertIn("PO box 7", self.company.postal_address)
        postal.active = False
        self.company.invalidate_recordset()
        self.assertFalse(self.company.postal_address)

    def test_addresses_are_no_persons(self):
        person = self.child()
        branch = self.child(is_company=True, type="other")
        for kind in ("postal", "invoice", "delivery", "other"):
            self.child(type=kind)
        form = self.env.ref("base.view_partner_form")
        arch = etree.fromstring(self.company.get_view(form.id)["arch"])
        [widget] = arch.xpath("//widget[@model='res.partner']")
        domain = safe_eval(widget.get("domain"), {"id": self.company.id})
        self.assertEqual(self.env["res.partner"].search(domain), person | branch)
