# Copyright 2026 Client 360 contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

"""What one call costs the server: milliseconds, queries, bytes of the answer."""

import datetime
import json
import os
import platform
import statistics
import time
from dataclasses import dataclass
from pathlib import Path

from odoo.tools import json_default


@dataclass
class Cost:
    """Cost of a call: median of the runs.

    :ivar float ms: milliseconds of server time
    :ivar int queries: number of queries
    :ivar int size: bytes of the answer as JSON
    """

    ms: float
    queries: int
    size: int


#: What was held against a limit, for :func:`save`.
_seen = []


def verdict(benchmark, figures):
    """Print figures beside their limits.

    :param str benchmark: name of the module
    :param figures: tuples (what, figure, limit, unit); the figure may be at most the
        limit
    :return: whether all of them are within their limits
    :rtype: bool
    """
    lines = []
    for what, figure, limit, unit in figures:
        met = figure <= limit
        _seen.append(
            {
                "benchmark": benchmark,
                "measure": what,
                "figure": round(figure, 3),
                "limit": limit,
                "unit": unit,
                "met": met,
            }
        )
        lines.append(
            (
                what,
                f"{figure:.2f} {unit}".rstrip(),
                f"{limit} {unit}".rstrip(),
                "met" if met else "missed",
            )
        )
    print()
    table(("held against its limit", "measured", "at most", ""), lines)
    return all(line[-1] == "met" for line in lines)


def peak_memory(reset=False):
    """Megabytes that this process had in memory at most.

    :param bool reset: begin anew
    :rtype: float
    """
    if reset:
        Path("/proc/self/clear_refs").write_text("5")
    status = Path("/proc/self/status").read_text()
    return int(status.split("VmHWM:")[1].split()[0]) / 1024


def save(path):
    """Write what was measured, with the day and the machine, as JSON.

    :param str path: file
    """
    content = {
        "date": datetime.date.today().isoformat(),
        "machine": f"{platform.machine()}, {os.cpu_count()} cores",
        "python": platform.python_version(),
        "measures": _seen,
    }
    with open(path, "w", encoding="utf-8") as file:
        json.dump(content, file, ensure_ascii=False, indent=2)
        file.write("\n")


def in_turn(env, runs=9, **calls):
    """Run calls in turn, each with an empty cache, and measure them.

    :param int runs: times that each call is run, after one to warm up
    :param calls: functions without arguments, by name
    :return: dict from name to :class:`Cost`
    """
    seen = {name: [] for name in calls}
    for run in range(runs + 1):
        for name, call in calls.items():
            env.flush_all()
            env.invalidate_all()
            queries = env.cr.sql_log_count
            started = time.perf_counter()
            answer = call()
            ms = (time.perf_counter() - started) * 1000
            queries = env.cr.sql_log_count - queries
            if run:
                size = len(json.dumps(answer, default=json_default))
                seen[name].append(Cost(ms, queries, size))
    return {
        name: Cost(
            statistics.median(cost.ms for cost in costs),
            int(statistics.median(cost.queries for cost in costs)),
            costs[-1].size,
        )
        for name, costs in seen.items()
    }


def table(headers, rows):
    """Print rows of cells under headers, the first column to the left."""
    lines = [headers, *([str(cell) for cell in row] for row in rows)]
    widths = [max(len(line[i]) for line in lines) for i in range(len(headers))]
    for line in lines:
        cells = [
            cell.ljust(width) if i == 0 else cell.rjust(width)
            for i, (cell, width) in enumerate(zip(line, widths, strict=True))
        ]
        print("  ".join(cells))
