# Copyright 2026 Client 360 contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

"""The facts behind the colour: what Kontur.Focus's seven ``*Analytics`` methods say.

No Odoo, no network in here. Source: the Focus API specification, methods
``legalAnalytics``, ``bankruptcyAnalytics``, ``courtAnalytics``, ``financeAnalytics``,
``fsspAnalytics``, ``linkAnalytics`` and ``purchasesAnalytics``.

The service gives its markers no colour. The tones are ours: they sort and show, and
never change the colour of the express report.
"""

import datetime
import json
import math
import re
from typing import NamedTuple

from . import kontur_focus

METHODS = (
    "legalAnalytics",
    "bankruptcyAnalytics",
    "courtAnalytics",
    "financeAnalytics",
    "fsspAnalytics",
    "linkAnalytics",
    "purchasesAnalytics",
)
TONES = ("red", "yellow", "green", "neutral")  # the worst first
SECTIONS = (
    "registration",
    "bankruptcy",
    "courts",
    "bailiffs",
    "finance",
    "relations",
    "contracts",
)
MAX_TEXT = 500  # characters of a text that are kept
MAX_NUMBER = 10**18  # larger numbers make no sense in roubles either
CROWDED_ADDRESS = 10  # living companies at one address, above which it looks odd

_DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")


class Marker(NamedTuple):
    """A marker that a card shows.

    :ivar str kind: ``flag``, ``number``, ``roubles``, ``date``, ``text`` or ``list``
    :ivar str section: one of :data:`SECTIONS`, "" for what is told with another marker
    :ivar str tone: the tone of a flag that is set, or of a value over zero
    :ivar str total: marker with the sum of what this one counts
    :ivar str as_of: marker with the date or year of this one
    :ivar tuple unless: markers that say the same more precisely
    :ivar str reason: code of the reason by which lists of counterparties are filtered
    :ivar bool keeps_zero: whether a value of nothing says something, too
    """

    kind: str = "flag"
    section: str = "registration"
    tone: str = "neutral"
    total: str = ""
    as_of: str = ""
    unless: tuple = ()
    reason: str = ""
    keeps_zero: bool = False


class Fact(NamedTuple):
    """One marker of one counterparty.

    :ivar str value: the value as text: ``true``, ``41``, ``2026-01-31``
    :ivar bool is_actual: whether it is true now
    :ivar str tone: one of :data:`TONES`
    :ivar str section: one of :data:`SECTIONS`, "" for what another fact tells
    """

    value: str
    is_actual: bool
    tone: str
    section: str


class Reading(NamedTuple):
    """What a method says about one counterparty.

    :ivar dict facts: marker to :class:`Fact`
    :ivar set unread: known markers whose values make no sense: nothing is known of them
    """

    facts: dict
    unread: set


