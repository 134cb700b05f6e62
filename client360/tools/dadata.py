# Copyright 2026 Client 360 contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

"""What DaData's answers mean. No Odoo and no network in here.

Contract: https://dadata.ru/api/find-party/ and https://dadata.ru/api/find-bank/.
Keys may be missing, values null or of another type than documented: such a value
counts as absent, and never makes a function raise.
"""

import datetime
import json
import re

from . import requisites

KINDS = {"LEGAL": "legal_entity", "INDIVIDUAL": "entrepreneur"}
STATES = {
    "ACTIVE": "active",
    "LIQUIDATING": "liquidating",
    "LIQUIDATED": "liquidated",
    "BANKRUPT": "bankrupt",
    "REORGANIZING": "reorganizing",
}
#: Codes of OKOPF of state and municipal institutions that only spend a budget: the
#: legal form of ministries, administrations and courts.
PUBLIC_BODIES = ("75104", "75204", "75404")
#: Longest text to take over, in characters.
MAX_LENGTH = 1000
_EPOCH = datetime.date(1970, 1, 1)


class Malformed(Exception):
    """An answer that is not of the documented outer shape."""


def suggestions(body):
    """Return the ``data`` of each suggestion of an answer.

    :param bytes body: the answer's body
    :rtype: list[dict]
    :raise Malformed: without a list of suggestions that are objects
    """
    try:
        answer = json.loads(body)
        found = answer["suggestions"]
    # a body of deeply nested brackets exhausts the parser
    except (ValueError, KeyError, TypeError, RecursionError):
        raise Malformed from None
    if not isinstance(found, list):
        raise Malformed
    result = []
    for suggestion in found:
        if not isinstance(suggestion, dict) or not isinstance(
            suggestion.get("data"), dict
        ):
            raise Malformed
        result.append({"value": text(suggestion, "value"), **suggestion["data"]})
    return result


def text(data, *path):
    """Return the text at a path of keys, "" where there is none."""
    for key in path:
        if not isinstance(data, dict):
            return ""
        data = data.get(key)
    if not isinstance(data, str):
        return ""
    # PostgreSQL refuses a NUL, and psycopg2 half of a surrogate pair
    clean = data.replace("\x00", "").encode("utf-8", "ignore").decode()
    return " ".join(clean.split())[:MAX_LENGTH]


def date(data, *path):
    """Return the date of Unix milliseconds at a path of keys, None without one."""
    for key in path:
        if not isinstance(data, dict):
            return None
        data = data.get(key)
    if not isinstance(data, int) or isinstance(data, bool):
        return None
    try:
        day = _EPOCH + datetime.timedelta(milliseconds=data)
    except OverflowError:
        return None
    # no company was registered earlier, and none will be later
    return day if 1700 <= day.year <= 2200 else None


def party(data):
    """Return the facts about a company or an entrepreneur.

    The one place that reads an answer; which field of a card takes which fact is told
    by ``client360.autofill``.

    :param dict data: ``suggestions[].data``
    :return: those of the following that are known, texts and dates: name, full_name,
        legal_form, kind, inn, kpp, ogrn, okpo, okved, oktmo, okato, director,
        director_post, registration_date, liquidation_date, state, phone, email, hid,
        and those of :func:`address`
    :rtype: dict
    """
    person = data.get("type") == "INDIVIDUAL"
    values = {
        "name": text(data, "name", "short_with_opf")
        or text(data, "name", "full_with_opf")
        or text(data, "value"),
        "full_name": text(data, "name", "full_with_opf"),
        "legal_form": text(data, "opf", "short") or text(data, "opf", "full"),
        "kind": _kind(data),
        "inn": _checked(data, "inn", requisites.is_inn),
        "kpp": "" if person else _checked(data, "kpp", requisites.is_kpp),
        "ogrn": _checked(data, "ogrn", requisites.is_ogrn),
        "okpo": _checked(data, "okpo", requisites.is_okpo),
        "okved": _checked(data, "okved", requisites.is_okved),
        "oktmo": _checked(data, "oktmo", requisites.is_oktmo),
        "okato": _checked(data, "okato", requisites.is_okato),
        "director": "" if person else text(data, "management", "name"),
        "director_post": "" if person else text(data, "management", "post"),
        "registration_date": date(data, "state", "registration_date")
        or date(data, "ogrn_date"),
        "liquidation_date": date(data, "state", "liquidation_date"),
        "state": STATES.get(text(data, "state", "status"), ""),
        "phone": _first(data, "phones"),
        "email": _first(data, "emails").lower(),
        "hid": text(data, "hid"),
        **address(data.get("address")),
    }
    if not values["full_name"]:
        values["full_name"] = values["name"]
    return {name: value for name, value in values.items() if value}


