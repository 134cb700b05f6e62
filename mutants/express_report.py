"""Express reports: requests, queue, results, rights."""

from .mutant import Mutant

QUEUE = "models/express_report/client360_express_report_queue.py"
REPORT = "models/express_report/client360_express_report.py"
REQUEST = "models/service/client360_service_request.py"
ACCESS = "models/card/client360_counterparty_access.py"
FOCUS = "models/express_report/client360_kontur_focus.py"
TOOL = "tools/kontur_focus.py"
SQL = "data/neutralize.sql"
CLIENT = "tools/kontur_focus_client.py"
REPORTS = "client360/tests/express_report/test_express_report.py"
ERRORS = "client360/tests/express_report/test_express_report_errors.py"
WORKERS = "client360/tests/express_report/test_express_report_workers.py"
LEASES = "client360/tests/service/test_service_request.py"
FOCUS_TESTS = "client360/tests/express_report/test_kontur_focus.py"


MUTANTS = [
    Mutant(QUEUE, "run.failures >= FAILURES_TO_PAUSE", "False"),
    Mutant(QUEUE, 'gone = set(known.mapped("inn"))', "gone = set()"),
    Mutant(QUEUE, "if user not in unfinished.requested_by_id:", "if True:"),
    Mutant(QUEUE, "reports.notice_due = False", "pass"),
    Mutant(QUEUE, '("attempts", "=", 0),\n', ""),
    Mutant(
        REQUEST,
        "ORDER BY due.is_bulk, due.id",
        "ORDER BY due.id",
        "client360/tests/express_report/test_express_report_automation.py",
    ),
    Mutant(
        REQUEST,
        "AND bool_and(lease_end IS NULL OR lease_end <= %(now)s OR lease_end"
        " > %(longest)s)",
        "",
        WORKERS,
    ),
    Mutant(REQUEST, '[("lease_owner", "=", owner)]', '[("id", "=", 0)]', WORKERS),
    Mutant(QUEUE, "greatest(date_next, lease_end)", "date_next", WORKERS),
    Mutant(
        REQUEST,
        'self.filtered("lease_end").lease_end = fields.Datetime.now() + LEASE',
        "pass",
        LEASES,
    ),
    Mutant(REQUEST, "OR lease_end > %(longest)s", "", LEASES),
    Mutant(
        REQUEST,
        'SQL("attempts >= %s", ALONE_AFTER), 1)',
        'SQL("attempts >= %s", ALONE_AFTER), limit)',
    ),
    Mutant(QUEUE, "self._tell_administrators(error)", "pass"),
    Mutant(
        QUEUE,
        "reports.filtered(lambda r: not (r.answer or r.attempts)).date_sent = False",
        "pass",
    ),
    Mutant(
        QUEUE,
        '.write({"pause_queue": False, "date_next": fields.Datetime.now()})',
        ".exists()",
    ),
    Mutant(
        REPORT,
        'report.write({"inn": inn, "answer": False, "date_sent": False})',
        'report.write({"inn": inn})',
    ),
    Mutant(
        REPORT,
        '"dissolved": False if brief.risk == "red" else None',
        '"dissolved": False',
    ),
    Mutant(REPORT, 'if answer.get("dissolved"):\n            return "red"', "pass"),
    Mutant(
        REPORT, 'if answer.get("dissolved") is None:\n            return False', "pass"
    ),
    Mutant(
        REQUEST,
        "attempts >= GIVE_UP_ATTEMPTS and now - since > GIVE_UP_AFTER",
        "now - since > GIVE_UP_AFTER",
        ERRORS,
    ),
    Mutant(
        REQUEST,
        "attempts >= GIVE_UP_ATTEMPTS and now - since > GIVE_UP_AFTER",
        "attempts >= GIVE_UP_ATTEMPTS",
        ERRORS,
    ),
    Mutant(REQUEST, "min(wish, LONGEST_RETRY_AFTER)", "wish", ERRORS),
    Mutant(REQUEST, "FIRST_PAUSE * 2 ** min(attempts - 1, 10)", "FIRST_PAUSE", ERRORS),
    Mutant(REQUEST, '"pause_queue": pause,', '"pause_queue": True,', ERRORS),
    Mutant(REQUEST, '"pause_queue": pause,', '"pause_queue": False,', ERRORS),
    Mutant(REPORT, '"company_id": self.partner_id.company_id.id,\n', ""),
    Mutant(
        ACCESS,
        'domain &= Domain(name, "in", readable)',
        "pass",
        REPORTS,
    ),
    Mutant(
        ACCESS,
        "if not forbidden:\n            return result",
        "if True:\n            return result",
        REPORTS,
    ),
    Mutant(REPORT, "if len(self) > BUS_LIMIT:\n            return", "pass"),
    Mutant(REPORT, '(values["state"] != "failed")', "1"),
    Mutant(
        TOOL,
        "PDF_END in body[-PDF_TAIL:]",
        "True",
        "client360/tests/express_report/test_kontur_focus.py",
    ),
    Mutant(
        TOOL,
        'RISKS = ("red", "yellow", "green")',
        'RISKS = ("green", "yellow", "red")',
        "client360/tests/express_report/test_kontur_focus.py",
    ),
    Mutant(
        TOOL,
        'status.get("dissolved") is True',
        'status.get("dissolved")',
        "client360/tests/express_report/test_kontur_focus.py",
    ),
    Mutant(
        SQL,
        "client360.kontur_focus_api_token",
        "client360.kontur_focus_api_none",
        "client360/tests -k neutral",
    ),
    Mutant(
        SQL,
        "client360.dadata_api_token",
        "client360.dadata_api_none",
        "client360/tests -k neutral",
    ),
    Mutant(
        "data/express_report/ir_cron_data.xml",
        'eval="10"',
        'eval="1000"',
        "client360/tests -k cron",
    ),
    Mutant(REPORT, "twin.partner_id != report.partner_id and", ""),
    Mutant(REPORT, "and twin.date_done >= report.create_date", ""),
    Mutant(
        REPORT, "report._fail(ErrorKind.NOT_A_COMPANY) gone |= report", "gone |= report"
    ),
    Mutant(REPORT, '"is_bulk": automatic or not few', '"is_bulk": False'),
    Mutant(REPORT, '"notice_due": not self.is_automatic', '"notice_due": True'),
    Mutant(REPORT, '"requested_by_id": self.env.uid})', "})"),
    Mutant(QUEUE, "reports.filtered(lambda report: report.inn in granted)", "reports"),
    Mutant(QUEUE, "if len(granted) < len(inns):", "if False:"),
    Mutant(
        QUEUE, "error.kind == ErrorKind.REFUSED and error.status in (400, 404)", "False"
    ),
    Mutant(REQUEST, '| Domain("date_next", ">", now + LONGEST_RETRY_AFTER)', ""),
    Mutant(
        QUEUE,
        "left.partner_id.lock_for_update(allow_referencing=True)",
        "pass",
        "client360/tests/express_report/test_express_report_workers.py",
    ),
    Mutant(
        QUEUE, "lambda left: left._postpone(ErrorKind.INTERNAL)", "lambda left: None"
    ),
    Mutant(CLIENT, "if not kontur_focus.is_pdf(pdf):", "if False:", FOCUS_TESTS),
]
