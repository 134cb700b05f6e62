"""`make lint`: everything that can be said about the sources without running them."""

import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from . import manifest, settings, venv
from .steps import Problem, say

REQUIREMENTS = settings.PACKAGE / "requirements-lint.txt"
# Matters of taste, which Odoo's and OCA's own files have the other way.
HOOKS_OFF = (
    "xml-header-wrong",
    "xml-field-numeric-without-eval",
    "xml-tag-position",
)


def tool(name):
    return str(venv.folder("lint") / "bin" / name)


def sources():
    """The Python files and folders of the checkout."""
    names = [settings.ADDON, "sandbox", "bench", "conftest.py"]
    return [name for name in names if (settings.CHECKOUT / name).exists()]


def translations():
    folder = settings.addon_path() / "i18n"
    return [str(path) for path in sorted(folder.glob("*.po*"))]


def call(*command, **kwargs):
    """Run a tool in the checkout.

    :return: whether it is content
    """
    done = subprocess.run(
        command,
        cwd=settings.CHECKOUT,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
        **kwargs,
    )
    if done.returncode:
        sys.stdout.write(done.stdout)
    return done.returncode == 0


def ruff_format():
    return call(tool("ruff"), "format", "--check", "--diff", *sources())


def ruff_check():
    return call(tool("ruff"), "check", *sources())


def pylint(*arguments):
    return call(
        *(tool("pylint"), "--rcfile=.pylintrc-mandatory", *arguments),
        env={**os.environ, "PYLINTHOME": str(settings.SANDBOX / "pylint")},
    )


def pylint_odoo():
    tests = f"{settings.ADDON}/tests"
    # pylint-odoo knows tests by the folder right above them, ours have one for each
    # subject: what a test posts is not translated.
    return pylint(f"--ignore-paths={tests}", settings.ADDON) and pylint(
        "--disable=translation-required", tests
    )


def odoo_hooks():
    off = [f"--disable={','.join(HOOKS_OFF)}"] if HOOKS_OFF else []
    return call(tool("oca-checks-odoo-module"), *off, str(settings.addon_path()))


def po_hooks():
    files = translations()
    # a term that is the same in Russian is a translation all the same (`make i18n`)
    off = "--disable=po-pretty-format"
    return not files or call(tool("oca-checks-po"), off, *files)


def manifest_check():
    found = list(manifest.problems())
    for line in found:
        say(line)
    return not found


def wheel():
    """Build the addon as a wheel, the way OCA's are built."""
    if not (settings.addon_path() / "pyproject.toml").is_file():
        say(f"{settings.ADDON}/pyproject.toml is missing: whool cannot build a wheel")
        return False
    with tempfile.TemporaryDirectory() as folder:
        built = call(
            *(tool("python"), "-m", "build", "--wheel", "--no-isolation"),
            *("--outdir", folder, str(settings.addon_path())),
        )
        wheels = list(Path(folder).glob("*.whl"))
        if built and len(wheels) != 1:
            say("whool built no wheel")
        return built and len(wheels) == 1


CHECKS = [
    ("ruff format", ruff_format),
    ("ruff check", ruff_check),
    ("pylint-odoo", pylint_odoo),
    ("XML and CSV (OCA hooks)", odoo_hooks),
    ("translations (OCA hooks)", po_hooks),
    ("manifest", manifest_check),
    ("wheel (whool)", wheel),
]


def run():
    """Run all checks, even if one fails.

    :raise Problem: when one of them has failed
    """
    venv.ensure("lint", REQUIREMENTS)
    failed = []
    for name, check in CHECKS:
        start = time.monotonic()
        good = check()
        verdict = "ok" if good else "FAILED"
        say(f"   {name}: {verdict} ({time.monotonic() - start:.1f} s)")
        if not good:
            failed.append(name)
    if failed:
        raise Problem(
            f"Lint: {', '.join(failed)}. `make format` repairs what can be "
            "repaired automatically."
        )
    say("Lint: no problem found.")


def reformat():
    """Repair what the tools can repair."""
    venv.ensure("lint", REQUIREMENTS)
    call(tool("ruff"), "check", "--fix", "--exit-zero", *sources())
    call(tool("ruff"), "format", *sources())
