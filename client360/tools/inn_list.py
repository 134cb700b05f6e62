# Copyright 2026 Client 360 contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

"""A list of INNs as people have it: pasted, or a file out of a spreadsheet. No Odoo."""

import codecs
import re
from typing import NamedTuple

from . import requisites

#: Lines that one list may have.
LINE_LIMIT = 10_000
#: Bytes that a file may have.
SIZE_LIMIT = 5_000_000

_CELLS = re.compile(r"[;,\t|]+")
#: What Excel makes of a number that a cell is too narrow for.
_SHORTENED = re.compile(r"^\d([.,]\d+)?E\+?\d+$", re.I)
_CONTROL = re.compile(r"[\x00-\x08\x0e-\x1f\x7f]")


class NotText(ValueError):
    """A file that is none."""


class Row(NamedTuple):
    """What a line of the list says.

    :ivar int place: number of the line, from 1
    :ivar str typed: the line
    :ivar str inn: a right INN, else the digits that are taken for one, or ""
    :ivar str kpp: or ""
    :ivar str problem: "" or one of ``no_inn``, ``wrong_inn``, ``shortened``,
        ``wrong_kpp``
    """

    place: int
    typed: str
    inn: str
    kpp: str
    problem: str


def decode(data):
    """Text of a file in UTF-8, UTF-16 with a mark, or the code page of Russian Windows.

    :param bytes data: file
    :rtype: str
    :raise NotText: it is no text
    """
    if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        encodings = ("utf-16",)
    else:
        encodings = ("utf-8-sig", "cp1251")
    for encoding in encodings:
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        if _CONTROL.search(text):
            break
        return text
    raise NotText


def parse(text):
    """Read a list, a counterparty a line: the INN, and the KPP if there is one.

    Further columns do not matter, and a first line without digits is a title.

    :param str text: list
    :rtype: list[Row]
    """
    rows = []
    for place, line in enumerate(text.lstrip("\ufeff").splitlines(), 1):
        line = line.strip()
        if not line.strip("\"'; ,\t|"):
            continue
        if not rows and not any(char.isdigit() for char in line):
            continue
        rows.append(_read(place, line))
    return rows


def _read(place, line):
    cells = [cell.strip(" \"'\u00a0") for cell in _CELLS.split(line)]
    if len(cells) == 1 and len(line.split()) == 2:
        cells = line.split()
    if _SHORTENED.match(line) or any(map(_SHORTENED.match, cells)):
        return Row(place, line, "", "", "shortened")
    # 7707083893.0 is what some programs make of a number
    numbers = [requisites.compact_digits(re.sub(r"\.0+$", "", c)) for c in cells]
    inns = [
        requisites.with_lost_zero(number, requisites.is_inn, (10, 12))
        for number in numbers
    ]
    index = next((n for n, inn in enumerate(inns) if requisites.is_inn(inn)), None)
    if index is None:
        digits = next((n for n in numbers if requisites.is_digits(n)), "")
        return Row(place, line, digits, "", "wrong_inn" if digits else "no_inn")
    kpp = next(iter(numbers[index + 1 :]), "")
    kpp = requisites.with_lost_zero(kpp, requisites.is_kpp, (9,))
    # behind the INN there may be anything, but digits are meant as a KPP
    if requisites.is_digits(kpp) and not requisites.is_kpp(kpp):
        return Row(place, line, inns[index], kpp, "wrong_kpp")
    return Row(place, line, inns[index], kpp if requisites.is_kpp(kpp) else "", "")
