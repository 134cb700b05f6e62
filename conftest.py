"""Makes an unexpected warning or error in Odoo's log fail the test that caused it.

``assertLogs`` and Odoo's ``mute_logger`` work as ever: what they catch does not get
here. Other records are allowed in ``sandbox/log-allow-list.txt``, with a reason.
"""

import logging
import os
from pathlib import Path

import pytest

from sandbox import logs


class Watcher(logging.Handler):
    """Keeps the unexpected records until a test answers for them."""

    def __init__(self):
        super().__init__(logging.WARNING)
        self.patterns = logs.read_allow_list()
        self.found = []

    def emit(self, record):
        try:
            text = f"{record.levelname} {record.name}: {record.getMessage()}"
            if logs.allowed(text, self.patterns):
                return
            if record.exc_info:
                text += "\n" + logging.Formatter().formatException(record.exc_info)
            self.found.append(text)
        except Exception:
            self.handleError(record)

    def take(self):
        found, self.found = self.found, []
        return found


def pytest_addoption(parser):
    parser.addoption(
        "--external",
        action="store_true",
        help="also run the tests that Odoo would not run by default (not tagged "
        "'standard'), for example those against the real services",
    )


def pytest_configure(config):
    config.log_watcher = Watcher()
    logging.getLogger().addHandler(config.log_watcher)


def pytest_unconfigure(config):
    logging.getLogger().removeHandler(config.log_watcher)


def pytest_collection_modifyitems(config, items):
    if config.getoption("--external"):
        return
    kept, dropped = [], []
    for item in items:
        tags = getattr(item.cls, "test_tags", None)
        (dropped if tags and "standard" not in tags else kept).append(item)
    if dropped:
        config.hook.pytest_deselected(items=dropped)
        items[:] = kept


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item, call):
    report = yield
    found = item.config.log_watcher.take()
    if found:
        text = "Unexpected in Odoo's log:\n\n" + "\n\n".join(found)
        if report.passed or report.skipped:
            report.outcome = "failed"
            report.longrepr = text
        else:
            report.sections.append(("Odoo's log", text))
    return report


def pytest_terminal_summary(terminalreporter, config):
    """Report what no test can answer for as errors of the session."""
    session = config.log_watcher.take()
    install = os.environ.get("INSTALL_LOG_FINDINGS")
    if install and Path(install).is_file() and Path(install).stat().st_size:
        session.append(
            "During the installation of the addon:\n"
            + Path(install).read_text(encoding="utf-8")
        )
    for text in session:
        terminalreporter.section("ERROR: unexpected in Odoo's log", red=True)
        terminalreporter.write_line(text)
    if session:
        report = pytest.TestReport(
            nodeid="Odoo's log",
            location=("Odoo's log", None, "Odoo's log"),
            keywords={},
            outcome="failed",
            longrepr=session[0],
            when="setup",
        )
        terminalreporter.stats.setdefault("error", []).extend([report] * len(session))
        terminalreporter._session.exitstatus = pytest.ExitCode.TESTS_FAILED


@pytest.hookimpl(trylast=True)
def pytest_sessionfinish(session):
    install = os.environ.get("INSTALL_LOG_FINDINGS")
    found = session.config.log_watcher.found or (
        install and Path(install).is_file() and Path(install).stat().st_size
    )
    if found and session.exitstatus == pytest.ExitCode.OK:
        session.exitstatus = pytest.ExitCode.TESTS_FAILED
