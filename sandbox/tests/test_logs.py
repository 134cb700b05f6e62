"""What counts as unexpected in Odoo's log."""

import re

import pytest

from sandbox import logs

LOG = """\
2026-01-02 03:04:05,678 9 INFO db odoo.modules.loading: fine
2026-01-02 03:04:05,678 9 WARNING db odoo.models: a warning
2026-01-02 03:04:05,678 9 ERROR db odoo.http: an error
Traceback (most recent call last):
ValueError: why
2026-01-02 03:04:05,678 9 INFO db odoo.modules.loading: fine again
not of this error
"""


def test_records_with_their_tracebacks():
    assert logs.unexpected(LOG) == [
        "WARNING odoo.models: a warning",
        "ERROR odoo.http: an error\nTraceback (most recent call last):\n"
        "ValueError: why",
    ]


def test_allowed_record():
    patterns = [re.compile(r"^WARNING odoo\.models: a ")]
    assert logs.allowed("WARNING odoo.models: a warning", patterns)
    assert not logs.allowed("ERROR odoo.models: a warning", patterns)


def test_allow_list_wants_reasons(tmp_path):
    path = tmp_path / "list.txt"
    path.write_text("# comment\n\nWARNING x  # because\nERROR y\n")
    with pytest.raises(ValueError, match="line 4"):
        logs.read_allow_list(path)


def test_own_allow_list_is_well_formed():
    logs.read_allow_list()
