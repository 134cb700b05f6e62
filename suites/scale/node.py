"""An Odoo server as a process of its own, and a person who talks to it."""

import contextlib
import json
import os
import signal
import socket
import subprocess
import time

import requests

from sandbox import logs, odoo, postgres, settings, venv
from sandbox.steps import end_with_parent, log_path

SCRIPT = odoo.python_path() / "setup/odoo"
START_TIMEOUT = 90  # seconds
STOP_TIMEOUT = 15  # seconds


class Failure(Exception):
    """What the server answers in place of a result."""


class Node:
    """One Odoo node, with workers of its own.

    :param config: path of Odoo's configuration
    :param str database: the name of the database
    :param str name: of the node, for its log and for PostgreSQL
    :param options: further options of its command line
    :param variables: further variables of its environment
    :ivar int port: for HTTP, on 127.0.0.1
    :ivar int gevent_port: for web sockets
    """

    def __init__(self, config, database, name, *options, **variables):
        self.name = name
        self.database = database
        self.port = postgres.free_port()
        self.gevent_port = postgres.free_port()
        self._log = log_path(f"scale-{name}")
        environ = {
            **odoo.environment(),
            "ODOO_NOTIFY_CRON_CHANGES": "1",
            "PGAPPNAME": name,
            **variables,
        }
        with open(self._log, "wb") as output:
            self._process = subprocess.Popen(
                [
                    # not "-m odoo": the gevent worker is started by the same script
                    *(str(venv.python("scale")), str(SCRIPT)),
                    *("-c", str(config), "-d", database),
                    *(f"--db-filter=^{database}$", f"--http-port={self.port}"),
                    *(f"--gevent-port={self.gevent_port}", "--log-level=info"),
                    *options,
                ],
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=output,
                env=environ,
                cwd=settings.SANDBOX,
                start_new_session=True,
                preexec_fn=end_with_parent,
            )

    @property
    def url(self):
        return f"http://127.0.0.1:{self.port}"

    def wait(self):
        """Wait until it serves pages."""
        deadline = time.monotonic() + START_TIMEOUT
        while time.monotonic() < deadline and self._process.poll() is None:
            with contextlib.suppress(requests.RequestException, ConnectionError):
                if requests.get(f"{self.url}/web/login", timeout=30).ok:
                    self._wait_for_gevent()
                    return self
            time.sleep(0.3)
        raise RuntimeError(f"{self.name} does not serve, see {self._log}")

    def _wait_for_gevent(self):
        if "--workers=0" not in self._process.args:
            with socket.create_connection(("127.0.0.1", self.gevent_port)):
                pass

    def log(self):
        return self._log.read_text(encoding="utf-8", errors="replace")

    def unexpected(self):
        """The unexpected records of its log."""
        return logs.unexpected(self.log())

    def kill(self):
        """End the node as a power cut does: all of its processes at once."""
        with contextlib.suppress(ProcessLookupError):
            os.killpg(self._process.pid, signal.SIGKILL)
        self._process.wait()

    def close(self):
        self._process.terminate()
        with contextlib.suppress(subprocess.TimeoutExpired):
            self._process.wait(STOP_TIMEOUT)
        self.kill()


class Person:
    """Somebody who is logged in at a node.

    :param Node node: where
    :param str login: and password
    """

    def __init__(self, node, login="admin"):
        self.node = node
        self.session = requests.Session()
        self.session.trust_env = False
        self._rpc(
            "/web/session/authenticate",
            db=node.database,
            login=login,
            password=login,
        )

    def _rpc(self, path, **params):
        answer = self.session.post(
            f"{self.node.url}{path}",
            json={"jsonrpc": "2.0", "method": "call", "params": params},
            timeout=60,
        )
        answer.raise_for_status()
        answer = answer.json()
        if "error" in answer:
            raise Failure(json.dumps(answer["error"], ensure_ascii=False, indent=1))
        return answer.get("result")

    def call(self, model, method, *args, **kwargs):
        """Call a method as the web client does.

        :raise Failure: where the server answers with an error
        """
        return self._rpc(
            f"/web/dataset/call_kw/{model}/{method}",
            model=model,
            method=method,
            args=args,
            kwargs=kwargs,
        )
