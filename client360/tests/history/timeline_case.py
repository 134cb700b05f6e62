# Copyright 2026 Client 360 contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo import Command

from .common import HistoryCase


class TimelineCase(HistoryCase):
    """Records of all models of the timeline."""

    @classmethod
    def make(cls, model, partner, company=None, **values):
        """A record of a model.

        :param str model: model of the timeline
        :param partner: its counterparty
        :param company: its company, the user's by default
        """
        company = company or cls.company
        env = cls.env(
            context={
                **cls.env.context,
                "allowed_company_ids": [company.id],
                "mail_create_nosubscribe": True,
            }
        )
        vals = {"partner_id": partner.id, **values}
        match model:
            case "res.partner":
                return partner
            case "sale.order":
                vals["company_id"] = company.id
            case "account.move":
                vals["move_type"] = "out_invoice"
                vals["journal_id"] = cls.journal("sale", company).id
            case "account.payment":
                vals.update(amount=100, journal_id=cls.journal("bank", company).id)
            case "agreement":
                vals.update(name="Contract", code=f"C/{partner.id}/{company.id}")
                vals["company_id"] = company.id
            case "project.milestone":
                project = cls.make("project.project", cls.nobody, company)
                vals.update(name="Release", project_id=project.id)
            case "project.task":
                project = cls.make("project.project", cls.nobody, company)
                vals.update(name="Task", project_id=project.id)
            case "project.project":
                vals.update(name="Project", company_id=company.id)
                vals["privacy_visibility"] = values.get(
                    "privacy_visibility", "employees"
                )
            case "helpdesk.ticket":
                vals.update(name="Ticket", description="Help", company_id=company.id)
            case _:
                vals.update(name="Record", company_id=company.id)
        return env[model].create(vals).with_env(cls.env)

    @classmethod
    def journal(cls, type_, company):
        journals = cls.env["account.journal"].with_company(company)
        domain = [("type", "=", type_), ("company_id", "=", company.id)]
        journal = journals.search(domain, limit=1)
        return journal or journals.create(
            {"name": type_, "type": type_, "code": type_, "company_id": company.id}
        )

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.nobody = cls.env["res.partner"]
        cls.models = [
            model
            for model in cls.env["client360.timeline.link"]._get_partner_fields()
            if model not in ("res.partner", "res.partner.bank")
        ]

    @classmethod
    def give_chart(cls, company):
        """Accounts enough for invoices in a company without a chart of accounts."""
        accounts = cls.env["account.account"].with_company(company)
        properties = {
            "asset_receivable": "property_account_receivable_id",
            "liability_payable": "property_account_payable_id",
            "income": None,
        }
        for number, (type_, name) in enumerate(properties.items()):
            account = accounts.create(
                {
                    "name": type_,
                    "code": f"C36{number}",
                    "account_type": type_,
                    "company_ids": [Command.set(company.ids)],
                }
            )
            if name:
                cls.env["ir.default"].set(
                    "res.partner", name, account.id, company_id=company.id
                )
        bank = accounts.create(
            {
                "name": "Bank",
                "code": "C369",
                "account_type": "asset_current",
                "company_ids": [Command.set(company.ids)],
            }
        )
        journal = cls.journal("bank", company)
        journal.inbound_payment_method_line_ids.payment_account_id = bank
