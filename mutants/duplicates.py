"""The list of duplicates, the merge, the import of INNs, the first steps."""

from .mutant import Mutant

PAIR = "models/duplicates/client360_duplicate.py"
FINDER = "models/duplicates/client360_duplicate_finder.py"
MERGE = "wizards/client360_duplicate_merge.py"
ODOO_MERGE = "wizards/base_partner_merge.py"
IMPORT = "wizards/client360_inn_import.py"
LIST = "tools/inn_list.py"
LINE = "models/dadata/client360_autofill_line.py"
STEPS = "wizards/client360_first_steps.py"
TWINS = "models/requisites/res_partner_duplicates.py"
FORM = "models/dadata/res_partner.py"
TESTS = "client360/tests/duplicates"
IMPORT_TESTS = "client360/tests/dadata/test_inn_import.py"
VALUES_TESTS = "client360/tests/dadata/test_values.py"
STEPS_TESTS = "client360/tests/first_steps"

MUTANTS = [
    Mutant(FINDER, "AND coalesce(a.inn = b.inn, TRUE)", "", TESTS),
    Mutant(FINDER, "AND coalesce(a.kpp = b.kpp, TRUE)", "", TESTS),
    Mutant(FINDER, "OR a.company_id = b.company_id)", "OR TRUE)", TESTS),
    Mutant(FINDER, "OR a.parent_id = b.parent_id)", "OR TRUE)", TESTS),
    Mutant(FINDER, "AND NOT (%(common)s AND a.size > %(limit)s)", "", TESTS),
    Mutant(FINDER, "WHERE client360_duplicate.state = 'found'", "WHERE TRUE", TESTS),
    Mutant(
        PAIR,
        '_counterparty_fields = ("partner_a_id", "partner_b_id")',
        '_counterparty_fields = ("partner_a_id",)',
        TESTS,
    ),
    Mutant(
        "models/card/client360_counterparty_access.py",
        "if not forbidden:\n            return result",
        "return result",
        TESTS,
    ),
    Mutant(MERGE, "if lost:", "if False:", TESTS),
    Mutant(MERGE, "savepoint.rollback()", "pass", TESTS),
    Mutant(MERGE, 'or not model.has_access("read")', "", TESTS),
    Mutant(MERGE, "if line.take == before and", "if", TESTS),
    Mutant(ODOO_MERGE, "self._drop_double_links(src_partners, dst_partner)", "", TESTS),
    Mutant(
        ODOO_MERGE,
        'self.env["client360.duplicate"]._follow_merge(src_partners, dst_partner)',
        "",
        TESTS,
    ),
    Mutant(LIST, "if _CONTROL.search(text):", "if False:", IMPORT_TESTS),
    Mutant(LIST, 'line.strip("\\"\'; ,\\t|")', "line", IMPORT_TESTS),
    Mutant(IMPORT, "elif key in first:", "elif False:", IMPORT_TESTS),
    Mutant(IMPORT, 'self.env["res.partner"].check_access("create")', "", IMPORT_TESTS),
    Mutant(
        LINE, "if card:\n            note", "if False:\n            note", IMPORT_TESTS
    ),
    Mutant(
        TWINS, "lambda card, kpp=kpp: card.kpp in (kpp, False)", "None", VALUES_TESTS
    ),
    Mutant(
        TWINS,
        "everyone = self.sudo(False).with_context(active_test=False)\n        cards",
        "everyone = self.sudo().with_context(active_test=False)\n        cards",
        VALUES_TESTS,
    ),
    Mutant(FORM, '"card": bool(card)', '"card": False', VALUES_TESTS),
    Mutant(STEPS, 'else "skipped" if code in skipped', "", STEPS_TESTS),
]
