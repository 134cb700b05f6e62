"""`make pictures` and `make look`: what the pages look like; and the browser for it."""

import contextlib
import os
import shutil
import subprocess
from pathlib import Path

from . import postgres, serve, settings, venv
from .steps import Problem, say

FOLDER = settings.CHECKOUT / "docs/images"
NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")


def browser():
    """The path of the machine's Chromium or Chrome, or None."""
    return next(filter(None, map(shutil.which, NAMES)), None)


def missing():
    """The system packages to get a browser, and a font it can write Russian with."""
    packages = {} if browser() else {"chromium": "a browser"}
    listed = ""
    if shutil.which("fc-list"):
        fonts = ["fc-list", ":lang=ru", "family"]
        listed = subprocess.run(fonts, capture_output=True, check=False).stdout.strip()
    if not listed:
        packages["fonts-dejavu-core"] = "a font with Cyrillic letters"
    return packages


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


def take(config, *arguments):
    venv.ensure("pictures")
    script = settings.PACKAGE / "inside/take_pictures.py"
    with served(config) as address:
        command = [venv.python("pictures"), script, browser(), address, *arguments]
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
