# Copyright 2026 Client 360 contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""What can go wrong with an answer.

A fault either replaces or changes an answer (functions that return an Answer) or
spoils its delivery (functions that write to the connection). ``KINDS`` names them
all; durations are in seconds, sizes in bytes unless the name says otherwise.
"""

import json
import socket
import struct
import threading
import zlib
from dataclasses import dataclass, field
from urllib.parse import quote

from . import dadata, dadata_facts, kontur
from .answer import HTML, JSON, PDF, Answer, json_answer, text_answer

HTML_PAGE = (
    "<!DOCTYPE html><html><head><title>Технические работы</title></head>"
    "<body><h1>Сервис временно недоступен</h1></body></html>"
)
CHUNK = 64 * 1024


@dataclass
class Fault:
    """One fault that a server has been told to commit."""

    number: int
    service: str
    kind: str
    times: int | None = None
    after: int = 0
    inn: str | None = None
    pdf: bool | None = None
    method: str | None = None
    delay: float = 0.0
    options: dict = field(default_factory=dict)
    hits: int = 0
    seen: int = 0
    reached: threading.Event = field(default_factory=threading.Event, repr=False)
    released: threading.Event = field(default_factory=threading.Event, repr=False)

    def release(self):
        """Let the requests go on that this fault holds, and those to come."""
        self.released.set()

    def matches(self, request):
        """Whether the fault is meant for the request (not counting)."""
        return (
            request.service in ("dadata", "kontur")
            and self.service in (request.service, "any")
            and (self.inn is None or self.inn in request.inns + request.ogrns)
            and (self.pdf is None or self.pdf == request.pdf)
            and (self.method is None or request.path.endswith("/" + self.method))
        )

    def take(self, request):
        """Whether the fault strikes now; counts the request."""
        if not self.matches(request):
            return False
        if self.times is not None and self.hits >= self.times:
            return False
        self.seen += 1
        if self.seen <= self.after:
            return False
        self.hits += 1
        return True


# ------------------------------------------------------------- other answers
def error(request, status, message=None):
    """Return an error of the request's service."""
    if request.service == "kontur":
        if message is None and status == 403:
            message = kontur.NO_KEY
        if message is None and status == 400:
            message = kontur.NO_INN
        return kontur.error(status, message)
    return dadata.error(status, message, request.token or "")


def status(answer, request, fake_services, status=500, retry_after=None, body=None):
    """Answer with a status code; retry_after in seconds, or an HTTP date."""
    answer = error(request, int(status))
    if body is not None:
        answer = text_answer(body, int(status))
    if retry_after is not None:
        answer.headers["Retry-After"] = str(retry_after)
    return answer


def _refusal(case):
    def refuse(answer, request, fake_services):
        if request.service == "dadata":
            return dadata.error(403, token=request.token or "")
        return kontur.error(403, kontur.invented.text("kontur", case))

    refuse.__doc__ = f"Answer 403: {case}."
    return refuse


def text(answer, request, fake_services, body="OK, but this is not JSON", status=200):
    """Answer with plain text that is no JSON."""
    return text_answer(body, status)


def html(answer, request, fake_services, status=200):
    """Answer with a page for people."""
    return Answer(status, HTML_PAGE.encode(), HTML)


def html_as_pdf(answer, request, fake_services):
    """Answer with a page for people that says it is a PDF (or JSON)."""
    return Answer(200, HTML_PAGE.encode(), answer.content_type)


def empty(answer, request, fake_services, status=200):
    """Answer with an empty body of the usual type."""
    return Answer(status, b"", answer.content_type)


def json_value(answer, request, fake_services, value=None, status=200):
    """Answer with any JSON value."""
    return json_answer(value, status)


def raw(answer, request, fake_services, body=b"", content_type=JSON, status=200):
    """Answer with any bytes (or a text) and any Content-Type."""
    return Answer(
        status, body if isinstance(body, bytes) else body.encode(), content_type
    )


def content_type(answer, request, fake_services, value="application/octet-stream"):
    """Give the right answer under another Content-Type."""
    return Answer(answer.status, answer.body, value, answer.headers)


def truncated_json(answer, request, fake_services):
    """Give a complete answer whose JSON lacks its second half."""
    return Answer(answer.status, _half(answer.body), answer.content_type)


def pdf_without_end(answer, request, fake_services):
    """Give a complete answer whose PDF lacks its second half."""
    return Answer(
        answer.status, _half(answer.body), answer.content_type, answer.headers
    )


def bad_utf8(answer, request, fake_services):
    """Give JSON that is not in UTF-8 but in Windows' Cyrillic."""
    body = answer.body.decode("utf-8", "replace").encode("cp1251", "replace")
    return Answer(answer.status, b'{"\xcf\xf0":' + body + b"}", "application/json")


def edit(answer, request, fake_services, change=None):
    """Change the right JSON by a function (in the same process only)."""
    return json_answer(change(json.loads(answer.body)), answer.status)


