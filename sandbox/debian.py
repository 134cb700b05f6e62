"""Packages of Debian: those of the system, and those that are only unpacked."""

import ctypes.util
import os
import platform
import re
import shutil
import subprocess
from pathlib import Path

from . import settings
from .steps import Problem, remove, run, say, step

APT = Path("/etc/apt")


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


def parse_deb822(text):
    """Yield (uri, suites, components, options) of a *.sources' enabled stanzas."""
    for stanza in re.split(r"\n[ \t]*\n", text):
        fields = {}
        key = None
        for line in stanza.splitlines():
            if not line.strip() or line.startswith("#"):
                continue
            if line[0] in " \t":
                if key:
                    fields[key] += "\n" + line.strip()
            elif ":" in line:
                key, value = line.split(":", 1)
                key = key.strip().lower()
                fields[key] = value.strip()
        if "deb" not in fields.get("types", "").split():
            continue
        if fields.get("enabled", "yes").lower() in ("no", "false", "0"):
            continue
        options = {}
        if "\n" not in fields.get("signed-by", "\n"):
            options["signed-by"] = fields["signed-by"].replace(" ", ",")
        if fields.get("trusted", "").lower() in ("yes", "true", "1"):
            options["trusted"] = "yes"
        for uri in fields.get("uris", "").split():
            yield (
                uri,
                fields.get("suites", "").split(),
                fields.get("components", "").split(),
                options,
            )


def parse_list(text):
    """Yield (uri, suites, components, options) of the lines of a *.list."""
    for line in text.splitlines():
        match = re.match(
            r"\s*deb\s+(?:\[([^]]*)\]\s*)?(cdrom:\[[^]]*\]\S*|\S+)\s+(\S+)([^#]*)", line
        )
        if not match:
            continue
        given, uri, suite, components = match.groups()
        options = {}
        for option in (given or "").split():
            name, _sign, value = option.partition("=")
            if name.lower() in ("signed-by", "trusted"):
                options[name.lower()] = value
        yield uri, [suite], components.split(), options


def sources(folder=APT):
    """Yield all enabled binary package sources of the machine."""
    lists = [folder / "sources.list", *sorted(folder.glob("sources.list.d/*.list"))]
    for path in lists:
        if path.is_file():
            yield from parse_list(path.read_text(errors="replace"))
    for path in sorted(folder.glob("sources.list.d/*.sources")):
        yield from parse_deb822(path.read_text(errors="replace"))


def mirror(codename, folder=APT):
    """The machine's own Debian mirror, with the options of its source line.

    It is the source that offers the running release itself; the security archive and
    most third parties name their suites differently.
    """
    best = None
    for uri, suites, components, options in sources(folder):
        if "main" not in components or uri.startswith("cdrom:"):
            continue
        looks_debian = bool(re.search(r"/debian(\.list)?/?$", uri))
        if codename in suites:
            rank = 3 if looks_debian else 2
        elif looks_debian and {"stable", "oldstable", "testing"} & set(suites):
            rank = 1
        else:
            continue
        if best is None or rank > best[0]:
            best = rank, uri, options
    if not best:
        raise Problem(
            f"No source for Debian {codename} in {folder}/sources.list or "
            f"{folder}/sources.list.d: add the mirror that this machine should use."
        )
    return best[1:]


def private_apt(suite):
    """Prepare an apt of our own that knows one suite; the system is not touched.

    :return: the first part of its command line
    """
    uri, options = mirror(release())
    state = settings.SANDBOX / "apt" / suite
    for folder in (state / "lists" / "partial", state / "cache" / "archives/partial"):
        folder.mkdir(parents=True, exist_ok=True)
    given = " ".join(f"{name}={value}" for name, value in options.items())
    line = (
        f"deb [{given}] {uri} {suite} main\n" if given else f"deb {uri} {suite} main\n"
    )
    (state / "sources.list").write_text(line)
    wanted = {
        "Dir::Etc::sourcelist": state / "sources.list",
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
    command = ["apt-get", "-q"]
    for name, value in wanted.items():
        command += ["-o", f"{name}={value}"]
    return command


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
    newest = {}
    for path in sorted(folder.glob("*.deb"), key=lambda path: path.stat().st_ctime):
        newest[path.name.split("_")[0]] = path
    return sorted(newest.values())


def unpack(packages, folder):
    for package in packages:
        run(
            ["dpkg-deb", "-x", package, folder],
            "Is the disk full? Run the same command again.",
        )


def forget_apt():
    """Drop the private lists and archives: they are only needed once."""
    remove(settings.SANDBOX / "apt")


def dangling_links(folder):
    """Symbolic links below a folder that lead nowhere."""
    return sorted(
        Path(base) / name
        for base, folders, files in os.walk(folder)
        for name in (*folders, *files)
        if (Path(base) / name).is_symlink() and not (Path(base) / name).exists()
    )


def missing():
    """What Odoo can do without, but then guesses types of files in another way."""
    return {} if ctypes.util.find_library("magic") else {"libmagic1": "libmagic"}


def install(packages):
    """Install system packages as root, or say which ones are missing.

    :param packages: dict of the packages' names and what they are good for
    :raise Problem: when the user is not root, or apt fails
    """
    if not packages or (os.geteuid() != 0 and set(packages) == set(missing())):
        return
    command = "apt-get install -y --no-install-recommends " + " ".join(packages)
    if os.geteuid() != 0 or not shutil.which("apt-get"):
        raise Problem(
            f"Missing on this machine: {', '.join(packages.values())}.\n"
            "Ask its administrator to type\n\n"
            f"    sudo apt-get update && sudo {command}\n\n"
            "and run the same command again."
        )
    with step(f"Installing {', '.join(packages)}"):
        hint = f"Type `apt-get update && {command}` to see what apt complains about."
        patient = command.replace("install", "-o DPkg::Lock::Timeout=300 install", 1)

        def system(text, log):
            environ = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
            run(text.split(), hint, log=log, survive=True, env=environ)

        if not apt_knows(packages):
            system("apt-get -q update", "apt-update")
        try:
            system(patient, "apt-install")
        except Problem:
            say("   once more with fresh package lists ...")
            system("dpkg --configure -a", "dpkg-configure")
            system("apt-get -q update", "apt-update")
            system(patient, "apt-install")


def apt_knows(packages):
    for package in packages:
        shown = subprocess.run(
            ["apt-cache", "policy", package],
            capture_output=True,
            text=True,
            check=False,
        ).stdout
        if "Candidate:" not in shown or "Candidate: (none)" in shown:
            return False
    return True
