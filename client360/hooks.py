# Copyright 2026 Client 360 contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).


def post_init_hook(env):
    """Give the documents that are there already a type, as new ones get it, and link
    the newest messages to their counterparties.

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
    # The newest messages are in the timeline at once, the others come by and by.
    if env["client360.timeline.backfill"]._run_batch():
        env.ref("client360.ir_cron_timeline")._trigger()


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
