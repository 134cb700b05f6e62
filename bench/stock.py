# Copyright 2026 Client 360 contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

"""What Odoo does anyway, with the addon and without: it should cost the same.

Two databases with the same apps, one of them with the addon, are measured in turn.
The partners are made in SQL: as many as ``PARTNERS`` says, 20,000 by default.
"""

import contextlib
import os
import statistics
import time

from lxml import etree

from .data import multiply
from .form import specification
from .measure import table, verdict
from .session import configure, environment

#: The most that the addon may add, as a ratio.
LIMIT = 1.15
RUNS = 11
ROWS = 200
PARTNERS = int(os.environ.get("PARTNERS") or 20_000)
COLUMNS = ["name", "is_company", "vat", "country_id", "city", "street", "email"]


def add_partners(env, count):
    """Insert companies that many lists of partners are made of."""
    partner = env["res.partner"].create(
        {"name": "Company", "is_company": True, "country_id": env.ref("base.be").id}
    )
    names = "'Company ' || n"
    multiply(partner, count - 1, name=names, complete_name=names)
    env.cr.execute(
        "UPDATE res_partner SET commercial_partner_id = id"
        " WHERE commercial_partner_id = %s",
        [partner.id],
    )
    env.cr.execute("ANALYZE res_partner")


def companies(start):
    """Values of foreign companies: no service is asked about them."""
    return [
        {"name": f"New company {start}.{n}", "is_company": True, "city": "Ghent"}
        for n in range(ROWS)
    ]


def rows(start):
    return [
        [
            f"Row {start}.{n}",
            "1",
            "",
            "Belgium",
            "Ghent",
            f"Street {n}",
            f"{n}@x.example",
        ]
        for n in range(ROWS)
    ]


def view_specification(env, kind):
    view = env["res.partner"].get_view(None, kind)
    return specification(etree.fromstring(view["arch"]), env["res.partner"])


def measures(env):
    """The calls to measure.

    :return: dict from name to a function of the run's number
    """
    partners = env["res.partner"]
    some = partners.search([("name", "like", "Company %")], limit=ROWS)
    lists = {kind: view_specification(env, kind) for kind in ("list", "kanban")}

    def import_rows(run):
        result = partners.with_context(import_file=True).load(COLUMNS, rows(run))
        assert result["ids"], result["messages"]

    def write_field(run):
        for partner in some[:20]:
            partner.city = f"City {run}"
            env.cr.flush()

    def write_many(run):
        some.write({"city": f"Town {run}"})

    return {
        f"create {ROWS} companies": lambda run: partners.create(companies(run)),
        f"import {ROWS} rows": import_rows,
        "write one field, 20 times": write_field,
        f"write one field of {ROWS}": write_many,
        "list of partners": lambda run: partners.web_search_read(
            [], lists["list"], limit=80, count_limit=10001
        ),
        "kanban of partners": lambda run: partners.web_search_read(
            [], lists["kanban"], limit=80, count_limit=10001
        ),
    }


def measure(env, call, run):
    env.flush_all()
    env.invalidate_all()
    queries = env.cr.sql_log_count
    started = time.perf_counter()
    with contextlib.closing(env.cr.savepoint(flush=False)) as savepoint:
        call(run)
        # what a commit would write as well: the tracked changes and their messages
        env.cr.flush()
        elapsed = (time.perf_counter() - started) * 1000
        queries = env.cr.sql_log_count - queries
        savepoint.rollback()
    env.clear()
    return elapsed, queries


def main():
    configure()
    databases = {
        "stock": os.environ["ODOO_STOCK_DATABASE"],
        "addon": os.environ["ODOO_DATABASE"],
    }
    seen = {}
    with contextlib.ExitStack() as stack:
        calls = {}
        for side, database in databases.items():
            env = stack.enter_context(environment(database=database))
            add_partners(env, PARTNERS)
            calls[side] = (env, measures(env))
        for name in calls["stock"][1]:
            for run in range(RUNS + 1):
                for side, (env, functions) in calls.items():
                    cost = measure(env, functions[name], run)
                    if run:
                        seen.setdefault((name, side), []).append(cost)
    lines = []
    figures = []
    for name in calls["stock"][1]:
        stock, addon = seen[name, "stock"], seen[name, "addon"]
        # each run of one beside the same of the other: both had the same machine
        ratio = statistics.median(
            mine / theirs for (mine, _q), (theirs, _q) in zip(addon, stock, strict=True)
        )
        figures.append((name, ratio, LIMIT, "times stock"))
        cells = [name]
        for costs in (stock, addon):
            cells.append(f"{statistics.median(ms for ms, _queries in costs):.0f}")
            cells.append(
                int(statistics.median(queries for _ms, queries in costs)),
            )
        lines.append((*cells, f"{ratio:.2f}"))
    table(("", "stock ms", "queries", "addon ms", "queries", "ratio"), lines)
    return verdict("stock", figures)


if __name__ == "__main__":
    raise SystemExit(0 if main() else 1)
