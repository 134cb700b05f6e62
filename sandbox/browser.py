"""Chromium for the tours and the pictures."""

import shutil
import subprocess

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


def missing():
    """The system packages to get a browser, and a font it can write Russian with."""
    packages = {}
    if not executable():
        packages["chromium"] = "a browser"
    if not has_fonts():
        packages["fonts-dejavu-core"] = "a font with Cyrillic letters"
    return packages
