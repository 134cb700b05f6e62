# Copyright 2026 Client 360 contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

"""The timeline of a customer with 500,000 messages on 10,000 records of each kind.

Beside one with 50 messages, among a million of others (``BENCH_MESSAGES``), for a user
who reads everything and for a salesperson who reads a tenth of the deals and orders.
"""

import os
import time
from unittest.mock import patch

from lxml import etree

from odoo.tools import SQL

from .data import add_documents, big_customer, multiply
from .form import specification
from .measure import in_turn, table
from .session import environment

RECORDS = 10_000
MESSAGES = 500_000
FEW = 50
OTHERS = int(os.environ.get("BENCH_MESSAGES", "1000000"))
PAGE = 20
MODELS = (
    "crm.lead",
    "sale.order",
    "project.task",
    "account.move",
    "helpdesk.ticket",
    "client360.letter",
    "agreement",
)
LIMIT, LIMIT_TENTH, LIMIT_POST = 3, 10, 1.05
BACKFILL_LIMIT = 20_000


def spread(env, partner_id, messages):
    """Messages on the records of a customer, in equal parts by model."""
    for model in MODELS:
        ids = env[model].search([("partner_id", "=", partner_id)]).ids
        note = env[model].browse(ids[0]).message_post(body="Note")
        records = env.cr.mogrify("%s::integer[]", [ids]).decode()
        multiply(
            note,
            max(messages // len(MODELS), 1),
            res_id=f"({records})[1 + mod(n, {len(ids)})]",
            body="'<p>Note ' || n || '</p>'",
            date="t.date - n * interval '7 minutes'",
            create_date="t.create_date - n * interval '7 minutes'",
            message_id="'<' || n || '.' || t.id || '@bench.example>'",
        )


def others(env):
    """Messages of other customers' deals."""
    partners = env["res.partner"].create([{"name": f"Other {n}"} for n in range(100)])
    deals = env["crm.lead"].create(
        [{"name": f"Deal {p.id}", "partner_id": p.id} for p in partners]
    )
    note = deals[0].message_post(body="Note")
    ids = env.cr.mogrify("%s::integer[]", [deals.ids]).decode()
    multiply(
        note,
        OTHERS,
        res_id=f"({ids})[1 + mod(n, {len(deals)})]",
        date="t.date - n * interval '1 minute'",
        message_id="'<o' || n || '.' || t.id || '@bench.example>'",
    )


def link_all(env):
    """Link all messages as the scheduled action does.

    :return: messages a second
    :rtype: float
    """
    env.cr.execute("TRUNCATE client360_timeline_link")
    backfill = env["client360.timeline.backfill"].sudo()
    backfill.search([]).unlink()
    env.cr.execute("SELECT count(*) FROM mail_message")
    [count] = env.cr.fetchone()
    started = time.perf_counter()
    while backfill._run_batch():
        pass
    return count / (time.perf_counter() - started)


def plan(env, partner_id):
    """The plan of the first page, as text."""
    events = env["client360.event"]
    query = events._search(
        [("partner_id", "child_of", partner_id)], limit=PAGE, order="date desc, id desc"
    )
    rows = env.execute_query(SQL("EXPLAIN %s", query.select()))
    return "\n".join(line for (line,) in rows)


def page(env, partner_id, offset, spec):
    return lambda: env["client360.event"].web_search_read(
        [("partner_id", "child_of", partner_id)],
        spec,
        offset=offset,
        limit=PAGE,
        order="date desc, id desc",
        count_limit=1001,
    )


def posting(env, partner_id):
    """What the links add to a message and to a tracked change."""
    deal = env["crm.lead"].search([("partner_id", "=", partner_id)], limit=1)
    number = iter(range(10**6))
    link = type(env["client360.timeline.link"])

    def without(call):
        def run():
            with (
                patch.object(link, "_link_messages", lambda self, messages: None),
                patch.object(link, "_link_records", lambda self, records: None),
            ):
                call()

        return run

    def post():
        deal.message_post(body="Hello")

    def track():
        deal.name = f"Deal {next(number)}"
        env.flush_all()
        env.cr.flush()

    return in_turn(
        env,
        runs=60,
        post=post,
        post_without=without(post),
        track=track,
        track_without=without(track),
    )


def main():
    with environment() as env:
        seller = env["res.users"].create(
            {
                "name": "Salesperson",
                "login": "bench timeline",
                "group_ids": env.ref("sales_team.group_sale_salesman").ids,
                "company_id": env.company.id,
                "company_ids": env.company.ids,
            }
        )
        few = big_customer(env, records=2, messages=1)
        add_documents(env, few, records=2)
        many = big_customer(env, records=RECORDS, messages=1000)
        add_documents(env, many, records=RECORDS)
        for name in ("crm_lead", "sale_order"):
            env.cr.execute(
                SQL(
                    "UPDATE %s SET user_id = CASE WHEN mod(id, 10) = 0 THEN %s ELSE %s"
                    " END WHERE partner_id = %s",
                    SQL.identifier(name),
                    seller.id,
                    env.uid,
                    many,
                )
            )
        env.invalidate_all()
        spread(env, few, FEW)
        spread(env, many, MESSAGES)
        others(env)
        rate = link_all(env)
        for name in ("mail_message", "client360_timeline_link", "res_partner"):
            env.cr.execute(SQL("ANALYZE %s", SQL.identifier(name)))
        view = env["client360.event"].get_view(
            env.ref("client360.client360_event_view_list").id, "list"
        )
        spec = specification(etree.fromstring(view["arch"]), env["client360.event"])
        restricted = env(user=seller.id)
        costs = in_turn(
            env,
            small=page(env, few, 0, spec),
            first=page(env, many, 0, spec),
            fiftieth=page(env, many, 49 * PAGE, spec),
        )
        tenth = in_turn(
            restricted,
            small=page(restricted, few, 0, spec),
            first=page(restricted, many, 0, spec),
            fiftieth=page(restricted, many, 49 * PAGE, spec),
        )
        text = plan(env, many) + plan(restricted, many)
        posts = posting(env, many)
        env.cr.execute("SELECT count(*) FROM mail_message")
        [messages] = env.cr.fetchone()
    scans = "Seq Scan on mail_message" in text
    rows, ratios = [], {}
    for reader, measured in (("everything", costs), ("a tenth", tenth)):
        for name in ("first", "fiftieth"):
            ratios[reader, name] = measured[name].ms / costs["small"].ms
            rows.append(
                (
                    f"{name} page, reads {reader}",
                    f"{costs['small'].ms:.1f}",
                    f"{measured[name].ms:.1f}",
                    f"{ratios[reader, name]:.2f}",
                )
            )
    for name in ("post", "track"):
        ratios[name] = posts[name].ms / posts[f"{name}_without"].ms
        rows.append(
            (
                f"{name}, without and with links",
                f"{posts[f'{name}_without'].ms:.2f}",
                f"{posts[name].ms:.2f}",
                f"{ratios[name]:.3f}",
            )
        )
    table(("timeline", f"ms, {FEW}", f"ms, {MESSAGES}", "ratio"), rows)
    print(f"{messages} messages; sequential scan of mail_message: {scans}")
    print(f"backfill: {rate:.0f} messages a second (at least {BACKFILL_LIMIT})")
    return (
        not scans
        and rate >= BACKFILL_LIMIT
        and all(ratios["everything", name] <= LIMIT for name in ("first", "fiftieth"))
        and all(
            ratios["a tenth", name] <= LIMIT_TENTH for name in ("first", "fiftieth")
        )
        and all(ratios[name] <= LIMIT_POST for name in ("post", "track"))
    )


if __name__ == "__main__":
    raise SystemExit(0 if main() else 1)
