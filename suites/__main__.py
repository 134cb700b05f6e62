"""Run the suites twice, on a database without the addon and on a copy with it.

Usage: python -m suites [MODULE ...]
"""

import json
import subprocess
import sys
import time
from pathlib import Path

from sandbox import commands, databases, odoo, settings, testing
from sandbox.steps import Problem, fail, lock, say

from .modules import SUITES

FOLDER = settings.SANDBOX / "suites"
ACCEPTED = Path(__file__).with_name("accepted.txt")
LIMIT = 45 * 60  # seconds a module may take


def accepted():
    """{test: reason} of the differences that are known."""
    known = {}
    for line in ACCEPTED.read_text(encoding="utf-8").splitlines():
        if line.strip() and not line.startswith("#"):
            test, _mark, reason = line.partition("  # ")
            if not reason.strip():
                raise Problem(f"{ACCEPTED.name}: no reason for {test}")
            known[test.strip()] = reason.strip()
    return known


def files(config, module):
    """The places of a module's tests."""
    code = (
        f"import odoo.tools; odoo.tools.config.parse_config(['-c', {str(config)!r}]);"
        "from odoo.modules import get_module_path, initialize_sys_path;"
        f"initialize_sys_path(); print(get_module_path({module!r}))"
    )
    done = subprocess.run(
        [settings.SANDBOX / "venv/bin/python", "-c", code],
        capture_output=True,
        text=True,
        env=odoo.environment(),
        check=True,
    )
    folder = Path(done.stdout.split()[-1]) / "tests"
    found = [folder / f"{name}.py" for name in SUITES[module]] or [folder]
    return [path for path in found if path.exists()]


def run(config, database, module, result, places=None):
    """Run the suite of one module, or tests at given places.

    :return: {test: (outcome, text, place)}
    """
    result.parent.mkdir(parents=True, exist_ok=True)
    partial = result.with_suffix(".partial")
    partial.unlink(missing_ok=True)
    places = places or files(config, module)
    try:
        if places:
            testing.odoo_pytest(
                config,
                database,
                *("-p", "suites.plugin", "-q", "--tb=short", "--no-header"),
                *("--disable-warnings", "-o", "console_output_style=count"),
                *places,
                root=Path(__file__).parent,
                process={
                    "cwd": settings.CHECKOUT,
                    "timeout": LIMIT,
                    "stdout": subprocess.DEVNULL,
                },
                SUITES_RESULT=str(partial),
            )
    except subprocess.TimeoutExpired:
        say(f"   {module}: stopped after {LIMIT // 60} minutes")
    partial.touch()
    partial.rename(result)
    return read(result)


def read(result):
    outcomes = {}
    for line in result.read_text(encoding="utf-8").splitlines():
        values = json.loads(line)
        # a test that fails and whose tear-down fails as well has two lines
        if outcomes.get(values["test"], ("",))[0] != "failed":
            outcomes[values["test"]] = (
                values["outcome"],
                values["text"],
                values.get("place"),
            )
    return outcomes


def failed(outcomes):
    return {test for test, values in outcomes.items() if values[0] == "failed"}


def compare(module, before, after, known):
    """Say what differs.

    :return: the tests that fail only with the addon and are not accepted
    """
    worse = failed(after) - failed(before)
    lost = {
        test
        for test, values in before.items()
        if values[0] == "passed" and after.get(test, ("missing",))[0] != "passed"
    } - worse
    better = failed(before) - failed(after)
    say(
        f"{module}: {len(before)} tests without the addon, {len(failed(before))} "
        f"failed; {len(after)} with it, {len(failed(after))} failed; "
        f"{len(worse)} fail only with it"
    )
    for test in sorted(worse):
        say(f"    {'accepted' if test in known else 'FAILS'}: {test}")
        if test in known:
            say(f"        {known[test]}")
        else:
            lines = after[test][1].splitlines()
            say("\n".join(f"        | {line}" for line in lines[-12:]))
    for test in sorted(lost):
        say(f"    not run with it: {test}")
    for test in sorted(better):
        say(f"    fails only without it: {test}")
    for test in sorted(set(known) & set(after) - worse):
        say(f"    accepted, but does not fail any more: {test}")
    return sorted(worse - set(known))


def main(modules):
    unknown = set(modules) - set(SUITES)
    if unknown:
        raise Problem(f"No such suite: {', '.join(sorted(unknown))}. Known: {SUITES}")
    config = commands.setup()
    template = databases.ensure_template(config, demo=True)
    plain = f"{settings.TEST_DB}_suites"
    known = accepted()
    with lock(plain):
        databases.copy(template, plain)
        loaded = f"{plain}_addon"
        databases.create(config, loaded, True, lambda output: None)
        new = {}
        for module in modules or SUITES:
            start = time.monotonic()
            # what is not there changes only with Odoo: it is kept
            result = FOLDER / template / f"{module}.jsonl"
            before = (
                read(result) if result.exists() else run(config, plain, module, result)
            )
            result = FOLDER / "with" / f"{module}.jsonl"
            after = run(config, loaded, module, result)
            worse = failed(after) - failed(before)
            if worse:
                # a tour may have been slow: what passes now is no difference
                places = [after[test][2] for test in sorted(worse)]
                result = result.with_suffix(".again.jsonl")
                after.update(run(config, loaded, module, result, places))
            new[module] = compare(module, before, after, known)
            say(f"    {time.monotonic() - start:.0f} s")
        databases.drop(loaded)
        databases.drop(plain)
    count = sum(map(len, new.values()))
    say(f"{count} tests fail only with the addon and are not accepted.")
    return 1 if count else 0


if __name__ == "__main__":
    try:
        sys.exit(main(sys.argv[1:]))
    except Problem as problem:
        fail(problem)
