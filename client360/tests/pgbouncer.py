# Copyright 2026 Client 360 contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""PgBouncer as a process; needs nothing of Odoo."""

import os
import shutil
import socket
import subprocess
import tempfile
import time
from pathlib import Path

SETTINGS = """
[databases]
# where Odoo's servers listen to each other
postgres = host={host} port={port} pool_mode=session
* = host={host} port={port}

[pgbouncer]
listen_addr = 127.0.0.1
listen_port = {listen_port}
unix_socket_dir =
auth_type = scram-sha-256
auth_file = {folder}/users.txt
pool_mode = transaction
# fewer than there are clients, so that they really share
default_pool_size = 12
ignore_startup_parameters = extra_float_digits,options
"""


class Pooler:
    """PgBouncer in transaction mode, in front of a server.

    What a session of PostgreSQL keeps beyond a transaction (advisory locks, temporary
    tables, settings) is lost or, worse, left to somebody else behind it.

    :param str host: of the server
    :param int port: of the server
    :param str user: who connects
    :param str password: of that user
    :ivar int port: where it listens on 127.0.0.1
    """

    def __init__(self, host, port, user, password):
        self._folder = Path(tempfile.mkdtemp(prefix="pooler"))
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.port = probe.getsockname()[1]
        users = self._folder / "users.txt"
        users.touch(mode=0o600)
        users.write_text(f'"{user}" "{password}"\n')
        settings = self._folder / "pgbouncer.ini"
        settings.write_text(
            SETTINGS.format(
                host=host,
                port=port,
                listen_port=self.port,
                folder=self._folder,
            )
        )
        command = [self.program(), "-q", str(settings)]
        if os.geteuid() == 0:
            # it refuses to run as root, as PostgreSQL does
            for path in (self._folder, *self._folder.iterdir()):
                shutil.chown(path, "postgres", "postgres")
            command = ["runuser", "-u", "postgres", "--", *command]
        self._log = tempfile.TemporaryFile("w+")
        self._process = subprocess.Popen(
            command, stderr=self._log, stdout=self._log, cwd="/"
        )
        self._wait()

    @staticmethod
    def program():
        """Return the path of PgBouncer, None where it is not installed.

        :rtype: str or None
        """
        path = os.pathsep.join((os.environ.get("PATH", ""), "/usr/sbin"))
        return shutil.which("pgbouncer", path=path)

    def _wait(self):
        for _try in range(100):
            with socket.socket() as probe:
                if not probe.connect_ex(("127.0.0.1", self.port)):
                    return
            if self._process.poll() is not None:
                break
            time.sleep(0.1)
        self._log.seek(0)
        raise RuntimeError(f"PgBouncer does not start: {self._log.read()}")

    def close(self):
        self._process.terminate()
        try:
            self._process.wait(10)
        finally:
            self._process.kill()
            self._process.wait()
        self._log.close()
        shutil.rmtree(self._folder)
