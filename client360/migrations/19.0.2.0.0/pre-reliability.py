# Copyright 2026 Client 360 contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).


def migrate(cr, version):
    """No card names founders yet: nothing to work out for a hundred thousand cards."""
    cr.execute("ALTER TABLE res_partner ADD COLUMN IF NOT EXISTS founder_inns varchar")
