"""The two READMEs say the same: sections, pictures, links and tables in one order."""

import re
from pathlib import Path

import pytest

CHECKOUT = Path(__file__).resolve().parents[2]
NAMES = ("README.rst", "README.ru.rst")


def read(name):
    return (CHECKOUT / name).read_text(encoding="utf-8")


@pytest.mark.parametrize(
    "pattern",
    [
        r"image:: (\S+)",
        r"<(docs/\S+)>`_",
        r"(?m)^``(\w+)``,?(?:  |$)",
        r"``(make [^`]*)``",
    ],
    ids=["pictures", "documents", "attributes", "commands"],
)
def test_both_have_the_same(pattern):
    english, russian = (re.findall(pattern, read(name)) for name in NAMES)
    if pattern.startswith("(?m)^(=+)"):
        # under a title there are as many signs as it has letters
        english, russian = len(english), len(russian)
    assert english
    assert russian == english


def test_both_have_as_many_sections():
    english, russian = (len(re.findall(r"(?m)^=+$", read(name))) for name in NAMES)
    assert russian == english


def test_titles_are_underlined():
    for name in NAMES:
        lines = read(name).splitlines()
        for title, line in zip(lines, lines[1:], strict=False):
            if re.fullmatch("={4,}", line) and title and not title.startswith("="):
                assert len(line) >= len(title), f"{name}: {title}"
