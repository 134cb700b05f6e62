# Copyright 2026 Client 360 contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

"""Run the benchmarks named on the command line, or all of them.

A benchmark is a module of this package with a function ``main()`` that prints its
table and returns whether the measures are within their limits.
"""

import argparse
import importlib
import os
import pkgutil
import sys

from . import __path__ as folder
from .measure import save


def benchmarks():
    for module in pkgutil.iter_modules(folder):
        if module.name != "__main__":
            found = importlib.import_module(f".{module.name}", __package__)
            if hasattr(found, "main"):
                yield module.name, found


def run(names):
    failed = []
    for name, module in benchmarks():
        if names and name not in names:
            continue
        print(f"\n== {name}: {module.__doc__.strip().splitlines()[0]}")
        if not module.main():
            failed.append(name)
    if failed:
        print(f"\nOver their limits: {', '.join(failed)}")
    return 1 if failed else 0


def main():
    parser = argparse.ArgumentParser("make bench", description=__doc__)
    parser.add_argument("names", nargs="*", help="all by default")
    parser.add_argument("--large", action="store_true", help="a million partners")
    parser.add_argument(
        "--json", metavar="FILE", help="write the figures there as well"
    )
    options = parser.parse_args()
    if options.large:
        os.environ["BENCH_LARGE"] = "1"
    status = run(options.names)
    if options.json:
        save(options.json)
    return status


if __name__ == "__main__":
    sys.exit(main())
