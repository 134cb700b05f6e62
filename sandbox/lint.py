"""The tools that check the sources; .pre-commit-config.yaml says which and how.

pre-commit, on the command line and on `git commit`, calls each of them through
`python3 -m sandbox tool NAME`, which installs them first where they are missing.
"""

import os
import shutil

from . import debian, settings, venv
from .steps import Problem, call, fresh_folder, lock, run, stamp, step, write_stamp

FIXERS = ("ruff", "ruff-format", "prettier", "eslint")
NODE_FILES = ("package.json", "package-lock.json")


def node():
    return settings.SANDBOX / "node"


def environment():
    """Where the tools, their plugins and their caches are."""
    folders = [venv.folder("lint") / "bin", node() / "node_modules/.bin"]
    return {
        **os.environ,
        "PATH": os.pathsep.join([*map(str, folders), os.environ.get("PATH", "")]),
        "NODE_PATH": str(node() / "node_modules"),
        "PYLINTHOME": str(settings.SANDBOX / "pylint"),
        "PRE_COMMIT_HOME": str(settings.SANDBOX / "pre-commit"),
        # a checkout that belongs to somebody else, as in many containers
        "GIT_CONFIG_COUNT": "1",
        "GIT_CONFIG_KEY_0": "safe.directory",
        "GIT_CONFIG_VALUE_0": str(settings.CHECKOUT),
    }


def ensure():
    """Install the tools from PyPI, Node.js among them, and from npm."""
    venv.check_python()
    with lock("lint"):
        packages = {} if shutil.which("git") else {"git": "git"}
        debian.install({**venv.missing(), **packages})
        venv.ensure("lint")
        install_from_npm(node(), settings.CHECKOUT, "prettier and eslint")


def ensure_axe():
    """Install what looks for barriers in pages, for the tests.

    :return: its script
    """
    target = settings.SANDBOX / "axe"
    with lock("lint"):
        debian.install(venv.missing())
        venv.ensure("lint")
        install_from_npm(target, settings.PACKAGE / "axe", "axe-core")
    return target / "node_modules/axe-core/axe.min.js"


def install_from_npm(target, source, title):
    """Install what a folder's package.json names, where that has changed."""
    files = [source / name for name in NODE_FILES]
    wanted = {"files": settings.digest(*files), "python": venv.facts("lint")}
    if stamp(target) == wanted:
        return
    with step(f"Installing {title} (npm)"), fresh_folder(target) as work:
        for path in files:
            shutil.copy(path, work)
        run(
            ["npm", "ci", "--no-audit", "--no-fund", "--ignore-scripts"],
            "Check that npm can install packages on this machine (network, "
            "registry, proxy), then run the same command again.",
            log="npm",
            cwd=work,
            env=environment(),
        )
        write_stamp(work, **wanted)


def tool(name, *arguments):
    """Become one of the tools."""
    ensure()
    os.execvpe(name, [name, *arguments], environment())


def pre_commit(*arguments):
    command = ["pre-commit", "run", "--all-files", *arguments]
    return call(command, cwd=settings.CHECKOUT, env=environment())


def check():
    """`make lint`: all hooks on all files that git knows."""
    ensure()
    if pre_commit("--show-diff-on-failure"):
        raise Problem("Lint: see above. What a hook has repaired is in your files now.")


def reformat():
    """`make format`: the hooks that repair what they find."""
    ensure()
    for hook in FIXERS:
        pre_commit(hook)
