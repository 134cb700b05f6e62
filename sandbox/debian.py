"""Packages of Debian: those of the system, and those that are only unpacked."""

import ctypes.util
import os
import platform
import re
import shutil
from pathlib import Path

from . import settings
from .steps import Problem, run, say, step

APT = Path("/etc/apt")
BROWSERS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
#: What setup goes on without where it may not install: tests are skipped then.
OPTIONAL = {"libmagic1", "pgbouncer"}
OPTION = re.compile(r"(?im)(?:^|[\[\s])(signed-by|trusted)\s*[:=][ \t]*([^\s\]]+)")


def release():
    """The code name of the running Debian release."""
    try:
        name = platform.freedesktop_os_release().get("VERSION_CODENAME", "")
    except OSError:
        name = ""
    if not name or not shutil.which("apt-get"):
        raise Problem(
            "This machine is not a Debian 12 or 13. Set ODOO_HOME to a checkout of "
            "Odoo 19 and install PostgreSQL and Chromium yourself."
        )
    return name


def mirror(codename, folder=APT):
    """The machine's own Debian mirror, with the options of its source.

    It is the source that offers the running release itself; the security archive and
    most third parties name their suites differently. apt reads its sources, whatever
    their format: `update --print-uris` does so without lists, network or root.
    """
    listed = run(["apt-get", "-o", f"Dir::Etc={folder}", "update", "--print-uris"])
    ranked = []
    for uri, suite in re.findall(r"'(\S.*?)/dists/(\S+)/main/binary-", listed):
        debian = bool(re.search(r"/debian(\.list)?/?$", uri))
        alias = debian and suite in ("stable", "oldstable", "testing")
        if (suite == codename or alias) and not uri.startswith("cdrom:"):
            ranked.append((suite == codename, debian, uri))
    if not ranked:
        raise Problem(
            f"No source for Debian {codename} in {folder}/sources.list or "
            f"{folder}/sources.list.d: add the mirror that this machine should use."
        )
    uri = max(ranked, key=lambda source: source[:2])[-1]
    return uri, source_options(uri, folder)


def source_options(uri, folder):
    """Who signs a source, and whether it is trusted anyway: apt does not tell."""
    # apt takes doubled slashes out of addresses
    wanted = re.compile(re.escape(uri).replace("/", "/+") + r"/*(\s|$)", re.MULTILINE)
    for path in [folder / "sources.list", *sorted(folder.glob("sources.list.d/*.*"))]:
        if path.is_file():
            end = r"\n[ \t]*\n" if path.suffix == ".sources" else "\n"
            for part in re.split(end, path.read_text(errors="replace")):
                part = re.sub(r"(?m)^\s*#.*$", "", part)
                if wanted.search(part):
                    found = OPTION.findall(part)
                    return {name.lower(): value for name, value in found}
    return {}


def private_apt(suite):
    """Prepare an apt of our own that knows one suite; the system is not touched.

    :return: the first part of its command line
    """
    uri, options = mirror(release())
    state = settings.SANDBOX / "apt" / suite
    for folder in (state / "lists" / "partial", state / "cache" / "archives/partial"):
        folder.mkdir(parents=True, exist_ok=True)
    given = " ".join(f"{name}={value}" for name, value in options.items())
    source = state / "sources.list"
    source.write_text(f"deb {f'[{given}] ' if given else ''}{uri} {suite} main\n")
    wanted = {
        "Dir::Etc::sourcelist": source,
        "Dir::Etc::sourceparts": "/dev/null",
        "Dir::State::lists": state / "lists",
        "Dir::Cache": state / "cache",
        "Acquire::Languages": "none",
        "Acquire::IndexTargets::deb::DEP-11::DefaultEnabled": "false",
        "Acquire::IndexTargets::deb::DEP-11-icons::DefaultEnabled": "false",
        "Acquire::IndexTargets::deb::DEP-11-icons-small::DefaultEnabled": "false",
        "Acquire::IndexTargets::deb::Contents-deb::DefaultEnabled": "false",
        "Acquire::Retries": "3",
        "APT::Sandbox::User": "root",
        "APT::Get::List-Cleanup": "false",
        "Debug::NoLocking": "true",
    }
    options = [("-o", f"{name}={value}") for name, value in wanted.items()]
    return ["apt-get", "-q", *(word for option in options for word in option)]


def download(suite, packages, folder):
    """Download packages of a suite into a folder, without installing them.

    :return: the files of these packages and of earlier calls, one of each package
    """
    hint = (
        "Check that `apt-get update` works on this machine (network, mirror, proxy), "
        "then run the same command again."
    )
    apt = private_apt(suite)
    run([*apt, "update"], hint, log=f"apt-update-{suite}")
    run([*apt, "download", *packages], hint, log=f"apt-download-{suite}", cwd=folder)
    by_age = sorted(folder.glob("*.deb"), key=lambda path: path.stat().st_ctime)
    return sorted({path.name.split("_")[0]: path for path in by_age}.values())


def browser():
    """The path of the machine's Chromium or Chrome, or None."""
    return next(filter(None, map(shutil.which, BROWSERS)), None)


def missing():
    """Packages for the tests, and one that Odoo can do without."""
    packages = {}
    if not shutil.which("pgbouncer", path=f"{os.environ['PATH']}:/usr/sbin"):
        packages["pgbouncer"] = "PgBouncer"
    if not ctypes.util.find_library("magic"):
        packages["libmagic1"] = "libmagic"
    if not browser():
        packages["chromium"] = "a browser"
    fonts = shutil.which("fc-list") and run(["fc-list", ":lang=ru", "family"])
    if not fonts:
        packages["fonts-dejavu-core"] = "a font with Cyrillic letters"
    return packages


def install(packages):
    """Install system packages as root, or say which ones are missing.

    :param packages: dict of the packages' names and what they are good for
    :raise Problem: when the user is not root, or apt fails
    """
    if not packages or (os.geteuid() != 0 and OPTIONAL.issuperset(packages)):
        return
    command = "apt-get install -y --no-install-recommends " + " ".join(packages)
    if os.geteuid() != 0 or not shutil.which("apt-get"):
        raise Problem(
            f"Missing on this machine: {', '.join(packages.values())}.\n"
            "Ask its administrator to type\n\n"
            f"    sudo apt-get update && sudo {command}\n\n"
            "and run the same command again."
        )
    hint = f"Type `apt-get update && {command}` to see what apt complains about."
    patient = command.replace("install", "-o DPkg::Lock::Timeout=300 install", 1)

    def system(text, log):
        environ = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
        run(text.split(), hint, log=log, survive=True, env=environ)

    with step(f"Installing {', '.join(packages)}"):
        try:
            system(patient, "apt-install")
        except Problem:
            say("   once more with fresh package lists ...")
            system("dpkg --configure -a", "dpkg-configure")
            system("apt-get -q update", "apt-update")
            system(patient, "apt-install")
