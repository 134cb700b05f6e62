# Copyright 2026 Client 360 contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo import SUPERUSER_ID, api
from odoo.tools import SQL


def migrate(cr, version):
    """Name the contacts of earlier entries by their ids too, so that the history of a
    card hides them from those who may not read them, and begin with the links of
    messages."""
    env = api.Environment(cr, SUPERUSER_ID, {})
    field_id = env["ir.model.fields"]._get_ids("res.partner")["child_ids"]
    for side in ("old", "new"):
        cr.execute(
            SQL(
                """
                UPDATE mail_tracking_value value
                   SET %(id_column)s = contact.id
                  FROM mail_message message, res_partner contact
                 WHERE value.field_id = %(field_id)s
                   AND message.id = value.mail_message_id
                   AND message.model = 'res.partner'
                   AND COALESCE(value.%(id_column)s, 0) = 0
                   AND contact.name = value.%(name_column)s
                   AND contact.company_id IS NOT NULL
                   AND (contact.parent_id = message.res_id OR NOT EXISTS (
                        SELECT FROM res_partner sibling
                         WHERE sibling.parent_id = message.res_id
                           AND sibling.name = contact.name))
                """,
                id_column=SQL.identifier(f"{side}_value_integer"),
                name_column=SQL.identifier(f"{side}_value_char"),
                field_id=field_id,
            )
        )
    backfill = env["client360.timeline.backfill"]
    if backfill._run_batch():
        backfill._wake_queue()
