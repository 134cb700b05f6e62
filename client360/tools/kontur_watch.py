# Copyright 2026 Client 360 contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

"""Kontur.Focus's watch list, and what ``req`` says of those that it names.

No Odoo, no network in here. Source: the Focus API specification, methods ``monList``,
``req/mon`` and ``req``.
"""

import datetime
from typing import NamedTuple

from . import dadata, kontur_focus

#: INNs of one addition to the list: about 220 KB of text.
LIST_CHUNK = 20_000
#: Flags of a status and our states of the registry, the worst first.
STATES = (
    ("dissolved", "liquidated"),
    ("bankrupting", "bankrupt"),
    ("dissolving", "liquidating"),
    ("reorganizing", "reorganizing"),
)


class State(NamedTuple):
    """What ``req`` says of a counterparty.

    :ivar str registry_state: a value of the card's field
    :ivar liquidation_date: datetime.date or None
    :ivar str ceo_name: name of the director, "" where there is none
    """

    registry_state: str
    liquidation_date: datetime.date | None
    ceo_name: str


def inns(payload):
    """Read an answer to ``monList`` or ``req/mon``.

    :param payload: the JSON value
    :rtype: set[str]
    :raise ValueError: where the answer has another form
    """
    found = (item.get("inn") for item in kontur_focus.rows(payload))
    return {inn for inn in found if isinstance(inn, str)}


def states(payload, asked):
    """Read an answer to ``req``.

    :param payload: the JSON value
    :param asked: INNs that were asked about
    :rtype: dict[str, State]
    :raise ValueError: where the answer has another form
    """
    found = {}
    for item in kontur_focus.rows(payload):
        inn = item.get("inn")
        if not isinstance(inn, str) or inn not in asked:
            raise ValueError("The answer is about another company")
        entity = item.get("UL") or item.get("IP")
        if isinstance(entity, dict):
            found[inn] = _state(entity)
    return found


def _state(entity):
    status = entity.get("status")
    status = status if isinstance(status, dict) else {}
    state = next((ours for key, ours in STATES if status.get(key) is True), "active")
    heads = entity.get("heads")
    head = heads[0] if isinstance(heads, list) and heads else {}
    return State(
        state,
        _date(status.get("date")) if state == "liquidated" else None,
        dadata.text(head, "fio"),
    )


def _date(value):
    try:
        return datetime.date.fromisoformat(value)
    except (TypeError, ValueError):
        return None