def redirect(answer, request, fake_services, to=None, status=302):
    """Redirect to another host name of this server, which logs who comes."""
    if to is None:
        to = f"http://localhost:{fake_services.port}/elsewhere{request.target}"
    body = f'<a href="{to}">Found</a>'.encode()
    return Answer(status, body, HTML, {"Location": quote(to, safe=":/?&=%,")})


def other_company(answer, request, fake_services, inn=None):
    """Answer about another company than the one asked about."""
    company = fake_services.registry.find(inn or fake_services.other_inn)
    if request.service == "dadata":
        return json_answer({"suggestions": dadata_facts.suggestions_of(company)[:1]})
    if request.pdf:
        return kontur.pdf_answer(fake_services, company)
    return json_answer([kontur.brief_report(company)])


def _items(payload):
    return payload["suggestions"] if isinstance(payload, dict) else payload


def missing_company(answer, request, fake_services):
    """Leave the first item out of a list."""
    payload = json.loads(answer.body)
    del _items(payload)[:1]
    return json_answer(payload)


def doubled(answer, request, fake_services):
    """Give every item of the list twice."""
    payload = json.loads(answer.body)
    items = _items(payload)
    items += items
    return json_answer(payload)


def _shape(make):
    def shape(answer, request, fake_services):
        return json_answer(make(json.loads(_body_or(answer)), request))

    shape.__doc__ = "Answer with JSON of a wrong shape."
    return shape


def _body_or(answer):
    return answer.body if answer.content_type == JSON else b"[]"


def _first(payload, change):
    items = _items(payload) or [{}]
    change(items[0])
    return payload


def _set(*path, value=None):
    def change(item):
        for key in path[:-1]:
            item = item.setdefault(key, {})
        item[path[-1]] = value

    return lambda payload, request: _first(payload, change)


def _swap(payload, request):
    """A list instead of an object, an object instead of a list."""
    if isinstance(payload, dict):
        return payload.get("suggestions", [])
    return {"items": payload}


SHAPES = {
    "swapped": _swap,
    "null": lambda payload, request: None,
    "number": lambda payload, request: 42,
    "string": lambda payload, request: "ok",
    "empty_list": lambda payload, request: (
        {"suggestions": []} if request.service == "dadata" else []
    ),
    "bare_empty_list": lambda payload, request: [],
    "empty_object": lambda payload, request: {},
    "list_of_nulls": lambda payload, request: [None],
    # DaData
    "suggestions_null": lambda payload, request: {"suggestions": None},
    "suggestions_object": lambda payload, request: {"suggestions": {"0": {}}},
    "suggestion_null": lambda payload, request: {"suggestions": [None]},
    "suggestion_string": lambda payload, request: {"suggestions": ["ООО"]},
    "data_null": lambda payload, request: {
        "suggestions": [{"value": "x", "unrestricted_value": "x", "data": None}]
    },
    "data_list": lambda payload, request: {"suggestions": [{"value": "x", "data": []}]},
    "state_null": _set("data", "state", value=None),
    "state_string": _set("data", "state", value="ACTIVE"),
    "name_null": _set("data", "name", value=None),
    "address_null": _set("data", "address", value=None),
    "address_string": _set("data", "address", value="г Москва"),
    "address_data_null": _set("data", "address", "data", value=None),
    "date_string": _set("data", "ogrn_date", value="2019-03-20"),
    "date_huge": _set("data", "ogrn_date", value=10**18),
    "kpp_number": _set("data", "kpp", value=789001001),
    # Kontur
    "summary_empty": _set("briefReport", "summary", value={}),
    "summary_null": _set("briefReport", "summary", value=None),
    "summary_list": _set("briefReport", "summary", value=["greenStatements"]),
    "statements_lists": _set(
        "briefReport",
        "summary",
        value={"redStatements": [], "yellowStatements": [], "greenStatements": ["x"]},
    ),
    "report_null": _set("briefReport", value=None),
    "inn_null": _set("inn", value=None),
    "inn_number": lambda payload, request: _first(
        payload, lambda item: item.update(inn=int(item.get("inn") or 0))
    ),
    "ogrn_null": _set("ogrn", value=None),
    "ogrn_path": _set("ogrn", value="../../etc/passwd"),
}


# ------------------------------------------------------------- bad deliveries
def _half(body):
    return body[: len(body) // 2]


def _reset(handler):
    """Close the connection with RST instead of FIN."""
    linger = struct.pack("ii", 1, 0)
    handler.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, linger)
    handler.drop()


def truncated(handler, answer, request, fault):
    """Announce the whole body, send a half, close."""
    handler.head(answer, len(answer.body))
    handler.send(_half(answer.body))
    handler.drop()


def reset(handler, answer, request, fault, at="middle"):
    """Reset the connection: at the "start" (before any byte) or in the "middle"."""
    if at == "middle":
        handler.head(answer, len(answer.body))
        handler.send(_half(answer.body))
        # let the first half arrive: a reset throws away what the client has not read
        handler.pause(0.05)
    _reset(handler)


def close(handler, answer, request, fault):
    """Close the connection without a word."""
    handler.drop()


def garbage(handler, answer, request, fault):
    """Answer with something that is no HTTP."""
    handler.send(b"\x16\x03\x01 SSH-2.0 this is not HTTP\r\n\r\n")
    handler.drop()


