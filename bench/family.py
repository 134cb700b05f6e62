# Copyright 2026 Client 360 contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

"""A company with 50,000 contacts: counters, highlights, history."""

from lxml import etree

from odoo.tools import SQL

from .data import add_documents, big_customer, multiply
from .form import specification
from .history import calls
from .measure import in_turn, table, verdict
from .session import environment

CONTACTS = 50_000
RECORDS = 1000
#: Milliseconds for each.
LIMIT = 300


def add_contacts(env, partner_id, count):
    """Give a company contacts, with a tenth of its records on them."""
    contact = env["res.partner"].create({"name": "Contact", "parent_id": partner_id})
    names = "'Contact ' || n"
    multiply(contact, count - 1, name=names, complete_name=names)
    for table_name in ("crm_lead", "sale_order", "helpdesk_ticket", "agreement"):
        env.cr.execute(
            SQL(
                "UPDATE %s SET partner_id = %s + mod(id, %s)"
                " WHERE partner_id = %s AND mod(id, 10) = 0",
                SQL.identifier(table_name),
                contact.id,
                count // 2,
                partner_id,
            )
        )
    env.invalidate_all()
    env.cr.execute("ANALYZE res_partner")


def main():
    with environment() as env:
        partner_id = big_customer(env, records=RECORDS, messages=RECORDS * 5)
        add_documents(env, partner_id, records=RECORDS)
        add_contacts(env, partner_id, CONTACTS)
        backfill = env["client360.timeline.backfill"].sudo()
        backfill.search([]).unlink()
        while backfill._run_batch():
            pass
        env.cr.execute("ANALYZE client360_timeline_link, mail_message")
        partner = env["res.partner"].browse(partner_id)
        events = env["client360.event"]
        view = events.get_view(
            env.ref("client360.client360_event_view_list").id, "list"
        )
        spec = specification(etree.fromstring(view["arch"]), events)
        history = calls(env, partner_id, spec)
        highlights = env["client360.highlights"]
        badges = [counter[:3] for counter in highlights._counters()]
        costs = in_turn(
            env,
            runs=5,
            **{
                "badges of the list": lambda: [
                    dict(counts) for counts in partner._roll_up_counts(badges)
                ],
                "counters of tickets and contracts": lambda: partner.read(
                    ["helpdesk_ticket_count", "agreements_count"]
                ),
                "highlights": partner.client360_highlights,
                "chart": partner.client360_highlights_chart,
                "history, first page": history["first page"],
                "history, changes only": history["changes only"],
            },
        )
    table(
        (f"{CONTACTS} contacts", "ms", "queries"),
        [(name, f"{cost.ms:.0f}", cost.queries) for name, cost in costs.items()],
    )
    return verdict(
        "family", [(name, cost.ms, LIMIT, "ms") for name, cost in costs.items()]
    )


if __name__ == "__main__":
    raise SystemExit(0 if main() else 1)
