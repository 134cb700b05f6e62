# Copyright 2026 Client 360 contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from typing import NamedTuple

from dateutil.relativedelta import relativedelta

from odoo import fields, models
from odoo.fields import Domain

# Ages of overdue invoices in the chart: days from and to.
AGES = ((1, 30), (31, 60), (61, 90), (91, None))


class Revenue(NamedTuple):
    """Where revenue comes from."""

    source: str
    model: str
    date: str
    amount: str
    domain: Domain


# The first whose model the user may see.
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
        "orders",
        "sale.order",
        "date_order",
        "amount_untaxed_company",
        Domain("state", "=", "sale"),
    ),
)


class Client360HighlightsChart(models.AbstractModel):
    """The chart under the strip: revenue by month, receivables by age."""

    _name = "client360.highlights.chart"
    _inherit = "client360.highlights.query"
    _description = "Chart of the Highlights"

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
        domain &= Domain("partner_id", "in", subject.family) & Domain(date, ">=", start)
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
        totals = self._totals(subject, "account.move", parts)
        return {"labels": labels, "values": [total.amount for total in totals]}
