"""The commands behind the Makefile's targets."""

import sys

from . import browser, databases, odoo, postgres, settings, venv
from .steps import Problem, fail, lock, say

REQUIREMENTS = settings.PACKAGE / "requirements.txt"


def setup(with_browser=True):
    """Bring everything up that needs no database."""
    venv.check_python()
    with lock():
        postgres.ensure_installed()
        if with_browser:
            browser.ensure()
        odoo.ensure()
        venv.ensure("venv", REQUIREMENTS, with_odoo=True)
        postgres.ensure()
        return odoo.config_file(postgres.connection())


def new_database(name, kind="demo"):
    """Make a scratch database with the addon's dependencies (not the addon)."""
    config = setup()
    template = databases.ensure_template(config, demo=kind == "demo")
    databases.copy(template, name)
    say(f"Database {name} is ready.")


COMMANDS = {"setup": lambda: say(f"Ready: {setup()}"), "db": new_database}


def main(arguments):
    try:
        COMMANDS[arguments[0]](*arguments[1:])
    except Problem as problem:
        fail(problem)
    except KeyboardInterrupt:
        say("\nInterrupted: the next run carries on.")
        return 130
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
