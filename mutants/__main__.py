"""Put in the faults of this folder, one at a time, and run what guards them.

Usage: python -m mutants [PATTERN]

They are put into a copy of the checkout; the checkout itself is never touched. The
verdicts are kept in `mutants.json` of the sandbox; RESUME=1 takes those over that were
reached on the same sources.
"""

import contextlib
import importlib
import json
import os
import re
import shutil
import subprocess
import sys
import time
from collections import Counter
from pathlib import Path

from sandbox import commands, databases, settings
from sandbox.steps import Problem, fail, lock, remove, say, write_atomically

COPY = settings.SANDBOX / "mutants" / settings.TEST_DB
RESULT = settings.SANDBOX / f"mutants-{settings.TEST_DB}.json"
BASE = f"{settings.TEST_DB}_mutants"
TRY = f"{BASE}_try"
LIMIT = 900  # seconds for one
NO_TESTS = 5  # pytest's exit status
#: README.rst: its example of an addon is installed by a test.
COPIED = (settings.ADDON, "sandbox", "conftest.py", "pytest.ini", "README.rst")


def read_mutants(pattern):
    """All mutants of this folder whose title or place matches a pattern."""
    found = []
    for path in sorted(Path(__file__).parent.glob("*.py")):
        if path.stem in ("__init__", "__main__", "mutant"):
            continue
        module = importlib.import_module(f"mutants.{path.stem}")
        found += [
            mutant
            for mutant in module.MUTANTS
            if re.search(pattern, f"{path.stem} {mutant.title}")
        ]
    return found


def copy_checkout():
    remove(COPY)
    COPY.mkdir(parents=True)
    for name in COPIED:
        source = settings.CHECKOUT / name
        if source.is_dir():
            ignore = shutil.ignore_patterns("__pycache__")
            shutil.copytree(source, COPY / name, ignore=ignore)
        else:
            shutil.copy2(source, COPY)


def run(selection, database, update):
    """Run tests of the copy.

    :return: pytest's exit status and the name of the first test that has failed
    """
    arguments = f"{selection} -x -q --no-header --tb=no --disable-warnings"
    environ = {
        **os.environ,
        "SANDBOX": str(settings.SANDBOX),
        "TEST_DB": database,
        "UPDATE": "1" if update else "0",
        "FRESH": "0",
    }
    command = [sys.executable, "-m", "sandbox", "retest", arguments]
    with subprocess.Popen(
        command,
        cwd=COPY,
        env=environ,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        start_new_session=True,
    ) as process:
        try:
            output, _none = process.communicate(timeout=LIMIT)
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, 9)
            process.communicate()
            return -1, f"no end within {LIMIT} s"
    failed = re.search(r"^(?:FAILED|ERROR) (\S+)", output, re.MULTILINE)
    if failed:
        return process.returncode, failed[1].removeprefix(f"{settings.ADDON}/tests/")
    return process.returncode, " ".join(output.split()[-30:])


@contextlib.contextmanager
def put_in(mutant):
    """Have the fault in the copy for a while."""
    path = COPY / settings.ADDON / mutant.file
    text = path.read_text(encoding="utf-8")
    times = path.stat()
    path.write_text(mutant.applied(text), encoding="utf-8")
    try:
        yield
    finally:
        path.write_text(text, encoding="utf-8")
        # assets are built anew when the time of a file changes
        os.utime(path, ns=(times.st_atime_ns, times.st_mtime_ns))


def judge(mutant, healthy):
    """Whether the tests notice a fault.

    :param healthy: {selection: whether it passes without any fault}, filled here
    :return: the verdict and its reason
    """
    path = COPY / settings.ADDON / mutant.file
    count = mutant.applied(path.read_text("utf-8")) if path.is_file() else 0
    if isinstance(count, int):
        return "stale", f"the text is there {count} times"
    selection = mutant.selection(COPY)
    if not selection:
        return "stale", "no tests"
    if selection not in healthy:
        status, reason = run(selection, BASE, update=False)
        healthy[selection] = "" if status == 0 else reason
    if healthy[selection]:
        return "sick", f"the tests fail without it: {healthy[selection]}"
    database = BASE
    if mutant.needs_update:
        database = TRY
        databases.copy(BASE, TRY)
    with put_in(mutant):
        status, reason = run(selection, database, mutant.needs_update)
    if status == NO_TESTS:
        return "stale", "no tests"
    return ("lived", "") if status == 0 else ("killed", reason)


def read_result():
    try:
        return json.loads(RESULT.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}


def main(pattern=""):
    mutants = read_mutants(pattern)
    if not mutants:
        raise Problem(f"No mutant matches {pattern!r}.")
    commands.setup()
    sources = settings.digest_of_tree(settings.addon_path())
    known = read_result() if os.environ.get("RESUME", "0") not in ("", "0") else {}
    result = {key: value for key, value in known.items() if value["sources"] == sources}
    with lock("mutants-" + settings.TEST_DB):
        copy_checkout()
        # have the database that they start from
        run("client360/tests/card -k no_such_test", BASE, update=databases.exists(BASE))
        healthy = {}
        for number, mutant in enumerate(mutants, 1):
            key = settings.digest(mutant.file, mutant.before, mutant.after)
            if key not in result:
                start = time.monotonic()
                verdict, reason = judge(mutant, healthy)
                result[key] = {
                    "sources": sources,
                    "mutant": mutant.title,
                    "verdict": verdict,
                    "reason": reason,
                    "seconds": round(time.monotonic() - start),
                }
                write_atomically(
                    RESULT, json.dumps(result, indent=1, ensure_ascii=False)
                )
            found = result[key]
            say(f"{number}/{len(mutants)} {found['verdict']}: {mutant.title}")
            if found["reason"]:
                say(f"        {found['reason']} ({found['seconds']} s)")
        databases.drop(TRY)
    return report(mutants, result)


def report(mutants, result):
    """Print the living.

    :return: 1 if one lives without a reason
    """
    count = Counter()
    by_verdict = {}
    for mutant in mutants:
        found = result[settings.digest(mutant.file, mutant.before, mutant.after)]
        verdict = found["verdict"]
        if verdict == "lived" and mutant.lives:
            verdict = "lived with a reason"
        count[verdict] += 1
        by_verdict.setdefault(verdict, []).append((mutant, found))
    for verdict in ("lived with a reason", "sick", "stale", "lived"):
        for mutant, found in by_verdict.get(verdict, ()):
            say(f"{verdict}: {mutant.title}\n        {mutant.lives or found['reason']}")
    judged = count["killed"] + count["lived"] + count["lived with a reason"]
    share = 100 * count["killed"] / judged if judged else 0
    say(
        f"{len(mutants)} mutants: "
        + ", ".join(f"{number} {verdict}" for verdict, number in count.items())
        + f"; {share:.0f} % of the judged ones killed. See {RESULT}"
    )
    return 1 if count["lived"] or count["sick"] or count["stale"] else 0


if __name__ == "__main__":
    try:
        sys.exit(main(*sys.argv[1:2]))
    except Problem as problem:
        fail(problem)