def _legal():
    markers = {
        "additionalCheckNeeded": Marker(tone="yellow", reason="other"),
        "register3Month": Marker(tone="yellow", reason="young"),
        "register6Month": Marker(
            tone="yellow", unless=("register3Month",), reason="young"
        ),
        "register12Month": Marker(
            tone="yellow", unless=("register3Month", "register6Month"), reason="young"
        ),
        "bankAccountFnsBlock": Marker(
            tone="red", as_of="lastBankAccountFnsBlockDate", reason="frozen"
        ),
        "lastBankAccountFnsBlockDate": Marker("date", ""),
        "highRiskOfBlockingOperations": Marker(tone="red", reason="bank_risk"),
        "fnsDisqualified": Marker(tone="red", reason="disqualified"),
        "fnsTaxReportMissing": Marker(tone="yellow", reason="no_tax_report"),
        "fnsHasTaxDebt": Marker(tone="yellow", reason="tax_debt"),
        "documentsForLiquidation": Marker(tone="red", reason="liquidation"),
        "documentsForStop": Marker(tone="red", reason="liquidation"),
        "checkWithViolation12Month": Marker("number", tone="yellow", reason="other"),
        "checkWithoutViolation12Month": Marker("number"),
        "checkUnknown12Month": Marker("number"),
        "depositPledger": Marker("number"),
        "staffNumber": Marker(
            "number", tone="green", as_of="staffNumberDate", keeps_zero=True
        ),
        "staffNumberDate": Marker("date", ""),
        "historyStaffNumbers": Marker("list", ""),
        "enterpriseMicro": Marker(),
        "enterpriseSmall": Marker(),
        "enterpriseMean": Marker(),
        "fnsSpecialTaxDate": Marker("date", ""),
        "trademarksCount": Marker("number"),
        "headHunterOpenVacancies": Marker("number"),
        "superJobOpenVacancies": Marker("number"),
        "workInRussiaOpenVacancies": Marker("number"),
    }
    for what in ("Address", "Manager", "Founder", "Group"):
        markers[f"unreliable{what}"] = Marker(tone="red", reason="unreliable")
    for what in ("Management", "Owner", "Address", "Capital"):
        markers[f"documentsFor{what}Change"] = Marker(tone="yellow", reason="changes")
    for what in ("Simple", "Automate", "Agriculture", "Patent", "ProfessionalIncome"):
        markers[f"fns{what}Tax"] = Marker(as_of="fnsSpecialTaxDate")
    return markers


def _bankruptcy():
    def marker(kind="flag", tone="red", **options):
        return Marker(kind, "bankruptcy", tone, reason="bankruptcy", **options)

    return {
        "arbitrationCase3Month": marker(),
        "message12Month": marker(),
        "intentionMonth": marker(tone="yellow"),
        "currentStage": marker("text", as_of="currentStageDate"),
        "currentStageDate": Marker("date", ""),
        "signEnd": marker(),
        "messageManager12Month": marker(tone="yellow"),
        "messageFounder12Month": marker(tone="yellow"),
        "defendantInProgressCount": marker(
            "number", tone="yellow", total="defendantInProgressSum"
        ),
        "defendantInProgressSum": Marker("roubles", "bankruptcy"),
    }


def _counted(section, prefix, suffix="", **options):
    """Markers of a number of cases and of their sum, which one line tells."""
    total = f"{prefix}Sum{suffix}"
    return {
        f"{prefix}Count{suffix}": Marker("number", section, total=total, **options),
        total: Marker("roubles", section),
    }


SIDES = ("defendant", "petitioner")
OUTCOMES = ("All", "Lost", "PartialLost", "Win", "InProgress", "Unknown", "Stopped")
PERIODS = ("12Month", "3Year")
SUBJECTS = ("Tax", "Credit", "Supply", "Service")


def _courts():
    markers = {}
    for side in SIDES:
        for outcome in OUTCOMES:
            waiting = side == "defendant" and outcome == "InProgress"
            options = {"tone": "yellow", "reason": "claims"} if waiting else {}
            for period in PERIODS:
                markers |= _counted("courts", f"{side}{outcome}", period, **options)
    for subject in SUBJECTS:
        markers |= _counted("courts", f"defendant{subject}")
    for period in PERIODS:
        markers[f"defendantGeneralCourt{period}"] = Marker("number", "courts")
    return markers


def _finance():
    def marker(as_of="lastBuhYear", **options):
        return Marker("roubles", "finance", as_of=as_of, **options)

    markers = {
        "lastBuhYear": Marker("number", ""),
        "lastBuh": Marker("flag", "finance", as_of="lastBuhYear"),
        "exRating": Marker("text", "finance", as_of="exRatingYear"),
        "exRatingYear": Marker("number", ""),
    }
    for what in ("income", "profit", "balance"):
        for end in ("End", "Start"):
            markers[f"{what}{end}"] = marker(keeps_zero=True)
    for what, options in {
        "tax": {},
        "income": {},
        "expense": {},
        "debt": {"tone": "yellow", "reason": "tax_debt"},
        "fine": {"tone": "yellow", "reason": "tax_debt"},
    }.items():
        markers[f"{what}Sum"] = marker(f"{what}SumDate", **options)
        markers[f"{what}SumDate"] = Marker("date", "")
    return markers


