"""The commands behind the Makefile's targets."""

import os

from . import clean, databases, debian, lint, odoo, postgres, serve, testing, venv
from .steps import Problem, fail, lock, say


def setup():
    """Bring everything up that needs no database.

    :return: the path of Odoo's configuration for this checkout
    """
    venv.check_python()
    with lock():
        debian.install({**venv.missing(), **postgres.missing(), **debian.missing()})
        odoo.ensure()
        venv.ensure("venv", with_odoo=True)
        postgres.ensure()
        return odoo.config_file()


def new_database(name, kind="demo"):
    """Make a scratch database with the addon's dependencies (not the addon)."""
    template = databases.ensure_template(setup(), demo=kind == "demo")
    databases.copy(template, name)
    say(f"Database {name} is ready.")


def run():
    port = serve.read_port()
    serve.run(setup(), port)


def psql(database, *arguments):
    """Open psql, or run it with the given arguments."""
    setup()
    os.execvpe("psql", ["psql", *arguments, database], postgres.environment())


COMMANDS = {
    "setup": lambda: say(f"Ready: {setup()}"),
    "db": new_database,
    "test": lambda *arguments: testing.test(setup(), *arguments),
    "retest": lambda *arguments: testing.retest(setup(), *arguments),
    "i18n": lambda: testing.i18n(setup()),
    "bench": lambda *arguments: testing.bench(setup(), *arguments),
    "shell": lambda *arguments: testing.shell(setup(), *arguments),
    "run": run,
    "clean": clean.clean,
    "lint": lint.check,
    "format": lint.reformat,
    "tool": lint.tool,
    "psql": psql,
}


def main(arguments):
    command = COMMANDS.get(arguments[0] if arguments else "")
    if not command:
        fail(f"Which command? One of: {', '.join(COMMANDS)}")
    try:
        return command(*arguments[1:]) or 0
    except Problem as problem:
        fail(problem)
    except OSError as error:
        fail(f"{error}. Is the disk full, or does the folder belong to another user?")
    except KeyboardInterrupt:
        say("\nInterrupted: the next run carries on.")
        return 130
