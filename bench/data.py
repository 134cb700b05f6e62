# Copyright 2026 Client 360 contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

"""Big customers, made in SQL: the ORM would take an hour for them."""

from odoo.fields import Command
from odoo.tools import SQL


def multiply(record, count, **columns):
    """Insert copies of a record's row.

    :param record: the one record to copy, written to the database before
    :param int count: number of copies
    :param columns: SQL expressions for the columns that differ; ``n`` is the number
        of the copy, from 1 to ``count``
    """
    record.flush_recordset()
    cr = record.env.cr
    cr.execute(
        "SELECT column_name FROM information_schema.columns"
        " WHERE table_name = %s AND column_name != 'id'"
        " AND table_schema = current_schema",
        [record._table],
    )
    names = [name for (name,) in cr.fetchall()]
    cr.execute(
        SQL(
            "INSERT INTO %s (%s) SELECT %s FROM %s AS t, generate_series(1, %s) AS n"
            " WHERE t.id = %s",
            SQL.identifier(record._table),
            SQL(", ").join(SQL.identifier(name) for name in names),
            SQL(", ").join(
                SQL(columns[name]) if name in columns else SQL.identifier("t", name)
                for name in names
            ),
            SQL.identifier(record._table),
            count,
            record.id,
        )
    )
    record.env.invalidate_all()


def big_customer(env, records=10000, messages=50000):
    """A customer with many records, in the transaction of ``env``.

    :param int records: number of deals, of orders and of tasks
    :param int messages: number of messages on the card
    :return: id of the partner
    """
    partner = env["res.partner"].create(
        {"name": f"Customer with {records} records", "is_company": True}
    )
    contact = env["res.partner"].create(
        {"name": "Contact Person", "parent_id": partner.id}
    )
    project = env["project.project"].create(
        {"name": "Project", "partner_id": partner.id}
    )
    values = {"partner_id": partner.id}
    deal = env["crm.lead"].create(
        {**values, "name": "Deal", "type": "opportunity", "expected_revenue": 1000}
    )
    order = env["sale.order"].create(values)
    task = env["project.task"].create(
        {**values, "name": "Task", "project_id": project.id}
    )
    note = partner.message_post(body="Note")
    spread = f"CASE WHEN mod(n, 10) = 0 THEN {contact.id} ELSE {partner.id} END"
    days = "- mod(n, 1000) * interval '1 day'"
    multiply(
        deal,
        records - 1,
        name="'Deal ' || n",
        partner_id=spread,
        create_date=f"t.create_date {days}",
    )
    multiply(
        order,
        records - 1,
        name="'Order ' || n",
        partner_id=spread,
        date_order=f"t.date_order {days}",
        access_token="NULL",
    )
    multiply(task, records - 1, name="'Task ' || n", partner_id=spread)
    multiply(
        note,
        messages - 1,
        body="'<p>Note ' || n || '</p>'",
        date=f"t.date {days}",
        message_id="'<' || n || '.' || t.id || '@bench.example>'",
    )
    for model in (deal, order, task, note, partner):
        env.cr.execute(SQL("ANALYZE %s", SQL.identifier(model._table)))
    return partner.id


def add_documents(env, partner_id, records=10000):
    """Give a big customer invoices, tickets, letters and contracts, and its deals
    a message and a planned activity each.

    :param int partner_id: id that :func:`big_customer` returned
    :param int records: number of each
    """
    today = "current_date - mod(n, 700)"
    invoice = env["account.move"].create(
        {
            "move_type": "out_invoice",
            "partner_id": partner_id,
            "invoice_date": "2020-01-31",
            "invoice_line_ids": [
                Command.create({"name": "Work", "price_unit": 100, "tax_ids": False})
            ],
        }
    )
    invoice.action_post()
    multiply(
        invoice,
        records - 1,
        name="NULL",
        invoice_date=today,
        invoice_date_due=f"{today} + 30",
        payment_state="CASE WHEN mod(n, 10) = 0 THEN 'not_paid' ELSE 'paid' END",
        amount_residual_signed="CASE WHEN mod(n, 10) = 0 THEN 100 ELSE 0 END",
        access_token="NULL",
    )
    ticket = env["helpdesk.ticket"].create(
        {"name": "Ticket", "description": "Help", "partner_id": partner_id}
    )
    multiply(ticket, records - 1, number="'T' || n")
    letter = env["client360.letter"].create(
        {"name": "Letter", "partner_id": partner_id}
    )
    multiply(letter, records - 1, name="'Letter ' || n")
    contract = env["agreement"].create(
        {"name": "Contract", "code": "B/0", "partner_id": partner_id}
    )
    multiply(contract, records - 1, code="'B/' || n", end_date="current_date + n")
    deals = env["crm.lead"].search([("partner_id", "child_of", partner_id)], order="id")
    message = deals[0].message_post(body="Hello", subtype_xmlid="mail.mt_comment")
    activity = deals[0].activity_schedule(user_id=env.uid)
    deal = f"({deals[0].id} + mod(n, {len(deals)}))"
    multiply(
        message,
        records - 1,
        res_id=deal,
        date="t.date - n * interval '1 minute'",
        message_id="'<c' || n || '.' || t.id || '@bench.example>'",
    )
    multiply(
        activity,
        records - 1,
        res_id=deal,
        date_deadline="t.date_deadline + mod(n, 1000)",
    )
    for record in (invoice, ticket, letter, contract, message, activity):
        env.cr.execute(SQL("ANALYZE %s", SQL.identifier(record._table)))
