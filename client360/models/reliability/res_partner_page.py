# Copyright 2026 Client 360 contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo import api, models
from odoo.exceptions import AccessError
from odoo.tools import format_date, formatLang

from ...tools import kontur_analytics
from .client360_gate import DISSOLVED_STATES


class ResPartner(models.Model):
    # pylint: disable=consider-merging-classes-inherited
    # One class for each subject of the card, see docs/architecture.rst.
    _inherit = "res.partner"

    @api.readonly
    def client360_reliability(self):
        """What the page Reliability shows above its list of facts.

        :return: ``id``; ``status``, ``status_label`` and ``status_date`` of the express
            report; ``date`` of the last reading, ``waiting``, ``possible``; ``reasons``
            (dicts ``tone``, ``name``, ``news``), the worst first; ``denied``, what the
            tariff does not give; ``registry`` (dicts ``label``, ``value``, ``danger``);
            ``relations`` (dicts ``id``, ``name``, ``why``); ``has_chart``
        :rtype: dict
        :raise AccessError: for anyone but employees who may read the card
        """
        self._check_reliability_access()
        company = self.commercial_partner_id
        statuses = dict(
            self._fields["express_report_status"]._description_selection(self.env)
        )
        status = company.express_report_status or "none"
        return {
            "id": self.id,
            "status": status,
            "status_label": statuses[status],
            "status_date": company.express_report_date,
            "date": company.reliability_date,
            "waiting": company._is_reliability_reading_queued(),
            "possible": bool(company._express_report_inn()),
            "reasons": company._get_reliability_reasons(),
            "denied": company._get_reliability_denied(),
            "registry": company._get_registry_rows(),
            "relations": company._get_related_cards(),
            "has_chart": company._has_reliability_chart(),
        }

    @api.readonly
    def client360_reliability_chart(self):
        """Revenue, profit and staff by year.

        :return: ``money`` (``years``, ``income``, ``profit`` in roubles) and ``staff``
            (``years``, ``numbers``); a year that is not known has None
        :rtype: dict
        :raise AccessError: for anyone but employees who may read the card
        """
        self._check_reliability_access()
        facts = self.env["client360.reliability.fact"].search(
            [
                ("partner_id", "=", self.commercial_partner_id.id),
                ("inn", "=", self.commercial_partner_id._normalized_inn()),
                ("method", "in", ("financeAnalytics", "legalAnalytics")),
            ],
            order="date_from, id",
        )
        money = {}
        companions = facts._get_companions()
        for fact in facts:
            what, end = fact.code[:6], fact.code[6:]
            if what not in ("income", "profit") or end not in ("Start", "End"):
                continue
            year = fact._get_companion(companions, "lastBuhYear").value
            if not (year or "").isdigit():
                continue
            year = int(year) - (end == "Start")
            marker = fact._get_marker()
            value = kontur_analytics.parse_value(marker, fact.value)
            money.setdefault(year, {})[what] = value
        years = sorted(money)
        staff = facts._get_staff_by_year()
        return {
            "money": {
                "years": [str(year) for year in years],
                "income": [money[year].get("income") for year in years],
                "profit": [money[year].get("profit") for year in years],
            },
            "staff": {
                "years": sorted(staff),
                "numbers": [staff[year] for year in sorted(staff)],
            },
        }

    def _check_reliability_access(self):
        self.ensure_one()
        if not (self.env.su or self.env.user._is_internal()):
            raise AccessError(
                self.env._("The reliability of counterparties is for employees.")
            )
        self.check_access("read")

    def _get_open_facts(self):
        return self.env["client360.reliability.fact"].search(
            [("partner_id", "in", self.ids), ("date_to", "=", False)],
            order="severity, section_order, id",
        )

    def _get_reliability_reasons(self, facts=None):
        """Reasons for the colour, the worst first.

        :param facts: the counterparty's facts that hold, where they are read already
        :return: dicts ``tone``, ``name`` and ``news``
        :rtype: list[dict]
        """
        reasons = []
        if self.registry_state in DISSOLVED_STATES:
            states = dict(
                self._fields["registry_state"]._description_selection(self.env)
            )
            reasons.append(
                {
                    "tone": "red",
                    "name": self.env._(
                        "State in the registry: %(state)s",
                        state=states[self.registry_state].lower(),
                    ),
                    "news": False,
                }
            )
        for fact in self._get_open_facts() if facts is None else facts:
            if fact.tone in ("red", "yellow") and fact.section:
                reasons.append(
                    {"tone": fact.tone, "name": fact.name, "news": fact.is_news}
                )
        return reasons

    def _get_registry_rows(self):
        """What DaData tells about the counterparty.

        :return: dicts ``label``, ``value`` and ``danger``
        :rtype: list[dict]
        """
        rows = []
        for name in (
            "registry_state",
            "registration_date",
            "liquidation_date",
            "legal_address",
            "ceo_name",
            "okved",
        ):
            value = self[name]
            if not value:
                continue
            field = self._fields[name]
            if field.type == "selection":
                value = dict(field._description_selection(self.env))[value]
            elif field.type == "date":
                value = format_date(self.env, value)
            rows.append(
                {
                    "label": self.env._("Legal Address")
                    if name == "legal_address"
                    else field._description_string(self.env),
                    "value": value,
                    "danger": name == "registry_state"
                    and self.registry_state in DISSOLVED_STATES,
                }
            )
        return rows + self._get_registry_details()

    def _get_dadata_details(self):
        """What DaData tells besides the requisites, see ``tools.dadata_details``.

        :rtype: dict
        """
        details = (self._get_dadata_snapshot() or {}).get("details")
        return details if isinstance(details, dict) else {}

    def _get_registry_details(self):
        details = self._get_dadata_details()
        doubts = {
            "is_address_invalid": self.env._("the address is inaccurate"),
            "is_director_invalid": self.env._("the director is inaccurate"),
            "is_disqualified": self.env._("the director is disqualified"),
            "is_invalid": self.env._("there are inaccurate data"),
        }
        rows = [
            {
                "label": self.env._("Doubts of the registry"),
                "value": doubt,
                "danger": True,
            }
            for key, doubt in doubts.items()
            if details.get(key)
        ]
        # One director stands above already.
        directors = details.get("directors", ())
        directors = [
            f"{director['name']} ({director['post']})"
            if director["post"]
            else director["name"]
            for director in directors
            if len(directors) > 1
        ]
        founders = [
            f"{founder['name']} ({founder['share']:g}\N{NO-BREAK SPACE}%)"
            if founder["share"]
            else founder["name"]
            for founder in details.get("founders", ())
        ]
        capital = details.get("capital")
        for label, value in (
            (
                self.env._("Capital"),
                capital
                and f"{formatLang(self.env, capital, digits=0)}\N{NO-BREAK SPACE}₽",
            ),
            (self.env._("Directors"), ", ".join(directors)),
            (self.env._("Founders"), ", ".join(founders)),
            (self.env._("Branches"), details.get("branches")),
            (self.env._("Staff"), details.get("staff")),
            (
                self.env._("Tax regime"),
                self._get_tax_systems().get(details.get("tax_system")),
            ),
        ):
            if value:
                rows.append({"label": label, "value": str(value), "danger": False})
        return rows

    @api.model
    def _get_tax_systems(self):
        """Names of the tax regimes of DaData.

        :rtype: dict[str, str]
        """
        return {
            "ESHN": self.env._("agricultural tax"),
            "ENVD": self.env._("tax on imputed income"),
            "SRP": self.env._("production sharing agreement"),
            "USN": self.env._("simplified taxation"),
            "AUSN": self.env._("automated simplified taxation"),
            "USN_ENVD": self.env._("simplified taxation, tax on imputed income"),
            "ENVD_ESHN": self.env._("tax on imputed income, agricultural tax"),
        }

    def _has_reliability_chart(self):
        facts = self.env["client360.reliability.fact"]
        return bool(
            facts.search_count(
                [
                    ("partner_id", "=", self.id),
                    ("code", "in", ("incomeEnd", "historyStaffNumbers")),
                    ("inn", "=", self._normalized_inn()),
                ],
                limit=1,
            )
        )

    def _is_reliability_reading_queued(self):
        return bool(
            self.env["client360.reliability.reading"]
            .sudo()
            .search_count(
                [("partner_id", "=", self.id), ("state", "=", "queued")], limit=1
            )
        )

    def _get_reliability_denied(self):
        """Names of what the tariff did not give when it was last asked for.

        :rtype: list[str]
        """
        denied = self.env["client360.reliability.queue"]._get_denied()
        labels = dict(
            self.env["client360.reliability.fact"]
            ._fields["method"]
            ._description_selection(self.env)
        )
        return [labels[method] for method in labels if method in denied]
