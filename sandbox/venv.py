"""The virtual environments: one for Odoo, others for lint and for pictures."""

import importlib.util
import json
import os
import sys

from . import odoo, settings
from .steps import Problem, call, remove, run, stamp, step, write_stamp

METADATA = f"""\
Metadata-Version: 2.1
Name: odoo
Version: {settings.ODOO_SERIES}
Summary: Tells pip that Odoo is here already, see sandbox/venv.py
"""


def check_python():
    """Say so at once when the calling Python is too old or too new."""
    oldest, newest = settings.PYTHONS
    if not oldest <= sys.version_info[:2] <= newest:
        raise Problem(
            f"Python {settings.python_tag()} will not do: Odoo 19 needs Python 3.10 to "
            "3.13. Name one, for example `make run PYTHON=python3.12`."
        )


def missing():
    """The system package of a module that Debian has split from Python."""
    if importlib.util.find_spec("ensurepip"):
        return {}
    return {f"python{settings.python_tag()}-venv": "Python's module venv"}


def folder(name):
    return settings.SANDBOX / name


def python(name="venv"):
    return folder(name) / "bin/python"


def ensure(name, with_odoo=False):
    """Make the virtual environment that the requirements file of its name describes.

    Other requirements are installed into the one that is there, since somebody may be
    using it. A half made one has no stamp and is made anew.
    """
    path = folder(name)
    tail = "" if name == "venv" else f"-{name}"
    requirements = settings.PACKAGE / f"requirements{tail}.txt"
    wanted = {
        "python": sys.version,
        "requirements": settings.digest(requirements),
        "odoo": str(odoo.python_path()) if with_odoo else "",
        "place": str(path),
    }
    runs = python(name).exists() and call([python(name), "-c", ""]) == 0
    found = stamp(path) if runs else None
    if found == wanted:
        return
    usable = found and {**found, "requirements": wanted["requirements"]} == wanted
    verb = "Updating" if usable else "Creating"
    with step(f"{verb} the Python environment {path.name} (pip install)"):
        remove(path / ".stamp")
        if not usable:
            remove(path)
            hint = f"Can `{sys.executable}` make environments? Name another PYTHON."
            run([sys.executable, "-m", "venv", path], hint)
            if with_odoo:
                link_odoo(path)
        pip = [python(name), "-m", "pip", "--disable-pip-version-check"]
        run(
            [*pip, "install", "-q", "-r", requirements],
            "Check that pip can install packages on this machine (network, index, "
            "proxy), then run the same command again.",
            log=f"pip-{name}",
            env={**os.environ, "PIP_ROOT_USER_ACTION": "ignore"},
        )
        write_stamp(path, **wanted)


def link_odoo(path):
    """Make `import odoo` work, and pip believe that the package odoo is installed.

    The OCA addons require the package `odoo`, which no index has. Debian's own
    metadata would do, but it wants libraries that are installed here under another
    name (psycopg2-binary) or not at all.
    """
    packages = next(path.glob("lib/python3.*/site-packages"))
    (packages / "odoo.pth").write_text(f"{odoo.python_path()}\n")
    info = packages / f"odoo-{settings.ODOO_SERIES}.dist-info"
    info.mkdir()
    (info / "METADATA").write_text(METADATA)
    (info / "INSTALLER").write_text("sandbox\n")
    (info / "RECORD").write_text("")


def facts(name="venv"):
    """What identifies the installed packages, for the keys of cached databases."""
    return json.dumps(stamp(folder(name)), sort_keys=True)
