"""`make test` and `make retest`: the addon's tests on a database of their own."""

import os
import shlex

from . import databases, lint, logs, odoo, settings, venv
from .steps import call, lock, log_path, say


def findings_file(database):
    return log_path(f"{database}-install-findings")


def scan(output):
    """Keep the unexpected records of an installation for the tests' report."""
    found = logs.unexpected(output)
    findings_file(settings.TEST_DB).write_text("\n\n".join(found), encoding="utf-8")
    if found:
        say(f"   {len(found)} unexpected warnings or errors in Odoo's log, see below")


def recipe(config):
    """What a test database is made of: the parameters of `databases.ensure`."""
    return (
        *(config, settings.TEST_DB, True, scan),
        lambda work: databases.build_assets(config, work),
    )


def pytest(*options, root=settings.CHECKOUT, process=None, **variables):
    """Run pytest in the foreground.

    :param root: the folder with its configuration
    :param process: further arguments of `subprocess.run`
    :return: its exit status
    """
    command = [
        *(venv.python(), "-m", "pytest"),
        *(f"--rootdir={root}", f"--config-file={root / 'pytest.ini'}"),
        *("-o", f"cache_dir={settings.SANDBOX / 'pytest'}", *options),
    ]
    environ = {**odoo.environment(), "PYTHONDONTWRITEBYTECODE": "1", **variables}
    return call(command, **{"cwd": root, "env": environ, **(process or {})})


def odoo_pytest(config, database, *options, **kwargs):
    """Run tests that need Odoo, with the plugin pytest-odoo: see `pytest`."""
    return pytest(
        *("--odoo-http", "--odoo-log-level=warn"),
        # with "=": else pytest takes them for places of tests and looks there for ours
        *(f"--odoo-config={config}", f"--odoo-database={database}", *options),
        **kwargs,
    )


def suite(config, arguments):
    say(f"-> pytest {arguments}")
    findings = str(findings_file(settings.TEST_DB))
    return odoo_pytest(
        config,
        settings.TEST_DB,
        *shlex.split(arguments),
        INSTALL_LOG_FINDINGS=findings,
        AXE_CORE=str(lint.ensure_axe()),
    )


def without_odoo():
    """The tests that need no Odoo: those of the fake services."""
    folder = settings.addon_path() / "tests/fake_services/selftest"
    say(f"-> pytest {folder.relative_to(settings.CHECKOUT)}")
    return pytest("-p", "no:odoo", "-q", root=folder)


def test(config, arguments=""):
    """Everything from scratch: database, installation, all tests.

    :return: the exit status of the first pytest that has failed
    """
    databases.quoted(settings.TEST_DB)
    status = 0 if arguments else without_odoo()
    with lock(settings.TEST_DB):
        databases.create(*recipe(config))
        return suite(config, arguments) or status


def retest(config, arguments=""):
    """The same tests on the database that is there, updated when needed."""
    databases.quoted(settings.TEST_DB)
    with lock(settings.TEST_DB):
        databases.ensure(*recipe(config))
        return suite(config, arguments)


def i18n(config):
    """Export the addon's terms from the test database into its i18n folder."""
    with lock(settings.TEST_DB):
        databases.ensure(*recipe(config))
        export_terms(config, settings.TEST_DB, settings.addon_path() / "i18n")


def export_terms(config, database, folder, name="venv"):
    """Export the terms of the addon with this folder of translations."""
    script = settings.PACKAGE / "inside/i18n.py"
    output = databases.run_inside(
        *(config, database, script), log="i18n", name=name, FOLDER=str(folder)
    )
    say("".join(line + "\n" for line in output.splitlines() if " INFO " not in line))


def bench(config, arguments=""):
    """`make bench`: run `python -m bench` on a database without any demo data.

    The measurements find the configuration in ODOO_CONFIG, the database in
    ODOO_DATABASE, and one without the addon in ODOO_STOCK_DATABASE. They roll back
    what they do there.

    :return: its exit status
    """
    database = settings.BENCH_DB
    databases.quoted(database)
    with lock(database):
        databases.ensure(config, database, False, lambda output: None)
        environ = {
            **odoo.environment(),
            "ODOO_CONFIG": str(config),
            "ODOO_DATABASE": database,
            "ODOO_STOCK_DATABASE": databases.ensure_template(config, demo=False),
        }
        command = [venv.python(), "-m", "bench", *shlex.split(arguments)]
        return call(command, cwd=settings.CHECKOUT, env=environ)


def shell(config, database=None):
    """Odoo's shell on a database."""
    command = odoo.command_line(
        config, "shell", "-d", database or settings.DEMO_DB, "--no-http"
    )
    os.execvpe(command[0], command, odoo.environment())
