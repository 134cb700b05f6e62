# Copyright 2026 Client 360 contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from .tools import requisites, requisites_sql

#: Columns of stored computed fields, and what the rows that are there have in them.
COMPUTED_COLUMNS = {
    "res_partner": {
        "express_report_date": "timestamp",
        "express_report_status": "varchar DEFAULT 'none'",
        "founder_inns": "varchar",
        "has_invalid_requisites": "boolean",
    },
    "res_partner_bank": {"is_acc_number_invalid": "boolean"},
}
#: Cards and accounts that are read at once.
REQUISITES_BATCH_SIZE = 10_000
#: What passes a number that other countries have too, in SQL.
RIGHT_NUMBERS = {
    "vat": requisites_sql.is_inn,
    "company_registry": requisites_sql.is_ogrn,
    "global_location_number": requisites_sql.is_gln,
}


def pre_init_hook(env):
    _add_computed_columns(env)


def post_init_hook(env):
    _type_documents(env)
    _mark_wrong_numbers(env)
    # The newest messages are in the timeline at once, the others come by and by.
    backfill = env["client360.timeline.backfill"]
    if backfill._run_batch():
        backfill._wake_queue()


def _add_computed_columns(env):
    """Add the columns of stored computed fields, so that Odoo does not compute them
    for all the cards that are there. PostgreSQL does not rewrite a table for it."""
    for table, columns in COMPUTED_COLUMNS.items():
        for column, definition in columns.items():
            # pylint: disable=sql-injection
            # names and definitions of this file
            env.cr.execute(
                f"ALTER TABLE {table} ADD COLUMN IF NOT EXISTS {column} {definition}"
            )
            env.cr.execute(f"ALTER TABLE {table} ALTER COLUMN {column} DROP DEFAULT")


def _mark_wrong_numbers(env):
    """Mark the cards and accounts that are there already with a wrong number.

    There may be millions of them, and nearly all are right: PostgreSQL passes those,
    and only the others are read.
    """
    russia_id = env.ref("base.ru").id
    countries = "country_id = %s"
    if env["res.company"].search_count(
        [("partner_id.country_id", "=", russia_id)], limit=1
    ):
        countries += " OR country_id IS NULL"
    doubtful = " OR ".join(
        f"""({column} NOT IN ('', '/') AND NOT ({is_right(column)})
             AND (country_id IS NOT NULL OR {column} ~ '^[0-9]+$'))"""
        for column, is_right in RIGHT_NUMBERS.items()
    )
    _mark(
        env["res.partner"].with_context(active_test=False),
        "has_invalid_requisites",
        f"""SELECT id FROM res_partner
             WHERE id > %s AND ({countries})
               AND (is_company IS TRUE OR parent_id IS NULL) AND ({doubtful})
             ORDER BY id LIMIT %s""",
        [russia_id],
        lambda partner: partner._get_requisite_problems(),
    )
    _mark(
        env["res.partner.bank"].with_context(active_test=False),
        "is_acc_number_invalid",
        """SELECT account.id, account.acc_number, bank.bic
             FROM res_partner_bank account
             JOIN res_bank bank ON bank.id = account.bank_id
            WHERE account.id > %s AND bank.bic ~ '^04[0-9]{7}$'
            ORDER BY account.id LIMIT %s""",
        [],
        lambda account: account._account_problem(),
        lambda number, bic: not requisites.account_key_matches(
            requisites.compact(number), bic
        ),
    )


def _mark(records, column, query, parameters, is_wrong, is_doubtful=None):
    """Set a mark on those records of a query that are wrong.

    :param records: empty recordset of the model
    :param str column: the mark
    :param str query: SQL of the ids above the first parameter, as many as the last,
        and of values for ``is_doubtful``
    :param list parameters: those between
    :param is_wrong: function that judges one record
    :param is_doubtful: function of the values, for records that need not be read
    """
    cr = records.env.cr
    last_id = 0
    while True:
        cr.execute(query, [last_id, *parameters, REQUISITES_BATCH_SIZE])
        rows = cr.fetchall()
        if not rows:
            return
        last_id = rows[-1][0]
        doubtful = records.browse(
            id_ for id_, *values in rows if not is_doubtful or is_doubtful(*values)
        )
        wrong = doubtful.filtered(is_wrong)
        # pylint: disable=sql-injection
        # names of this file
        cr.execute(
            f"UPDATE {records._table} SET {column} = TRUE WHERE id = ANY(%s)",
            [wrong.ids],
        )
        records.env.invalidate_all(flush=False)


def _type_documents(env):
    """Give the documents that are there already a type, as new ones get it.

    In SQL: there may be hundreds of thousands of them.
    """
    env["ir.attachment"].flush_model()
    env.cr.execute(
        """
        UPDATE ir_attachment SET document_type_id = %s
         WHERE document_type_id IS NULL AND res_field IS NULL AND res_id != 0
           AND res_model = ANY(%s)
        """,
        [
            env["client360.document.type"]._get_default_type().id,
            list(env["client360.card"]._get_models(documents=True)),
        ],
    )
    env["ir.attachment"].invalidate_model(["document_type_id"])


def uninstall_hook(env):
    """Take back what Odoo would not remove by itself."""
    remove_parameters(env)
    remove_register_sequences(env)
    remove_implied_groups(env)
    release_documents(env)


def release_documents(env):
    """Take the kinds from documents: kinds are deleted before the field is."""
    env["ir.attachment"].flush_model(["document_type_id"])
    env.cr.execute(
        """UPDATE ir_attachment SET document_type_id = NULL
            WHERE document_type_id IS NOT NULL"""
    )
    env["ir.attachment"].invalidate_model(["document_type_id"])


def remove_parameters(env):
    """Remove the system parameters of the addon, the API keys among them."""
    env["ir.config_parameter"].search([("key", "=like", "client360.%")]).unlink()


def remove_register_sequences(env):
    """Remove the sequences of the registers, which no XML id belongs to."""
    codes = list(env["res.company"]._get_register_sequences())
    sequences = env["ir.sequence"].with_context(active_test=False)
    sequences.search([("code", "in", codes)]).unlink()


# Groups of other addons, and those that ``client360_security.xml`` makes them imply.
IMPLIED_GROUPS = {
    "sales_team.group_sale_salesman": "agreement.group_agreement_user",
    "account.group_account_invoice": "agreement.group_agreement_readonly",
    "account.group_account_readonly": "agreement.group_agreement_readonly",
}


def remove_implied_groups(env):
    """Take the rights on contracts back from salespeople and accountants. The groups
    of our own go by themselves."""
    for xmlid, implied_xmlid in IMPLIED_GROUPS.items():
        group = env.ref(xmlid, raise_if_not_found=False)
        implied = env.ref(implied_xmlid, raise_if_not_found=False)
        if group and implied:
            group.implied_ids -= implied
