# Copyright 2026 Client 360 contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).


def migrate(cr, version):
    """Let people approve what they ask for, as they could: a company with one lawyer
    must not find its contracts stuck."""
    cr.execute(
        """
        INSERT INTO ir_config_parameter (key, value)
             VALUES ('client360.allow_own_approval', 'True')
        ON CONFLICT (key) DO NOTHING
        """
    )
