# Copyright 2026 Client 360 contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

"""The check digits of :mod:`.requisites` in PostgreSQL's words, for a table with
millions of numbers. No Odoo in here.

Each function takes the expression of a column and returns the one of a boolean. They
pass only numbers without separators, so what they do not pass is to be looked at again.
"""

from .requisites import INN_WEIGHTS


def _is_weighted(column, weights, place):
    total = " + ".join(
        f"{weight} * substr({column}, {n}, 1)::int"
        for n, weight in enumerate(weights, start=1)
    )
    return f"mod(mod({total}, 11), 10) = substr({column}, {place}, 1)::int"


def is_inn(column):
    """Whether a text is an INN."""
    return f"""CASE
        WHEN {column} ~ '^0*$' THEN FALSE
        WHEN {column} ~ '^[0-9]{{10}}$' THEN {_is_weighted(column, INN_WEIGHTS[2:], 10)}
        WHEN {column} ~ '^[0-9]{{12}}$'
        THEN {_is_weighted(column, INN_WEIGHTS[1:], 11)}
         AND {_is_weighted(column, INN_WEIGHTS, 12)}
        ELSE FALSE END"""


def is_ogrn(column):
    """Whether a text is an OGRN."""
    return f"""CASE
        WHEN {column} ~ '^0*$' THEN FALSE
        WHEN {column} ~ '^[0-9]{{13}}$'
        THEN mod(mod(left({column}, 12)::bigint, 11), 10) = right({column}, 1)::int
        WHEN {column} ~ '^[0-9]{{15}}$'
        THEN mod(mod(left({column}, 14)::bigint, 13), 10) = right({column}, 1)::int
        ELSE FALSE END"""


def is_gln(column):
    """Whether a text is a GLN."""
    total = " + ".join(
        f"{1 if n % 2 else 3} * substr({column}, {n}, 1)::int" for n in range(1, 13)
    )
    return f"""CASE
        WHEN {column} ~ '^[0-9]{{13}}$'
        THEN mod(10 - mod({total}, 10), 10) = right({column}, 1)::int
        ELSE FALSE END"""
