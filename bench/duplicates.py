# Copyright 2026 Client 360 contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

"""Likely duplicates among many counterparties: within a minute, in little memory.

The cards are made in SQL, with names of invented words: 100,000, or ``PARTNERS``.
"""

import os
import random
import time

from .data import multiply
from .measure import peak_memory, table, verdict
from .session import environment

PARTNERS = int(os.environ.get("PARTNERS") or 100_000)
LIMIT = 60  # seconds
#: Megabytes by which the process may grow.
MEMORY_LIMIT = 50
SYLLABLES = "ба ве го ду жи зо ка ле мо ну пра рос ста тер ур фи хо цен ша эль".split()
FORMS = ("ООО «{}»", "{} ООО", "АО «{}»", "ИП {}", "{}")


def names(count):
    """Invented names of companies, one in fifty with a typo of another one."""
    generator = random.Random(360)
    words = [
        "".join(generator.choices(SYLLABLES, k=generator.randint(2, 4)))
        for _n in range(3000)
    ]
    result = []
    for number in range(count):
        name = " ".join(generator.choices(words, k=generator.randint(1, 3))).title()
        if number % 50 == 49:
            name = list(generator.choice(result))
            name[generator.randrange(len(name))] = "щ"
            name = "".join(name)
        result.append(generator.choice(FORMS).format(name))
    return result


def add_partners(env, count):
    """Insert cards: a third has an INN, half an address, half a telephone."""
    partner = env["res.partner"].create(
        {"name": "Card", "is_company": True, "country_id": env.ref("base.ru").id}
    )
    env.cr.execute("CREATE TEMP TABLE bench_name (n serial, name varchar)")
    env.cr.execute("INSERT INTO bench_name (name) SELECT unnest(%s)", [names(count)])
    name = "(SELECT name FROM bench_name WHERE bench_name.n = n.n)"
    env.cr.execute("CREATE INDEX ON bench_name (n)")
    multiply(
        partner,
        count - 1,
        name=name,
        complete_name=name,
        vat="CASE WHEN mod(n, 3) = 0 THEN (7700000000 + n / 6 * 6)::text END",
        email_normalized="CASE WHEN mod(n, 2) = 0"
        " THEN 'box' || mod(n, 40000) || '@x.example' END",
        phone="CASE WHEN mod(n, 2) = 1 THEN '+7 495 ' || (1000000 + mod(n, 45000)) END",
        commercial_partner_id="NULL",
    )
    env.cr.execute("ANALYZE res_partner")


def main():
    with environment() as env:
        add_partners(env, PARTNERS)
        before = peak_memory(reset=True)
        queries, started = env.cr.sql_log_count, time.perf_counter()
        env["client360.duplicate.finder"].sudo()._find()
        seconds = time.perf_counter() - started
        queries = env.cr.sql_log_count - queries
        grown = peak_memory() - before
        found = (
            env["client360.duplicate"]
            .sudo()
            ._read_group([], [], ["__count", "score:max"])[0]
        )
    table(
        ("partners", "pairs", "seconds", "queries"),
        [(PARTNERS, found[0], f"{seconds:.1f}", queries)],
    )
    return verdict(
        "duplicates",
        [("time", seconds, LIMIT, "s"), ("memory", grown, MEMORY_LIMIT, "MB")],
    )
