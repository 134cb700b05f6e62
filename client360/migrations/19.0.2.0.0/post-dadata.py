# Copyright 2026 Client 360 contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo import SUPERUSER_ID, api


def migrate(cr, version):
    """The watch has a model of its own; its scheduled action is not updated with the
    addon."""
    env = api.Environment(cr, SUPERUSER_ID, {})
    cron = env.ref("client360.ir_cron_refresh_requisites", raise_if_not_found=False)
    if cron:
        cron.model_id = env.ref("client360.model_client360_watch")
