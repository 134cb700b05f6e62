"""A plugin of pytest that writes down how each test has ended, as a line of JSON."""

import json
import os
from pathlib import Path

import pytest


def pytest_collection_modifyitems(config, items):
    """Leave out what Odoo itself does not run by default."""
    kept, dropped = [], []
    for item in items:
        tags = getattr(item.cls, "test_tags", None)
        (dropped if tags and "standard" not in tags else kept).append(item)
    config.hook.pytest_deselected(items=dropped)
    items[:] = kept


def name(item):
    """The same in every installation: module, file, class and method."""
    file = item.path.with_suffix("").parts
    start = len(file) - file[::-1].index("addons")
    return ".".join([*file[start:], *item.nodeid.split("::")[1:]])


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item, call):
    report = yield
    if report.when == "call" or not report.passed:
        line = {
            "test": name(item),
            "place": "::".join([str(item.path), *item.nodeid.split("::")[1:]]),
            "outcome": report.outcome,
            "text": "" if report.passed else str(report.longrepr)[-3000:],
        }
        with Path(os.environ["SUITES_RESULT"]).open("a", encoding="utf-8") as file:
            file.write(json.dumps(line, ensure_ascii=False) + "\n")
    return report
