# Copyright 2026 Client 360 contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

import os
import shutil
import socket
import subprocess
import tempfile
import time
from pathlib import Path
from unittest import SkipTest

from odoo.modules.registry import Registry
from odoo.tests.common import get_db_name
from odoo.tools import config

SETTINGS = """
[databases]
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
    """PgBouncer in transaction mode, in front of the server of the tests.

    What a session of PostgreSQL keeps beyond a transaction (advisory locks, temporary
    tables, settings) is lost or, worse, left to somebody else behind it.

    :ivar int port: where it listens on 127.0.0.1
    """

    def __init__(self):
        self._folder = Path(tempfile.mkdtemp(prefix="pooler"))
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.port = probe.getsockname()[1]
        with Registry(get_db_name()).cursor() as cr:
            server = cr._cnx.info
        # Odoo takes it from libpq's variables, too, and does not keep it.
        password = config["db_password"] or os.environ.get("PGPASSWORD", "")
        users = self._folder / "users.txt"
        users.touch(mode=0o600)
        users.write_text(f'"{server.user}" "{password}"\n')
        settings = self._folder / "pgbouncer.ini"
        settings.write_text(
            SETTINGS.format(
                host=server.host,
                port=server.port,
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


def start_pooler(test_class):
    """Return a pooler that runs until a class of tests has ended.

    :param type test_class: of ``unittest.TestCase``
    :rtype: Pooler
    :raise unittest.SkipTest: where PgBouncer is not installed
    """
    if not Pooler.program():
        raise SkipTest("PgBouncer is not installed.")
    pooler = Pooler()
    test_class.addClassCleanup(pooler.close)
    return pooler
