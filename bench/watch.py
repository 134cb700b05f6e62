# Copyright 2026 Client 360 contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

"""The watch by list: calls, time and memory of a day with 200 changes.

The services are fake ones, and everything is rolled back in the end.
``BENCH_WATCHED`` sets another number of counterparties than 100,000.
"""

import os
import sys
import time
from datetime import timedelta
from pathlib import Path
from unittest.mock import patch

from .data import multiply
from .measure import peak_memory, table, verdict
from .session import environment

# The addon itself cannot be imported before Odoo knows its folder.
sys.path.append(str(Path(__file__).parents[1] / "client360" / "tests"))
from fake_services import (  # noqa: E402
    DEMO_KONTUR_TOKEN,
    FakeServicesProcess,
    generated_inn,
)

COUNTERPARTIES = 100_000
CHANGES = 200
LIMIT_OF_CALLS = 10  # a day
LIMIT_OF_SECONDS = 60
LIMIT_OF_MEMORY = 150  # MB: the list itself, twice, and a batch of cards


def counterparties(env, inns):
    """Give each INN a card: the first by the ORM, the others like it.

    :return: number of cards that the watch is for
    """
    # Of the others the fake service need not know.
    env.cr.execute("UPDATE res_partner SET vat = NULL WHERE vat IS NOT NULL")
    env.invalidate_all()
    env.cr.execute("CREATE TEMPORARY TABLE bench_inn (number integer, inn varchar)")
    env.cr.execute(
        "INSERT INTO bench_inn SELECT position - 1, inn"
        " FROM unnest(%s::varchar[]) WITH ORDINALITY AS given(inn, position)",
        [inns],
    )
    env.cr.execute("CREATE UNIQUE INDEX ON bench_inn (number)")
    first = env["res.partner"].create(
        {
            "name": "Company",
            "is_company": True,
            "vat": inns[0],
            "country_id": env.ref("base.ru").id,
            "registry_state": "active",
        }
    )
    multiply(
        first,
        len(inns) - 1,
        name="'Company ' || n",
        complete_name="'Company ' || n",
        vat="(SELECT inn FROM bench_inn WHERE number = n)",
        barcode="NULL",
        message_bounce="0",
    )
    env.cr.execute(
        "UPDATE res_partner SET commercial_partner_id = id WHERE vat IS NOT NULL"
    )
    env.cr.execute("ANALYZE res_partner")
    env.invalidate_all()
    return env["res.partner"].search_count(env["client360.kontur.watch"]._get_domain())


def day(env, server, name):
    """Run the watch once.

    :return: row of the table, and what is held against a limit
    """
    server_before = len(server.requests)
    env.flush_all()
    env.invalidate_all()
    memory = peak_memory(reset=True)
    started = time.perf_counter()
    env["client360.kontur.watch"]._cron_watch()
    seconds = time.perf_counter() - started
    memory = peak_memory() - memory
    calls = [request.method for request in server.requests[server_before:]]
    state = env["client360.kontur.watch"]._get_state()
    covered = env["res.partner"].search_count([("kontur_watched", "=", True)])
    row = (name, len(calls), f"{seconds:.1f}", f"{memory:.0f}", state.get("changed"))
    each = {method: calls.count(method) for method in dict.fromkeys(calls)}
    print(f"{name}: {covered} on the list; {each}")
    if state.get("changed") != CHANGES or state.get("error"):
        raise SystemExit(f"The watch has not read the changes: {state}")
    return row, [
        (f"{name}: calls", len(calls), LIMIT_OF_CALLS, ""),
        (f"{name}: time", seconds, LIMIT_OF_SECONDS, "s"),
        (f"{name}: memory", memory, LIMIT_OF_MEMORY, "MB"),
    ]


def main():
    count = int(os.environ.get("BENCH_WATCHED", COUNTERPARTIES))
    inns = [generated_inn(number) for number in range(count)]
    with environment() as env, FakeServicesProcess() as server:
        # The worker commits after each step; nothing of this is to stay.
        with patch.object(env.cr, "commit", env.cr.flush):
            parameters = env["ir.config_parameter"].sudo()
            for key, value in {
                "client360.kontur_focus_url": server.url,
                "client360.kontur_focus_api_token": DEMO_KONTUR_TOKEN,
                "client360.express_report_budget": "0",
                "client360.express_report_stopped": False,
                "client360.kontur_watch": "True",
                "client360.kontur_watch_state": False,
            }.items():
                parameters.set_param(key, value)
            total = counterparties(env, inns)
            watch = env["client360.kontur.watch"]
            if total != count:
                raise SystemExit(f"The watch is for {total} of {count} counterparties")
            rows, figures = [], []
            today = env["client360.service.usage"]._today()
            for name, state in (("first day", "LIQUIDATING"), ("next day", "ACTIVE")):
                for inn in inns[:CHANGES]:
                    server.change(inn, state=state)
                row, held = day(env, server, name)
                rows.append(row)
                figures += held
                # The last day that was read was not over yet.
                watch._set_state(day=(today - timedelta(days=1)).isoformat())
    table((f"{total} counterparties", "calls", "s", "MB", "changed"), rows)
    return verdict("watch", figures)


if __name__ == "__main__":
    raise SystemExit(0 if main() else 1)
