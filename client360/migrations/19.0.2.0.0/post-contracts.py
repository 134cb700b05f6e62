# Copyright 2026 Client 360 contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).


def migrate(cr, version):
    """Templates are drafts: the installation once took them for contracts."""
    cr.execute(
        """
        UPDATE agreement SET state = 'draft', stage = 'project'
         WHERE is_template AND state != 'draft'
        """
    )