def hold(handler, answer, request, fault, timeout=60.0, at="start"):
    """Wait for ``fault.release()`` (seconds at most), then answer as usual.

    at="start" waits before the answer, at="middle" after its first half.
    """
    if at == "middle":
        handler.head(answer, len(answer.body))
        handler.send(_half(answer.body))
        fault.reached.set()
        handler.pause(timeout, fault.released)
        handler.send(answer.body[len(answer.body) // 2 :])
    else:
        fault.reached.set()
        handler.pause(timeout, fault.released)
        handler.deliver(answer)


def slow(handler, answer, request, fault, seconds=5.0):
    """Answer as usual after a pause."""
    handler.pause(seconds)
    handler.deliver(answer)


def drip(handler, answer, request, fault, interval=1.0, headers=False):
    """Send the body (or the headers too) one byte at a time, with pauses."""
    head = handler.head_bytes(answer, len(answer.body))
    if not headers:
        handler.send(head, body=False)
        head = b""
    for number in range(len(head)):
        handler.send(head[number : number + 1], body=False)
        handler.pause(interval)
    for number in range(len(answer.body)):
        handler.send(answer.body[number : number + 1])
        handler.pause(interval)


def _huge_parts(answer):
    """Return how a huge body of the answer's type begins, goes on, and ends."""
    if answer.content_type == PDF:
        return b"%PDF-1.4\n", b"%" + b"0" * 62 + b"\n", b"%%EOF\n"
    if answer.body.startswith(b"{"):
        return b'{"suggestions": [', b" " * 64, b"]}"
    return b"[", b" " * 64, b"]"


def _huge_chunks(answer, size):
    begin, middle, end = _huge_parts(answer)
    chunk = middle * (CHUNK // len(middle))
    left = size - len(begin) - len(end)
    yield begin
    while left > 0:
        yield chunk[:left]
        left -= len(chunk)
    yield end


def huge(handler, answer, request, fault, megabytes=200, chunked=False):
    """Stream a body of that size; stops when the client hangs up."""
    size = int(megabytes * 1024 * 1024)
    handler.connection.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, CHUNK)
    if chunked:
        handler.head(answer, None, {"Transfer-Encoding": "chunked"})
    else:
        handler.head(answer, size)
    for chunk in _huge_chunks(answer, size):
        if chunked:
            handler.send(b"%x\r\n%s\r\n" % (len(chunk), chunk))
        else:
            handler.send(chunk)
    if chunked:
        handler.send(b"0\r\n\r\n", body=False)


def gzip_bomb(handler, answer, request, fault, megabytes=200):
    """Send a small gzip body that unpacks to that size."""
    size = int(megabytes * 1024 * 1024)
    headers = {"Content-Encoding": "gzip"}
    packer = zlib.compressobj(9, zlib.DEFLATED, 31)
    packed = [packer.compress(chunk) for chunk in _huge_chunks(answer, size)]
    body = b"".join(packed) + packer.flush()
    handler.head(answer, len(body), headers)
    handler.send(body)


def bad_gzip(handler, answer, request, fault):
    """Say that the body is gzip, and send it plain."""
    handler.head(answer, len(answer.body), {"Content-Encoding": "gzip"})
    handler.send(answer.body)


ANSWERS = {
    "status": status,
    "tariff": _refusal("tariff"),
    "expired": _refusal("expired"),
    "limit": _refusal("limit"),
    "bad_key": lambda answer, request, fake_services: error(request, 403),
    "text": text,
    "html": html,
    "html_as_pdf": html_as_pdf,
    "empty": empty,
    "json": json_value,
    "raw": raw,
    "content_type": content_type,
    "truncated_json": truncated_json,
    "pdf_without_end": pdf_without_end,
    "bad_utf8": bad_utf8,
    "edit": edit,
    "redirect": redirect,
    "other_company": other_company,
    "missing_company": missing_company,
    "doubled": doubled,
    **{name: _shape(make) for name, make in SHAPES.items()},
}
DELIVERIES = {
    "truncated": truncated,
    "reset": reset,
    "close": close,
    "garbage": garbage,
    "hold": hold,
    "slow": slow,
    "drip": drip,
    "huge": huge,
    "gzip_bomb": gzip_bomb,
    "bad_gzip": bad_gzip,
}
KINDS = ANSWERS | DELIVERIES


def check(service, kind, options):
    """Return (kind, options); a number as the kind means that status code."""
    if service not in ("dadata", "kontur", "any"):
        raise ValueError(f"no such service: {service}")
    if isinstance(kind, int) or kind.isdigit():
        options = {"status": int(kind), **options}
        kind = "status"
    function = KINDS.get(kind)
    if function is None:
        raise ValueError(f"no such fault: {kind}; there are {', '.join(KINDS)}")
    code = function.__code__
    names = code.co_varnames[3 if kind in ANSWERS else 4 : code.co_argcount]
    unknown = set(options) - set(names)
    if unknown:
        raise ValueError(f"fault {kind} has no option {', '.join(sorted(unknown))}")
    return kind, options
