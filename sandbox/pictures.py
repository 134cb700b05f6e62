"""`make pictures` and `make look`: what the pages look like."""

import contextlib
import os
import subprocess
from pathlib import Path

from . import browser, postgres, serve, settings, venv
from .steps import Problem, say, step

REQUIREMENTS = settings.PACKAGE / "requirements-pictures.txt"
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
    with serve.server(config, settings.DEMO_DB, port, cron_threads=0) as process:
        with step("Starting Odoo"):
            serve.wait_until_served(process, port)
        yield f"http://127.0.0.1:{port}"


def take(config, *arguments):
    venv.ensure("pictures", REQUIREMENTS)
    with served(config) as address:
        command = [
            *(venv.python("pictures"), settings.PACKAGE / "inside/take_pictures.py"),
            *(browser.executable(), address, *arguments),
        ]
        done = subprocess.run([str(part) for part in command], check=False)
    if done.returncode:
        raise Problem("The pictures could not be taken: see above.")


def take_all(config):
    take(config, "all", FOLDER)


def look(config, url, width, out, user):
    """One picture of any page."""
    if not url.startswith("/"):
        raise Problem("Which page? For example: make look URL=/odoo/contacts/5")
    if not width.isdigit():
        raise Problem(f"WIDTH={width} is not a number of pixels.")
    target = Path(out or settings.SANDBOX / "look.png").absolute()
    take(config, "one", url, width, target, user)
    say(f"Picture: {target}")
