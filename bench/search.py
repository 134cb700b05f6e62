# Copyright 2026 Client 360 contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

"""Finding a card by a number or a part of its name, beside an Odoo without the addon.

Among 100,000 partners, and with ``--large`` among a million. They are made in SQL in
two databases of their own, copies of those of ``make bench`` under their names with
``_search`` behind, which stay for the next time.
"""

import contextlib
import json
import os
import statistics
import time

import psycopg2

from .data import multiply
from .measure import table, verdict
from .session import configure, environment

#: Milliseconds at the median.
LIMIT = 20
RUNS = 15
FIRST_WORDS = (
    "Северный Южный Западный Восточный Новый Старый Первый Главный Русский Волжский"
    " Уральский Невский Балтийский Сибирский Донской Камский Окский Ладожский Онежский"
    " Байкальский"
).split()
SECOND_WORDS = (
    "Горизонт Партнёр Альянс Проект Ресурс Капитал Стандарт Формат Вектор Импульс"
    " Маяк Причал Компас Простор Рассвет Берег Родник Кедр Гранит Янтарь"
).split()
THIRD_WORDS = (
    "Строй Торг Сервис Транс Агро Пром Снаб Монтаж Дизайн Медиа Инвест Лизинг Текстиль"
    " Мебель Металл Лес Хим Фарм Энерго Связь"
).split()


def _of(words, number):
    listed = ", ".join(f"'{word}'" for word in words)
    return f"(ARRAY[{listed}])[1 + mod({number}, {len(words)})]"


#: Names and numbers that differ: the card of a number ``n`` is known.
NAME = (
    f"'ООО «' || {_of(FIRST_WORDS, 'n')} || ' ' || {_of(SECOND_WORDS, 'n / 20')} || "
    f"{_of(THIRD_WORDS, 'n / 400')} || ' ' || n || '»'"
)
#: 7919 has no factor in common with a power of ten: no number comes twice.
NUMBERS = {
    "vat": "lpad(mod(n * 7919::bigint + 123456789, 1000000000)::text, 9, '7') || '0'",
    "company_registry": "'1' || lpad((n * 7919::bigint + 27700000000)::text, 12, '0')",
    "kpp": "lpad(mod(n * 7919::bigint, 1000000)::text, 6, '7') || '001'",
}


@contextlib.contextmanager
def connection(database):
    connected = psycopg2.connect(dbname=database)
    connected.autocommit = True
    try:
        with connected.cursor() as cursor:
            yield cursor
    finally:
        connected.close()


def shape(database):
    """What a copy is made of: another one is made when it has changed."""
    with connection(database) as cursor:
        cursor.execute(
            """
            SELECT md5(string_agg(part, ';' ORDER BY part))
              FROM (SELECT indexdef FROM pg_indexes WHERE tablename = 'res_partner'
                    UNION ALL
                    SELECT column_name FROM information_schema.columns
                     WHERE table_name = 'res_partner') AS parts (part)
            """
        )
        return cursor.fetchone()[0]


def prepare(source, target, count):
    """Copy a database and fill it with partners, unless that has been done."""
    mark = json.dumps([count, shape(source), NAME, NUMBERS])
    with connection("postgres") as cursor:
        cursor.execute(
            "SELECT shobj_description(oid, 'pg_database') FROM pg_database"
            " WHERE datname = %s",
            [target],
        )
        if cursor.fetchone() == (mark,):
            return
        print(f"Making {count} partners in {target} ...", flush=True)
        cursor.execute(f'DROP DATABASE IF EXISTS "{target}" WITH (FORCE)')
        cursor.execute(f'CREATE DATABASE "{target}" TEMPLATE "{source}"')
    with environment(database=target) as env:
        add_partners(env, count)
        env.cr.commit()
    with connection(target) as cursor:
        cursor.execute("VACUUM ANALYZE res_partner")
        cursor.execute(f'COMMENT ON DATABASE "{target}" IS %s', [mark])


def add_partners(env, count):
    """Insert companies, with the index of texts made when they are there."""
    partner = env["res.partner"].create(
        {"name": "Company", "is_company": True, "country_id": env.ref("base.ru").id}
    )
    cr = env.cr
    cr.execute(
        "SELECT indexname, indexdef FROM pg_indexes"
        " WHERE tablename = 'res_partner' AND indexname = 'res_partner_text_idx'"
    )
    indexes = cr.fetchall()
    for name, _definition in indexes:
        cr.execute(f'DROP INDEX "{name}"')
    columns = {"name": NAME, "complete_name": NAME, **NUMBERS}
    if "kpp" not in partner._fields:
        del columns["kpp"]
    multiply(partner, count, **columns)
    cr.execute(
        "UPDATE res_partner SET commercial_partner_id = id"
        " WHERE commercial_partner_id = %s",
        [partner.id],
    )
    for _name, definition in indexes:
        started = time.perf_counter()
        cr.execute(definition)
        print(f"  index of texts: {time.perf_counter() - started:.0f} s", flush=True)


