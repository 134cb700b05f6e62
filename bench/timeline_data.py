# Copyright 2026 Client 360 contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

"""A customer with everything, among many others: made in SQL, kept in the database."""

import contextlib
import time
from dataclasses import dataclass

from odoo.fields import Command
from odoo.tools import SQL

from .data import multiply

CONTACTS = 20
OTHERS = 2_000  # other customers
#: How many records of a kind the others have for each one of the big customer.
OTHER_RECORDS = 9
FEW = 50  # messages of the small customer
#: One record in so many may be read by the salesperson.
READABLE = 10
#: One message in so many has the word that is searched for.
WORD = "arbitration"
WORD_EVERY = 1_009
YEARS = 5
MADE = "client360_bench.timeline"


@dataclass(frozen=True)
class Size:
    """How much there is.

    :ivar int messages: messages in all
    :ivar int of_customer: those of the big customer
    :ivar int records: the big customer's records of each kind
    """

    messages: int
    of_customer: int
    records: int


SMALL = Size(messages=1_000_000, of_customer=50_000, records=1_000)
FULL = Size(messages=10_000_000, of_customer=500_000, records=10_000)


@contextlib.contextmanager
def bare_table(cr, table):
    """Leave out indexes and foreign keys while a table is filled, and build them once
    afterwards."""
    cr.execute(
        """
        SELECT format('ALTER TABLE %%s DROP CONSTRAINT %%I', conrelid::regclass,
                      conname),
               format('ALTER TABLE %%s ADD CONSTRAINT %%I %%s', conrelid::regclass,
                      conname, pg_get_constraintdef(oid))
          FROM pg_constraint
         WHERE conrelid = %(table)s::regclass AND contype = 'f'
         UNION ALL
        SELECT format('DROP INDEX %%s', indexrelid::regclass),
               pg_get_indexdef(indexrelid)
          FROM pg_index
         WHERE indrelid = %(table)s::regclass AND NOT indisprimary
        """,
        {"table": table},
    )
    statements = cr.fetchall()
    for drop, _create in statements:
        cr.execute(drop)
    yield
    cr.execute("SET LOCAL maintenance_work_mem = '512MB'")
    # indexes first: PostgreSQL checks the keys of a table with an index sooner
    for _drop, create in reversed(statements):
        cr.execute(create)


def ensure(env, size):
    """Have the data in the database, made anew where it has another size.

    :param env: environment of a superuser; it is committed
    :param Size size: how much
    :return: ids of the customers and users
    :rtype: dict[str, int]
    """
    parameters = env["ir.config_parameter"].sudo()
    made = parameters.get_param(MADE)
    if made and made != str(size):
        raise SystemExit(
            f"The database has data of another size: {made}. Drop it, or name another "
            "with BENCH_DB."
        )
    if not made:
        started = time.perf_counter()
        _make(env, size)
        parameters.set_param(MADE, str(size))
        env.cr.commit()
        print(f"data made in {time.perf_counter() - started:.0f} s")
    names = {"big": "Customer with everything", "few": f"Customer with {FEW} messages"}
    partners = env["res.partner"]
    return {
        **{
            key: partners.search([("name", "=", name)]).id
            for key, name in names.items()
        },
        "seller": env["res.users"].search([("login", "=", "bench timeline")]).id,
    }


def _make(env, size):
    companies = env["res.company"].create({"name": "Bench: the other company"})
    companies = env.company + companies
    env.ref("base.user_admin").company_ids = companies
    seller = env["res.users"].create(
        {
            "name": "Salesperson of the timeline",
            "login": "bench timeline",
            "group_ids": [
                Command.set(
                    [
                        env.ref(xml_id).id
                        for xml_id in (
                            "base.group_user",
                            "sales_team.group_sale_salesman",
                            "helpdesk_mgmt.group_helpdesk_user_own",
                            "project.group_project_user",
                            "project.group_project_milestone",
                        )
                    ]
                )
            ],
            "company_id": env.company.id,
            "company_ids": env.company.ids,
        }
    )
    partners = env["res.partner"]
    big = partners.create({"name": "Customer with everything", "is_company": True})
    contacts = partners.create(
        [{"name": f"Contact {n}", "parent_id": big.id} for n in range(CONTACTS)]
    )
    few = partners.create({"name": f"Customer with {FEW} messages", "is_company": True})
    others = partners.create(
        [{"name": f"Other {n}", "is_company": True} for n in range(OTHERS)]
    )
    first = _records(env, size, companies, seller, big, few, others)
    _messages(env, size, first, [*big.ids, *contacts.ids], few, others)


