"""Tells the unexpected warnings and errors of Odoo's log from the allowed ones.

Used by the set-up, which reads log files, and by ``conftest.py``, which watches the
records of the running tests.
"""

import re
from pathlib import Path

ALLOW_LIST = Path(__file__).with_name("log-allow-list.txt")

LINE = re.compile(
    r"^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d,\d+ \d+ (?P<level>[A-Z]+) \S+ "
    r"(?P<logger>\S+?): (?P<message>.*)$"
)
BAD = ("WARNING", "ERROR", "CRITICAL")


def read_allow_list(path=ALLOW_LIST):
    """The patterns of the allow-list.

    Each line is a regular expression, two spaces, a hash sign and the reason.

    :raise ValueError: when a line gives no reason
    """
    patterns = []
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
        if not line.strip() or line.startswith("#"):
            continue
        pattern, _mark, reason = line.partition("  # ")
        if not reason.strip():
            raise ValueError(
                f"{path.name}, line {number}: no reason given after '  # '"
            )
        patterns.append(re.compile(pattern.strip()))
    return patterns


def allowed(text, patterns):
    """Whether a record, written as "LEVEL logger: message", is on the list."""
    return any(pattern.search(text) for pattern in patterns)


def unexpected(text):
    """The unexpected records of a log, each with its traceback."""
    patterns = read_allow_list()
    found = []
    current = None
    for line in text.splitlines():
        match = LINE.match(line)
        if not match:
            if current is not None:
                current.append(line)
            continue
        current = None
        if match["level"] in BAD:
            record = "{level} {logger}: {message}".format_map(match)
            if not allowed(record, patterns):
                current = [record]
                found.append(current)
    return ["\n".join(lines) for lines in found]
