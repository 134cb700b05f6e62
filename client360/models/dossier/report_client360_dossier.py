# Copyright 2026 Client 360 contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from datetime import datetime
from typing import NamedTuple

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.fields import Domain
from odoo.tools import SQL, format_date, formatLang

from ..reliability.client360_gate import CHECKED_STATUSES

#: Counterparties of one print-out.
MAX_PARTNERS = 100
#: Rows of a list, and reasons of a risk.
MAX_ROWS = 10
#: Requisites, in their order; those that are empty are left out.
REQUISITES = (
    "legal_name",
    "counterparty_kind",
    "vat",
    "kpp",
    "company_registry",
    "okpo",
    "okved",
    "registry_state",
    "registration_date",
    "liquidation_date",
    "ceo_name",
    "legal_address",
    "phone",
    "email",
    "website",
    "user_id",
)
#: How the cells of a column are set, by the type of its field or by its name.
COLUMN_TYPES = {
    "monetary": "number",
    "float": "number",
    "integer": "number",
    "date": "short",
    "datetime": "short",
}
ON_ONE_LINE = ("number", "code", "phone")
#: Values that say nothing.
UNTOLD = {("project.project", "last_update_status"): "to_define"}


class Register(NamedTuple):
    """A list of the dossier.

    :ivar str model: name of the model
    :ivar str title: heading
    :ivar str nothing: what is said where there are no records
    :ivar str order: as ``_order``; the first rows are shown
    :ivar dict columns: {field: label, "" for the field's own}
    :ivar domain: which records, by default the current ones of ``client360.card``
    :ivar str partner_field: field of the counterparty, by default as there
    :ivar bool direct: the counterparty's own alone, not those of its contacts
    """

    model: str
    title: str
    nothing: str
    order: str
    columns: dict
    domain: Domain | None = None
    partner_field: str = ""
    direct: bool = False


