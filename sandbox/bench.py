"""`make bench`: run the measurements of bench/ on a database of their own."""

import os
import shlex
import subprocess

from . import databases, odoo, postgres, settings, testing, venv
from .steps import lock, remove


def ensure_database(config, database):
    """A database with the addon and no demo data at all."""
    if databases.exists(database):
        if not testing.is_current(database):
            testing.update(config, database)
        return
    digest = settings.addon_digest()
    databases.install_addon(config, database, demo=False)
    testing.publish(database, digest)


def run(config, arguments):
    """Run `python -m bench` with Odoo's Python in the checkout.

    The measurements find the configuration in ODOO_CONFIG, the database in
    ODOO_DATABASE, and the server in the PG* variables.

    :return: its exit status
    """
    database = settings.BENCH_DB
    databases.quoted(database)
    with lock(database):
        ensure_database(config, database)
        environ = {
            **odoo.environment(),
            **postgres.variables(database),
            "ODOO_CONFIG": str(config),
            "ODOO_DATABASE": database,
        }
        return subprocess.run(
            [str(venv.python()), "-m", "bench", *shlex.split(arguments)],
            cwd=settings.CHECKOUT,
            env=environ,
            check=False,
        ).returncode


def forget():
    """Remove the database, to start the next measurement from nothing."""
    databases.drop(settings.BENCH_DB)
    remove(testing.state_file(settings.BENCH_DB))


def main(config, arguments):
    if (os.environ.get("FRESH") or "0") != "0":
        forget()
    return run(config, arguments)
