# Copyright 2026 Client 360 contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""The invented companies and banks that the fake services know.

``registry.json`` holds them in a short notation; dates are ISO dates, sums are
roubles. Next to them stands a series of synthetic companies, one for every number
from 0 to 99999, for tests that need thousands of counterparties.
"""

import copy
import functools
import json
import threading
from pathlib import Path

from . import digits

#: The tax office of the synthetic series: no such office exists.
SERIES_OFFICE = "7799"
#: An office whose INNs the fake services never know.
UNKNOWN_OFFICE = "7798"
SERIES_SIZE = 100_000

_SURNAMES = "Вяземцев Клюквин Полынин Рябинов Сычугов Тавлеев Уваркин Черемшин".split()
_NAMES = "Артём Борис Вадим Глеб Даниил Егор Игнат Лев Макар Олег".split()
_PATRONYMICS = "Андреевич Ильич Кузьмич Львович Олегович Петрович Фомич".split()
_WORDS = "АЛЬТАИР БЕРКУТ ВЕКША ГРАНАТ ДЕЛЬТА ЗАРЯ ИСКРА КЛЕВЕР ЛАДЬЯ МАЯК".split()


def _number(n):
    if not 0 <= n < SERIES_SIZE:
        raise ValueError(f"the series has {SERIES_SIZE} numbers, from 0")
    return n


def generated_inn(n):
    """Return the INN (10 digits) of the n-th synthetic company, 0 <= n < 100000."""
    return digits.inn(f"{SERIES_OFFICE}{_number(n):05d}")


def generated_person_inn(n):
    """Return the INN (12 digits) of the n-th synthetic entrepreneur."""
    return digits.inn(f"{SERIES_OFFICE}{_number(n):06d}")


def unknown_inn(n=0):
    """Return a valid INN (10 digits) that neither service knows."""
    return digits.inn(f"{UNKNOWN_OFFICE}{_number(n):05d}")


def _synthetic(n, person):
    common = {
        "n": n,
        "okpo": digits.okpo(f"3{n:08d}" if person else f"8{n:06d}"),
        "registered": f"20{n % 15 + 10}-{n % 12 + 1:02d}-{n % 28 + 1:02d}",
        "okved": "46.90",
        "tariff": "free",
        "address": {
            "region": "77",
            "postcode": f"{101000 + n % 28000}",
            "street": ["ул", "Рядовая"],
            "house": str(n + 1),
        },
        # out of a hundred: 80 green, 10 yellow, 5 red, 4 without a mark, 1 dissolved
        "kontur": (
            {"greenStatements": True}
            if n % 100 < 80
            else {"yellowStatements": True}
            if n % 100 < 90
            else {"redStatements": True}
            if n % 100 < 95
            else {}
        ),
    }
    if n % 100 == 99:
        common.update(state="LIQUIDATED", state_code="201", liquidated="2025-03-31")
    surname = _SURNAMES[n % len(_SURNAMES)]
    name = _NAMES[n // 8 % len(_NAMES)]
    patronymic = _PATRONYMICS[n // 80 % len(_PATRONYMICS)]
    if person:
        return common | {
            "inn": generated_person_inn(n),
            "ogrn": digits.ogrn(f"320{SERIES_OFFICE[:2]}99{n:07d}"),
            "type": "INDIVIDUAL",
            "opf": "ИП",
            "surname": surname,
            "first_name": name,
            "patronymic": patronymic,
            "gender": "MALE",
        }
    return common | {
        "inn": generated_inn(n),
        "kpp": f"{SERIES_OFFICE}01001",
        "ogrn": digits.ogrn(f"120{SERIES_OFFICE}{n:05d}"),
        "type": "LEGAL",
        "opf": "ООО",
        "name": f"{_WORDS[n % len(_WORDS)]}-{n:05d}",
        "director": {
            "name": f"{surname} {name} {patronymic}",
            "post": "ГЕНЕРАЛЬНЫЙ ДИРЕКТОР",
        },
    }


def _synthetic_of(query):
    """Return the synthetic company whose INN or OGRN the query is, if any."""
    office = SERIES_OFFICE
    if len(query) == 10 and query.startswith(office):
        n, person = query[4:9], False
    elif len(query) == 12 and query.startswith(office + "0"):
        n, person = query[5:10], True
    elif len(query) == 13 and query.startswith("120" + office):
        n, person = query[7:12], False
    elif len(query) == 15 and query.startswith(f"320{office[:2]}9900"):
        n, person = query[9:14], True
    else:
        return None
    company = _synthetic(int(n), person)
    return company if query in (company["inn"], company["ogrn"]) else None


def _expand(company):
    """Write out the branches of a company that has a series of them."""
    count = company.get("branch_series", 0)
    if count:
        company["branches"] = [
            {
                "kpp": f"{company['kpp'][:4]}43{number:03d}",
                "name": f"ФИЛИАЛ № {number}",
                "registered": "2012-01-10",
                "address": company["address"] | {"house": str(100 + number)},
            }
            for number in range(1, count + 1)
        ]
    return company


@functools.cache
def _load():
    path = Path(__file__).with_name("registry.json")
    return json.loads(path.read_text(encoding="utf-8"))


def companies():
    """Return a copy of the invented companies, in the notation of the file."""
    return [_expand(company) for company in copy.deepcopy(_load()["companies"])]


def demo_companies():
    """Return the companies that are the addon's demo counterparties."""
    return [company for company in companies() if company.get("demo")]


