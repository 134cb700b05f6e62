# Copyright 2026 Client 360 contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from collections import namedtuple
from datetime import datetime, time

import pytz
from dateutil.relativedelta import relativedelta

from odoo import fields, models
from odoo.exceptions import AccessError
from odoo.fields import Domain
from odoo.tools import SQL

from ..contracts.agreement import REMIND_DAYS
from ..correspondence.client360_letter import OPEN_STATES

OPEN_DEALS = Domain(
    [
        ("type", "=", "opportunity"),
        ("won_status", "=", "pending"),
        ("active", "=", True),
    ]
)
CONFIRMED_ORDERS = Domain("state", "=", "sale")
CONTRACTS_IN_FORCE = Domain("stage", "=", "active") & Domain("is_template", "=", False)
UNANSWERED_LETTERS = Domain(
    [
        ("direction", "=", "incoming"),
        ("state", "in", OPEN_STATES),
        ("is_answered", "=", False),
    ]
)
OPEN_TICKETS = Domain("stage_id.closed", "=", False)
OPEN_INVOICES = Domain(
    [
        ("move_type", "in", ("out_invoice", "out_refund", "out_receipt")),
        ("state", "=", "posted"),
        ("payment_state", "in", ("not_paid", "partial")),
    ]
)

# Where revenue comes from: the first whose model the user may see.
Revenue = namedtuple("Revenue", "source model date amount domain")
REVENUE = (
    Revenue(
        "invoices",
        "account.move",
        "invoice_date",
        "amount_untaxed_signed",
        Domain("state", "=", "posted")
        & Domain("move_type", "in", ("out_invoice", "out_refund", "out_receipt")),
    ),
    Revenue(
        "orders", "sale.order", "date_order", "amount_untaxed_company", CONFIRMED_ORDERS
    ),
)

REPORT_TONES = {
    "green": "success",
    "yellow": "warning",
    "red": "danger",
    "failed": "danger",
}

# Ages of overdue invoices in the chart: days from and to.
AGES = ((1, 30), (31, 60), (61, 90), (91, None))

# The counterparty that the figures are about: one partner, the ids of it and of all
# below it (archived ones too), and the rates of the currencies of the user's companies.
Subject = namedtuple("Subject", "partner ids rates")

Total = namedtuple("Total", "count amount")


