"""Chromium for the tours and the pictures."""

import shutil
import subprocess

from . import debian
from .steps import Problem

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")


def executable():
    """The path of the machine's Chromium or Chrome, or None."""
    for name in NAMES:
        path = shutil.which(name)
        if path:
            return path
    return None


def has_fonts():
    """Whether there is any font with Cyrillic letters."""
    if not shutil.which("fc-list"):
        return False
    listed = subprocess.run(
        ["fc-list", ":lang=ru", "family"], capture_output=True, check=False
    )
    return bool(listed.stdout.strip())


def ensure():
    """Have a browser, and a font it can write Russian with."""
    missing = []
    if not executable():
        missing.append("chromium")
    if not executable() or not has_fonts():
        missing.append("fonts-dejavu-core")
    if missing:
        debian.install(missing, "a browser for the tests of the user interface")
        if not executable():
            raise Problem("Chromium was installed, but the command is missing.")
