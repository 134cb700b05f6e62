# Copyright 2026 Client 360 contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from datetime import datetime, timedelta

from dateutil.relativedelta import relativedelta

from odoo import Command, fields
from odoo.tests import new_test_user

from odoo.addons.account.tests.common import AccountTestInvoicingCommon

ROLES = {
    "salesperson": "sales_team.group_sale_salesman",
    "manager": "sales_team.group_sale_manager",
    "accountant": "account.group_account_user",
    "support": "helpdesk_mgmt.group_helpdesk_user_team",
    "bare": "base.group_user",
    "all": "sales_team.group_sale_manager,account.group_account_manager,"
    "helpdesk_mgmt.group_helpdesk_manager,project.group_project_user",
}

# Far from UTC: years and days begin when they do for the user.
TIME_ZONE = "Asia/Vladivostok"


class HighlightsCase(AccountTestInvoicingCommon):
    """A company with contacts, each with documents of every kind, and users of every
    role."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env.user.group_ids += cls.env["res.groups"].concat(
            *(
                cls.env.ref(group)
                for groups in ROLES.values()
                for group in groups.split(",")
            )
        )
        cls.today = fields.Date.context_today(cls.env.user.with_context(tz=TIME_ZONE))
        cls.company = cls.env.company
        other = cls.setup_other_company(name="Second Company")
        cls.other_company = other["company"]
        cls.other_company.currency_id = cls.env.ref("base.EUR")
        cls.env["res.currency.rate"].create(
            {
                "name": "2020-01-01",
                "rate": 0.5,
                "currency_id": cls.other_company.currency_id.id,
                "company_id": cls.company.id,
            }
        )
        cls.foreign = cls.setup_other_currency("GBP")
        cls.foreign_pricelist = cls.env["product.pricelist"].create(
            {"name": "Foreign", "currency_id": cls.foreign.id}
        )
        cls.users = {
            role: new_test_user(
                cls.env,
                login=f"highlights {role}",
                groups=groups,
                company_id=cls.company.id,
                company_ids=[Command.set([cls.company.id, cls.other_company.id])],
                tz=TIME_ZONE,
                lang="en_US",
            )
            for role, groups in ROLES.items()
        }
        cls.product = cls.env["product.product"].create(
            {"name": "Pipe", "list_price": 100, "taxes_id": False}
        )
        cls.partner = cls.env["res.partner"].create(
            {"name": "Ural", "is_company": True}
        )
        cls.contact = cls.env["res.partner"].create(
            {"name": "Anna", "parent_id": cls.partner.id}
        )
        cls.deep = cls.env["res.partner"].create(
            {"name": "Anna's desk", "parent_id": cls.contact.id, "active": False}
        )
        cls.stranger = cls.env["res.partner"].create({"name": "Stranger"})
        cls.family = cls.partner + cls.contact + cls.deep
        for owner in (*cls.family, cls.stranger):
            cls.make_documents(owner)

    @classmethod
    def make_documents(cls, owner):
        """Documents of every kind that a figure counts, and of those it must not."""
        seller = cls.users["salesperson"]
        for user in (seller, cls.users["manager"]):
            cls.deal(owner, expected_revenue=100.1, user_id=user.id)
        cls.deal(owner, expected_revenue=7, active=False, probability=0)
        cls.deal(owner, expected_revenue=11).action_set_won()
        cls.deal(owner, expected_revenue=9, type="lead")
        cls.deal(owner, expected_revenue=40, company_id=cls.other_company.id)
        this_year = datetime(cls.today.year, 1, 10, 12)
        for date in (
            this_year,
            this_year - relativedelta(years=1),
            # the last evening of the year in UTC is January in Vladivostok
            datetime(cls.today.year - 1, 12, 31, 20),
            datetime(cls.today.year - 2, 12, 31, 20),
            datetime(cls.today.year - 2, 12, 31, 10),
        ):
            cls.order(owner, date, user_id=seller.id)
        cls.order(owner, this_year, user_id=cls.users["manager"].id)
        cls.order(owner, this_year, pricelist_id=cls.foreign_pricelist.id)
        cls.order(owner, this_year, state="draft")
        cls.order(owner, this_year, state="cancel")
        for days, values in (
            (40, {}),
            (1, {"currency_id": cls.foreign.id}),
            (0, {}),
            (-10, {}),
            (5, {"move_type": "out_refund"}),
            (5, {"state": "draft"}),
            (5, {"move_type": "in_invoice"}),
        ):
            cls.invoice(owner, days, **values)
        stages = cls.env["helpdesk.ticket.stage"]
        for stage in (stages.search([("closed", "=", False)], limit=1), cls.closed()):
            for late in (False, True):
                ticket = cls.env["helpdesk.ticket"].create(
                    {
                        "name": "Leak",
                        "description": "It leaks",
                        "partner_id": owner.id,
                        "stage_id": stage.id,
                        "user_id": cls.users["support"].id,
                    }
                )
                ticket.activity_schedule(
                    "mail.mail_activity_data_todo",
                    cls.today + timedelta(days=-2 if late else 2),
                    user_id=cls.env.uid,
                )

        for number, values in enumerate(
            (
                {"state": "active", "end_date": cls.today + timedelta(days=40)},
                {"state": "active", "end_date": cls.today + timedelta(days=9)},
                {"state": "repeal_request"},
                {"state": "draft", "end_date": cls.today + timedelta(days=1)},
                {"state": "archive", "end_date": cls.today - timedelta(days=9)},
                {"state": "draft", "is_template": True},
                {"state": "active", "active": False},
            )
        ):
            code = f"{owner.id}/{number}"
            cls.env["agreement"].create(
                {"name": "Supply", "code": code, "partner_id": owner.id, **values}
            )
        for values in (
            {"state": "execution"},
            {"state": "resolution", "deadline": cls.today - timedelta(days=1)},
            {"state": "execution", "deadline": cls.today},
            {"state": "draft"},
            {"state": "done"},
            {"state": "annulled", "deadline": cls.today - timedelta(days=1)},
            {"direction": "outgoing", "state": "sending"},
        ):
            cls.letter(owner, **values)
        answered = cls.letter(owner, state="execution")
        cls.letter(owner, direction="outgoing", state="sent", reply_to_id=answered.id)

    @classmethod
    def letter(cls, owner, **values):
        return cls.env["client360.letter"].create(
            {"name": "On pipes", "partner_id": owner.id, **values}
        )

    @classmethod
    def closed(cls):
        return cls.env["helpdesk.ticket.stage"].search([("closed", "=", True)], limit=1)

    @classmethod
    def deal(cls, owner, **values):
        return cls.env["crm.lead"].create(
            {
                "name": "Pipes",
                "type": "opportunity",
                "partner_id": owner.id,
                "company_id": cls.company.id,
                **values,
            }
        )

    @classmethod
    def order(cls, owner, date, state="sale", **values):
        order = cls.env["sale.order"].create(
            {
                "partner_id": owner.id,
                "date_order": date,
                "order_line": [Command.create({"product_id": cls.product.id})],
                **values,
            }
        )
        order.write({"state": state, "date_order": date})
        return order

    @classmethod
    def invoice(cls, owner, days, move_type="out_invoice", state="posted", **values):
        """An invoice whose due date was so many days ago."""
        due = cls.today - timedelta(days=days)
        invoice = cls.env["account.move"].create(
            {
                "move_type": move_type,
                "partner_id": owner.id,
                "invoice_date": due,
                "invoice_date_due": due,
                "invoice_payment_term_id": False,
                "invoice_user_id": cls.users["salesperson"].id,
                "invoice_line_ids": [
                    Command.create(
                        {"name": "Pipe", "price_unit": 33.3, "tax_ids": False}
                    )
                ],
                **values,
            }
        )
        if state == "posted":
            invoice.action_post()
        return invoice

    def as_role(self, role, companies=None):
        companies = companies or self.company
        env = self.env(
            user=self.users[role], context={"allowed_company_ids": companies.ids}
        )
        return self.partner.with_env(env)

    def tiles(self, partner):
        return {tile["key"]: tile["figures"] for tile in partner.client360_highlights()}
