"""Opens a database for the scripts beside this file, the way `odoo shell` does."""

import contextlib
import sys

import odoo.api
import odoo.modules.registry
import odoo.service.server
import odoo.tools


@contextlib.contextmanager
def environment(config, database, *options):
    """Give an environment of the superuser; commit when the block ends well."""
    odoo.tools.config.parse_config(
        ["-c", config, "-d", database, "--no-http", "--log-level=info", *options],
        setup_logging=True,
    )
    odoo.service.server.load_server_wide_modules()
    registry = odoo.modules.registry.Registry(database)
    with registry.cursor() as cursor:
        yield odoo.api.Environment(cursor, odoo.api.SUPERUSER_ID, {})
    registry.signal_changes()


def arguments():
    return sys.argv[1:]
