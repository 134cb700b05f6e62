"""Steps that say what they do, how long they took, and what to do when they fail."""

import contextlib
import ctypes
import fcntl
import json
import os
import shutil
import signal
import subprocess
import sys
import time

from . import settings

LIBC = ctypes.CDLL(None)
PR_SET_PDEATHSIG = 1


class Problem(Exception):
    """Something the user can act on: the text says what to do."""


def say(text):
    print(text, flush=True)


@contextlib.contextmanager
def step(title):
    """Print a line before and after the work, with the seconds it took."""
    say(f"-> {title} ...")
    start = time.monotonic()
    yield
    say(f"   {title}: done in {time.monotonic() - start:.1f} s")


def log_path(name):
    folder = settings.SANDBOX / "log"
    folder.mkdir(parents=True, exist_ok=True)
    return folder / f"{name}.log"


def end_with_parent():
    """Runs in a new process: end when the command that has started it is killed."""
    LIBC.prctl(PR_SET_PDEATHSIG, signal.SIGTERM)


def run(command, hint="", log=None, survive=False, **kwargs):
    """Run a command quietly; when it fails show the end of its output and the hint.

    :param command: list of arguments
    :param hint: what the user should do when it fails
    :param log: name of the log file below the sandbox that keeps the output
    :param survive: whether it may go on when we are killed
    :return: the output as text
    :raise Problem: when the command is missing or fails
    """
    command = [str(part) for part in command]
    kwargs.setdefault("stdin", subprocess.DEVNULL)
    if not survive:
        kwargs["preexec_fn"] = end_with_parent
    try:
        done = subprocess.run(
            command,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            check=False,
            **kwargs,
        )
    except OSError as error:
        raise Problem(f"Cannot run {command[0]}: {error.strerror}. {hint}") from error
    output = done.stdout.decode(errors="replace")
    if log:
        log_path(log).write_text(output, encoding="utf-8")
    if done.returncode:
        tail = "\n".join("   | " + line for line in output.splitlines()[-15:])
        where = f"\nWhole output: {log_path(log)}" if log else ""
        raise Problem(
            f"`{' '.join(command):.100}` failed with status {done.returncode}.\n"
            f"{tail}{where}\n{hint}"
        )
    return output


def call(command, **kwargs):
    """Run a command in the foreground and return its exit status."""
    command = [str(part) for part in command]
    return subprocess.run(command, check=False, **kwargs).returncode


def read_json(path):
    """What a file of JSON says, or None without a whole one."""
    try:
        return json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return None


def stamp(folder):
    """What the stamp of a finished folder says, or None when it is not finished."""
    return read_json(folder / ".stamp")


def write_stamp(folder, **facts):
    write_atomically(folder / ".stamp", json.dumps(facts, indent=1, sort_keys=True))


def write_atomically(path, text, mode=0o644):
    """Write a file so that a reader sees either the old or the whole new text."""
    path.parent.mkdir(parents=True, exist_ok=True)
    temporary = path.with_name(f".{path.name}.{os.getpid()}")
    handle = os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, mode)
    with os.fdopen(handle, "w", encoding="utf-8") as stream:
        stream.write(text)
    os.replace(temporary, path)


@contextlib.contextmanager
def fresh_folder(target):
    """Give an empty folder to fill; it takes the target's place only when finished.

    A set-up that is killed in between leaves the work folder behind, and the next
    run starts it anew.
    """
    work = target.with_name(target.name + ".partial")
    remove(work)
    work.mkdir(parents=True)
    yield work
    old = target.with_name(target.name + ".old")
    remove(old)
    if target.exists():
        target.rename(old)
    work.rename(target)
    remove(old)


def remove(path):
    """Remove a file, a link or a whole folder, if it is there."""
    if path.is_symlink() or path.is_file():
        path.unlink()
    elif path.exists():
        shutil.rmtree(path)


@contextlib.contextmanager
def lock(name="setup"):
    """Let only one process at a time set things up in this sandbox."""
    settings.SANDBOX.mkdir(parents=True, exist_ok=True)
    with open(settings.SANDBOX / f"{name}.lock", "a") as handle:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            say("-> waiting for another set-up of this sandbox to finish ...")
            fcntl.flock(handle, fcntl.LOCK_EX)
        yield


def fail(problem):
    print(f"\nERROR: {str(problem).strip()}", file=sys.stderr, flush=True)
    sys.exit(2)
