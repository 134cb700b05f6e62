# Copyright 2026 Client 360 contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo import SUPERUSER_ID, api


def migrate(cr, version):
    """Follow the renamed method of the queue; say of each report who has asked for it.

    The scheduled action is not updated with the addon, since administrators may change
    it. The server action of the automation calls the same method as before.
    """
    env = api.Environment(cr, SUPERUSER_ID, {})
    cron = env.ref("client360.ir_cron_express_report", raise_if_not_found=False)
    if cron and cron.code.strip() == "model._process()":
        cron.code = "model._cron_process_queue()"
    # Nobody was noted where the automation had asked, in the transaction of whoever has
    # created the card.
    cr.execute(
        """
        UPDATE client360_express_report
           SET is_automatic = TRUE,
               requested_by_id = COALESCE(create_uid, %s)
         WHERE requested_by_id IS NULL
        """,
        (SUPERUSER_ID,),
    )
