"""Serve the demo database, and have its pages taken by `pictures/take.py`.

Usage: python -m pictures [URL WIDTH FILE LOGIN]
"""

import contextlib
import os
import subprocess
import sys
from pathlib import Path

from sandbox import commands, debian, postgres, serve, settings, venv
from sandbox.steps import Problem, fail, say

FOLDER = settings.CHECKOUT / "docs/images"


@contextlib.contextmanager
def served(config):
    """The address of the demo database: ADDRESS, or a server of our own."""
    address = os.environ.get("ADDRESS")
    if address:
        yield address
        return
    serve.ensure_demo(config, settings.DEMO_DB)
    port = postgres.free_port()
    with serve.server(config, settings.DEMO_DB, port, cron_threads=0):
        yield f"http://127.0.0.1:{port}"


def take(*arguments):
    config = commands.setup()
    venv.ensure("pictures")
    script = Path(__file__).with_name("take.py")
    with served(config) as address:
        command = [
            *(venv.python("pictures"), script, debian.browser(), address),
            *arguments,
        ]
        done = subprocess.run([str(part) for part in command], check=False)
    if done.returncode:
        raise Problem("The pictures could not be taken: see above.")


def look(url, width, out, user):
    """One picture of any page."""
    if not url.startswith("/"):
        raise Problem("Which page? For example: make look URL=/odoo/contacts/5")
    if not width.isdigit():
        raise Problem(f"WIDTH={width} is not a number of pixels.")
    target = Path(out or settings.SANDBOX / "look.png").absolute()
    take("one", url, width, target, user)
    say(f"Picture: {target}")


if __name__ == "__main__":
    try:
        if sys.argv[1:]:
            look(*sys.argv[1:])
        else:
            take("all", FOLDER)
    except Problem as problem:
        fail(problem)
