"""The dossier: who sees what, bounds, texts."""

from .mutant import Mutant

REPORT = "models/dossier/report_client360_dossier.py"
HANDLER = "static/src/dossier/dossier_report.js"
TESTS = "client360/tests/dossier/test_dossier.py"
JS = "client360/tests/card/test_js.py"

MUTANTS = [
    Mutant(REPORT, "if not self.env.user._is_internal():", "if False:", TESTS),
    Mutant(
        REPORT,
        'partners.check_access("read") partners = partners.commercial_partner_id'
        ' partners.check_access("read")',
        "partners = partners.commercial_partner_id",
        TESTS,
        lives="whatever is read of a card asks for the same right",
    ),
    Mutant(
        REPORT,
        "partners = partners.commercial_partner_id",
        "pass",
        TESTS,
    ),
    Mutant(REPORT, "if len(partners) > MAX_PARTNERS:", "if False:", TESTS),
    Mutant(REPORT, "if card._may_see(one.model)", "", TESTS),
    Mutant(
        REPORT,
        "records = self.env[register.model] query",
        "records = self.env[register.model].sudo() query",
        TESTS,
    ),
    Mutant(REPORT, "WHERE n <= %s", "WHERE n < %s", TESTS),
    Mutant(REPORT, "self._get_more(total - len(rows))", "self._get_more(total)", TESTS),
    Mutant(REPORT, '"expected_revenue desc, id desc"', '"id"', TESTS),
    Mutant(
        REPORT,
        "card_model.current if register.domain is None else register.domain",
        "register.domain or card_model.current.TRUE",
        TESTS,
    ),
    Mutant(REPORT, "if not currency.is_zero(value)", "", TESTS),
    Mutant(REPORT, "PARTITION BY family.root ORDER BY", "ORDER BY", TESTS),
    Mutant(REPORT, "if register.direct:", "if True:", TESTS),
    Mutant(HANDLER, '["ok", "upgrade"].includes(state)', "false", JS),
    Mutant(HANDLER, 'action.report_type = "qweb-html";', "", JS),
    Mutant(HANDLER, "action.report_name !== REPORT ||", "", JS),
]
