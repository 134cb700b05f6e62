# Copyright 2026 Client 360 contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

"""What DaData tells of a company besides its requisites. No Odoo, no network in here.

Contract: https://dadata.ru/api/find-party/. Most of it comes with the paid plans alone.
A value of another form than documented counts as absent.
"""

from . import dadata, requisites

MAX_PEOPLE = 20  # founders that are kept
TAX_SYSTEMS = ("ESHN", "ENVD", "SRP", "USN", "AUSN", "USN_ENVD", "ENVD_ESHN")


def read(data):
    """Return what is known, without what is not.

    :param dict data: ``suggestions[].data``
    :return: those of ``capital`` (roubles), ``is_invalid``, ``is_address_invalid``,
        ``is_director_invalid``, ``is_disqualified`` (True), ``founders`` (dicts
        ``name``, ``inn``, ``share`` in percent), ``directors`` (dicts ``name``,
        ``post``), ``branches``, ``staff`` (numbers), ``tax_system`` (one of
        :data:`TAX_SYSTEMS`)
    :rtype: dict
    """
    tax_system = dadata.text(data, "finance", "tax_system")
    values = {
        "capital": _number(data, "capital", "value"),
        "is_invalid": data.get("invalid") is True,
        "is_address_invalid": bool(_dict(data.get("address")).get("invalidity")),
        "is_director_invalid": any(
            person.get("invalidity") for person in _dicts(data.get("managers"))
        ),
        "is_disqualified": _dict(data.get("management")).get("disqualified") is True,
        "founders": [_founder(item) for item in _dicts(data.get("founders"))],
        "directors": [_director(item) for item in _dicts(data.get("managers"))],
        "branches": _number(data, "branch_count"),
        "staff": _number(data, "employee_count"),
        "tax_system": tax_system if tax_system in TAX_SYSTEMS else "",
    }
    return {name: value for name, value in values.items() if value}


def _founder(item):
    inn = dadata.text(item, "inn")
    return {
        "name": _name(item),
        "inn": inn if requisites.is_inn(inn) else "",
        "share": _number(item, "share", "value")
        if dadata.text(item, "share", "type") in ("", "PERCENT")
        else 0,
    }


def _director(item):
    return {"name": _name(item), "post": dadata.text(item, "post")}


def _name(item):
    fio = _dict(item.get("fio"))
    parts = (dadata.text(fio, key) for key in ("surname", "name", "patronymic"))
    return dadata.text(item, "name") or " ".join(filter(None, parts))


def _number(data, *path):
    for key in path:
        data = _dict(data).get(key)
    is_number = isinstance(data, (int, float)) and not isinstance(data, bool)
    # neither infinite nor no number at all
    return data if is_number and 0 < data < 10**15 else 0


def _dict(value):
    return value if isinstance(value, dict) else {}


def _dicts(value):
    items = value if isinstance(value, list) else []
    return [item for item in items if isinstance(item, dict)][:MAX_PEOPLE]
