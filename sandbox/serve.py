"""`make run`: the demo database, Odoo on it, and the stand-in of the two services."""

import contextlib
import json
import os
import queue
import socket
import subprocess
import sys
import threading
import time
import urllib.error
import urllib.request

from . import databases, logs, odoo, postgres, settings, venv
from .steps import (
    Problem,
    end_with_parent,
    lock,
    log_path,
    remove,
    say,
    step,
    write_atomically,
)


class Stopped(Exception):
    """The user has stopped the server: all is well."""


READY_TIMEOUT = 120


# The demo database


def state_file(database):
    return settings.SANDBOX / "state" / f"{database}.json"


def read_state(database):
    try:
        return json.loads(state_file(database).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}


def current_state():
    """What the demo database depends on."""
    return {
        "addon": settings.addon_digest(),
        "odoo": odoo.version(),
        "venv": venv.facts(),
    }


def ensure_demo(config, database):
    """Have a demo database that knows the addon as it is now."""
    with lock(database):
        wanted = current_state()
        found = read_state(database)
        wish = os.environ.get("FRESH") or "0"
        if wish == "0" and databases.exists(database) and found == wanted:
            return
        if wish == "0" and databases.exists(database) and found:
            if {**found, "addon": ""} == {**wanted, "addon": ""}:
                update_demo(config, database, wanted)
                return
            say("   Odoo or its libraries have changed: the demo database is made anew")
        create_demo(config, database, wanted)


def create_demo(config, database, wanted):
    work, output = databases.install_addon(config, database, demo=False)
    warn_of(output)
    with step("Making it a Russian company's and loading the demo data"):
        output = databases.run_inside(
            config, work, "demo_database", settings.ADDON, log=f"{database}-demo"
        )
        warn_of(output)
    point_to_fake_services(work, "http://127.0.0.1:9", first=True)
    with step("Building the assets of the web client"):
        databases.run_inside(config, work, "assets", log=f"{database}-assets")
    remove(state_file(database))
    databases.publish(database)
    write_atomically(state_file(database), json.dumps(wanted))


def update_demo(config, database, wanted):
    with step(f"{settings.ADDON} has changed: updating it in {database}"):
        output = databases.run_odoo(
            config,
            database,
            *("-u", settings.ADDON, "--i18n-overwrite"),
            log=f"{database}-install",
            hint="To make the demo database anew: make run FRESH=1",
        )
        warn_of(output)
        write_atomically(state_file(database), json.dumps(wanted))


def warn_of(output):
    for record in logs.unexpected(output):
        say("   | " + record.replace("\n", "\n   | "))


# The processes


def spawn(command, **kwargs):
    """Start a process outside the terminal's group: Ctrl-C reaches only us."""
    return subprocess.Popen(
        [str(part) for part in command],
        stdin=subprocess.DEVNULL,
        start_new_session=True,
        preexec_fn=end_with_parent,
        **kwargs,
    )


def end(process):
    if process.poll() is None:
        process.terminate()
        try:
            process.wait(10)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def port_is_free(port):
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            return False
    return True


def fake_services_folder():
    return settings.addon_path() / "tests"


def fake_services_facts():
    """The constants of the stand-in's package, asked in a process of its own."""
    names = "DEMO_DADATA_TOKEN", "DEMO_KONTUR_TOKEN", "INNS_TO_TRY"
    code = (
        "import json, fake_services; "
        f"facts = {{name: getattr(fake_services, name) for name in {names!r}}}; "
        "print(json.dumps(facts))"
    )
    done = subprocess.run(
        [venv.python(), "-c", code],
        cwd=fake_services_folder(),
        capture_output=True,
        text=True,
        check=False,
        env=odoo.environment(),
    )
    if done.returncode:
        raise Problem(f"The stand-in server cannot be imported:\n{done.stderr}")
    return json.loads(done.stdout)


@contextlib.contextmanager
def fake_services():
    """Run the stand-in for DaData and Kontur.Focus; give its address."""
    port = postgres.free_port()
    with open(log_path("fake_services"), "w", encoding="utf-8") as log:
        process = spawn(
            [venv.python(), "-m", "fake_services", "--port", port],
            cwd=fake_services_folder(),
            env=odoo.environment(),
            stdout=subprocess.PIPE,
            stderr=log,
        )
        lines = queue.Queue()
        reader = threading.Thread(target=drain, args=(process, lines), daemon=True)
        reader.start()
        try:
            if not lines.get(timeout=20):
                raise Problem(
                    f"The fake services do not start, see {log_path('fake_services')}."
                )
            yield process, f"http://127.0.0.1:{port}"
        except queue.Empty:
            raise Problem("The fake services do not get ready.") from None
        finally:
            end(process)


