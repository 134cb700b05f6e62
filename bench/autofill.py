# Copyright 2026 Client 360 contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

"""Filling counterparties from DaData in the background, against a fake service.

The limits of the service are 30 requests a second and 60 new connections a minute.
What the background job commits is removed at the end.
"""

import contextlib
import sys
import time

from .measure import table, verdict
from .session import environment

LATENCY = 0.05  # seconds
SIZES = (100, 1000)
#: How much the queries of a counterparty may grow from the small run to the big one.
GROWTH = 1.1


@contextlib.contextmanager
def fake_service(env):
    """Fake services in a process of their own, which the parameters point to."""
    from odoo.addons.client360.tests.fake_services import (
        DEMO_DADATA_TOKEN,
        FakeServicesProcess,
    )

    parameters = env["ir.config_parameter"].sudo()
    with FakeServicesProcess() as server:
        server.settings(latency=LATENCY)
        new = {
            "client360.dadata_url": server.url,
            "client360.dadata_api_token": DEMO_DADATA_TOKEN,
            "client360.dadata_daily_budget": "1000000",
        }
        old = {key: parameters.get_param(key) for key in new}
        for key, value in new.items():
            parameters.set_param(key, value)
        try:
            yield server
        finally:
            env.cr.rollback()
            for key, value in old.items():
                parameters.set_param(key, value)
            env.cr.commit()


def fill(env, server, count):
    """Fill new cards in the background.

    :return: tuple of requests, connections, seconds, and queries
    """
    from odoo.addons.client360.tests.fake_services import generated_inn

    partners = (
        env["res.partner"]
        .with_context(tracking_disable=True)
        .create(
            [
                {
                    "name": f"Card {n}",
                    "is_company": True,
                    "vat": generated_inn(n),
                    "country_id": env.ref("base.ru").id,
                }
                for n in range(count)
            ]
        )
        .with_context(tracking_disable=False)
    )
    runs = env["client360.autofill.run"]
    run = runs._start(partners)
    env.cr.commit()
    server.reset()
    server.settings(latency=LATENCY)
    env.invalidate_all()
    queries, started = env.cr.sql_log_count, time.perf_counter()
    try:
        runs.sudo()._cron_autofill()
        seconds = time.perf_counter() - started
        queries = env.cr.sql_log_count - queries
        log = server.log()
        filled = run.filled_count
    finally:
        env.cr.rollback()
        run.sudo().unlink()
        partners.unlink()
        env.cr.commit()
    if filled != count:
        raise SystemExit(f"Only {filled} of {count} counterparties were filled")
    return len(log["requests"]), log["connections"], seconds, queries


def main():
    rows = []
    rates = []
    with environment() as env, fake_service(env) as server:
        for count in SIZES:
            requests, connections, seconds, queries = fill(env, server, count)
            rates.append(queries / count)
            rows.append(
                (
                    count,
                    requests,
                    connections,
                    f"{seconds:.1f}",
                    f"{requests / seconds:.1f}",
                    f"{queries / count:.1f}",
                )
            )
    table(
        (
            "counterparties",
            "requests",
            "connections",
            "seconds",
            "requests/s",
            "queries each",
        ),
        rows,
    )
    growth = rates[-1] / rates[0]
    return verdict(
        "autofill",
        [
            (f"queries each, {SIZES[-1]} / {SIZES[0]}", growth, GROWTH, "times"),
            ("new connections", max(row[2] for row in rows), 60, ""),
        ],
    )


if __name__ == "__main__":
    sys.exit(0 if main() else 1)
