# Copyright 2026 Client 360 contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""An answer, before a fault spoils it."""

import json
from dataclasses import dataclass, field

TEXT = "text/plain; charset=utf-8"
HTML = "text/html; charset=utf-8"
JSON = "application/json"
PDF = "application/pdf"


@dataclass
class Answer:
    status: int = 200
    body: bytes = b""
    content_type: str = JSON
    headers: dict = field(default_factory=dict)


def json_answer(payload, status=200):
    """Return an answer with a JSON body."""
    body = json.dumps(payload, ensure_ascii=False).encode()
    return Answer(status, body, JSON)


def text_answer(text, status=200):
    """Return an answer with a body of plain text."""
    return Answer(status, text.encode(), TEXT)
