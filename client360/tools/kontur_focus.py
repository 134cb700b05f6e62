# Copyright 2026 Client 360 contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

"""Answers of Kontur.Focus, API 3: what they mean. No Odoo, no network in here.

Source: the Focus API specification, methods ``briefReport`` and ``req``.
"""

import json
from typing import NamedTuple

from . import requisites

MAX_INNS = 100  # of one request
RISKS = ("red", "yellow", "green")  # the worst first
PDF_MAGIC = b"%PDF-"
PDF_END = b"%%EOF"
PDF_TAIL = 2048  # bytes at the end of a PDF among which its end mark is


class Brief(NamedTuple):
    """What an express report says about one counterparty.

    ``risk`` is one of :data:`RISKS`, "" where the service has marked nothing;
    ``ogrn`` is "" where it gives none.
    """

    risk: str
    ogrn: str


def parse_json(body):
    """Return the value of a JSON body.

    :param bytes body: what the service has sent
    :raise ValueError: where it is no JSON
    """
    try:
        return json.loads(body)
    except RecursionError:
        raise ValueError("JSON is nested too deeply") from None


def rows(payload):
    """Return the dicts that every answer of the service is a list of.

    :param payload: the JSON value
    :raise ValueError: where it is something else
    """
    if not isinstance(payload, list) or not all(
        isinstance(item, dict) for item in payload
    ):
        raise ValueError("The answer is no list")
    return payload


def briefs(payload, inns):
    """Read an answer to ``briefReport``.

    Only companies that were found are in the answer, in any order. An answer about
    somebody else is not trusted at all.

    :param payload: the JSON value
    :param inns: INNs that were asked about
    :return: dict of INN to :class:`Brief`; INNs that are not found are left out
    :raise ValueError: where the answer has another form
    """
    found = {}
    for item in rows(payload):
        inn = item.get("inn")
        if inn not in inns:
            raise ValueError("The answer is about another company")
        summary = _dict(_dict(item.get("briefReport")).get("summary"))
        risk = _risk(summary)
        if inn in found and found[inn].risk != risk:
            raise ValueError("The answer contradicts itself")
        found[inn] = Brief(risk, _ogrn(item.get("ogrn")))
    return found


def dissolved(payload, inns):
    """Read from an answer to ``req`` who does not exist any more.

    :param payload: the JSON value
    :param inns: INNs that were asked about
    :return: set of those INNs that are dissolved
    :raise ValueError: where the answer has another form
    """
    gone = set()
    for item in rows(payload):
        entity = item.get("UL") or item.get("IP")
        status = entity.get("status") if isinstance(entity, dict) else None
        if isinstance(status, dict) and status.get("dissolved") is True:
            gone.add(item.get("inn"))
    return gone & set(inns)


def is_pdf(body):
    """Whether bytes are a whole PDF."""
    return body.startswith(PDF_MAGIC) and PDF_END in body[-PDF_TAIL:]


def file_name(inn, ogrn):
    """Return the name that Kontur.Focus gives to the PDF of a report."""
    return f"BriefReport_inn_{inn}_ogrn_{ogrn}.pdf"


def focus_url(number):
    """Return the address of a company in Focus, for people who have a log-in there.

    :param str number: OGRN or INN
    """
    return f"https://focus.kontur.ru/entity?query={number}"


def _risk(summary):
    for risk in RISKS:
        mark = summary.get(f"{risk}Statements", False)
        if not isinstance(mark, bool):
            raise ValueError("A mark of the summary is no boolean")
        if mark:
            return risk
    return ""


def _ogrn(value):
    return value if isinstance(value, str) and requisites.is_ogrn(value) else ""


def _dict(value):
    if not isinstance(value, dict):
        raise ValueError("A part of the answer is missing")
    return value
