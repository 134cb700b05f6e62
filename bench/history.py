# Copyright 2026 Client 360 contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

"""The history of a card with 50,000 events, beside that of one with 50.

In a database with half a million messages, as a salesperson with the record rules of
several companies.
"""

from lxml import etree

from odoo.tools import SQL

from .data import multiply
from .form import specification
from .measure import in_turn, table, verdict
from .session import environment

EVENTS = 50_000
FEW = 50
DATABASE = 500_000
CONTACTS = 20
LIMIT = 3

LISTS = {
    "first page": ([], "date desc, id desc"),
    "oldest first": ([], "date asc, id asc"),
    "changes only": ([("kind", "=", "changed")], "date desc, id desc"),
    "by author": ([("author_id.name", "ilike", "admin")], "date desc, id desc"),
    "last week": ([("date", ">=", "today -7d")], "date desc, id desc"),
}


def customer(env, events):
    """A card with contacts: two of five events are on them, two of three are changes.

    :param int events: number of events
    :return: id of the partner
    """
    partner = env["res.partner"].create(
        {"name": f"{events} events", "is_company": True}
    )
    contacts = env["res.partner"].create(
        [{"name": f"Contact {n}", "parent_id": partner.id} for n in range(CONTACTS)]
    )
    fill(env, partner, contacts, events)
    return partner.id


def fill(env, partner, contacts, events):
    note = partner.message_post(body="Note")
    ids = SQL("%s::integer[]", [partner.id] * 30 + contacts.ids)
    env.cr.execute("SELECT max(id) FROM mail_message")
    [last] = env.cr.fetchone()
    recipients = env.cr.mogrify(ids.code, ids.params).decode()
    multiply(
        note,
        events,
        res_id=f"({recipients})[1 + mod(n, {30 + len(contacts)})]",
        body="CASE WHEN mod(n, 3) = 0 THEN '<p>Note ' || n || '</p>' ELSE '' END",
        date="t.date - n * interval '1 hour'",
        create_date="t.create_date - n * interval '1 hour'",
        message_id="'<' || n || '.' || t.id || '@bench.example>'",
    )
    env.cr.execute(
        SQL(
            "INSERT INTO mail_tracking_value"
            " (mail_message_id, field_id, old_value_char, new_value_char)"
            " SELECT id, %s, 'old ' || id, 'new ' || id"
            " FROM mail_message WHERE id > %s AND body = ''",
            env["ir.model.fields"]._get_ids("res.partner")["phone"],
            last,
        )
    )


def rest(env):
    """Messages of other partners, up to half a million in the database."""
    env.cr.execute("SELECT count(*) FROM mail_message")
    [messages] = env.cr.fetchone()
    missing = DATABASE - messages
    if missing <= 0:
        return
    partners = env["res.partner"].create([{"name": f"Other {n}"} for n in range(500)])
    fill(env, partners[:1], partners, missing)


def calls(env, partner_id, spec):
    events = env["client360.event"]

    def page(domain, order):
        return events.web_search_read(
            [("partner_id", "child_of", partner_id), *domain],
            spec,
            limit=20,
            order=order,
            count_limit=1001,
        )

    return {
        name: lambda domain=domain, order=order: page(domain, order)
        for name, (domain, order) in LISTS.items()
    }


def main():
    with environment() as env:
        few = customer(env, FEW)
        many = customer(env, EVENTS)
        rest(env)
        backfill = env["client360.timeline.backfill"].sudo()
        backfill.search([]).unlink()
        while backfill._run_batch():
            pass
        for name in (
            "mail_message",
            "client360_timeline_link",
            "mail_tracking_value",
            "res_partner",
        ):
            env.cr.execute(SQL("ANALYZE %s", SQL.identifier(name)))
        user = env["res.users"].create(
            {
                "name": "Salesperson",
                "login": "bench history",
                "group_ids": env.ref("sales_team.group_sale_salesman").ids,
                "company_id": env.company.id,
                "company_ids": env.company.ids,
            }
        )
        env = env(user=user.id, context={"allowed_company_ids": env.company.ids})
        view = env["client360.event"].get_view(
            env.ref("client360.client360_event_view_list").id, "list"
        )
        spec = specification(etree.fromstring(view["arch"]), env["client360.event"])
        small, big = calls(env, few, spec), calls(env, many, spec)
        rows, ratios = [], {}
        for name in LISTS:
            costs = in_turn(env, small=small[name], big=big[name])
            ratios[name] = costs["big"].ms / costs["small"].ms
            rows.append(
                (
                    name,
                    f"{costs['small'].ms:.1f}",
                    f"{costs['big'].ms:.1f}",
                    costs["big"].queries,
                    f"{ratios[name]:.2f}",
                )
            )
        count = env["client360.event"].search_count([("partner_id", "child_of", many)])
    table(("history", f"ms, {FEW}", f"ms, {count}", "queries", "ratio"), rows)
    return verdict(
        "history",
        [(f"first page, {count} / {FEW}", ratios["first page"], LIMIT, "times")],
    )


if __name__ == "__main__":
    raise SystemExit(0 if main() else 1)
