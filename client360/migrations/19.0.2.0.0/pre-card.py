# Copyright 2026 Client 360 contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).


def migrate(cr, version):
    """The dialog for a new version keeps an id, which the database checks no more."""
    cr.execute(
        """
        ALTER TABLE IF EXISTS client360_document_version
        DROP CONSTRAINT IF EXISTS client360_document_version_document_id_fkey
        """
    )
