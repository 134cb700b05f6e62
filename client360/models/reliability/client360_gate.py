# Copyright 2026 Client 360 contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo import api, models
from odoo.fields import Domain
from odoo.tools import format_date

#: States of the registry in which a counterparty is liquidated, or about to be.
DISSOLVED_STATES = ("liquidated", "liquidating", "bankrupt")
#: Statuses of a check that gave a result.
CHECKED_STATUSES = ("red", "yellow", "green")
#: Fields of a company: {condition: field}
CONDITIONS = {
    "red": "client360_gate_on_red",
    "dissolved": "client360_gate_on_dissolved",
    "no_report": "client360_gate_on_no_report",
}


class Client360Gate(models.AbstractModel):
    """Who is risky, and why: the knowledge of the gates before our documents."""

    _name = "client360.gate"
    _description = "Gate for Risky Counterparties"

    @api.model
    def _get_conditions(self, company):
        """Conditions that a company has switched on.

        :param company: res.company
        :rtype: set[str]
        """
        company = company.sudo()
        return {name for name, field in CONDITIONS.items() if company[field]}

    @api.model
    def _get_risks(self, partners, conditions):
        """Conditions that hold for counterparties. One query when all is well.

        :param partners: res.partner, counterparties themselves and no contacts of them
        :param set conditions: the conditions that count, keys of ``CONDITIONS``
        :return: those of the partners for which a condition holds, and which ones
        :rtype: dict
        """
        domain = Domain.OR(
            self._get_condition_domain(condition) for condition in conditions
        )
        risky = (
            self.env["res.partner"]
            .sudo()
            .with_context(active_test=False)
            .search(Domain("id", "in", partners.ids) & domain)
        )
        risks = {}
        for partner in risky:
            holding = {
                condition
                for condition in conditions
                if partner.filtered_domain(self._get_condition_domain(condition))
                # Nobody can have a report on those without a Russian INN.
                and (condition != "no_report" or partner._express_report_inn())
            }
            if holding:
                risks[partner] = holding
        return risks

    @api.model
    def _get_condition_domain(self, condition):
        """Domain of the partners for which a condition holds.

        :param str condition: key of ``CONDITIONS``
        :rtype: Domain
        """
        if condition == "red":
            return Domain("express_report_status", "=", "red")
        if condition == "dissolved":
            return Domain("registry_state", "in", DISSOLVED_STATES)
        return Domain("express_report_status", "not in", CHECKED_STATUSES) | Domain(
            "express_report_outdated", "=", True
        )

    @api.model
    def _get_reasons(self, partner, conditions):
        """Say why a counterparty is risky, the worst first.

        :param partner: res.partner
        :param set conditions: what holds, see :meth:`_get_risks`
        :return: sentences without a full stop
        :rtype: list[str]
        """
        partner = partner.sudo()
        reasons = []
        if "dissolved" in conditions:
            states = dict(
                partner._fields["registry_state"]._description_selection(self.env)
            )
            reasons.append(
                self.env._(
                    "state in the registry: %(state)s",
                    state=states[partner.registry_state].lower(),
                )
            )
        if "red" in conditions:
            facts = partner.reliability_fact_ids.filtered(
                lambda fact: fact.tone == "red" and not fact.date_to and fact.section
            )
            date = partner.express_report_date
            reasons.append(
                self.env._(
                    "high risk by the express report of %(date)s",
                    date=format_date(self.env, date),
                )
                if date
                else self.env._("high risk by the express report")
            )
            reasons += [
                fact.name[:1].lower() + fact.name[1:] for fact in facts.sorted("id")
            ]
        if "no_report" in conditions:
            old = partner.express_report_status in CHECKED_STATUSES
            reasons.append(
                self.env._(
                    "the express report of %(date)s is out of date",
                    date=format_date(self.env, partner.express_report_date),
                )
                if old
                else self.env._("there is no express report")
            )
        return reasons
