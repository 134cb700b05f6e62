"""The PostgreSQL server: our own cluster, or the one that PG* variables name."""

import json
import os
import pwd
import re
import secrets
import shutil
import socket
import subprocess
import tempfile
from pathlib import Path

from . import settings
from .steps import Problem, remove, run, step, write_atomically

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
    found = [
        path.parent
        for path in Path("/usr/lib/postgresql").glob("*/bin/initdb")
        if path.parent.parent.name.isdigit()
    ]
    if found:
        return max(found, key=lambda path: int(path.parent.name))
    program = shutil.which("initdb")
    return Path(program).resolve().parent if program else None


def missing():
    """The system packages to get a server, or a client for somebody else's."""
    if not settings.uses_foreign_postgres() and not binaries():
        keep_default_cluster_away()
        return {"postgresql": "the PostgreSQL server"}
    if not shutil.which("psql"):
        return {"postgresql-client": "PostgreSQL's client psql"}
    return {}


def keep_default_cluster_away():
    """Ask Debian's packages not to start a server of their own for the system."""
    config = Path("/etc/postgresql-common/createcluster.conf")
    if os.geteuid() == 0 and not config.exists():
        config.parent.mkdir(parents=True, exist_ok=True)
        config.write_text("create_main_cluster = false\n")


def link():
    return settings.SANDBOX / "postgres"


def owner():
    """The account that runs the server: PostgreSQL refuses root."""
    if os.geteuid() != 0:
        return None
    for name in ("postgres", "nobody"):
        try:
            return pwd.getpwnam(name)
        except KeyError:
            continue
    raise Problem("PostgreSQL refuses root, and there is no user postgres or nobody.")


def as_owner():
    """Arguments that make subprocess run something as that account."""
    account = owner()
    if not account:
        return {"cwd": "/"}
    return {
        "cwd": "/",
        "user": account.pw_uid,
        "group": account.pw_gid,
        "extra_groups": [],
        "env": {"PATH": os.environ.get("PATH", ""), "LC_ALL": "C.UTF-8"},
    }


def place():
    """Where a new cluster goes: into the sandbox if the server's user gets there."""
    inside = settings.SANDBOX / "cluster"
    reachable = subprocess.run(
        ["test", "-x", str(settings.SANDBOX)], check=False, **as_owner()
    )
    if reachable.returncode == 0:
        return inside
    return Path("/var/tmp") / f"client360-{settings.digest(str(settings.SANDBOX))}"


def data():
    return link() / "data"


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def connection():
    """Host, port, user and password of the server."""
    if settings.uses_foreign_postgres():
        return {
            "host": os.environ.get("PGHOST") or os.environ.get("PGHOSTADDR") or "",
            "port": os.environ.get("PGPORT") or "5432",
            "user": os.environ.get("PGUSER") or pwd.getpwuid(os.getuid()).pw_name,
            "password": os.environ.get("PGPASSWORD") or "",
        }
    path = settings.SANDBOX / "postgres.json"
    try:
        return json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        facts = {
            "host": "127.0.0.1",
            "port": free_port(),
            "user": "odoo",
            "password": secrets.token_urlsafe(24),
        }
        write_atomically(path, json.dumps(facts), mode=0o600)
        return facts


def variables(database="postgres"):
    """The PG* variables that lead to a database."""
    server = connection()
    values = {
        "PGDATABASE": database,
        "PGHOST": server["host"],
        "PGPORT": str(server["port"]),
        "PGUSER": server["user"],
        "PGPASSWORD": server["password"],
    }
    return {key: value for key, value in values.items() if value}


def environment(database="postgres"):
    """The environment of psql."""
    environ = {**os.environ, **variables(database)}
    environ["PGOPTIONS"] = "--client-min-messages=warning"
    environ["PGCONNECT_TIMEOUT"] = "10"
    return environ


def ensure():
    """Create the cluster if there is none, and start it if it does not run."""
    if settings.uses_foreign_postgres():
        check_foreign()
        return
    if not (data() / ".complete").is_file():
        create()
    if not running():
        start()


def check_foreign():
    try:
        sql("SELECT 1")
        rights = sql(
            "SELECT rolcreatedb OR rolsuper FROM pg_roles WHERE rolname = current_user"
        )
    except Problem as problem:
        raise Problem(
            f"{problem}\nThe PG* variables name a PostgreSQL server that does not let "
            "us in. Correct PGHOST, PGPORT, PGUSER and PGPASSWORD, or unset them to "
            "get a server of our own."
        ) from None
    if rights != "t":
        raise Problem(
            "The PostgreSQL user may not create databases. "
            f"Type: ALTER ROLE {connection()['user']} CREATEDB;"
        )
    if connection()["user"] == "postgres":
        raise Problem("Odoo refuses the PostgreSQL user `postgres`: set PGUSER.")


def create():
    with step("Creating the PostgreSQL cluster"):
        stop()
        real = place()
        remove(link())
        remove(real)
        real.mkdir(mode=0o700, parents=True)
        account = owner()
        if account:
            os.chown(real, account.pw_uid, account.pw_gid)
        link().symlink_to(real)
        with tempfile.NamedTemporaryFile("w", dir="/tmp") as secret:
            secret.write(connection()["password"] + "\n")
            secret.flush()
            if account:
                os.chown(secret.name, account.pw_uid, account.pw_gid)
            run(
                [
                    *(binaries() / "initdb", "-D", real / "data", "-U", "odoo"),
                    *("-E", "UTF8", "--locale=C.UTF-8", "--no-sync"),
                    *("-A", "scram-sha-256", f"--pwfile={secret.name}"),
                ],
                "Is the disk full? Run the same command again.",
                log="initdb",
                **as_owner(),
            )
        with open(real / "data/postgresql.auto.conf", "a") as config:
            config.write(OPTIONS)
        (real / "data/.complete").touch()


def running():
    """Whether our postmaster runs and answers."""
    status = subprocess.run(
        [binaries() / "pg_ctl", "-D", data().resolve(), "status"],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        check=False,
        **as_owner(),
    )
    return status.returncode == 0


def start():
    with step("Starting PostgreSQL"):
        port = connection()["port"]
        with socket.socket() as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind(("127.0.0.1", port))
            except OSError:
                raise Problem(
                    f"Port {port} on 127.0.0.1 is taken by another program. Stop "
                    "it, or start all over with `make clean`."
                ) from None
        real = data().resolve()
        run(
            [
                *(binaries() / "pg_ctl", "-D", real, "-l", real.parent / "server.log"),
                *("-w", "-t", "60", "-o", f"-p {port}", "start"),
            ],
            f"See {real.parent / 'server.log'}; `make clean` starts all over.",
            start_new_session=True,
            **as_owner(),
        )


def stop():
    """Stop our server, if there is one."""
    if settings.uses_foreign_postgres() or not binaries() or not data().is_dir():
        return
    if running():
        run(
            [
                *(binaries() / "pg_ctl", "-D", data().resolve(), "stop"),
                *("-m", "immediate", "-w"),
            ],
            **as_owner(),
        )


def destroy():
    """Remove the cluster, wherever it is."""
    stop()
    if link().is_symlink():
        real = Path(os.path.realpath(link()))
        if re.search(r"(/cluster|/client360-[0-9a-f]{12})$", str(real)):
            remove(real)
        link().unlink()


def sql(statement, database="postgres"):
    """Run one statement and return what psql prints, without headers."""
    return run(
        ["psql", "-X", "-q", "-A", "-t", "-v", "ON_ERROR_STOP=1", "-c", statement],
        env=environment(database),
    ).strip()