BAILIFF_SUBJECTS = (
    "tax",
    "insurance",
    "fine",
    "salary",
    "credit",
    "property",
    "arrest",
    "communal",
    "fineForPerson",
)


def _bailiffs():
    markers = {
        "count12Month": Marker(
            "number", "bailiffs", "yellow", total="sum12Month", reason="bailiffs"
        ),
        "sum12Month": Marker("roubles", "bailiffs"),
        "count": Marker("number", "bailiffs", total="sum"),
        "sum": Marker("roubles", "bailiffs"),
    }
    for subject in BAILIFF_SUBJECTS:
        markers |= _counted("bailiffs", subject)
    return markers


def _relations():
    return {
        "bankruptcyLiquidatedCount": Marker("number", "relations"),
        "addressTodayCount": Marker("number", "relations"),
        "officeAddressTodayCount": Marker("number", "relations"),
        "partOfCapitalCount": Marker("number", "relations"),
        "noLiquidatedManagerInnCount": Marker("number", "relations"),
        "noLiquidatedFounderInnCount": Marker("number", "relations"),
    }


def _contracts():
    markers = {"inRnp": Marker("flag", "contracts", "red", reason="unfair_supplier")}
    for side, tone in (("participant", "green"), ("customer", "neutral")):
        for period in ("12Month", ""):
            markers |= _counted("contracts", side, period, tone=tone)
    return markers


#: {method: {marker: :class:`Marker`}}
MARKERS = {
    "legalAnalytics": _legal(),
    "bankruptcyAnalytics": _bankruptcy(),
    "courtAnalytics": _courts(),
    "financeAnalytics": _finance(),
    "fsspAnalytics": _bailiffs(),
    "linkAnalytics": _relations(),
    "purchasesAnalytics": _contracts(),
}
#: Flags that say something when they are not set.
_TOLD_WHEN_FALSE = ("register12Month", "lastBuh")


def read(method, payload, inns):
    """Read an answer to one of :data:`METHODS`.

    An answer about somebody else is not trusted at all. A counterparty that is not in
    the answer, or without data in it, is left out: nothing is known of it.

    :param str method: one of :data:`METHODS`
    :param payload: the JSON value
    :param inns: INNs that were asked about
    :return: what is known of each INN
    :rtype: dict[str, Reading]
    :raise ValueError: where the answer has another form
    """
    readings = {}
    for item in kontur_focus.rows(payload):
        inn = item.get("inn")
        if not isinstance(inn, str) or inn not in inns:
            raise ValueError("The answer is about another company")
        data = item.get(f"{method}Data")
        if data is None:
            continue
        if not isinstance(data, dict):
            raise ValueError("A part of the answer is missing")
        reading = _read_markers(method, data)
        if readings.setdefault(inn, reading) != reading:
            raise ValueError("The answer contradicts itself")
    return readings


def get_reason(method, code):
    """Return the code of the reason that a red or yellow fact is filtered by.

    :param str method: one of :data:`METHODS`
    :param str code: marker
    :rtype: str
    """
    if (method, code) == ("financeAnalytics", "lastBuh"):
        return "no_statements"
    marker = MARKERS.get(method, {}).get(code)
    return marker.reason or "other" if marker else "other"


def parse_value(marker, value):
    """Return the value of a stored fact in its own type.

    :param Marker marker: the fact's marker
    :param str value: see :attr:`Fact.value`
    :return: bool, int, float, datetime.date, list or str; None for no such value
    """
    try:
        if marker.kind == "flag":
            return {"true": True, "false": False}[value]
        if marker.kind == "number":
            return int(value)
        if marker.kind == "roubles":
            return float(value)
        if marker.kind == "date":
            return datetime.date.fromisoformat(value)
        if marker.kind == "list":
            return json.loads(value)
    except (KeyError, TypeError, ValueError):
        return None
    return value


