# Copyright 2026 Client 360 contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

"""Express reports: what the automation costs an import, how fast the queue is.

The service is a fake one, with 200 ms before each answer. The queue is worked off
by processes as those of Odoo's server, on committed records that are removed again.
``BENCH_REPORTS`` sets another number of requests than 1,000.
"""

import contextlib
import os
import sys
import time
from pathlib import Path

from .measure import in_turn, table, verdict
from .session import environment

# The addon itself cannot be imported before Odoo knows its folder.
sys.path.append(str(Path(__file__).parents[1] / "client360" / "tests"))
from fake_services import (  # noqa: E402
    DEMO_KONTUR_TOKEN,
    FakeServicesProcess,
    generated_inn,
)
from worker_pool import Workers  # noqa: E402

COMPANIES = 1000
LIMIT = 1.15
LATENCY = 0.2  # seconds
# Two workers at the service's speed need half the time of one.
LIMIT_OF_TWO = 0.7
FIRST = 50_000  # number of the first company of the fake services' series
PARAMETERS = (
    "client360.kontur_focus_url",
    "client360.kontur_focus_api_token",
    "client360.express_report_budget",
    "client360.express_report_stopped",
)


def companies(count, first=FIRST):
    return [
        {
            "name": f"Company {number}",
            "is_company": True,
            "vat": generated_inn(first + number),
        }
        for number in range(count)
    ]


def creation():
    """Create companies with and without the automation, in turn."""
    with environment() as env:
        parameters = env["ir.config_parameter"].sudo()
        parameters.set_param("client360.kontur_focus_api_token", DEMO_KONTUR_TOKEN)
        automation = env.ref("client360.automation_express_report")

        def create(active):
            automation.active = active
            env.flush_all()
            with contextlib.suppress(_Undo), env.cr.savepoint():
                started = time.perf_counter()
                partners = env["res.partner"].create(companies(COMPANIES))
                env.cr.flush()  # as before a commit: reports are queued then
                seconds[active].append(time.perf_counter() - started)
                assert bool(partners.express_report_ids) == active
                raise _Undo
            env.invalidate_all()

        seconds = {True: [], False: []}
        costs = in_turn(
            env, runs=5, without=lambda: create(False), automation=lambda: create(True)
        )
    ratios = sorted(
        one / other
        for one, other in zip(seconds[True][1:], seconds[False][1:], strict=True)
    )
    ratio = ratios[len(ratios) // 2]
    rows = []
    for name, active in (("without", False), ("with the automation", True)):
        values = sorted(seconds[active][1:])
        cost = costs["automation" if active else "without"]
        rows.append((name, f"{values[len(values) // 2]:.2f}", cost.queries))
    table((f"{COMPANIES} companies", "s", "queries"), rows)
    return verdict(
        "express_report", [("creation with the automation", ratio, LIMIT, "times")]
    )


class _Undo(Exception):
    """Rolls a savepoint back."""


def queue():
    """Work off queued reports by one and by two workers."""
    count = int(os.environ.get("BENCH_REPORTS", "1000"))
    rows = []
    ok = True
    with environment() as env, FakeServicesProcess() as server:
        parameters = env["ir.config_parameter"].sudo()
        before = {name: parameters.get_param(name) for name in PARAMETERS}
        env["client360.express.report"].sudo().search(
            [("state", "=", "queued")]
        ).unlink()
        for name, value in zip(
            PARAMETERS, (server.url, DEMO_KONTUR_TOKEN, "0", False), strict=True
        ):
            parameters.set_param(name, value)
        commit(env)
        workers = Workers(env.cr.dbname)
        try:
            workers.peak(workers.start())  # loads Odoo
            for number in (1, 2):
                rows.append(measure(env, server, workers, number, count))
        finally:
            workers.close()
            for name, value in before.items():
                parameters.set_param(name, value)
            commit(env)
    table(
        (f"{count} reports", "s", "statuses", "dissolved", "PDFs", "peak MB", "done"),
        [
            (
                f"{row['workers']} worker{'s' if row['workers'] > 1 else ''}",
                f"{row['seconds']:.0f}",
                *row["calls"],
                row["peak"],
                row["done"],
            )
            for row in rows
        ],
    )
    one, two = rows
    ratio = two["seconds"] / one["seconds"]
    ok = verdict(
        "express_report", [("two workers / one", ratio, LIMIT_OF_TWO, "times")]
    )
    for row in rows:
        ok &= row["done"] == count == row["calls"][2] and row["calls"][0] <= count
    return ok


def measure(env, server, workers, number, count):
    server.reset()
    server.settings(latency=LATENCY)
    partners = env["res.partner"].with_context(tracking_disable=True)
    partners = partners.create(companies(count))
    env["client360.express.report"]._request(partners, automatic=True)
    commit(env)
    started = time.perf_counter()
    pids = [workers.start() for _number in range(number)]
    peak = max(workers.peak(pid) for pid in pids)
    seconds = time.perf_counter() - started
    env.cr.rollback()
    env.invalidate_all()
    log = [r for r in server.requests if r.service == "kontur"]
    done = partners.express_report_ids.filtered(lambda r: r.state == "done")
    row = {
        "workers": number,
        "seconds": seconds,
        "calls": (
            sum(r.method == "briefReport" and not r.pdf for r in log),
            sum(r.method == "req" for r in log),
            sum(r.pdf for r in log),
        ),
        "peak": peak,
        "done": len(done),
    }
    env["ir.attachment"].sudo().search(
        [("res_model", "=", "res.partner"), ("res_id", "in", partners.ids)]
    ).unlink()
    partners.unlink()
    commit(env)
    return row


def commit(env):
    env.flush_all()
    env.registry.signal_changes()
    env.cr.commit()


def main():
    return bool(creation() & queue())


if __name__ == "__main__":
    raise SystemExit(0 if main() else 1)
