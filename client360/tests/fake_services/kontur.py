# Copyright 2026 Client 360 contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Kontur.Focus API, as section 2 of the contract has it."""

import hashlib
from zoneinfo import ZoneInfo

from . import address, analytics, digits, invented, pdf
from .answer import PDF, Answer, json_answer, text_answer
from .dadata_facts import FORMS

PREFIX = "/api3/"
#: Where the service counts its days.
TIMEZONE = ZoneInfo("Europe/Moscow")
METHODS = ("briefReport", "req", "stat", "monList", "req/mon", *analytics.METHODS)
#: Companies per request.
NUMBERS_LIMIT = 100
TRUE = ("true", "True", "TRUE", "1")
#: ``stat`` looks at the beginning of the key only.
STAT_KEY_LENGTH = 20
STAT_LIMIT = 10_000

NO_KEY = "No valid key specified"
NO_INN = "inn/ogrn param is not specified"
STAT_NO_KEY = "Param 'key' not specified or invalid"

STATUS = {
    "ACTIVE": {"statusString": "Действующее"},
    "LIQUIDATING": {"statusString": "В стадии ликвидации", "dissolving": True},
    "LIQUIDATED": {"statusString": "Ликвидировано", "dissolved": True},
    "BANKRUPT": {"statusString": "Банкротство", "bankrupting": True},
    "REORGANIZING": {"statusString": "В процессе реорганизации", "reorganizing": True},
}


def error(status, message=None):
    """Return an error as plain text."""
    return text_answer(message or invented.text("kontur", status), status)


def valid_numbers(request):
    """Return the distinct valid INNs and OGRNs of a request, in its order."""
    numbers = {}
    for number in request.inns:
        if digits.inn_ok(number) and not number.startswith("9909"):
            numbers[number] = None
    for number in request.ogrns:
        if digits.ogrn_ok(number):
            numbers[number] = None
    return list(numbers)


def known(registry, number):
    """Return the company with that number if Kontur knows it."""
    company = registry.find(number)
    return company if company and company.get("kontur") is not None else None


def _shuffled(found):
    """Order by a hash, and never as asked: the service promises no order."""
    order = sorted(found, key=lambda c: hashlib.sha256(c["inn"].encode()).digest())
    return order[::-1] if order == found else order


def _head(company):
    ogrn = company["ogrn"]
    return {
        "inn": company["inn"],
        "ogrn": ogrn,
        "focusHref": f"https://focus.kontur.ru/entity?query={ogrn}",
    }


def brief_report(company):
    """Return one item of ``briefReport``."""
    mac = hashlib.sha1(company["inn"].encode()).hexdigest()  # noqa: S324
    href = (
        "https://focus-lite.kontur.ru/briefReport"
        f"?ogrn={company['ogrn']}&mac={mac}&ltoken={mac[::-1]}"
    )
    report = {"summary": company["kontur"], "href": href}
    return _head(company) | {"briefReport": report}


def _status(company):
    status = dict(STATUS[company.get("state", "ACTIVE")])
    if company.get("liquidated"):
        status["date"] = company["liquidated"]
    return status


def req(company):
    """Return one item of ``req``: fields that have no value are absent."""
    opf = company["opf"]
    entity = {
        "kpp": company.get("kpp"),
        "okpo": company.get("okpo"),
        "okfs": company.get("okfs", "16"),
        "okopf": FORMS[opf][0],
        "opf": FORMS[opf][1],
        "registrationDate": company.get("registered"),
        "dissolutionDate": company.get("liquidated"),
        "status": _status(company),
    }
    place = company.get("address")
    if place:
        entity["okato"] = address.okato(place)
        entity["oktmo"] = address.oktmo(place)
    if company["type"] == "INDIVIDUAL":
        fio = (company["surname"], company["first_name"], company.get("patronymic"))
        entity["fio"] = " ".join(part for part in fio if part)
        key = "IP"
    else:
        name = f'"{company["name"]}"'
        entity["legalName"] = {
            "short": f"{opf} {name}",
            "full": f"{FORMS[opf][1].upper()} {name}",
            "date": company["registered"],
        }
        if place and not place.get("raw"):
            entity["legalAddress"] = {
                "parsedAddressRF": address.kontur(place),
                "date": company["registered"],
            }
        entity["branches"] = [
            {
                "name": branch["name"],
                "parsedAddressRF": address.kontur(branch["address"]),
            }
            for branch in company.get("branches", ())
        ] or None
        director = company.get("director")
        if director:
            head = {
                "fio": director["name"],
                "innfl": director.get("inn"),
                "position": director["post"].capitalize(),
                "date": director.get("start") or company["registered"],
            }
            entity["heads"] = [{k: v for k, v in head.items() if v}]
        entity["history"] = {}
        key = "UL"
    return _head(company) | {
        key: {k: v for k, v in entity.items() if v is not None},
        "briefReport": {"summary": company["kontur"]},
        "contactPhones": {},
    }


