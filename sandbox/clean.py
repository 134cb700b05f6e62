"""`make clean`: stop what runs from the sandbox, and remove it."""

import os
import signal
import time
from pathlib import Path

from . import databases, postgres, settings
from .steps import Problem, remove, say

LOCKS = ("setup.lock", "lint.lock")  # a sandbox has one of them


def processes():
    """The running programs whose executable is called by a path in the sandbox."""
    prefix = f"{settings.SANDBOX}/".encode()
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            program = (folder / "cmdline").read_bytes().split(b"\0")[0]
        except OSError:
            continue
        if program.startswith(prefix) and int(folder.name) != os.getpid():
            yield int(folder.name)


def stop_processes():
    for sign, patience in ((signal.SIGTERM, 10), (signal.SIGKILL, 5)):
        deadline = time.monotonic() + patience
        for process in processes():
            say(f"   stopping process {process}")
            try:
                os.kill(process, sign)
            except ProcessLookupError:
                continue
            except PermissionError:
                say(f"   process {process} belongs to another user")
        while any(processes()) and time.monotonic() < deadline:
            time.sleep(0.2)


def clean():
    stop_processes()
    if not settings.uses_foreign_postgres():
        postgres.destroy()
    else:
        for name in databases.ours():
            say(f"   dropping the database {name}")
            try:
                databases.drop(name)
            except Problem as problem:
                say(f"   The database stays: {problem}")
    if settings.SANDBOX.is_dir():
        # never a folder that only a mistaken SANDBOX variable names
        if not any((settings.SANDBOX / name).exists() for name in LOCKS):
            raise Problem(f"{settings.SANDBOX} is not a sandbox: nothing is removed.")
        say(f"   removing {settings.SANDBOX}")
        remove(settings.SANDBOX)