def banks():
    """Return a copy of the invented banks, in the notation of the file."""
    return copy.deepcopy(_load()["banks"])


def special_inn(key):
    """Return the INN of the company with a special state, such as "bankrupt"."""
    for company in _load()["companies"]:
        if company.get("key") == key:
            return company["inn"]
    raise KeyError(key)


def special_inns():
    """Return {key: INN} of all companies with a special state."""
    return {c["key"]: c["inn"] for c in _load()["companies"] if c.get("key")}


def okved_name(code):
    """Return the name of an OKVED code."""
    return _load()["okveds"].get(code, "Деятельность прочая")


#: What a change is merged into instead of replacing it.
MERGED = ("director", "address", "data", "finance", "analytics")


def merge(base, changes):
    """Return the company with the changes made."""
    merged = dict(base)
    for key, value in changes.items():
        if key in MERGED and isinstance(value, dict):
            merged[key] = (merged.get(key) or {}) | value
        else:
            merged[key] = value
    return merged


class Registry:
    """What one server knows: the file, the series, and the changes made by a test."""

    def __init__(self):
        self._lock = threading.Lock()
        self._companies = companies()
        self._index = {}
        for company in self._companies:
            self._index[company["inn"]] = company
            if company["ogrn"]:
                self._index[company["ogrn"]] = company
        self.banks = banks()
        self._changes = {}

    def reset(self):
        """Forget the changes."""
        with self._lock:
            self._changes = {}

    def change(self, inn, **changes):
        """Change what both services say about a company from now on.

        The keys are those of ``registry.json``: ``state="LIQUIDATED"``,
        ``liquidated="2026-01-31"``, ``director={"name": …, "post": …}``, ``name``,
        ``address``, ``kontur`` (the summary; None = unknown), ``data`` (put over
        DaData's ``data``), ``analytics`` (markers by method, in their boxes). What
        ``MERGED`` names is merged, the rest is replaced.
        """
        if self.find(inn) is None:
            raise KeyError(inn)
        with self._lock:
            self._changes[inn] = merge(self._changes.get(inn, {}), changes)

    def find(self, query):
        """Return the company with that INN or OGRN, or None."""
        if not isinstance(query, str):
            return None
        company = self._index.get(query) or _synthetic_of(query)
        return self._current(company) if company else None

    def _current(self, company):
        with self._lock:
            changes = self._changes.get(company["inn"])
        return _expand(merge(company, changes)) if changes else company

    def all(self):
        """Return the companies of the file as they are now."""
        return [self._current(company) for company in self._companies]