def analytics_items(companies, method):
    """Return the items of one of the ``*Analytics`` methods."""
    items = []
    for company in companies:
        markers = analytics.item(company, method)
        if markers is not None:
            items.append(_head(company) | {f"{method}Data": markers})
    return items


def _numbers_of(company):
    return {"inn": company["inn"], "ogrn": company["ogrn"]}


def _watch_list(fake_services, request):
    """Add to the key's watch list, or give the whole of it."""
    watched = fake_services.watch_lists.setdefault(request.token, {})
    if request.http_method == "GET":
        return json_answer([_numbers_of(company) for company in watched.values()])
    if request.query.get("append") not in TRUE:
        watched.clear()
    for number in request.inns + request.ogrns:
        company = known(fake_services.registry, number)
        if company:
            watched[company["inn"]] = company
    return json_answer([_numbers_of(company) for company in watched.values()])


def _changed(fake_services, request):
    """Name the watched companies whose ``req`` has changed on a day."""
    watched = fake_services.watch_lists.get(request.token, {})
    inns = fake_services.changed_on(request.query.get("date"))
    return json_answer([_numbers_of(watched[inn]) for inn in inns if inn in watched])


#: Methods of the watch list, which take other parameters.
WATCHING = {"monList": _watch_list, "req/mon": _changed}


def verdict(company):
    """Return a company's status in one Latin word: red over yellow over green."""
    if company.get("state") == "LIQUIDATED":
        return "RED (dissolved)"
    for color in ("red", "yellow", "green"):
        if (company["kontur"] or {}).get(f"{color}Statements"):
            return color.upper()
    return "NO MARKS"


def report_pdf(company):
    """Return the PDF of a company's express report."""
    if company["type"] == "INDIVIDUAL":
        parts = (company["surname"], company["first_name"], company.get("patronymic"))
        name = "ИП " + " ".join(part for part in parts if part)
    else:
        name = f"{company['opf']} {company['name']}"
    return pdf.page(
        "Express report on a counterparty",
        [
            f"Company: {name}",
            f"INN: {company['inn']}",
            f"OGRN: {company['ogrn']}",
            f"State: {company.get('state', 'ACTIVE')}",
            f"Registered: {company.get('registered')}",
            f"Verdict: {verdict(company)}",
            "",
            "This is an answer of a fake service. The company is invented.",
        ],
    )


def pdf_name(company):
    """Return the file name of the PDF, as the original has it."""
    return f"BriefReport_inn_{company['inn']}_ogrn_{company['ogrn']}.pdf"


def pdf_answer(fake_services, company):
    """Return the PDF of a company, with its name when the server is told so."""
    headers = {}
    if fake_services.content_disposition:
        name = pdf_name(company)
        headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return Answer(200, report_pdf(company), PDF, headers)


def _no_pdf(fake_services):
    if fake_services.pdf_unknown == "[]":
        return json_answer([])
    if fake_services.pdf_unknown == "empty":
        return Answer(200, b"", PDF)
    return error(404)


def _stat(fake_services, request):
    allowed = {key[:STAT_KEY_LENGTH] for key in fake_services.kontur_keys}
    if not request.token or request.token[:STAT_KEY_LENGTH] not in allowed:
        return error(400, STAT_NO_KEY)
    return json_answer(
        [
            {
                "methodName": f"api3/{method}",
                "spent": len(fake_services.spent(method)),
                "limit": STAT_LIMIT,
                "periodStartDate": "2026-01-01",
                "periodEndDate": "2026-12-31",
            }
            for method in ("req", "briefReport")
        ]
    )


def answer(fake_services, request) -> Answer:
    """Answer a request to Kontur.Focus: the key, then the numbers, then the data."""
    method = request.path.removeprefix(PREFIX)
    if method not in METHODS:
        return error(404)
    if request.http_method != "GET" and method != "monList":
        return error(405)
    if method == "stat":
        return _stat(fake_services, request)
    if request.token not in fake_services.kontur_keys:
        return error(403, NO_KEY)
    if method in WATCHING:
        return WATCHING[method](fake_services, request)
    numbers = valid_numbers(request)
    if not numbers:
        return error(400, NO_INN)
    if len(request.inns) + len(request.ogrns) > NUMBERS_LIMIT:
        return error(400, invented.text("kontur", "too many"))
    if request.query.get("xml") in TRUE:
        return error(501)
    found = {}
    for number in numbers:
        company = known(fake_services.registry, number)
        if company:
            found[company["inn"]] = company
    fake_services.spend(request, found)
    if method == "req":
        return json_answer([req(company) for company in _shuffled([*found.values()])])
    if method in analytics.METHODS:
        items = analytics_items(_shuffled([*found.values()]), method)
        return json_answer(items)
    if request.pdf:
        if len(numbers) > 1:
            return error(400, invented.text("kontur", "pdf of several"))
        if not found:
            return _no_pdf(fake_services)
        return pdf_answer(fake_services, next(iter(found.values())))
    return json_answer([brief_report(c) for c in _shuffled([*found.values()])])
