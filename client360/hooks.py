# Copyright 2026 Client 360 contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).


def post_init_hook(env):
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
    """Leave nothing behind that Odoo would not remove by itself."""
    _remove_parameters(env)


def _remove_parameters(env):
    """Remove the system parameters of the addon, the API keys among them."""
    env["ir.config_parameter"].search([("key", "=like", "client360.%")]).unlink()
