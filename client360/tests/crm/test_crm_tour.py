# Copyright 2026 Client 360 contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo import Command
from odoo.tests import tagged

from odoo.addons.account.tests.common import AccountTestInvoicingHttpCommon

from ..card.test_card_tour import CardTourCase


@tagged("post_install", "-at_install")
class TestCrmTour(CardTourCase):
    def test_act_from_the_card(self):
        deal = self.env["crm.lead"].search([("partner_id", "=", self.partner.id)])
        reason = self.env["crm.lost.reason"].create({"name": "Tour Reason"})
        product = self.env["product.product"].create(
            {"name": "Pipe", "list_price": 250}
        )
        order = self.env["sale.order"].create(
            {
                "name": "TOUR-1",
                "partner_id": self.partner.id,
                "order_line": [
                    Command.create({"product_id": product.id, "tax_ids": False})
                ],
            }
        )
        self.start_card_tour("client360_crm_page")
        self.assertEqual(order.state, "sale")
        self.assertTrue(deal.active)
        self.assertEqual(deal.activity_ids.summary, "Call back")
        self.assertIn(
            reason.name, deal.message_ids.tracking_value_ids.mapped("new_value_char")
        )

    def test_chart(self):
        self.start_card_tour("client360_highlights_chart")


@tagged("post_install", "-at_install")
class TestRegisterPayment(AccountTestInvoicingHttpCommon):
    def test_register_payment(self):
        self.env.user.group_ids += self.env.ref("base.group_partner_manager")
        self.env.user.group_ids += self.env.ref("agreement.group_agreement_user")
        partner = self.env["res.partner"].create(
            {"name": "Tour Customer", "is_company": True}
        )
        invoice = self.init_invoice(
            "out_invoice",
            partner=partner,
            amounts=[777.0],
            taxes=[],
        )
        invoice.invoice_payment_term_id = False
        invoice.invoice_date = invoice.invoice_date_due = "2020-01-31"
        invoice.action_post()
        self.start_tour(
            f"/odoo/contacts/{partner.id}",
            "client360_register_payment",
            login=self.env.user.login,
        )
        self.assertIn(invoice.payment_state, ("paid", "in_payment"))
