# Copyright 2026 Client 360 contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""DaData's suggestions API, as section 1 of the contract has it.

What it tells of a company or a bank is in ``dadata_facts``.
"""

import json

from . import invented
from .answer import Answer, json_answer
from .dadata_facts import bank_suggestion, suggestions_of

PREFIX = "/suggestions/api/4_1/rs/"
METHODS = ("findById/party", "findById/bank", "suggest/party")
#: Characters; a longer query is answered with 413.
QUERY_LIMIT = 300
COUNT_DEFAULT = 10
#: The documents disagree (20 or 300), so this gives the smaller number.
COUNT_LIMIT = 20

UNAUTHORIZED = {
    "family": "CLIENT_ERROR",
    "reason": "Unauthorized",
    "message": "You should provide Authorization header with your api token",
}
#: The real service's text: it echoes the token.
FORBIDDEN = (
    "Feature 'SUGGESTIONS' disabled for token '{token}'."
    " See https://dadata.userecho.com/topics/1834 for help."
)
REASONS = {
    400: "Bad Request",
    402: "Payment Required",
    403: "Forbidden",
    404: "Not Found",
    405: "Method Not Allowed",
    413: "Request Entity Too Large",
    429: "Too Many Requests",
}


def _list(value):
    if value is None:
        return None
    return value if isinstance(value, list) else [value]


def _passes(suggestion, body):
    data = suggestion["data"]
    if body.get("kpp") and data.get("kpp") != body["kpp"]:
        return False
    for key, actual in (
        ("branch_type", data.get("branch_type", "MAIN")),
        ("type", data.get("type")),
        ("status", (data.get("state") or {}).get("status")),
    ):
        wanted = _list(body.get(key))
        if wanted and actual not in wanted:
            return False
    return True


def _cut_to_count(suggestions, body):
    count = body.get("count", COUNT_DEFAULT)
    if not isinstance(count, int) or count < 1:
        count = COUNT_DEFAULT
    return suggestions[: min(count, COUNT_LIMIT)]


def find_party(registry, body, tariff=None):
    """Return the suggestions of ``findById/party``."""
    company = registry.find(_query(body))
    found = suggestions_of(company, tariff) if company else []
    return _cut_to_count([s for s in found if _passes(s, body)], body)


def suggest_party(registry, body):
    """Return the suggestions of ``suggest/party``: by words of a name, or by INN."""
    words = _query(body).upper().replace('"', " ").replace("Ё", "Е").split()
    if not words:
        return []
    found = []
    exact = registry.find(words[0]) if len(words) == 1 else None
    known = registry.all()
    if exact and all(exact["inn"] != company["inn"] for company in known):
        found += suggestions_of(exact, free=True)
    for company in known:
        suggestions = suggestions_of(company, free=True)
        for suggestion in suggestions:
            data = suggestion["data"]
            numbers = (company["inn"], company["ogrn"] or "")
            text = f"{suggestion['value']} {(data['name'] or {}).get('full_with_opf')}"
            text = text.upper().replace("Ё", "Е")
            if all(
                word in text
                or word.isdigit()
                and any(number.startswith(word) for number in numbers)
                for word in words
            ):
                found.append(suggestion)
    return _cut_to_count([s for s in found if _passes(s, body)], body)


def find_bank(registry, body):
    """Return the suggestions of ``findById/bank``: BIC, SWIFT, INN or number."""
    query = _query(body)
    found = []
    for bank in registry.banks:
        swifts = [bank["swift"], *bank.get("swifts", ())]
        numbers = [bank["bic"], bank["inn"], bank["registration_number"], *swifts]
        if query and query in numbers:
            found.append(bank_suggestion(bank))
    return _cut_to_count([s for s in found if _passes(s, body)], body)


def _query(body):
    query = body.get("query")
    return query.strip() if isinstance(query, str) else ""


def error(status, message=None, token=""):
    """Return an error in DaData's envelope."""
    if status == 401:
        return json_answer(UNAUTHORIZED, 401)
    if status == 403 and message is None:
        message = FORBIDDEN.format(token=token)
    return json_answer(
        {
            "family": "CLIENT_ERROR" if status < 500 else "SERVER_ERROR",
            "reason": REASONS.get(status, "Internal Server Error"),
            "message": message or invented.text("dadata", status),
        },
        status,
    )


def answer(fake_services, request) -> Answer:
    """Answer a request to DaData."""
    method = request.path.removeprefix(PREFIX)
    if method not in METHODS:
        return error(404)
    if request.http_method != "POST":
        return error(405)
    if not request.token:
        return error(401)
    if request.token not in fake_services.dadata_tokens:
        return error(403, token=request.token)
    body = request.body
    if not isinstance(body, dict):
        return error(400)
    if isinstance(body.get("query"), str) and len(body["query"]) > QUERY_LIMIT:
        return error(413)
    if method == "findById/party":
        found = find_party(fake_services.registry, body, fake_services.tariff)
    elif method == "suggest/party":
        found = suggest_party(fake_services.registry, body)
    else:
        found = find_bank(fake_services.registry, body)
    return json_answer({"suggestions": found})


def parse(raw):
    """Return the JSON of a request's body, or None."""
    try:
        return json.loads(raw)
    except ValueError:
        return None
