"""A PostgreSQL server with a streaming replica, both on loopback and for one test."""

import contextlib
import os
import secrets
import shutil
import tempfile
import time
from pathlib import Path

from sandbox import postgres
from sandbox.steps import run

#: The last value of an option holds.
OPTIONS = f"""{postgres.OPTIONS}
max_connections = 60
shared_buffers = 64MB
wal_level = replica
max_wal_senders = 4
hot_standby = on
log_line_prefix = '%a|'
"""
USER = "odoo"


class Server:
    """One PostgreSQL server.

    :param Path folder: of its data, which exists
    :param str password: of its only user
    """

    def __init__(self, folder, password):
        self.folder = folder
        self.port = postgres.free_port()
        self.log_file = folder.with_suffix(".log")
        self.variables = {
            "PGHOST": "127.0.0.1",
            "PGPORT": str(self.port),
            "PGUSER": USER,
            "PGPASSWORD": password,
        }

    def environment(self):
        return {**postgres.environment(), **self.variables}

    def run(self, *command, **kwargs):
        return run(command, env=self.environment(), cwd="/", **kwargs)

    def start(self):
        run(
            postgres.as_owner(
                *(postgres.binaries() / "pg_ctl", "-D", self.folder, "-w"),
                *("-l", self.log_file, "-o", f"-p {self.port}", "start"),
            ),
            cwd="/",
            start_new_session=True,
            survive=True,
        )

    def stop(self):
        run(
            postgres.as_owner(
                *(postgres.binaries() / "pg_ctl", "-D", self.folder),
                *("-m", "immediate", "-w", "stop"),
            ),
            cwd="/",
        )

    def sql(self, statement, database="postgres"):
        return self.run(
            *("psql", "-XqAt", "-v", "ON_ERROR_STOP=1", "-c", statement, database)
        ).strip()

    def log_size(self):
        return self.log_file.stat().st_size

    def statements(self, application, since):
        """What a client has asked this server since its log had a size.

        :param str application: name of the client
        :param int since: bytes
        :rtype: list[str]
        """
        with open(self.log_file, "rb") as log:
            log.seek(since)
            lines = log.read().decode(errors="replace").splitlines()
        return [line for line in lines if line.startswith(f"{application}|")]


class Cluster:
    """A primary and its replica.

    :ivar Server primary: takes everything
    :ivar Server replica: follows, and can be read
    """

    def __init__(self):
        # PostgreSQL refuses root, whose folders its own user may not enter.
        self._folder = Path(tempfile.mkdtemp(prefix="client360-scale-", dir="/var/tmp"))
        self._password = secrets.token_urlsafe(24)
        self._started = []
        secret = self._folder / "password"
        secret.touch(mode=0o600)
        secret.write_text(self._password + "\n")
        if os.geteuid() == 0:
            for path in (self._folder, secret):
                shutil.chown(path, "postgres", "postgres")
        try:
            self.primary = self._make_primary(secret)
            self.replica = self._make_replica()
        except BaseException:
            self.close()
            raise

    def _make_primary(self, secret):
        server = Server(self._folder / "primary", self._password)
        run(
            postgres.as_owner(
                *(postgres.binaries() / "initdb", "-D", server.folder, "-U", USER),
                *("-E", "UTF8", "--locale=C.UTF-8", "--no-sync"),
                *("-A", "scram-sha-256", f"--pwfile={secret}"),
            ),
            cwd="/",
        )
        with open(server.folder / "postgresql.auto.conf", "a") as config:
            config.write(OPTIONS)
        server.start()
        self._started.append(server)
        return server

    def _make_replica(self):
        server = Server(self._folder / "replica", self._password)
        primary = self.primary
        source = f"host=127.0.0.1 port={primary.port} user={USER}"
        # "-R" notes for the replica where, and with which password, it follows.
        run(
            postgres.as_owner(
                *("env", f"PGPASSWORD={self._password}"),
                *(postgres.binaries() / "pg_basebackup", "-D", server.folder),
                *("-d", source, "-R", "-X", "stream", "--no-sync", "-c", "fast"),
            ),
            cwd="/",
        )
        server.start()
        self._started.append(server)
        return server

    def copy(self, database):
        """Bring a database of the sandbox's server here."""
        dump = self._folder / "dump"
        run(
            ["pg_dump", "-Fc", "-Z1", "-f", dump, database],
            env=postgres.environment(),
        )
        self.primary.sql(f'CREATE DATABASE "{database}"')
        self.primary.run("pg_restore", "-j", "2", "--no-owner", "-d", database, dump)
        dump.unlink()
        self.catch_up()

    def catch_up(self, timeout=30):
        """Wait until the replica knows what the primary knows.

        :param int timeout: seconds
        """
        position = self.primary.sql("SELECT pg_current_wal_lsn()")
        deadline = time.monotonic() + timeout
        while time.monotonic() < deadline:
            done = self.replica.sql(
                f"SELECT pg_last_wal_replay_lsn() >= '{position}'::pg_lsn"
            )
            if done == "t":
                return
            time.sleep(0.1)
        raise RuntimeError("The replica does not follow.")

    def log_statements(self):
        """Have both write each statement to their logs from now on."""
        self.primary.sql("ALTER SYSTEM SET log_statement = 'all'")
        with open(self.replica.folder / "postgresql.auto.conf", "a") as config:
            config.write("log_statement = 'all'\n")
        for server in (self.primary, self.replica):
            server.sql("SELECT pg_reload_conf()")

    @contextlib.contextmanager
    def lagging(self):
        """Have the replica stand still."""
        self.catch_up()
        self.replica.sql("SELECT pg_wal_replay_pause()")
        try:
            yield
        finally:
            self.replica.sql("SELECT pg_wal_replay_resume()")
            self.catch_up()

    def close(self):
        for server in reversed(self._started):
            server.stop()
        shutil.rmtree(self._folder)