def _kind(data):
    kind = data.get("type")
    if kind == "LEGAL" and text(data, "opf", "code") in PUBLIC_BODIES:
        return "public_body"
    return KINDS.get(kind, "") if isinstance(kind, str) else ""


def _checked(data, key, check):
    value = text(data, key)
    return value if check(value) else ""


def _first(data, key):
    """Text of the first of ``phones`` or ``emails``, which only paid plans have."""
    entries = data.get(key)
    return text(entries[0], "value") if isinstance(entries, list) and entries else ""


def address(suggestion):
    """Return the legal address.

    A parsed address becomes address (one line), street, street2, city, zip,
    region_code ("MOW") and region_name. One that DaData could not parse is a line in
    upper case: it goes to the street without its postcode.

    :param suggestion: ``suggestions[].data.address``, or anything else
    :rtype: dict[str, str]
    """
    line = text(suggestion, "unrestricted_value") or text(suggestion, "value")
    parts = suggestion.get("data") if isinstance(suggestion, dict) else None
    if not isinstance(parts, dict) or text(parts, "qc") == "3":
        parts = {}
    if not text(parts, "region") and not text(parts, "city"):
        return _unparsed(line)
    _country, _dash, region = text(parts, "region_iso_code").partition("-")
    city = text(parts, "city") or text(parts, "settlement_with_type")
    street = [
        text(parts, "settlement_with_type") if text(parts, "city") else "",
        text(parts, "street_with_type"),
        *(_numbered(parts, key) for key in ("stead", "house", "block")),
    ]
    rest = [
        text(parts, "area_with_type"),
        *(_numbered(parts, key) for key in ("flat", "room")),
    ]
    return {
        "address": line,
        "street": ", ".join(filter(None, street)),
        "street2": ", ".join(filter(None, rest)),
        "city": city or text(parts, "area_with_type"),
        "zip": text(parts, "postal_code"),
        "region_code": region,
        "region_name": text(parts, "region_with_type"),
    }


def _numbered(parts, key):
    number = text(parts, key)
    return f"{text(parts, f'{key}_type')} {number}".strip() if number else ""


def _unparsed(line):
    found = re.match(r"(\d{6})\s*,\s*(.+)", line, re.ASCII)
    zip_code, street = found.groups() if found else ("", line)
    return {"address": line, "street": street, "zip": zip_code}


def is_branch(data):
    """Whether a suggestion is a branch of a company.

    :param dict data: ``suggestions[].data``
    :rtype: bool
    """
    return data.get("branch_type") == "BRANCH"


def bank(data):
    """Return a bank's name, bic, corr_account and city.

    :param dict data: ``suggestions[].data`` of ``findById/bank``
    :return: those that are known
    :rtype: dict[str, str]
    """
    bic = _checked(data, "bic", requisites.is_bic)
    account = requisites.compact(text(data, "correspondent_account"))
    values = {
        "name": text(data, "name", "payment")
        or text(data, "name", "short")
        or text(data, "value"),
        "bic": bic,
        "corr_account": account
        if requisites.account_key_matches(account, bic) and len(account) == 20
        else "",
        "city": text(data, "payment_city")
        or address(data.get("address")).get("city", ""),
    }
    return {name: value for name, value in values.items() if value}
