"""The PostgreSQL server: our own cluster, or the one that PG* variables name."""

import json
import os
import re
import secrets
import shutil
import socket
from pathlib import Path

from . import settings
from .steps import Problem, call, read_json, remove, run, step, write_atomically

OPTIONS = """
listen_addresses = '127.0.0.1'
unix_socket_directories = ''
max_connections = 200
shared_buffers = 256MB
work_mem = 16MB
maintenance_work_mem = 128MB
max_wal_size = 2GB
checkpoint_timeout = 30min
fsync = off
synchronous_commit = off
full_page_writes = off
wal_level = minimal
max_wal_senders = 0
jit = off
logging_collector = off
log_min_messages = warning
"""


def binaries():
    """The folder with the server's programs, or None."""
    found = list(Path("/usr/lib/postgresql").glob("[0-9]*/bin/initdb"))
    if found:
        return max(found, key=lambda path: int(path.parts[-3])).parent
    program = shutil.which("initdb")
    return Path(program).resolve().parent if program else None


def missing():
    """The system packages to get a server, or a client for somebody else's."""
    if settings.uses_foreign_postgres() or binaries():
        return {} if shutil.which("psql") else {"postgresql-client": "psql"}
    # Debian's packages are not to start a server of their own for the system.
    config = Path("/etc/postgresql-common/createcluster.conf")
    if os.geteuid() == 0 and not config.exists():
        config.parent.mkdir(parents=True, exist_ok=True)
        config.write_text("create_main_cluster = false\n")
    return {"postgresql": "the PostgreSQL server"}


def link():
    return settings.SANDBOX / "postgres"


def data():
    """The folder of the cluster, which may be outside the sandbox."""
    return (link() / "data").resolve()


def as_owner(*command):
    """The command as the account that runs the server: PostgreSQL refuses root."""
    if os.geteuid() != 0:
        return command
    return ("runuser", "-u", "postgres", "--", *command)


def place():
    """Where a new cluster goes: into the sandbox if the server's user gets there."""
    reach = as_owner("test", "-x", str(settings.SANDBOX))
    if call(reach) == 0:
        return settings.SANDBOX / "cluster"
    return Path("/var/tmp") / f"client360-{settings.digest(str(settings.SANDBOX))}"


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def check_port(port, advice):
    """Say so when a port is taken, with what to do about it."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            raise Problem(f"Port {port} on 127.0.0.1 is taken. {advice}") from None


def connection():
    """Host, port, user and password of our own server."""
    path = settings.SANDBOX / "postgres.json"
    facts = read_json(path)
    if not facts:
        facts = {
            "host": "127.0.0.1",
            "port": free_port(),
            "user": "odoo",
            "password": secrets.token_urlsafe(24),
        }
        write_atomically(path, json.dumps(facts), mode=0o600)
    return facts


def variables():
    """The PG* variables that lead to our own server; the user's own ones suffice."""
    if settings.uses_foreign_postgres():
        return {}
    return {f"PG{key.upper()}": str(value) for key, value in connection().items()}


def environment():
    """The environment of psql."""
    quiet = {"PGOPTIONS": "--client-min-messages=warning", "PGCONNECT_TIMEOUT": "10"}
    return {**os.environ, **variables(), **quiet}


def ensure():
    """Create the cluster if there is none, and start it if it does not run."""
    if settings.uses_foreign_postgres():
        check_foreign()
        return
    if not (data() / ".complete").is_file():
        with step("Creating the PostgreSQL cluster"):
            stop()
            create()
    if not running():
        with step("Starting PostgreSQL"):
            start()


def check_foreign():
    try:
        user, may_create = sql(
            "SELECT rolname, rolcreatedb OR rolsuper FROM pg_roles"
            " WHERE rolname = current_user"
        ).rsplit("|", 1)
    except Problem as problem:
        raise Problem(
            f"{problem}\nThe PG* variables name a PostgreSQL server that does not let "
            "us in. Correct PGHOST, PGPORT, PGUSER and PGPASSWORD, or unset them to "
            "get a server of our own."
        ) from None
    if may_create != "t" or user == "postgres":
        raise Problem(
            f"The PostgreSQL user {user} will not do: Odoo refuses `postgres`, and any "
            f"other needs the right to create databases: ALTER ROLE {user} CREATEDB;"
        )


def create():
    real = place()
    remove(link())
    remove(real)
    real.mkdir(mode=0o700, parents=True)
    secret = real / "password"
    write_atomically(secret, connection()["password"] + "\n", mode=0o600)
    if os.geteuid() == 0:
        for path in (real, secret):
            shutil.chown(path, "postgres", "postgres")
    link().symlink_to(real)
    initdb = as_owner(
        *(binaries() / "initdb", "-D", data(), "-U", "odoo", "-E", "UTF8"),
        *("--locale=C.UTF-8", "--no-sync", "-A", "scram-sha-256"),
        f"--pwfile={secret}",
    )
    hint = "Is the disk full? Run the same command again."
    run(initdb, hint, log="initdb", cwd="/")
    secret.unlink()
    with open(data() / "postgresql.auto.conf", "a") as config:
        config.write(OPTIONS)
    (data() / ".complete").touch()


def pg_ctl(*arguments, **kwargs):
    return run(
        as_owner(binaries() / "pg_ctl", "-D", data(), *arguments), cwd="/", **kwargs
    )


def running():
    """Whether our postmaster runs."""
    try:
        return bool(pg_ctl("status"))
    except Problem:
        return False


def start():
    port = connection()["port"]
    check_port(port, "Stop what uses it, or start all over with `make clean`.")
    log = data().parent / "server.log"
    pg_ctl(
        *("-l", log, "-w", "-t", "60", "-o", f"-p {port}", "start"),
        hint=f"See {log}; `make clean` starts all over.",
        start_new_session=True,
        survive=True,
    )


def stop():
    """Stop our server, if there is one."""
    ours = not settings.uses_foreign_postgres() and binaries() and data().is_dir()
    if ours and running():
        pg_ctl("stop", "-m", "immediate", "-w")


def destroy():
    """Remove the cluster, wherever it is."""
    stop()
    if link().is_symlink():
        real = data().parent
        if re.search(r"(/cluster|/client360-[0-9a-f]{12})$", str(real)):
            remove(real)
        link().unlink()


def sql(statement, database="postgres"):
    """Run one statement and return what psql prints, without headers."""
    return run(
        ["psql", "-XqAt", "-v", "ON_ERROR_STOP=1", "-c", statement, database],
        env=environment(),
    ).strip()
