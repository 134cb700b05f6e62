# Copyright 2026 Client 360 contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo.tools.sql import column_exists, rename_column

#: {table: {column before: column now}}
RENAMED = {
    "res_partner": {"requisites_wrong": "has_invalid_requisites"},
    "res_partner_bank": {"number_wrong": "is_acc_number_invalid"},
}


def migrate(cr, version):
    for table, columns in RENAMED.items():
        for old, new in columns.items():
            if not column_exists(cr, table, old) or column_exists(cr, table, new):
                continue
            rename_column(cr, table, old, new)
            rename_in_filters(cr, old, new)
    cr.execute(
        """DROP INDEX IF EXISTS res_partner__requisites_wrong_idx,
                                res_partner_bank__number_wrong_idx"""
    )
    move_gln(cr)


def rename_in_filters(cr, old, new):
    """Rename a field in the filters that people have saved."""
    cr.execute(
        r"""UPDATE ir_filters
               SET domain = regexp_replace(domain, %(old)s, %(new)s, 'g'),
                   context = regexp_replace(context, %(old)s, %(new)s, 'g')
             WHERE domain ~ %(old)s OR context ~ %(old)s""",
        {"old": rf"\y{old}\y", "new": new},
    )


def move_gln(cr):
    """Move GLN codes to Odoo's own field, which electronic documents read."""
    if not column_exists(cr, "res_partner", "gln"):
        return
    cr.execute(
        """UPDATE res_partner SET global_location_number = gln
            WHERE gln IS NOT NULL AND global_location_number IS NULL"""
    )
    # Odoo drops no column of a field that is not stored any more.
    cr.execute("ALTER TABLE res_partner DROP COLUMN gln")
