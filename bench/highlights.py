# Copyright 2026 Client 360 contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

"""The highlights of a customer with many records: one call of few queries."""

from .data import add_documents, big_customer
from .measure import in_turn, table, verdict
from .session import environment

MS = 150
QUERIES = 15


def main():
    rows = []
    with environment() as env:
        for records in (10, 1000, 10000):
            partner_id = big_customer(env, records=records, messages=records * 5)
            add_documents(env, partner_id, records=records)
            partner = env["res.partner"].browse(partner_id)
            costs = in_turn(
                env,
                highlights=partner.client360_highlights,
                chart=partner.client360_highlights_chart,
            )
            for name, cost in costs.items():
                rows.append(
                    (f"{name}, {records} of each", f"{cost.ms:.1f}", cost.queries)
                )
    table(("call", "ms", "queries"), rows)
    cost = costs["highlights"]
    return verdict(
        "highlights",
        [
            ("highlights of the big customer", cost.ms, MS, "ms"),
            ("queries of it", cost.queries, QUERIES, ""),
        ],
    )


if __name__ == "__main__":
    main()
