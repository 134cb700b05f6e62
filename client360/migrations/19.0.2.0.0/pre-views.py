# Copyright 2026 Client 360 contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

#: {field before: field now}
RENAMED = {
    "requisites_wrong": "has_invalid_requisites",
    "number_wrong": "is_acc_number_invalid",
}


def migrate(cr, version):
    """Empty the addon's extensions of views: each gets its text when it is loaded.

    Odoo checks a view together with all that extend it. Those that are not loaded yet
    would name fields and methods that this version does not have any more.
    """
    cr.execute(
        """UPDATE ir_ui_view SET arch_db = '{"en_US": "<data/>"}'
            WHERE mode = 'extension' AND inherit_id IS NOT NULL
              AND id IN (SELECT res_id FROM ir_model_data
                          WHERE module = 'client360' AND model = 'ir.ui.view')"""
    )
    # views that administrators have made
    for old, new in RENAMED.items():
        cr.execute(
            r"""UPDATE ir_ui_view AS view
                   SET arch_db = regexp_replace(
                           arch_db::text, '\y' || %(old)s || '\y', %(new)s, 'g'
                       )::jsonb
                 WHERE arch_db::text ~ ('\y' || %(old)s || '\y')
                   AND NOT EXISTS (SELECT FROM ir_model_data
                                    WHERE model = 'ir.ui.view' AND res_id = view.id)""",
            {"old": old, "new": new},
        )