class Client360Highlights(models.AbstractModel):
    """The strip above the pages of the card: how we stand with a counterparty.

    A tile is a dict that the client draws:

    * ``key``, ``label``, ``icon`` (a Font Awesome class);
    * ``figures``: a list of dicts, each with a ``key`` (what a click opens), a
      ``label`` or nothing, a ``tone`` (``success``, ``warning``, ``danger`` or nothing)
      and ``values``: a list of ``{"type", "value"}`` where type is ``integer``,
      ``monetary`` (with ``currency_id``), ``date``, ``datetime`` or ``text``.

    A tile has a method ``_tile_<key>(subject)``, which returns nothing where the user
    may not see its figures; a figure that stands for records has a method
    ``_records_<key>()``, which says which ones.
    """

    _name = "client360.highlights"
    _description = "Highlights of a Counterparty"

    def _tiles(self, partner):
        """Tiles of one partner that the user may read, in their order."""
        subject = self._subject(partner)
        tiles = (
            self._tile_deals(subject),
            self._tile_orders(subject),
            self._tile_receivable(subject),
            self._tile_tickets(subject),
            self._tile_contracts(subject),
            self._tile_letters(subject),
            self._tile_last_contact(subject),
            self._tile_next_activity(subject),
            self._tile_report(subject),
        )
        return [tile for tile in tiles if tile]

    # -- Records behind the figures -------------------------------------------------

    # Each returns (model, domain, domain of a part): figures of one tile share the
    # first domain, and are counted in one query.

    def _records_deals(self):
        return "crm.lead", OPEN_DEALS, Domain.TRUE

    def _records_orders(self):
        start = self._midnight(self._today().replace(month=1, day=1))
        return "sale.order", CONFIRMED_ORDERS, Domain("date_order", ">=", start)

    def _records_orders_last_year(self):
        """Up to the same day of last year: like is compared with like."""
        today = self._today()
        start = self._midnight(today.replace(year=today.year - 1, month=1, day=1))
        end = self._midnight(today + relativedelta(years=-1, days=1))
        period = Domain("date_order", ">=", start) & Domain("date_order", "<", end)
        return "sale.order", CONFIRMED_ORDERS, period

    def _records_receivable(self):
        return "account.move", OPEN_INVOICES, Domain.TRUE

    def _records_overdue(self):
        overdue = Domain("invoice_date_due", "<", self._today())
        return "account.move", OPEN_INVOICES, overdue

    def _records_tickets(self):
        return "helpdesk.ticket", OPEN_TICKETS, Domain.TRUE

    def _records_tickets_overdue(self):
        """Open tickets where a step that somebody planned has not been done."""
        overdue = Domain("activity_ids.date_deadline", "<", self._today())
        return "helpdesk.ticket", OPEN_TICKETS, overdue

    def _records_contracts(self):
        return "agreement", CONTRACTS_IN_FORCE, Domain.TRUE

    def _records_contracts_expiring(self):
        return "agreement", CONTRACTS_IN_FORCE, Domain("end_date", "!=", False)

    def _records_letters(self):
        return "client360.letter", UNANSWERED_LETTERS, Domain.TRUE

    def _records_letters_overdue(self):
        overdue = Domain("deadline", "<", self._today())
        return "client360.letter", UNANSWERED_LETTERS, overdue

    # -- Tiles ----------------------------------------------------------------------

    def _tile_deals(self, subject):
        if not self.env["client360.card"]._may_see("crm.lead"):
            return None
        (deals,) = self._figures(subject, "expected_revenue", "deals")
        return self._tile(
            "deals",
            self.env._("Open deals"),
            "fa-star",
            self._figure("deals", self._integer(deals.count)),
            self._figure(
                "deals", self._money(deals.amount), label=self.env._("expected")
            ),
        )

    def _tile_orders(self, subject):
        if not self.env["client360.card"]._may_see("sale.order"):
            return None
        this, last = self._figures(
            subject, "amount_untaxed_company", "orders", "orders_last_year"
        )
        return self._tile(
            "orders",
            self.env._("Orders this year"),
            "fa-shopping-cart",
            self._figure(
                "orders",
                self._money(this.amount),
                self._integer(this.count),
                tone="success" if this.amount > last.amount else "",
            ),
            self._figure(
                "orders_last_year",
                self._money(last.amount),
                label=self.env._("last year by now"),
                tone="warning" if this.amount < last.amount else "",
            ),
        )

    def _tile_receivable(self, subject):
        if not self.env["client360.card"]._may_see("account.move"):
            return None
        unpaid, overdue = self._figures(
            subject, "amount_residual_signed", "receivable", "overdue"
        )
        return self._tile(
            "receivable",
            self.env._("Receivable"),
            "fa-money",
            self._figure(
                "receivable", self._money(unpaid.amount), self._integer(unpaid.count)
            ),
            self._figure(
                "overdue",
                self._money(overdue.amount),
                label=self.env._("overdue"),
                tone="danger" if overdue.count else "",
            ),
        )

    def _tile_tickets(self, subject):
        if not self.env["client360.card"]._may_see("helpdesk.ticket"):
            return None
        tickets, overdue = self._figures(subject, None, "tickets", "tickets_overdue")
        return self._tile(
            "tickets",
            self.env._("Open tickets"),
            "fa-life-ring",
            self._figure("tickets", self._integer(tickets.count)),
            self._figure(
                "tickets_overdue",
                self._integer(overdue.count),
                label=self.env._("overdue"),
                tone="danger" if overdue.count else "",
            ),
        )

    def _tile_contracts(self, subject):
        if not self.env["client360.card"]._may_see("agreement"):
            return None
        partners = Domain("partner_id", "in", subject.ids)
        [(count, end)] = self.env["agreement"]._read_group(
            partners & CONTRACTS_IN_FORCE, [], ["__count", "end_date:min"]
        )
        soon = self._today() + relativedelta(days=REMIND_DAYS)
        figures = [self._figure("contracts", self._integer(count))]
        if end:
            figures.append(
                self._figure(
                    "contracts_expiring",
                    {"type": "date", "value": end},
                    label=self.env._("next to expire"),
                    tone="warning" if end <= soon else "",
                )
            )
        return self._tile(
            "contracts", self.env._("Contracts in force"), "fa-file-text-o", *figures
        )

    def _tile_letters(self, subject):
        if not self.env["client360.card"]._may_see("client360.letter"):
            return None
        letters, overdue = self._figures(subject, None, "letters", "letters_overdue")
        return self._tile(
            "letters",
            self.env._("Unanswered letters"),
            "fa-envelope-o",
            self._figure("letters", self._integer(letters.count)),
            self._figure(
                "letters_overdue",
                self._integer(overdue.count),
                label=self.env._("overdue"),
                tone="danger" if overdue.count else "",
            ),
        )

    def _tile_last_contact(self, subject):
        contact = self._last_contact(subject)
        return self._tile(
            "last_contact",
            self.env._("Last contact"),
            "fa-comments-o",
            self._figure(
                "last_contact",
                {"type": "datetime", "value": contact and contact[2]},
            ),
        )

    def _tile_next_activity(self, subject):
        total, deadline = self._activities(subject)
        today = self._today()
        tone = ""
        if deadline:
            tone = "danger" if deadline < today else "success"
            tone = "warning" if deadline == today else tone
        return self._tile(
            "next_activity",
            self.env._("Next activity"),
            "fa-clock-o",
            self._figure(
                "next_activity",
                {"type": "date", "value": deadline},
                tone=tone,
            ),
            self._figure(
                "next_activity",
                self._integer(total),
                label=self.env._("planned"),
            ),
        )

    def _tile_report(self, subject):
        """The express report, where the partner can have one."""
        partner = subject.partner
        status = partner.express_report_status
        if status == "none" and not partner.express_report_focus_url:
            return None
        field = partner._fields["express_report_status"]
        text = dict(field._description_selection(self.env))[status]
        figures = [
            self._figure(
                "report",
                {"type": "text", "value": text},
                tone=REPORT_TONES.get(status, ""),
            )
        ]
        date = partner.express_report_date
        if date:
            figures.append(self._figure("report", {"type": "datetime", "value": date}))
        return self._tile(
            "report",
            self.env._("Express report"),
            "fa-shield",
            *figures,
        )

    # -- Counters in the list and kanban of partners -----------------------------------

    def _counters(self):
        """Badges beside those of the apps, for models that the user may see.

        :return: list of (model, domain of the records counted, badge)
        """
        badges = (
            ("contracts", self.env._("Contracts in force"), "fa-file-text-o", 3),
            ("tickets", self.env._("Open tickets"), "fa-life-ring", 1),
            ("letters", self.env._("Unanswered letters"), "fa-envelope-o", 9),
        )
        counters = []
        for key, label, icon, color in badges:
            model, domain, _part = getattr(self, f"_records_{key}")()
            if self.env["client360.card"]._may_see(model):
                badge = {
                    "iconClass": icon,
                    "label": label,
                    "tagClass": f"o_tag_color_{color}",
                }
                counters.append((model, domain, badge))
        return counters

    # -- Chart ----------------------------------------------------------------------

    def _chart(self, partner):
        """What the chart under the strip shows, as far as the user may see it.

        :return: dict with ``currency_id`` and

            * ``revenue``: ``source`` (``invoices``, or ``orders`` for users who see
              no invoices), ``months`` (first days of the last twelve), ``values`` and
              ``last_year`` (the twelve months before); None where neither is seen
            * ``receivable``: ``labels`` and ``values`` by age; None likewise
        """
        subject = self._subject(partner)
        return {
            "currency_id": self.env.company.currency_id.id,
            "revenue": self._chart_revenue(subject),
            "receivable": self._chart_receivable(subject),
        }

    def _chart_revenue(self, subject):
        seen = [
            revenue
            for revenue in REVENUE
            if self.env["client360.card"]._may_see(revenue.model)
        ]
        if not seen:
            return None
        source, model, date, amount, domain = seen[0]
        first = self._today().replace(day=1)
        months = [first - relativedelta(months=ago) for ago in range(23, -1, -1)]
        # Months are those of the user's time zone, as in the tiles
        records = self.env[model].with_context(tz=self.env.tz.zone)
        start = months[0]
        if records._fields[date].type == "datetime":
            start = self._midnight(start)
        domain &= Domain("partner_id", "in", subject.ids) & Domain(date, ">=", start)
        revenue = dict.fromkeys(months, 0.0)
        for company, month, sum_ in records._read_group(
            domain, ["company_id", f"{date}:month"], [f"{amount}:sum"]
        ):
            month = fields.Date.to_date(month)
            if month in revenue:
                revenue[month] += self._convert(subject, sum_, company.id)
        round_ = self.env.company.currency_id.round
        values = [round_(revenue[month]) for month in months]
        return {
            "source": source,
            "months": months[12:],
            "values": values[12:],
            "last_year": values[:12],
        }

    def _chart_receivable(self, subject):
        if not self.env["client360.card"]._may_see("account.move"):
            return None
        today = self._today()
        parts = [
            Domain("invoice_date_due", ">=", today)
            | Domain("invoice_date_due", "=", False)
        ]
        labels = [self.env._("not due")]
        for start, end in AGES:
            part = Domain("invoice_date_due", "<=", today - relativedelta(days=start))
            if end:
                part &= Domain(
                    "invoice_date_due", ">=", today - relativedelta(days=end)
                )
                label = self.env._("%(start)s–%(end)s days", start=start, end=end)
            else:
                label = self.env._("over %(days)s days", days=start - 1)
            parts.append(part)
            labels.append(label)
        totals = self._totals(
            subject, "account.move", "amount_residual_signed", OPEN_INVOICES, parts
        )
        return {"labels": labels, "values": [total.amount for total in totals]}

    # -- Opening a figure -----------------------------------------------------------

    def _action(self, partner, key):
        """Action that opens what is behind a figure.

        :raise AccessError: the user may not see it, or there is no such figure
        """
        if key == "last_contact":
            return self._action_last_contact(partner)
        if key == "next_activity":
            return self._action_activities(partner)
        if key == "report":
            domain = Domain("partner_id", "=", partner.id)
            return self._list_action(
                partner, "client360.express.report", domain, {"create": False}
            )
        records = getattr(self, f"_records_{key}", None)
        model, domain, part = records() if records else (None, None, None)
        if not model or not self.env["client360.card"]._may_see(model):
            raise AccessError(self.env._("You may not see these records."))
        context = {"default_partner_id": partner.id}
        if model == "account.move":
            context["default_move_type"] = "out_invoice"
        return self._list_action(
            partner,
            model,
            Domain("partner_id", "child_of", partner.id) & domain & part,
            context,
        )

    def _action_last_contact(self, partner):
        contact = self._last_contact(self._subject(partner))
        if not contact:
            return False
        model, res_id, _date = contact
        return {
            "type": "ir.actions.act_window",
            "res_model": model,
            "res_id": res_id,
            "views": [(False, "form")],
        }

    def _action_activities(self, partner):
        """All planned activities, the next one first. The documents that they are
        about may be many: their ids are read only here, on a click."""
        query = self._activity_query(self._subject(partner))
        rows = self.env.execute_query(SQL("SELECT id FROM (%s) AS activity", query))
        ids = [id_ for (id_,) in rows]
        return self._list_action(
            partner, "mail.activity", Domain("id", "in", ids), {"create": False}
        )

    def _list_action(self, partner, model, domain, context):
        views = {
            kind: self.env.ref(
                f"client360.{model.replace('.', '_')}_view_{kind}",
                raise_if_not_found=False,
            )
            for kind in ("list", "kanban", "search")
        }
        ids = {kind: view.id if view else False for kind, view in views.items()}
        return {
            "type": "ir.actions.act_window",
            "name": partner.display_name,
            "res_model": model,
            "domain": list(domain),
            "context": context,
            "views": [
                (ids["list"], "list"),
                (ids["kanban"], "kanban"),
                (False, "form"),
            ],
            "search_view_id": [ids["search"], "search"],
        }

    # -- Pieces of a tile -----------------------------------------------------------

    def _tile(self, key, label, icon, *figures):
        return {"key": key, "label": label, "icon": icon, "figures": list(figures)}

    def _figure(self, key, *values, label="", tone=""):
        return {"key": key, "values": list(values), "label": label, "tone": tone}

    def _integer(self, value):
        return {"type": "integer", "value": value}

    def _money(self, value):
        currency = self.env.company.currency_id
        return {"type": "monetary", "value": value, "currency_id": currency.id}

    # -- Queries --------------------------------------------------------------------

    def _subject(self, partner):
        """What the queries need of a partner, fetched once."""
        currencies = self.env.companies.sudo().currency_id
        rates = {}
        if len(currencies) > 1:
            rates = currencies._get_rates(self.env.company, self._today())
        return Subject(partner, self._family(partner), rates)

    def _family(self, partner):
        """The partner and all below it, as ``child_of`` has it, but in one query
        however deep it goes. As there, it does not matter whom of them the user may
        see: the documents have rules of their own.

        :return: list of ids
        """
        partner.env["res.partner"].flush_model(["parent_id"])
        rows = self.env.execute_query(
            SQL(
                "WITH RECURSIVE family(id) AS (SELECT %s UNION SELECT res_partner.id"
                " FROM res_partner JOIN family ON res_partner.parent_id = family.id)"
                " SELECT id FROM family",
                partner.id,
            )
        )
        return [id_ for (id_,) in rows]

    def _figures(self, subject, amount, *keys):
        """Totals of the records behind figures of one model, in one query.

        :param str amount: field in the currency of the record's company, or None
        :return: a :class:`Total` a key
        """
        records = [getattr(self, f"_records_{key}")() for key in keys]
        model, domain, _part = records[0]
        return self._totals(
            subject, model, amount, domain, [part for *_, part in records]
        )

    def _totals(self, subject, model, amount, domain, parts):
        """Count and sum up parts of the counterparty's records.

        :param domain: domain of all of them
        :param list parts: domains of the parts
        :return: a :class:`Total` a part, amounts in the currency of the user's company
        """
        records = self.env[model]
        query = records._search(
            Domain("partner_id", "in", subject.ids) & domain & Domain.OR(parts)
        )

        def column(name):
            return records._field_to_sql(query.table, name, query)

        # Most users' companies have one currency, and a sum without groups is cheaper.
        columns = [SQL("NULL")]
        if amount and subject.rates:
            columns = [column("company_id")]
            query.groupby = columns[0]
        for part in parts:
            condition = part.optimize_full(records)._to_sql(records, query.table, query)
            columns.append(SQL("COUNT(*) FILTER (WHERE %s)", condition))
            columns.append(
                SQL("SUM(%s) FILTER (WHERE %s)", column(amount), condition)
                if amount
                else SQL("NULL")
            )
        totals = [[0, 0.0] for _part in parts]
        for company_id, *row in self.env.execute_query(query.select(*columns)):
            for total, count, sum_ in zip(totals, row[::2], row[1::2], strict=True):
                total[0] += count
                total[1] += self._convert(subject, sum_ or 0.0, company_id)
        currency = self.env.company.currency_id
        return [Total(count, currency.round(sum_)) for count, sum_ in totals]

    def _convert(self, subject, amount, company_id):
        """An amount in the currency of a company, in that of the user's company."""
        if not subject.rates or not company_id:
            return amount
        source = self.env["res.company"].browse(company_id).sudo().currency_id
        target = self.env.company.currency_id
        return amount * subject.rates[target.id] / subject.rates[source.id]

    def _contact_models(self):
        """Models whose messages are contacts with the counterparty and whose
        activities are next steps with it."""
        return self.env["client360.card"]._get_models(timeline=True)

    def _documents(self, subject, model, partner_field):
        """Query of the counterparty's documents of one model, of those too that the
        user may not see."""
        records = self.env[model].sudo().with_context(active_test=False)
        return records._search([(partner_field, "in", subject.ids)])

    def _permitted(self, query, model, operation):
        """Condition of the documents in a query with which the user may do this."""
        if not self.env[model].has_access(operation):
            return SQL("FALSE")
        records = self.env[model].sudo().with_context(active_test=False)
        rules = self.env["ir.rule"]._compute_domain(model, operation)
        return rules.optimize_full(records)._to_sql(records, query.table, query)

    def _last_contact(self, subject):
        """The newest contact of the timeline: a message to or from the counterparty
        or a done activity with it, no internal notes.

        :return: (model, id, time) of the document, or None
        """
        events = self.env["client360.event"]
        events._flush_links()
        readable = [
            name for name in self._contact_models() if self.env[name].has_access("read")
        ]
        rows = self.env.execute_query(
            SQL(
                """
                SELECT contact.res_model, contact.res_id, contact.date
                  FROM res_partner card
                 CROSS JOIN LATERAL (
                    SELECT link.* FROM client360_timeline_link link
                     WHERE link.partner_id = card.id AND link.is_contact AND %s
                       AND (link.res_model != 'res.partner' OR %s)
                     ORDER BY link.date DESC LIMIT 1) contact
                 WHERE card.id = ANY(%s)
                 ORDER BY contact.date DESC LIMIT 1
                """,
                events._record_condition(readable),
                events._rule_condition(SQL("card.id"), "res.partner"),
                subject.ids,
            )
        )
        return rows[0] if rows else None

    def _activity_query(self, subject):
        """Planned activities on the counterparty's documents: those that core lets
        the user read, which are one's own, and others' where one may post."""
        activities = self.env["mail.activity"]
        activities.flush_model(
            ["active", "res_model", "res_id", "date_deadline", "user_id"]
        )
        parts = []
        for model, card_model in self._contact_models().items():
            operation = getattr(self.env[model], "_mail_post_access", "read")
            query = self._documents(subject, model, card_model.partner_field)
            query.add_join(
                "JOIN",
                "activity",
                "mail_activity",
                SQL(
                    "activity.res_model = %s AND activity.res_id = %s"
                    " AND activity.active",
                    model,
                    SQL.identifier(query.table, "id"),
                ),
            )
            query.add_where(
                SQL(
                    "(activity.user_id = %s OR %s)",
                    self.env.uid,
                    self._permitted(query, model, operation),
                )
            )
            parts.append(query.select("activity.id", "activity.date_deadline"))
        return SQL(" UNION ALL ").join(parts)

    def _activities(self, subject):
        """:return: number of the planned activities and the first deadline"""
        query = self._activity_query(subject)
        [row] = self.env.execute_query(
            SQL("SELECT COUNT(*), MIN(date_deadline) FROM (%s) AS activity", query)
        )
        return row

    def _today(self):
        return fields.Date.context_today(self)

    def _midnight(self, day):
        """When a day of the user begins, in UTC."""
        local = self.env.tz.localize(datetime.combine(day, time.min))
        return local.astimezone(pytz.utc).replace(tzinfo=None)
