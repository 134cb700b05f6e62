# Copyright 2026 Client 360 contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

"""Big customers, made in SQL: the ORM would take an hour for them."""

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
