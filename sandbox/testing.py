"""`make test` and `make retest`: the addon's tests on a database of their own."""

import os
import shlex
import subprocess

from . import databases, logs, odoo, settings, venv
from .steps import lock, log_path, remove, say, step, write_atomically


def state_file(database):
    return settings.SANDBOX / "state" / f"{database}.txt"


def is_current(database):
    """Whether the database has seen the addon's files as they are now."""
    path = state_file(database)
    return (
        path.is_file() and path.read_text(encoding="utf-8") == settings.addon_digest()
    )


def findings_file(database):
    return log_path(f"{database}-install-findings")


def scan(database, output):
    """Keep the unexpected records of an installation for the tests' report."""
    found = logs.unexpected(output)
    findings_file(database).write_text("\n\n".join(found), encoding="utf-8")
    if found:
        say(f"   {len(found)} unexpected warnings or errors in Odoo's log, see below")


def create(config, database):
    """Make the test database anew and install the addon."""
    digest = settings.addon_digest()
    work, output = databases.install_addon(config, database, demo=True)
    scan(database, output)
    with step("Building the assets of the web client"):
        databases.run_inside(config, work, "assets", log=f"{database}-assets")
    publish(database, digest)


def publish(database, digest):
    """Give a database that is finished its name, and remember what it knows."""
    remove(state_file(database))
    databases.publish(database)
    write_atomically(state_file(database), digest)


def update(config, database):
    """Bring the addon in an existing database up to date."""
    with step(f"Updating {settings.ADDON} in the database {database}"):
        digest = settings.addon_digest()
        remove(state_file(database))
        output = databases.run_odoo(
            config,
            database,
            *("-u", settings.ADDON, "--i18n-overwrite"),
            log=f"{database}-install",
        )
        scan(database, output)
        write_atomically(state_file(database), digest)


def pytest(config, database, arguments):
    """Run pytest in the foreground.

    :return: its exit status
    """
    environ = {
        **odoo.environment(),
        "INSTALL_LOG_FINDINGS": str(findings_file(database)),
        "PYTHONDONTWRITEBYTECODE": "1",
    }
    ini = settings.CHECKOUT / "pytest.ini"
    command = [
        *(str(venv.python()), "-m", "pytest", "--odoo-http", "--odoo-log-level=warn"),
        # with "=": else pytest takes them for places of tests and looks there for ours
        *(f"--odoo-config={config}", f"--odoo-database={database}"),
        *(f"--rootdir={settings.CHECKOUT}", f"--config-file={ini}"),
        *("-o", f"cache_dir={settings.SANDBOX / 'pytest'}", *shlex.split(arguments)),
    ]
    say(f"-> pytest {arguments}")
    return subprocess.run(
        command, cwd=settings.CHECKOUT, env=environ, check=False
    ).returncode


def test(config, arguments=""):
    """Everything from scratch: database, installation, all tests."""
    databases.quoted(settings.TEST_DB)
    with lock(settings.TEST_DB):
        create(config, settings.TEST_DB)
        return pytest(config, settings.TEST_DB, arguments)


def ensure_current(config):
    """Have a test database; bring it up to date when that is needed or wanted."""
    wish = os.environ.get("UPDATE") or "auto"
    if not databases.exists(settings.TEST_DB):
        create(config, settings.TEST_DB)
    elif wish == "1" or (wish == "auto" and not is_current(settings.TEST_DB)):
        update(config, settings.TEST_DB)


def retest(config, arguments=""):
    """The same tests on the database that is there, updated when needed."""
    databases.quoted(settings.TEST_DB)
    with lock(settings.TEST_DB):
        ensure_current(config)
        return pytest(config, settings.TEST_DB, arguments)


def i18n(config):
    """Export the addon's terms from the test database into its i18n folder."""
    with lock(settings.TEST_DB):
        ensure_current(config)
        output = databases.run_inside(
            config,
            settings.TEST_DB,
            "i18n",
            *(settings.ADDON, settings.addon_path() / "i18n"),
            log="i18n",
        )
    say("".join(line + "\n" for line in output.splitlines() if " INFO " not in line))
