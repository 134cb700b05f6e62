"""`make run`: the demo database, Odoo on it, and the fake services beside it."""

import contextlib
import importlib
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request

from . import databases, logs, odoo, postgres, settings, venv
from .steps import Problem, end_with_parent, lock, log_path, say, step

READY_TIMEOUT = 120
NOBODY = "http://127.0.0.1:9"  # the port that discards; nobody listens


def ensure_demo(config, database):
    """Have a demo database that knows the addon as it is now."""

    def finish(work):
        with step("Making it a Russian company's and loading the demo data"):
            script = settings.PACKAGE / "inside/demo_database.py"
            warn_of(databases.run_inside(config, work, script, log=f"{database}-demo"))
        point_to_fake_services(work, NOBODY)
        databases.build_assets(config, work)

    databases.quoted(database)
    with lock(database):
        if databases.exists(database) and not databases.read_state(database):
            databases.drop(database)  # killed in the middle of an update
        databases.ensure(config, database, False, warn_of, finish)


def warn_of(output):
    for record in logs.unexpected(output):
        say("   | " + record.replace("\n", "\n   | "))


# The processes


@contextlib.contextmanager
def spawned(command, log, **kwargs):
    """Run a process outside the terminal's group: Ctrl-C reaches only us."""
    with open(log_path(log), "ab") as output:
        process = subprocess.Popen(
            [str(part) for part in command],
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=output,
            env=odoo.environment(),
            start_new_session=True,
            preexec_fn=end_with_parent,
            **kwargs,
        )
        try:
            yield process
        finally:
            process.terminate()
            try:
                process.wait(10)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()


def wait_until(answers, process, log):
    """Wait for a server to answer."""
    deadline = time.monotonic() + READY_TIMEOUT
    while time.monotonic() < deadline and process.poll() is None:
        try:
            return answers()
        except urllib.error.HTTPError as error:
            raise Problem(
                f"Odoo answers with status {error.code}, see {log_path(log)}."
            ) from error
        except OSError:
            time.sleep(0.2)
    raise Problem(f"The server has stopped or does not answer, see {log_path(log)}.")


@contextlib.contextmanager
def fake_services():
    """Run the fake services; give the process and its address."""
    port = postgres.free_port()
    command = [venv.python(), "-m", "fake_services", "--port", port]
    log = "fake_services"
    with spawned(command, log, cwd=settings.addon_path() / "tests") as process:
        address = "127.0.0.1", port
        wait_until(lambda: socket.create_connection(address).close(), process, log)
        yield process, f"http://127.0.0.1:{port}"


def fake_services_facts():
    """The package of the fake services; it needs nothing but Python."""
    folder = str(settings.addon_path() / "tests")
    if folder not in sys.path:
        sys.path.insert(0, folder)
    return importlib.import_module("fake_services")


@contextlib.contextmanager
def server(config, database, port, cron_threads=1):
    """Run Odoo's server on one database, until it shows its login page."""
    command = odoo.command_line(
        config,
        *("server", "-d", database, f"--db-filter=^{database}$"),
        *(f"--http-port={port}", f"--max-cron-threads={cron_threads}"),
        "--log-level=info",
    )
    # no proxy from the environment
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    page = f"http://127.0.0.1:{port}/web/login"
    with spawned(command, "server", cwd=settings.SANDBOX) as process:
        with step(f"Starting Odoo on port {port}"):
            wait_until(lambda: opener.open(page, timeout=60).close(), process, "server")
        yield process


def point_to_fake_services(database, url):
    """Set the addresses and tokens, unless the user has set tokens of his own.

    With a token of his own a service is the real one.

    :return: the names of the parameters with such a token
    """
    facts = fake_services_facts()
    tokens = {
        "client360.dadata_api_token": facts.DEMO_DADATA_TOKEN,
        "client360.kontur_focus_api_token": facts.DEMO_KONTUR_TOKEN,
    }
    ours = ", ".join(map(str, tokens.items()))
    return postgres.sql(
        f"""
        INSERT INTO ir_config_parameter (key, value) VALUES {ours}
            ON CONFLICT (key) DO NOTHING;
        DELETE FROM ir_config_parameter
         WHERE key IN ('client360.dadata_url', 'client360.kontur_focus_url')
           AND value LIKE 'http://127.0.0.1:%';
        INSERT INTO ir_config_parameter (key, value)
        SELECT replace(key, 'api_token', 'url'), '{url}' FROM ir_config_parameter
         WHERE (key, value) IN ({ours})
            ON CONFLICT (key) DO UPDATE SET value = excluded.value;
        SELECT key FROM ir_config_parameter
         WHERE key IN {tuple(tokens)} AND (key, value) NOT IN ({ours});
        """,
        database,
    ).split()


def read_port():
    """The port to serve, from the variable PORT."""
    text = os.environ.get("PORT") or "8069"
    if not text.isdigit() or not 0 < int(text) < 65536:
        raise Problem(f"PORT={text} is not a port: use a number from 1 to 65535.")
    port = int(text)
    advice = f"Stop what uses it, or choose another: `make run PORT={port + 1}`."
    postgres.check_port(port, advice)
    return port


def run(config, port):
    """Serve the demo database until Ctrl-C, or until one of the processes ends."""
    for number in (signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, signal.default_int_handler)
    database = settings.DEMO_DB
    ensure_demo(config, database)
    with contextlib.ExitStack() as stack:
        fake_process, url = stack.enter_context(fake_services())
        kept = point_to_fake_services(database, url)
        odoo_process = stack.enter_context(server(config, database, port))
        introduce(port, url, kept)
        try:
            while odoo_process.poll() is None and fake_process.poll() is None:
                time.sleep(0.5)
        except KeyboardInterrupt:
            say("\nStopped.")
            return
    raise Problem(
        f"A server has stopped by itself, see {log_path('server')} and "
        f"{log_path('fake_services')}."
    )


def introduce(port, url, kept):
    rows = fake_services_facts().INNS_TO_TRY[:3]
    inns = "\n               ".join("  ".join(row) for row in rows)
    services = f"fake ones at {url} (invented companies only)"
    if kept:
        services += f"; real, since you have set a token: {', '.join(kept)}"
    say(f"""
    Address    http://127.0.0.1:{port}
    Login      admin
    Password   admin
    Services   {services}
    INNs       {inns}
    Log        {log_path("server")}

    To use the real DaData and Kontur.Focus put your own tokens into the form
    Settings > Client 360 and start `make run` again: it points only services with
    the demo token to the fake ones.
    To start with a fresh demo database: make run FRESH=1

    Ctrl-C stops everything.
""")