class ReportClient360Dossier(models.AbstractModel):
    """What is known of a counterparty, on paper, as far as the reader may see it.

    Nothing here is read as superuser. A list costs two queries, however many
    counterparties are printed and however many records they have.
    """

    _name = "report.client360.report_dossier"
    _description = "Dossier of a Counterparty"

    @api.model
    def _get_report_values(self, docids, data=None):
        """What the template draws. Contacts stand for their company.

        :param list docids: ids of partners
        :return: ``docs``, and the ``dossiers`` by the ids of the counterparties
        :rtype: dict
        :raise AccessError: the reader is no employee, or may not read one of them
        :raise UserError: there are too many
        """
        if not self.env.user._is_internal():
            raise AccessError(self.env._("Dossiers are for employees."))
        partners = self.env["res.partner"].browse(docids).exists()
        partners.check_access("read")
        partners = partners.commercial_partner_id
        partners.check_access("read")
        if len(partners) > MAX_PARTNERS:
            raise UserError(
                self.env._(
                    "At most %(limit)s dossiers can be printed at once.",
                    limit=MAX_PARTNERS,
                )
            )
        return {
            "doc_ids": partners.ids,
            "doc_model": "res.partner",
            "docs": partners,
            "dossiers": self._get_dossiers(partners),
            "subtitle": self.env._(
                "For internal use. Printed on %(date)s by %(user)s.",
                date=format_date(self.env, fields.Date.context_today(self)),
                user=self.env.user.name,
            ),
        }

    def _get_dossiers(self, partners):
        """Gather what is known.

        :param partners: counterparties
        :return: {id: ``requisites``, ``accounts``, ``risk``, ``highlights``, ``debts``
            and ``registers``}
        :rtype: dict[int, dict]
        """
        # as the card's lists have it
        family = [
            (member, root)
            for member, roots in partners._get_family().items()
            for root in roots
        ]
        lists = [
            self._get_lists(register, partners, family)
            for register in self._get_registers()
        ]
        risks = self._get_risks(partners)
        return {
            partner.id: {
                "requisites": self._get_requisites(partner),
                "accounts": self._get_accounts(partner),
                "risk": risks[partner.id],
                "highlights": self._get_highlights(partner),
                "debts": self._get_debts(partner),
                "registers": [found[partner.id] for found in lists],
            }
            for partner in partners
        }

    # ------------------------------------------------------------ the counterparty
    def _get_requisites(self, partner):
        """:return: pairs of a label and a value"""
        rows = []
        for name in REQUISITES:
            value = self._format(partner, name)
            if not value:
                continue
            field = partner._fields[name]
            label = field._description_string(self.env)
            if name == "vat":
                label = partner.vat_label or label
            elif name == "company_registry":
                label = partner.company_registry_label or label
            elif name == "legal_address":
                label = self.env._("Legal Address")
            elif name == "ceo_name" and partner.ceo_post:
                value = f"{value}, {partner.ceo_post}"
            rows.append((label, value))
        if not partner.legal_address:
            lines = partner._display_address(without_company=True).splitlines()
            address = ", ".join(filter(None, map(str.strip, lines)))
            if address:
                rows.append((self.env._("Address"), address))
        return rows

    def _get_accounts(self, partner):
        """:return: bank accounts, each on one line"""
        if not self.env["res.partner.bank"].has_access("read"):
            return []
        lines = []
        for account in partner.bank_ids[:MAX_ROWS]:
            bank = account.bank_id
            parts = [account.acc_number, bank.name]
            if bank.bic:
                parts.append(self.env._("BIC %(bic)s", bic=bank.bic))
            if bank.corr_account:
                parts.append(
                    self.env._("corr. account %(account)s", account=bank.corr_account)
                )
            lines.append(", ".join(filter(None, parts)))
        return lines

    def _get_risks(self, partners):
        """The express report's colour with the reasons, the worst first.

        :return: {id: ``label``, ``tone``, ``source``, ``reasons``, ``more``,
            ``possible``}
        :rtype: dict[int, dict]
        """
        facts = partners._get_open_facts().grouped("partner_id")
        field = partners._fields["express_report_status"]
        labels = dict(field._description_selection(self.env))
        risks = {}
        for partner in partners:
            status = partner.express_report_status or "none"
            reasons = partner._get_reliability_reasons(
                facts.get(partner, self.env["client360.reliability.fact"])
            )
            date = status in CHECKED_STATUSES and partner.express_report_date
            source = ""
            if date and partner.express_report_outdated:
                source = self.env._(
                    "by the express report of %(date)s, which is out of date",
                    date=self._format_date(date),
                )
            elif date:
                source = self.env._(
                    "by the express report of %(date)s", date=self._format_date(date)
                )
            risks[partner.id] = {
                "label": labels[status],
                "tone": status,
                "source": source,
                "reasons": reasons[:MAX_ROWS],
                "more": self._get_more(len(reasons) - MAX_ROWS),
                "possible": bool(partner._express_report_inn() or status != "none"),
            }
        return risks

    def _get_highlights(self, partner):
        """The figures of the strip above the card.

        :return: pairs of a label and a text
        """
        tiles = self.env["client360.highlights"]._tiles(partner)
        rows = []
        for tile in tiles:
            if tile["key"] == "report":  # stands under the risk
                continue
            texts = []
            for figure in tile["figures"]:
                text = " · ".join(
                    filter(None, map(self._format_figure, figure["values"]))
                )
                if text:
                    texts.append(" ".join(filter(None, (figure["label"], text))))
            if texts:
                rows.append((tile["label"], "; ".join(texts)))
        return rows

    def _format_figure(self, figure):
        value = figure["value"]
        if figure["type"] == "monetary":
            currency = self.env["res.currency"].browse(figure["currency_id"])
            return formatLang(self.env, value, currency_obj=currency)
        if figure["type"] == "integer":
            return formatLang(self.env, value, digits=0)
        if figure["type"] in ("date", "datetime"):
            return value and self._format_date(value)
        return value

    def _format_date(self, value):
        if isinstance(value, datetime):
            value = fields.Datetime.context_timestamp(self, value).date()
        return format_date(self.env, value)

    def _get_debts(self, partner):
        """What the counterparty owes by age, where it owes anything.

        :return: pairs of an age and an amount; None for who sees no invoices
        """
        if not self.env["client360.card"]._may_see("account.move"):
            return None
        chart = self.env["client360.highlights.chart"]
        receivable = chart._chart_receivable(chart._subject(partner))
        currency = self.env.company.currency_id
        pairs = zip(receivable["labels"], receivable["values"], strict=True)
        return [
            (label, formatLang(self.env, value, currency_obj=currency))
            for label, value in pairs
            if not currency.is_zero(value)
        ]

    # ----------------------------------------------------------------------- lists
    def _get_registers(self):
        """The lists, in their order, that the reader may see. Other addons add theirs.

        :rtype: list[Register]
        """
        card = self.env["client360.card"]
        registers = [
            Register(
                "res.partner",
                self.env._("Contacts"),
                self.env._("No contacts."),
                "name, id",
                {"name": "", "function": "", "phone": "", "email": ""},
                domain=Domain("is_company", "=", False)
                & Domain("type", "=", "contact"),
                partner_field="parent_id",
                direct=True,
            ),
            Register(
                "crm.lead",
                self.env._("Open Deals"),
                self.env._("No open deals."),
                "expected_revenue desc, id desc",
                {
                    "name": self.env._("Deal"),
                    "stage_id": "",
                    "expected_revenue": "",
                    "date_deadline": "",
                    "user_id": "",
                },
            ),
            Register(
                "agreement",
                self.env._("Contracts in Force"),
                self.env._("No contracts in force."),
                "end_date, id",
                {
                    "code": "",
                    "name": "",
                    "signature_date": "",
                    "end_date": "",
                    "amount": "",
                },
            ),
            Register(
                "account.move",
                self.env._("Unpaid Invoices"),
                self.env._("No unpaid invoices."),
                "invoice_date_due, id",
                {
                    "name": self.env._("Number"),
                    "invoice_date": "",
                    "invoice_date_due": self.env._("Due Date"),
                    "amount_residual": "",
                },
            ),
            Register(
                "helpdesk.ticket",
                self.env._("Open Tickets"),
                self.env._("No open tickets."),
                "create_date desc, id desc",
                {
                    "number": "",
                    "name": "",
                    "stage_id": "",
                    "user_id": "",
                    "create_date": self.env._("Created"),
                },
            ),
            Register(
                "client360.letter",
                self.env._("Letters"),
                self.env._("No letters."),
                "date desc, id desc",
                {"number": "", "date": "", "direction": "", "name": "", "state": ""},
                domain=Domain("state", "!=", "annulled"),
            ),
            Register(
                "project.project",
                self.env._("Projects"),
                self.env._("No projects."),
                "date, id",
                {
                    "name": "",
                    "user_id": "",
                    "date_start": "",
                    "date": "",
                    "last_update_status": self.env._("Status"),
                },
                domain=Domain("is_template", "=", False),
            ),
        ]
        return [one for one in registers if card._may_see(one.model)]

    def _get_lists(self, register, partners, family):
        """The first records of a list for each counterparty, in two queries.

        :param Register register: the list
        :param partners: counterparties
        :param list family: pairs of the id of a partner and that of its counterparty
        :return: {id: ``title``, ``nothing``, ``columns``, ``rows``, ``more``}
        :rtype: dict[int, dict]
        """
        card_model = self.env["client360.card"]._get_card_models()[register.model]
        name = register.partner_field or card_model.partner_field
        if register.direct:
            family = [(id_, id_) for id_ in partners.ids]
        members = [member for member, _root in family]
        domain = card_model.current if register.domain is None else register.domain
        records = self.env[register.model]
        query = records._search(Domain(name, "in", members) & domain)
        owner = records._field_to_sql(query.table, name, query)
        query.add_join(
            "JOIN",
            "family",
            SQL(
                "(SELECT * FROM unnest(%s::integer[], %s::integer[])"
                " AS pairs(member, root))",
                members,
                [root for _member, root in family],
            ),
            SQL("family.member = %s", owner),
        )
        order = records._order_to_sql(register.order, query)
        numbered = query.select(
            SQL("%s AS id", SQL.identifier(query.table, "id")),
            SQL("family.root AS root"),
            SQL("row_number() OVER (PARTITION BY family.root ORDER BY %s) AS n", order),
            SQL("count(*) OVER (PARTITION BY family.root) AS total"),
        )
        shown = self.env.execute_query(
            SQL(
                "SELECT id, root, total FROM (%s) AS numbered WHERE n <= %s"
                " ORDER BY root, n",
                numbered,
                MAX_ROWS,
            )
        )
        # one prefetch for all of them
        records = records.browse([id_ for id_, _root, _total in shown])
        columns = self._get_columns(register)
        lists = {
            partner.id: {
                "title": register.title,
                "nothing": register.nothing,
                "columns": columns,
                "rows": [],
                "more": "",
            }
            for partner in partners
        }
        for record, (_id, root, total) in zip(records, shown, strict=True):
            rows = lists[root]["rows"]
            rows.append([self._format(record, column["name"]) for column in columns])
            lists[root]["more"] = self._get_more(total - len(rows))
        return lists

    def _get_more(self, count):
        return self.env._("and %(count)s more", count=count) if count > 0 else ""

    def _get_columns(self, register):
        """:return: dicts ``name``, ``label`` and ``type``: ``number``, ``short`` or
        ``text``
        """
        known = self.env[register.model]._fields
        readable = self.env[register.model].fields_get(
            list(register.columns), ["string"]
        )
        return [
            {
                "name": name,
                "label": label or readable[name]["string"],
                "type": COLUMN_TYPES.get(known[name].type)
                or ("short" if name in ON_ONE_LINE else "text"),
            }
            for name, label in register.columns.items()
            if name in readable
        ]

    def _format(self, record, name):
        """Say the value of a field as on a screen, "" for none."""
        field = record._fields[name]
        value = record[name]
        if field.type == "monetary":
            currency = record[field.get_currency_field(record)]
            currency = currency or self.env.company.currency_id
            return formatLang(self.env, value, currency_obj=currency)
        if not value or UNTOLD.get((record._name, name)) == value:
            return ""
        if field.type == "many2one":
            return value.display_name
        if field.type == "selection":
            return dict(field._description_selection(self.env)).get(value, "")
        if field.type in ("date", "datetime"):
            return self._format_date(value)
        return str(value)