def _records(env, size, companies, seller, big, few, others):
    """Records of each kind: those of the big customer first, then one of the small one,
    then those of the others.

    :return: id of the first record of each model
    :rtype: dict[str, int]
    """
    values = {"partner_id": big.id}
    project = env["project.project"].create({**values, "name": "Project"})
    of_project = {**values, "project_id": project.id}
    invoice = {
        "move_type": "out_invoice",
        "invoice_date": "2024-01-31",
        "invoice_line_ids": [
            Command.create({"name": "Work", "price_unit": 100, "tax_ids": False})
        ],
    }
    journal = env["account.journal"].search([("type", "=", "bank")], limit=1)
    readable = f"mod(n, {READABLE}) = 0"
    admin = env.ref("base.user_admin")
    user = f"CASE WHEN {readable} THEN {seller.id} ELSE {admin.id} END"
    company = f"CASE WHEN {readable} THEN {companies[0].id} ELSE {companies[1].id} END"
    name = "'Record ' || n"
    in_project = {"name": name, "project_id": f"{project.id} + n"}
    kinds = {
        "project.project": (
            project,
            {
                "name": f"jsonb_build_object('en_US', {name})",
                "company_id": company,
                "privacy_visibility": (
                    f"CASE WHEN {readable} OR mod(n, 2) = 0 THEN 'employees'"
                    " ELSE 'followers' END"
                ),
            },
        ),
        "crm.lead": (
            {**values, "name": "Deal", "type": "opportunity"},
            {"name": name, "user_id": user},
        ),
        "sale.order": (values, {"name": name, "user_id": user, "access_token": "NULL"}),
        "account.move": (
            {**values, **invoice},
            {"name": name, "invoice_user_id": user, "access_token": "NULL"},
        ),
        "account.payment": (
            {**values, "amount": 100, "journal_id": journal.id},
            {"name": name, "company_id": company},
        ),
        "helpdesk.ticket": (
            {**values, "name": "Ticket", "description": "Help"},
            {"number": "'B' || n", "name": name, "user_id": user},
        ),
        "agreement": (
            {**values, "name": "Contract", "code": "B/0"},
            {"code": "'B/' || n", "company_id": company},
        ),
        "client360.letter": (
            {**values, "name": "Letter"},
            {"name": name, "company_id": company},
        ),
        "project.task": (
            {**of_project, "name": "Task"},
            {**in_project, "company_id": company},
        ),
        "project.milestone": ({**of_project, "name": "Release"}, in_project),
    }
    partner = (
        f"CASE WHEN n < {size.records} THEN {big.id} WHEN n = {size.records}"
        f" THEN {few.id} ELSE {others[0].id} + mod(n, {OTHERS}) END"
    )
    first = {}
    count = size.records * (OTHER_RECORDS + 1)
    for model, (record, columns) in kinds.items():
        if isinstance(record, dict):
            record = env[model].create(record)
        # The copies get the ids that follow; nobody else writes this database.
        env.cr.execute(
            "SELECT setval(pg_get_serial_sequence(%s, 'id'), %s)",
            [record._table, record.id],
        )
        multiply(record, count - 1, partner_id=partner, **columns)
        env.cr.execute(SQL("ANALYZE %s", SQL.identifier(record._table)))
        first[model] = record.id
    return first