def drain(process, lines):
    """Read a process's output so that it never blocks."""
    for line in process.stdout:
        lines.put(line)
    lines.put(b"")


@contextlib.contextmanager
def server(config, database, port, cron_threads=1):
    """Run Odoo's server on one database."""
    with open(log_path("server"), "ab") as log:
        process = spawn(
            odoo.command_line(
                venv.python(),
                config,
                *("server", "-d", database, f"--db-filter=^{database}$"),
                *(f"--http-port={port}", f"--max-cron-threads={cron_threads}"),
                "--log-level=info",
            ),
            cwd=settings.SANDBOX,
            env=odoo.environment(),
            stdout=log,
            stderr=log,
        )
        try:
            yield process
        finally:
            end(process)


def wait_until_served(process, port):
    """Wait for the login page."""
    deadline = time.monotonic() + READY_TIMEOUT
    while time.monotonic() < deadline:
        if process.poll() is not None:
            raise Problem(f"Odoo's server has stopped, see {log_path('server')}.")
        try:
            address = f"http://127.0.0.1:{port}/web/login"
            opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
            with opener.open(address, timeout=60) as answer:
                if answer.status == 200:
                    return
        except urllib.error.HTTPError as error:
            raise Problem(
                f"Odoo answers with status {error.code}, see {log_path('server')}."
            ) from error
        except OSError:
            time.sleep(0.2)
    raise Problem(f"Odoo does not answer on port {port}, see {log_path('server')}.")


def point_to_fake_services(database, url, first=False):
    """Set the addresses and tokens, unless the user has set tokens of his own.

    With a token of his own a service is the real one.


    :param first: whether the database is new, so that whatever is there is not his
    :return: the names of the services that the user has set
    """
    facts = fake_services_facts()
    tokens = {
        "dadata": facts["DEMO_DADATA_TOKEN"],
        "kontur_focus": facts["DEMO_KONTUR_TOKEN"],
    }
    kept = []
    for service, token in tokens.items():
        key = f"client360.{service}_api_token"
        address = f"client360.{service}_url"
        if not first and parameter(database, key) not in (None, token):
            kept.append(service)
            postgres.sql(
                f"DELETE FROM ir_config_parameter WHERE key = '{address}'"
                " AND value LIKE 'http://127.0.0.1:%'",
                database,
            )
            continue
        for name, value in ((address, url), (key, token)):
            postgres.sql(
                "INSERT INTO ir_config_parameter"
                " (key, value, create_uid, write_uid, create_date, write_date)"
                f" VALUES ('{name}', '{value}', 1, 1, now(), now())"
                " ON CONFLICT (key) DO UPDATE SET value = excluded.value",
                database,
            )
    return kept


def parameter(database, key):
    found = postgres.sql(
        f"SELECT value FROM ir_config_parameter WHERE key = '{key}'", database
    )
    return found or None


def read_port():
    """The port to serve, from the variable PORT."""
    text = os.environ.get("PORT") or "8069"
    if not text.isdigit() or not 0 < int(text) < 65536:
        raise Problem(f"PORT={text} is not a port: use a number from 1 to 65535.")
    port = int(text)
    if not port_is_free(port):
        raise Problem(
            f"Port {port} on 127.0.0.1 is taken. Stop the program that uses it, or "
            f"choose another one: `make run PORT={port + 1}`."
        )
    return port


def run(config, port):
    """Serve the demo database until Ctrl-C, or until one of the processes ends."""
    database = settings.DEMO_DB
    databases.quoted(database)
    ensure_demo(config, database)
    inns = fake_services_facts()["INNS_TO_TRY"]
    with contextlib.ExitStack() as stack:
        fake_process, url = stack.enter_context(fake_services())
        kept = point_to_fake_services(database, url)
        with step(f"Starting Odoo on port {port}"):
            odoo_process = stack.enter_context(server(config, database, port))
            wait_until_served(odoo_process, port)
        introduce(port, url, inns, kept)
        try:
            while odoo_process.poll() is None and fake_process.poll() is None:
                time.sleep(0.5)
        except KeyboardInterrupt:
            raise Stopped from None
    raise Problem(
        f"A server has stopped by itself, see {log_path('server')} and "
        f"{log_path('fake_services')}."
    )


def introduce(port, url, inns, kept):
    rows = [row if isinstance(row, list) else [row, ""] for row in inns[:3]]
    inns = "\n               ".join("  ".join(map(str, row)) for row in rows)
    services = f"stand-in at {url} (invented companies only)"
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
    the demo token to the stand-in.
    To start with a fresh demo database: make run FRESH=1

    Ctrl-C stops everything.
""")
    sys.stdout.flush()
