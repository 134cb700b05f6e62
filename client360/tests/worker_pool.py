# Copyright 2026 Client 360 contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path

from odoo.tools import config

SCRIPT = Path(__file__).with_name("worker_process.py")


class Workers:
    """Processes that work off a queue, started by the script beside this file.

    :param str database: the name of the database
    :param int port: of the server on 127.0.0.1, by default that of the configuration
    """

    def __init__(self, database, port=None):
        self._config = tempfile.NamedTemporaryFile("w", suffix=".conf")
        self._config.write("[options]\n")
        host = () if port else ("db_host",)
        for name in (
            *host,
            "db_port",
            "db_user",
            "db_password",
            "db_sslmode",
            "data_dir",
        ):
            if name == "db_port" and port:
                self._config.write(f"db_host = 127.0.0.1\ndb_port = {port}\n")
            elif config[name]:
                self._config.write(f"{name} = {config[name]}\n")
        paths = config["addons_path"]
        paths = paths if isinstance(paths, str) else ",".join(paths)
        self._config.write(f"addons_path = {paths}\nlog_level = warn\n")
        # they serve nothing; without it Odoo warns of a default that will change
        self._config.write("http_interface = 127.0.0.1\n")
        self._config.flush()
        self._log = tempfile.TemporaryFile("w+")
        self._process = subprocess.Popen(
            [sys.executable, str(SCRIPT), self._config.name, database],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=self._log,
            text=True,
            env={**os.environ, "PYTHONPATH": os.pathsep.join(p for p in sys.path if p)},
        )

    def _ask(self, command):
        self._process.stdin.write(f"{json.dumps(command)}\n")
        self._process.stdin.flush()
        line = self._process.stdout.readline()
        if not line:
            raise RuntimeError(self.log())
        return json.loads(line)

    def start(self, **options):
        return self._ask({"start": options})

    def wait(self, pid):
        """Return the exit status of a worker, the negative number of a signal."""
        return self._ask({"wait": pid})["status"]

    def peak(self, pid):
        """Like ``wait``, but return the most memory that it had, in MB."""
        return self._ask({"wait": pid})["peak"]

    def run(self, **options):
        return self.wait(self.start(**options))

    def log(self):
        self._log.seek(0)
        return self._log.read()

    def close(self):
        self._process.stdin.close()
        try:
            self._process.wait(10)
        finally:
            self._process.kill()
            self._process.wait()
        self._process.stdout.close()
        self._log.close()
        self._config.close()
