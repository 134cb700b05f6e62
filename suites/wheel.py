"""`make test-wheel`: the wheel, installed by pip into a bare environment beside Odoo,
installs in a database and passes a few of the addon's tests from there."""

import re
import subprocess
import sys

from sandbox import commands, databases, lint, logs, odoo, settings, venv
from sandbox.steps import Problem, fail, lock, remove, run, say, step

DATABASE = f"{settings.TEST_DB}_wheel"
FOLDER = settings.SANDBOX / f"wheel_{settings.TEST_DB}"
#: Tests that tell whether everything has come along: Python, data, views, the fakes.
TESTS = ("requisites", "dadata/test_values.py", "card/test_card_views.py")


def build():
    """Build the wheel.

    :return: its path
    """
    with step("Building the wheel"):
        with lock("lint"):
            venv.ensure("lint")
        out = FOLDER / "dist"
        run(
            [
                *(venv.python("lint"), "-m", "build", "--wheel", "--no-isolation"),
                *("--outdir", out, settings.addon_path()),
            ],
            log="wheel-build",
            cwd=settings.CHECKOUT,
            env=lint.environment(),
        )
        (wheel,) = out.glob("*.whl")
        return wheel


def install(wheel):
    """Make an environment with Odoo's libraries and the test tools alone, and let pip
    install the wheel with what it depends on.

    :return: its Python, and the folder of the addon in it
    """
    path = FOLDER / "venv"
    requirements = FOLDER / "requirements.txt"
    lines = (settings.PACKAGE / "requirements.txt").read_text().splitlines()
    requirements.write_text(
        "\n".join(line for line in lines if not line.startswith("odoo-addon-"))
    )
    python = path / "bin/python"
    with step("Installing it into a bare environment (pip install)"):
        run([sys.executable, "-m", "venv", path])
        venv.link_odoo(path)
        pip = [python, "-m", "pip", "--disable-pip-version-check", "install", "-q"]
        run([*pip, "-r", requirements, wheel], log="wheel-pip")
    (addon,) = path.glob(f"lib/python3*/site-packages/odoo/addons/{settings.ADDON}")
    return python, addon


def configuration(config):
    """Odoo's configuration without the checkout: the addon is found by Python."""
    text = config.read_text(encoding="utf-8")
    addons = odoo.python_path() / "odoo/addons"
    text = re.sub(r"(?m)^addons_path *=.*$", f"addons_path = {addons}", text)
    target = FOLDER / "odoo.conf"
    target.write_text(text, encoding="utf-8")
    return target


def test(python, addon, config, template):
    """:return: pytest's exit status"""
    databases.copy(template, DATABASE)
    with step(f"Installing {settings.ADDON} out of the wheel"):
        output = run(
            [
                *(python, "-m", "odoo", "server", "-c", config, "-d", DATABASE),
                *("-i", settings.ADDON, "--stop-after-init", "--no-http"),
            ],
            databases.HINT,
            log=f"{DATABASE}-install",
            cwd="/",
            env=odoo.environment(),
        )
    found = logs.unexpected(output)
    for text in found:
        say("   | " + text.replace("\n", "\n   | "))
    done = subprocess.run(
        [
            *(python, "-m", "pytest", "-q", "--odoo-http", "--odoo-log-level=warn"),
            *(f"--odoo-config={config}", f"--odoo-database={DATABASE}"),
            *(f"--rootdir={addon}", "-p", "no:cacheprovider"),
            *(addon / "tests" / name for name in TESTS),
        ],
        cwd="/",
        env=odoo.environment(),
        check=False,
    )
    return done.returncode or bool(found)


def main():
    config = commands.setup()
    databases.quoted(DATABASE)
    template = databases.ensure_template(config, demo=True)
    with lock(DATABASE):
        remove(FOLDER)
        FOLDER.mkdir(parents=True)
        python, addon = install(build())
        status = test(python, addon, configuration(config), template)
        databases.drop(DATABASE)
        remove(FOLDER)
    return int(bool(status))


if __name__ == "__main__":
    try:
        sys.exit(main())
    except Problem as problem:
        fail(problem)
