"""Odoo itself: unpacked from Debian's packages, or the checkout in ODOO_HOME."""

import json
import os
import re
import shutil

from . import debian, postgres, settings
from .steps import (
    Problem,
    fresh_folder,
    remove,
    run,
    stamp,
    step,
    write_atomically,
    write_stamp,
)

# Odoo 19 is in Debian's unstable suite; its static files are links into the others.
FROM_UNSTABLE = [
    "odoo-19",
    "fonts-glyphicons-halflings",
    "fonts-montserrat",
    "fonts-ocr-b",
    "fonts-roboto-unhinted",
    "libjs-jquery",
    "libjs-jquery-form",
    "libjs-underscore",
]
# The unstable ones of these have other file names.
FROM_RELEASE = ["fonts-font-awesome", "fonts-inconsolata"]

# Debian strips the library that blurs the background of video calls
SELFIE_FILE = "mail/static/lib/selfie_segmentation/selfie_segmentation.js"
SELFIE_STUB = """\
window.SelfieSegmentation = class SelfieSegmentation {
    constructor() {
        throw new Error("Background blur is not available in this sandbox");
    }
};
"""


def root():
    return settings.SANDBOX / "odoo"


def python_path():
    """The folder that holds the packages `odoo` and `odoo.addons`."""
    return settings.odoo_home() or root() / "usr/lib/python3/dist-packages"


def version():
    """A text that changes when Odoo changes."""
    home = settings.odoo_home()
    if not home:
        return (stamp(root()) or {}).get("version", "")
    git = ["git", "-c", f"safe.directory={home}", "-C", home, "rev-parse", "HEAD"]
    return f"{home} {run(git) if (home / '.git').exists() else ''}"


def check_home(home):
    """Say so when ODOO_HOME is not a checkout of Odoo 19."""
    release = home / "odoo/release.py"
    text = release.read_text(encoding="utf-8") if release.is_file() else ""
    series = settings.ODOO_SERIES.replace(".", ", *")
    found = re.search(rf"(?m)^version_info = \({series},", text)
    if not found or not (home / "addons").is_dir():
        raise Problem(
            f"ODOO_HOME={home} is not a checkout of Odoo {settings.ODOO_SERIES}: it "
            "should hold odoo-bin, odoo/ and addons/."
        )


def ensure():
    """Make Odoo's source available."""
    home = settings.odoo_home()
    if home:
        check_home(home)
        return
    wanted = settings.digest(json.dumps([FROM_UNSTABLE, FROM_RELEASE, SELFIE_STUB]))
    found = stamp(root())
    if found and found.get("wanted") == wanted:
        return
    codename = debian.release()
    # kept until all is unpacked, for the run after an interrupted one
    downloads = settings.SANDBOX / "packages"
    downloads.mkdir(exist_ok=True)
    with fresh_folder(root()) as work:
        with step("Downloading Odoo 19 (125 MB) and the fonts and scripts it links to"):
            debian.download(codename, FROM_RELEASE, downloads)
            packages = debian.download("sid", FROM_UNSTABLE, downloads)
        with step("Unpacking Odoo"):
            for package in packages:
                run(
                    ["dpkg-deb", "-x", package, work],
                    "Is the disk full? Run the same command again.",
                )
            name = next(path.name for path in packages if path.name.startswith("odoo-"))
            shutil.rmtree(work / "usr/share/doc", ignore_errors=True)
            add_selfie_segmentation(work)
            check_unpacked(work)
        write_stamp(work, wanted=wanted, version=name.split("_")[1])
    # only needed once
    remove(settings.SANDBOX / "apt")
    remove(downloads)


def check_unpacked(work):
    packages = work / "usr/lib/python3/dist-packages"
    if not (packages / "odoo/release.py").is_file():
        raise Problem("The package odoo-19 has another layout than expected.")
    links = [path for path in packages.rglob("*") if path.is_symlink()]
    dangling = sorted(path for path in links if not path.exists())
    if dangling:
        lines = "\n".join(f"    {path} -> {os.readlink(path)}" for path in dangling)
        raise Problem(
            "Files of Odoo are links to packages that sandbox/odoo.py does not name "
            f"(see FROM_UNSTABLE):\n{lines}"
        )


def add_selfie_segmentation(work):
    """Put a stub where the asset bundle needs a file."""
    target = work / "usr/lib/python3/dist-packages/odoo/addons" / SELFIE_FILE
    if not target.is_file():
        target.parent.mkdir(parents=True)
        target.write_text(SELFIE_STUB)


def data_dir():
    return settings.SANDBOX / "data"


def filestore(database):
    return data_dir() / "filestore" / database


def config_file():
    """Write Odoo's configuration for the calling checkout and return its path.

    The database server is not in it: see `environment`.
    """
    own = settings.SANDBOX == settings.CHECKOUT / ".sandbox"
    name = "odoo" if own else "odoo-" + settings.digest(str(settings.CHECKOUT))
    path = settings.SANDBOX / f"{name}.conf"
    data_dir().mkdir(parents=True, exist_ok=True)
    home = settings.odoo_home()
    addons = [settings.CHECKOUT, *([home / "addons"] if home else [])]
    options = {
        "addons_path": ",".join(map(str, addons)),
        "data_dir": data_dir(),
        "db_maxconn": 32,
        "http_interface": "127.0.0.1",
        "list_db": False,
        "max_cron_threads": 0,
        "limit_time_cpu": 600,
        "limit_time_real": 1200,
        "server_wide_modules": "base,rpc,web",
        "log_level": "warn",
    }
    lines = [f"{key} = {value}\n" for key, value in options.items()]
    write_atomically(path, "[options]\n" + "".join(lines))
    return path


def command_line(config, subcommand, *options, name="venv"):
    """The command that starts Odoo's own command line, in the virtual environment of
    this name."""
    python = settings.SANDBOX / name / "bin/python"
    return [str(python), "-m", "odoo", subcommand, "-c", str(config), *options]


def environment():
    """The environment of Odoo's processes: UTF-8, the database server, which Odoo
    leaves to libpq, and no settings of other Odoos."""
    others = ("ODOO_RC", "OPENERP_SERVER", "PYTHONPATH", "PYTHONHOME")
    environ = {key: text for key, text in os.environ.items() if key not in others}
    own = {"PYTHONUTF8": "1", "LC_ALL": "C.UTF-8", "TZ": "UTC"}
    return {**environ, **own, **postgres.variables()}
