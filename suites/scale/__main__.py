"""`make test-scale`: the databases, then the tests of the addon that joins
``queue_job``, then those of this folder. ``T=i18n`` updates the translations of that
addon instead."""

import os
import shlex
import sys

from sandbox import commands, databases, logs, odoo, settings, testing, venv
from sandbox.steps import Problem, call, fail, lock, say, step

DATABASE = f"{settings.TEST_DB}_scale"
QUEUE_DATABASE = f"{DATABASE}_queue"
GLUE = f"{settings.ADDON}_queue_job"
FOLDER = settings.CHECKOUT / "suites/scale"


def install(config, database, module):
    """:return: the unexpected records of the log"""
    with step(f"Installing {module} in the database {database}"):
        output = databases.run_odoo(
            *(config, database, "-i", module), log=f"{database}-install", name="scale"
        )
    return logs.unexpected(output)


def may_keep():
    """Whether UPDATE=0 asks for the databases that are there."""
    return os.environ.get("UPDATE") == "0" and databases.exists(QUEUE_DATABASE)


def make_databases(config):
    """Make one database with the addon, and one with ``queue_job`` as well.

    :return: the unexpected records of the log
    """
    template = databases.ensure_template(config, demo=True)
    databases.copy(template, DATABASE)
    found = install(config, DATABASE, settings.ADDON)
    databases.copy(DATABASE, QUEUE_DATABASE)
    # The glue comes by itself.
    return found + install(config, QUEUE_DATABASE, "queue_job")


def test_glue(config):
    """Run the unit tests of the addon that joins ``queue_job``.

    :return: pytest's exit status
    """
    return call(
        [
            *(venv.python("scale"), "-m", "pytest", "-q", "--no-header"),
            *(f"--rootdir={settings.CHECKOUT}", "-p", "no:cacheprovider"),
            *(f"--odoo-config={config}", f"--odoo-database={QUEUE_DATABASE}"),
            *("--odoo-log-level=warn", "--odoo-http"),
            *(f"{GLUE}/tests", "sandbox/tests/test_translations.py"),
        ],
        cwd=settings.CHECKOUT,
        env={**odoo.environment(), "PYTHONDONTWRITEBYTECODE": "1", "ADDON": GLUE},
    )


def main(arguments=""):
    config = commands.setup()
    for name in (DATABASE, QUEUE_DATABASE):
        databases.quoted(name)
    with lock("scale"):
        venv.ensure("scale", with_odoo=True)
    with lock(DATABASE):
        found = [] if may_keep() else make_databases(config)
        for text in found:
            say("   | " + text.replace("\n", "\n   | "))
        if arguments == "i18n":
            folder = settings.CHECKOUT / GLUE / "i18n"
            testing.export_terms(config, QUEUE_DATABASE, folder, name="scale")
            return 0
        glue = 0 if arguments else test_glue(config)
        status = testing.pytest(
            *("-p", "no:odoo", "-p", "no:cacheprovider", "-q", "--no-header"),
            *(shlex.split(arguments) or [str(FOLDER)]),
            SCALE_CONFIG=str(config),
            SCALE_DATABASE=DATABASE,
            SCALE_QUEUE_DATABASE=QUEUE_DATABASE,
        )
        if not arguments:
            databases.drop(DATABASE)
            databases.drop(QUEUE_DATABASE)
    return int(bool(status or glue or found))


if __name__ == "__main__":
    try:
        sys.exit(main(*sys.argv[1:]))
    except Problem as problem:
        fail(problem)