def queries(env, count):
    """What is typed, in some variants: nobody types the same twice.

    :return: dict from what is looked for to a list of texts
    """
    numbers = [count * part // (RUNS + 2) for part in range(1, RUNS + 2)]
    columns = [name for name in NUMBERS if name in env["res.partner"]._fields]
    env.cr.execute(
        f"""SELECT name, {", ".join(columns)} FROM res_partner
             WHERE name LIKE ANY(%s) ORDER BY id""",
        [[f"ООО «% {number}»" for number in numbers]],
    )
    rows = env.cr.fetchall()
    names = [row[0] for row in rows]
    texts = {
        {"vat": "INN", "company_registry": "OGRN", "kpp": "KPP"}[name]: [
            row[place] for row in rows
        ]
        for place, name in enumerate(columns, start=1)
    }
    texts["INN with spaces"] = [
        f"{inn[:4]} {inn[4:7]} {inn[7:]}" for inn in texts["INN"]
    ]
    # "горизонтторг 4711": a word and what tells it from the others
    texts["rare part of a name"] = [name.split(" ", 2)[2][:-1] for name in names]
    # one card of four hundred
    texts["part of a name"] = [
        name.split(" ")[2].lower() if len(name.split(" ")) > 2 else name
        for name in names
    ]
    texts["nobody's name"] = [f"нет такого {number}" for number in numbers]
    return texts


def calls(env):
    """The places where a card is looked for."""
    partners, orders = env["res.partner"], env["sale.order"]
    return {
        "many2one": lambda text: partners.name_search(text, limit=8),
        "search box": lambda text: partners.web_search_read(
            [("display_name", "ilike", text)],
            {"display_name": {}},
            limit=80,
            count_limit=10001,
        ),
        "orders of a customer": lambda text: orders.search(
            [("partner_id", "ilike", text)], limit=80
        ),
    }


def measure(env, call, text):
    env.invalidate_all()
    started = time.perf_counter()
    call(text)
    return (time.perf_counter() - started) * 1000


def main():
    configure()
    count = 1_000_000 if os.environ.get("BENCH_LARGE") else 100_000
    names = {
        side: (os.environ[variable], f"{os.environ['ODOO_DATABASE']}_search_{side}")
        for side, variable in (
            ("stock", "ODOO_STOCK_DATABASE"),
            ("addon", "ODOO_DATABASE"),
        )
    }
    for source, target in names.values():
        prepare(source, target, count)
    seen = {}
    with contextlib.ExitStack() as stack:
        sides = {}
        for side, (_source, target) in names.items():
            env = stack.enter_context(environment(database=target))
            sides[side] = (env, calls(env), queries(env, count))
        for place in sides["addon"][1]:
            for what in sides["addon"][2]:
                # the first warms up
                for run in range(RUNS + 1):
                    for side, (env, places, texts) in sides.items():
                        if what not in texts:
                            continue
                        ms = measure(env, places[place], texts[what][run])
                        if run:
                            seen.setdefault((place, what, side), []).append(ms)
        size = sizes(sides["addon"][0])
    lines, figures = [], []
    for place, what in dict.fromkeys(key[:2] for key in seen):
        addon = statistics.median(seen[place, what, "addon"])
        stock = seen.get((place, what, "stock"))
        name = f"{place}: {what}"
        lines.append(
            (
                name,
                f"{statistics.median(stock):.1f}" if stock else "",
                f"{addon:.1f}",
                f"{max(seen[place, what, 'addon']):.1f}",
            )
        )
        figures.append((name, addon, LIMIT, "ms"))
    table((f"{count} partners", "stock ms", "addon ms", "at most"), lines)
    print(size)
    return verdict("search", figures)


def sizes(env):
    env.cr.execute(
        """SELECT pg_size_pretty(pg_relation_size('res_partner')),
                  pg_size_pretty(pg_relation_size('res_partner_text_idx'))"""
    )
    return "table of partners: {}, index of texts: {}".format(*env.cr.fetchone())


if __name__ == "__main__":
    raise SystemExit(0 if main() else 1)