def _messages(env, size, first, big_ids, few, others):
    """Messages in the order of time: comments, e-mails, notes and tracked changes."""
    env.flush_all()
    cr = env.cr
    models = ["res.partner", *first]
    step = size.messages // size.of_customer
    rare = size.messages // FEW
    subtypes = {
        name: env.ref(f"mail.mt_{name}").id
        for name in ("note", "comment", "activities")
    }
    admin = env.ref("base.partner_admin").id
    others_records = size.records * OTHER_RECORDS - 1
    with bare_table(cr, "mail_message"):
        cr.execute("SELECT COALESCE(max(id), 0) FROM mail_message")
        [last] = cr.fetchone()
        cr.execute(
            """
            INSERT INTO mail_message (
                model, res_id, date, create_date, write_date, create_uid, write_uid,
                author_id, email_from, message_type, subtype_id, subject, body,
                message_id, is_internal)
            SELECT model, res_id, date, date, date, 1, 1,
                   CASE kind WHEN 1 THEN NULL ELSE %(admin)s END,
                   CASE kind WHEN 1 THEN 'customer@bench.example'
                             ELSE 'admin@bench.example' END,
                   CASE kind WHEN 0 THEN 'comment' WHEN 1 THEN 'email'
                             WHEN 2 THEN 'comment' ELSE 'notification' END,
                   CASE kind WHEN 2 THEN %(note)s WHEN 3 THEN %(activities)s
                             WHEN 4 THEN %(note)s WHEN 5 THEN %(note)s
                             ELSE %(comment)s END,
                   CASE kind WHEN 1 THEN 'Re: question ' || i END,
                   CASE WHEN kind >= 4 THEN '' ELSE
                        '<p>Message ' || i || ' of the ' || date::date
                        || ': we have agreed on the terms of delivery and shall send'
                        || ' the papers by the end of the week'
                        || CASE WHEN mod(i, %(word_every)s) = 0 THEN ', %(word)s'
                                ELSE '' END
                        || '.</p>' END,
                   '<' || i || '@bench.example>', FALSE
              FROM (
                SELECT i,
                       i * 5 / 7 %% 6 AS kind,
                       (now() - (%(messages)s - i)
                              * (%(years)s * interval '1 year' / %(messages)s)
                       )::timestamp(0) AS date,
                       (%(models)s::varchar[])[turn + 1] AS model,
                       CASE
                           WHEN owner = 'few' AND turn = 0 THEN %(few)s
                           WHEN owner = 'few'
                           THEN (%(first)s::integer[])[turn + 1] + %(records)s
                           WHEN owner = 'big' AND turn = 0
                           THEN (%(big)s::integer[])[
                                1 + CASE WHEN mod(k, 2) = 0 THEN 0
                                         ELSE mod(k, %(bigs)s) END]
                           WHEN owner = 'big'
                           THEN (%(first)s::integer[])[turn + 1]
                                + mod(k * 7919, %(records)s)
                           WHEN turn = 0 THEN %(other)s + mod(k, %(others)s)
                           ELSE (%(first)s::integer[])[turn + 1] + %(records)s + 1
                                + mod(k * 7919, %(others_records)s)
                       END AS res_id
                  FROM (
                    SELECT i, owner, k, mod(k, %(kinds)s) AS turn
                      FROM generate_series(1::bigint, %(messages)s) AS i
                     CROSS JOIN LATERAL (
                        SELECT CASE WHEN mod(i, %(rare)s) = 1 THEN 'few'
                                    WHEN mod(i, %(step)s) = 0 THEN 'big'
                                    ELSE 'other' END AS owner,
                               CASE WHEN mod(i, %(rare)s) = 1 THEN i / %(rare)s
                                    WHEN mod(i, %(step)s) = 0 THEN i / %(step)s
                                    ELSE i END AS k) AS whose
                  ) AS numbered
              ) AS placed
            """.replace("%(word)s", WORD),
            {
                **subtypes,
                "admin": admin,
                "big": big_ids,
                "bigs": len(big_ids),
                "few": few.id,
                "first": [0, *first.values()],
                "kinds": len(models),
                "messages": size.messages,
                "models": models,
                "other": others[0].id,
                "others": OTHERS,
                "others_records": others_records,
                "rare": rare,
                "records": size.records,
                "step": step,
                "word_every": WORD_EVERY,
                "years": YEARS,
            },
        )
    fields = {
        "res.partner": "phone",
        "crm.lead": "stage_id",
        "sale.order": "state",
        "account.move": "state",
        "account.payment": "state",
        "helpdesk.ticket": "stage_id",
        "agreement": "stage",
        "client360.letter": "state",
        "project.project": "stage_id",
        "project.task": "stage_id",
        "project.milestone": "state",
    }
    field_ids = {
        model: env["ir.model.fields"]._get_ids(model)[name]
        for model, name in fields.items()
    }
    with bare_table(cr, "mail_tracking_value"):
        cr.execute(
            """
            INSERT INTO mail_tracking_value (
                mail_message_id, field_id, old_value_char, new_value_char)
            SELECT m.id, tracked.field_id, 'Before', 'After'
              FROM mail_message m
              JOIN unnest(%s::varchar[], %s::integer[]) AS tracked (model, field_id)
                ON tracked.model = m.model
             WHERE m.id > %s AND m.body = ''
            """,
            [list(field_ids), list(field_ids.values()), last],
        )
