# Copyright 2026 Client 360 contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from datetime import datetime, time
from typing import NamedTuple

import pytz

from odoo import fields, models
from odoo.fields import Domain
from odoo.tools import SQL, Query

from ..history.client360_event_scope import Scope


class Subject(NamedTuple):
    """The counterparty that figures are about.

    :ivar partner: ``res.partner``
    :ivar Query family: it and all below it, archived ones too
    :ivar Scope scope: where its history is
    :ivar dict rates: rates of the currencies of all companies, by their ids; empty
        where these have one currency
    """

    partner: models.BaseModel
    family: Query
    scope: Scope
    rates: dict


class Total(NamedTuple):
    """Number of some records and their amount, in the user's company's currency."""

    count: int
    amount: float


class Client360HighlightsQuery(models.AbstractModel):
    """What highlights and their chart ask the database."""

    _name = "client360.highlights.query"
    _description = "Queries of the Highlights"

    def _subject(self, partner):
        """What the queries need of a partner, fetched once."""
        # Of all companies: a rule of another addon may show records of one that the
        # user is not in.
        companies = self.env["res.company"].sudo()
        currencies = companies.search([]).currency_id  # pylint: disable=no-search-all
        rates = {}
        if len(currencies) > 1:
            rates = currencies._get_rates(self.env.company, self._today())
        if companies := partner._get_family_companies():
            family = partner._in_family("commercial_partner_id", companies)
            scope = Scope(company_ids=frozenset(companies))
        else:
            members = partner._get_family()
            family = partner._in_family("id", members)
            scope = Scope(partner_ids=frozenset(members))
        return Subject(partner, family, scope, rates)

    def _domain(self, subject, model):
        """The counterparty's current records of a model.

        :rtype: Domain
        """
        card_model = self.env["client360.card"]._get_card_models()[model]
        partners = Domain(card_model.partner_field, "in", subject.family)
        return partners & card_model.current

    def _totals(self, subject, model, parts):
        """Count and sum up parts of the counterparty's current records.

        :param str model: one of the card's models
        :param list parts: domains of the parts
        :return: a :class:`Total` a part, amounts in the currency of the user's company
        :rtype: list[Total]
        """
        records = self.env[model]
        highlight = self.env["client360.card"]._get_card_models()[model].highlight
        amount = highlight.amount
        query = records._search(self._domain(subject, model) & Domain.OR(parts))

        def column(name):
            return records._field_to_sql(query.table, name, query)

        # Most users' companies have one currency, and a sum without groups is cheaper.
        columns = [SQL("NULL")]
        if amount and subject.rates and "company_id" in records._fields:
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
        return records._search([(partner_field, "in", subject.family)])

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

        :return: (model, id, time, id of the message) of the document, or None
        """
        events = self.env["client360.event"]
        events._flush_links()
        readable = [
            name for name in self._contact_models() if self.env[name].has_access("read")
        ]
        rows = self.env.execute_query(
            SQL(
                """
                SELECT contact.res_model, contact.res_id, contact.date,
                       contact.message_id
                  FROM %s
                 CROSS JOIN LATERAL (
                    SELECT link.* FROM client360_timeline_link link
                      JOIN mail_message m ON m.id = link.message_id
                      JOIN res_partner card ON card.id = link.partner_id
                     WHERE %s AND link.is_contact AND %s
                       AND (link.res_model != 'res.partner' OR %s)
                       AND %s AND %s
                     ORDER BY link.date DESC LIMIT 1) contact
                 ORDER BY contact.date DESC LIMIT 1
                """,
                subject.scope.anchor_table(),
                subject.scope.anchor_condition("link"),
                events._record_condition(readable),
                events._card_condition(),
                events._content_condition(),
                events._rule_condition(SQL("m.id"), "mail.message"),
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
