# Copyright 2026 Client 360 contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from .tools import requisites

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
#: Cards whose numbers are judged between two updates.
REQUISITES_BATCH_SIZE = 10_000


def pre_init_hook(env):
    _add_computed_columns(env)


def post_init_hook(env):
    _type_documents(env)
    _mark_wrong_numbers(env)
    # The newest messages are in the timeline at once, the others come by and by.
    if env["client360.timeline.backfill"]._run_batch():
        env.ref("client360.ir_cron_timeline")._trigger()


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

    Only those are looked at that a look at the digits alone cannot pass: Russian
    cards, or without a country, with a tax ID or a registry number; and accounts at
    banks with a BIC.
    """
    partners = env["res.partner"].with_context(active_test=False)
    russia_id = env.ref("base.ru").id
    env.cr.execute(
        """
        SELECT id FROM res_partner
         WHERE (vat IS NOT NULL OR company_registry IS NOT NULL)
           AND (country_id = %s OR country_id IS NULL)
           AND (is_company IS TRUE OR parent_id IS NULL)
         ORDER BY id
        """,
        [russia_id],
    )
    ids = [id_ for (id_,) in env.cr.fetchall()]
    for start in range(0, len(ids), REQUISITES_BATCH_SIZE):
        batch = partners.browse(ids[start : start + REQUISITES_BATCH_SIZE])
        wrong = batch.filtered(lambda partner: partner._get_requisite_problems())
        env.cr.execute(
            "UPDATE res_partner SET has_invalid_requisites = TRUE WHERE id = ANY(%s)",
            [wrong.ids],
        )
        batch.invalidate_recordset(flush=False)
    env.cr.execute(
        """
        SELECT account.id, account.acc_number, bank.bic
          FROM res_partner_bank account
          JOIN res_bank bank ON bank.id = account.bank_id
         WHERE bank.bic ~ '^04[0-9]{7}$'
        """
    )
    candidates = env["res.partner.bank"].browse(
        id_
        for id_, number, bic in env.cr.fetchall()
        if not requisites.account_key_matches(requisites.compact(number), bic)
    )
    wrong = candidates.filtered(lambda account: account._account_problem())
    env.cr.execute(
        "UPDATE res_partner_bank SET is_acc_number_invalid = TRUE WHERE id = ANY(%s)",
        [wrong.ids],
    )
    wrong.invalidate_recordset(["is_acc_number_invalid"], flush=False)


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
