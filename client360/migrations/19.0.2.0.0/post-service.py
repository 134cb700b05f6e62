# Copyright 2026 Client 360 contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo.tools import SQL
from odoo.tools.sql import column_exists, table_exists


def migrate(cr, version):
    """Move what was counted to the table of both services, and wipe typed keys."""
    # Odoo drops the old table at the end of the update.
    if table_exists(cr, "client360_dadata_usage"):
        cr.execute(
            """
            INSERT INTO client360_service_usage
                        (service, date, inn, requests, watched)
                 SELECT 'dadata', date, '', used, watched
                   FROM client360_dadata_usage
            ON CONFLICT (service, date, inn) DO NOTHING
            """
        )
    cr.execute(
        """
        INSERT INTO client360_service_usage (service, date, inn, requests, watched)
             SELECT DISTINCT 'kontur_focus', day, inn, 1, 0
               FROM client360_express_report,
                    LATERAL (SELECT (date_sent AT TIME ZONE 'UTC'
                                               AT TIME ZONE 'Europe/Moscow')::date
                            ) AS moscow (day)
              WHERE day >= (now() AT TIME ZONE 'Europe/Moscow')::date
        ON CONFLICT (service, date, inn) DO NOTHING
        """
    )
    # These fields are not stored any more.
    for name in ("client360_dadata_token", "client360_kontur_focus_token"):
        if column_exists(cr, "res_config_settings", name):
            cr.execute(
                SQL(
                    "ALTER TABLE res_config_settings DROP COLUMN %s",
                    SQL.identifier(name),
                )
            )
