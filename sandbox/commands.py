"""The commands behind the Makefile's targets."""

import os
import signal

from . import (
    bench,
    browser,
    clean,
    databases,
    debian,
    lint,
    odoo,
    pictures,
    postgres,
    serve,
    settings,
    testing,
    venv,
)
from .steps import Problem, fail, lock, say

REQUIREMENTS = settings.PACKAGE / "requirements.txt"


def setup(with_browser=True):
    """Bring everything up that needs no database."""
    venv.check_python()
    with lock():
        packages = {**venv.missing(), **postgres.missing(), **debian.missing()}
        if with_browser:
            packages.update(browser.missing())
        debian.install(packages)
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


def test(arguments=""):
    return testing.test(setup(), arguments)


def retest(arguments=""):
    return testing.retest(setup(), arguments)


def run():
    for number in (signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, signal.default_int_handler)
    port = serve.read_port()
    config = setup()
    try:
        serve.run(config, port)
    except serve.Stopped:
        say("\nStopped.")


def psql(database, *arguments):
    """Open psql, or run it with the given arguments."""
    setup()
    os.execvpe("psql", ["psql", *arguments, database], postgres.environment(database))


def shell(database=None):
    """Odoo's shell on a database."""
    config = setup()
    command = odoo.command_line(
        venv.python(), config, "shell", "-d", database or settings.DEMO_DB, "--no-http"
    )
    os.execvpe(command[0], command, odoo.environment())


def run_lint():
    venv.check_python()
    with lock("lint"):
        debian.install(venv.missing())
        lint.run()


def reformat():
    venv.check_python()
    with lock("lint"):
        debian.install(venv.missing())
        lint.reformat()


def i18n():
    testing.i18n(setup())


def take_pictures():
    pictures.take_all(setup())


def look(*arguments):
    pictures.look(setup(), *arguments)


def run_bench(arguments=""):
    return bench.main(setup(with_browser=False), arguments)


def run_clean():
    clean.clean()


COMMANDS = {
    "setup": lambda: say(f"Ready: {setup()}"),
    "db": new_database,
    "test": test,
    "retest": retest,
    "i18n": i18n,
    "run": run,
    "pictures": take_pictures,
    "look": look,
    "bench": run_bench,
    "clean": run_clean,
    "lint": run_lint,
    "format": reformat,
    "psql": psql,
    "shell": shell,
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
