# Copyright 2026 Client 360 contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

"""The database that a benchmark runs on."""

import contextlib
import os

import odoo
from odoo.api import Environment
from odoo.modules.registry import Registry


def configure():
    """Read the configuration that ``make bench`` names.

    :return: name of the database with the addon
    :rtype: str
    """
    database = os.environ["ODOO_DATABASE"]
    odoo.tools.config.parse_config(
        ["-c", os.environ["ODOO_CONFIG"], "-d", database, "--log-level=warn"],
        setup_logging=True,
    )
    return database


@contextlib.contextmanager
def environment(login="admin", database=None):
    """An environment on the database of ``ODOO_DATABASE``, rolled back at the end.

    The configuration file is that of ``ODOO_CONFIG``; ``make bench`` sets both.

    :param str login: of the user
    :param str database: another one, after :func:`configure`
    """
    with Registry(database or configure()).cursor() as cr:
        env = Environment(cr, odoo.SUPERUSER_ID, {})
        user = env["res.users"].search([("login", "=", login)])
        try:
            yield Environment(
                cr, user.id, {"allowed_company_ids": user.company_ids.ids}
            )
        finally:
            cr.rollback()
