# Copyright 2026 Client 360 contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo import fields
from odoo.tests import new_test_user

from odoo.addons.account.tests.common import AccountTestInvoicingCommon

from ..fake_services import generated_inn

GATES = ("client360_gate_sale", "client360_gate_agreement", "client360_gate_payment")


class GatesCommon(AccountTestInvoicingCommon):
    """Counterparties of every kind of risk, and one document for each gate."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.company = cls.env.company.sudo()
        # The automation after create would queue reports.
        cls.env["ir.config_parameter"].sudo().set_param(
            "client360.kontur_focus_api_token", False
        )
        cls.numbers = iter(range(70_000, 70_100))
        cls.good = cls.create_counterparty("Good", "green")
        cls.red = cls.create_counterparty("Red", "red")
        cls.yellow = cls.create_counterparty("Yellow", "yellow")
        cls.bankrupt = cls.create_counterparty("Bankrupt", "green", "bankrupt")
        cls.liquidating = cls.create_counterparty("Ending", "green", "liquidating")
        cls.liquidated = cls.create_counterparty("Gone", "green", "liquidated")
        cls.unchecked = cls.create_counterparty("Unchecked", None)
        cls.outdated = cls.create_counterparty("Old", "green", days=1000)
        cls.foreign = (
            cls.env["res.partner"]
            .sudo()
            .create(
                {
                    "name": "Foreign",
                    "is_company": True,
                    "country_id": cls.env.ref("base.de").id,
                }
            )
        )
        cls.contact = (
            cls.env["res.partner"]
            .sudo()
            .create({"name": "Contact of Red", "parent_id": cls.red.id})
        )
        groups = (
            "base.group_user,sales_team.group_sale_salesman_all_leads,"
            "account.group_account_invoice,agreement.group_agreement_user"
        )
        cls.clerk = cls.create_user("clerk", groups)
        cls.decider = cls.create_user(
            "decider", f"{groups},client360.group_risk_decision"
        )

    @classmethod
    def create_user(cls, login, groups):
        return new_test_user(
            cls.env(su=True),
            login=f"gate_{login}",
            groups=groups,
            company_id=cls.company.id,
            company_ids=[(6, 0, cls.company.ids)],
        )

    @classmethod
    def create_counterparty(cls, name, risk, registry_state="active", days=0):
        partner = (
            cls.env["res.partner"]
            .sudo()
            .create(
                {
                    "name": name,
                    "is_company": True,
                    "vat": generated_inn(next(cls.numbers)),
                    "country_id": cls.env.ref("base.ru").id,
                    "registry_state": registry_state,
                }
            )
        )
        if risk:
            cls.env["client360.express.report"].sudo().create(
                {
                    "partner_id": partner.id,
                    "inn": partner.vat,
                    "state": "done",
                    "risk": risk,
                    "date_done": fields.Datetime.subtract(
                        fields.Datetime.now(), days=days
                    ),
                }
            )
        return partner

    def set_gates(self, policy, **conditions):
        """Give all gates one policy; conditions: red, dissolved, no_report."""
        self.company.write(
            {
                **dict.fromkeys(GATES, policy),
                **{
                    f"client360_gate_on_{name}": value
                    for name, value in conditions.items()
                },
            }
        )

    # ----------------------------------------------------------------- documents
    def order(self, partner, user=None, **values):
        return (
            self.env["sale.order"]
            .with_user(user or self.clerk)
            .create(
                {
                    "partner_id": partner.id,
                    "order_line": [
                        (0, 0, {"product_id": self.product_a.id, "price_unit": 10})
                    ],
                    **values,
                }
            )
        )

    def agreement(self, partner, user=None, **values):
        return (
            self.env["agreement"]
            .with_user(user or self.clerk)
            .create(
                {
                    "name": "Supply",
                    "code": f"T-{next(self.numbers)}",
                    "partner_id": partner.id,
                    "state": "counterparty_signing",
                    "is_electronic": True,
                    "company_id": self.company.id,
                    **values,
                }
            )
        )

    def payment(self, partner, user=None, **values):
        return (
            self.env["account.payment"]
            .with_user(user or self.clerk)
            .create(
                {
                    "payment_type": "outbound",
                    "partner_type": "supplier",
                    "partner_id": partner.id,
                    "amount": 100,
                    "journal_id": self.company_data["default_journal_bank"].id,
                    **values,
                }
            )
        )

    def bill(self, partner, user=None, **values):
        return (
            self.env["account.move"]
            .with_user(user or self.clerk)
            .create(
                {
                    "move_type": "in_invoice",
                    "partner_id": partner.id,
                    "invoice_date": fields.Date.today(),
                    "date": fields.Date.today(),
                    "invoice_line_ids": [
                        (0, 0, {"name": "Goods", "quantity": 1, "price_unit": 100})
                    ],
                    **values,
                }
            )
        )

    def decide(self, records, user, reason="Prepaid in full"):
        """What the dialog does; return the action."""
        wizard = (
            self.env["client360.risk.decision.make"]
            .with_user(user)
            .with_context(default_res_model=records._name, default_res_ids=records.ids)
            .create({"reason": reason})
        )
        return wizard.action_decide()
