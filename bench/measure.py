# Copyright 2026 Client 360 contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

"""What one call costs the server: milliseconds, queries, bytes of the answer."""

import json
import statistics
import time
from dataclasses import dataclass

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