def _read_markers(method, data):
    known = MARKERS[method]
    values, actual, unread = {}, {}, set()
    for code, marker in known.items():
        if code not in data:
            continue
        box = data[code]
        is_actual = box.get("isActual", True) if isinstance(box, dict) else None
        value = box.get("data") if isinstance(box, dict) else None
        if isinstance(box, dict) and value is None:
            continue  # as good as absent
        value = _clean(marker.kind, value)
        if value is None or not isinstance(is_actual, bool):
            unread.add(code)
        elif _says_something(code, marker, value):
            values[code], actual[code] = value, is_actual
    now = {code: value for code, value in values.items() if actual[code]}
    facts = {
        code: Fact(
            _text(value),
            actual[code],
            _tone(method, code, now) if actual[code] else "neutral",
            _section(method, code, values, actual),
        )
        for code, value in values.items()
    }
    return Reading(facts, unread)


def _clean(kind, value):
    """Return a value that has the right type, None for one that makes no sense."""
    if kind == "flag":
        return value if isinstance(value, bool) else None
    if kind == "list":
        return _clean_staff(value)
    if kind in ("number", "roubles"):
        if isinstance(value, bool) or not isinstance(value, (int, float)):
            return None
        if not math.isfinite(value) or abs(value) >= MAX_NUMBER:
            return None
        if value == int(value):
            value = int(value)
        elif kind == "number":
            return None
        return value if kind == "roubles" or value >= 0 else None
    if not isinstance(value, str):
        return None
    if kind == "date":
        return value if _is_date(value) else None
    # PostgreSQL stores neither NUL nor half a character.
    value = value.replace("\0", "").encode("utf-8", "ignore").decode()
    return " ".join(value.split())[:MAX_TEXT] or None


def _clean_staff(value):
    if not isinstance(value, list):
        return None
    staff = [
        {"date": row["date"], "staffNumber": row["staffNumber"]}
        for row in value
        if isinstance(row, dict)
        and _is_date(row.get("date"))
        and _clean("number", row.get("staffNumber")) is not None
    ]
    return sorted(staff, key=lambda row: row["date"]) or None


def _is_date(value):
    if not isinstance(value, str) or not _DATE.fullmatch(value):
        return False
    try:
        datetime.date.fromisoformat(value)
    except ValueError:
        return False
    return True


def _says_something(code, marker, value):
    if marker.kind == "flag":
        return value or code in _TOLD_WHEN_FALSE
    return bool(value) or marker.keeps_zero


def _text(value):
    if isinstance(value, str):
        return value
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def _tone(method, code, values):
    """Return the tone of a marker that holds, by the values of all that hold."""
    value = values[code]
    if method == "financeAnalytics":
        if code == "lastBuh":
            if not value:
                return "yellow"
            return "green" if values.get("profitEnd", 0) >= 0 else "neutral"
        if code == "profitEnd":
            filed = value >= 0 and values.get("lastBuh", True)
            return "green" if filed else "neutral"
    elif method == "legalAnalytics" and code == "register12Month":
        return "yellow" if value else "green"
    elif method == "linkAnalytics" and code == "addressTodayCount":
        return "yellow" if value > CROWDED_ADDRESS else "neutral"
    marker = MARKERS[method][code]
    if marker.kind in ("number", "roubles") and value <= 0:
        return "neutral"
    return marker.tone


def _section(method, code, values, actual):
    """Return where a fact is told, "" where another one tells it."""
    markers = MARKERS[method]
    for other in markers[code].unless:
        if values.get(other) and actual[other]:
            return ""
    for other in values:
        if markers[other].total == code and actual[other] == actual[code]:
            return ""
    return markers[code].section
