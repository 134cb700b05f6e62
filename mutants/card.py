"""The card: documents, highlights, history, rights, translations."""

from .mutant import Mutant

FILES = "models/documents/ir_attachment.py"
NAMES = "tools/file_names.py"
ZIP = "tools/zip_stream.py"
TILES = "models/highlights/client360_highlights.py"
EVENT = "models/history/client360_event.py"
CARD = "models/card/client360_card.py"
PARTNER = "models/card/res_partner.py"
TRACKING = "models/card/client360_tracking_mixin.py"
TRACKING_TESTS = "client360/tests/card/test_tracking.py"
ACL = "security/ir.model.access.csv"
RULES = "security/client360_security.xml"
FILE_TESTS = "client360/tests/documents/test_documents.py"
RIGHTS = "client360/tests -k 'access or rights or guard or door'"

MUTANTS = [
    Mutant(
        FILES,
        "self._check_evidence() name = clean_name(name)",
        "name = clean_name(name)",
        "client360/tests/documents/test_documents_evidence.py",
        lives="the old file is written afterwards, which is refused as well",
    ),
    Mutant(
        CARD,
        '"payment_state", "in", ("not_paid", "partial")',
        '"payment_state", "=", "not_paid"',
        "client360/tests/highlights",
    ),
    Mutant(
        CARD, '& Domain("is_answered", "=", False)', "", "client360/tests/highlights"
    ),
    Mutant(
        CARD, '& Domain("won_status", "=", "pending")', "", "client360/tests/highlights"
    ),
    Mutant(
        CARD,
        'Domain("stage_id.closed", "=", False)',
        "Domain.TRUE",
        "client360/tests/highlights",
    ),
    Mutant(
        CARD,
        '& Domain("is_template", "=", False)',
        "",
        "client360/tests/highlights",
        lives="a template stays a draft, so that none is in force",
    ),
    Mutant(
        CARD,
        '"project.project": CardModel(documents=True, timeline=True),',
        "",
        "client360/tests/documents client360/tests/card",
    ),
    Mutant(
        CARD,
        '"project.milestone": CardModel(documents=True, timeline=True),',
        "",
        "client360/tests/documents client360/tests/card",
    ),
    Mutant(FILES, "self._restore_versions()\n", "pass\n"),
    Mutant(FILES, "newest = versions[-1:]", "newest = versions[:1]"),
    Mutant(FILES, "(versions - newest).version_of_id = newest", "pass"),
    Mutant(
        FILES,
        "(self | self.version_ids).version_of_id = new",
        "self.version_of_id = new",
    ),
    Mutant(FILES, "if len(content) > limit:", "if False:"),
    Mutant(FILES, "if not content:", "if False:"),
    Mutant(
        FILES,
        "and not document.res_field\n            and not document.document_type_id",
        "and not document.document_type_id",
    ),
    Mutant(FILES, 'if not model.has_access("read"):\n                continue', "pass"),
    Mutant(FILES, "model.with_context(active_test=False)._search", "model._search"),
    Mutant(
        FILES,
        'if names and not self.env.context.get("tracking_disable"):',
        "if False:",
        "client360/tests/history/test_history.py",
    ),
    Mutant(
        FILES, "if not documents:\n            raise", "if False:\n            raise"
    ),
    Mutant(
        NAMES,
        "while name.casefold() in taken:",
        "while name in taken:",
        "client360/tests/documents/test_file_names.py",
    ),
    Mutant(ZIP, "missing.append(name)\n", "pass\n", FILE_TESTS),
    Mutant(
        ZIP, "max(date.timetuple()[:6], FIRST_DATE)", "date.timetuple()[:6]", FILE_TESTS
    ),
    Mutant(TILES, 'Domain("date_order", "<", end)', "Domain.TRUE"),
    Mutant(TILES, 'Domain("invoice_date_due", "<", self._today())', "Domain.TRUE"),
    Mutant(TILES, 'tone="success" if this.amount > last.amount else ""', 'tone=""'),
    Mutant(
        TILES,
        'tone="danger" if overdue.count else "",\n            ),\n        )\n\n'
        "    def _tile_tickets",
        'tone="",\n            ),\n        )\n\n    def _tile_tickets',
    ),
    Mutant(TILES, 'tone="warning" if end <= soon else ""', 'tone=""'),
    Mutant(TILES, 'tone = "warning" if deadline == today else tone', "pass"),
    Mutant(
        TILES,
        "today + relativedelta(years=-1, days=1)",
        "today + relativedelta(years=-1)",
    ),
    Mutant(EVENT, "MAX_COMMENT = 1000", "MAX_COMMENT = 10000"),
    Mutant(EVENT, "if not isinstance(scope, Scope):", "if scope is None:"),
    Mutant(
        CARD,
        'has_access("read") and self.env.user.has_groups(\n            '
        "card_model.groups\n        )",
        'has_access("read")',
    ),
    Mutant(CARD, "if name in self.env\n            and", "if"),
    Mutant(PARTNER, 'if not Model.has_access("read"):\n            return []', "pass"),
    Mutant(
        ACL,
        "model_client360_autofill_run,base.group_user,1,0,0,0",
        "model_client360_autofill_run,base.group_user,1,1,1,1",
        RIGHTS,
    ),
    Mutant(
        ACL,
        "model_client360_autofill_line,base.group_user,1,0,0,0",
        "model_client360_autofill_line,base.group_user,1,1,1,1",
        RIGHTS,
    ),
    Mutant(
        ACL,
        "model_client360_letter_case,group_letter_user,1,0,0,0",
        "model_client360_letter_case,group_letter_user,1,1,1,1",
        RIGHTS,
    ),
    Mutant(
        ACL,
        "model_client360_letter_delivery,group_letter_user,1,0,0,0",
        "model_client360_letter_delivery,group_letter_user,1,1,1,1",
        RIGHTS,
    ),
    Mutant(
        ACL,
        "model_client360_letter_kind,group_letter_user,1,0,0,0",
        "model_client360_letter_kind,group_letter_user,1,1,1,1",
        RIGHTS,
    ),
    Mutant(
        ACL,
        "model_client360_express_report,base.group_user,1,0,0,0",
        "model_client360_express_report,base.group_user,1,1,0,0",
        RIGHTS,
    ),
    Mutant(
        ACL,
        "model_client360_document_type,base.group_user,1,0,0,0",
        "model_client360_document_type,base.group_user,1,1,1,1",
        RIGHTS,
    ),
    Mutant(RULES, "[('run_id.user_id', '=', user.id)]", "[(1, '=', 1)]", RIGHTS),
    Mutant(RULES, "[('user_id', '=', user.id)]", "[(1, '=', 1)]", RIGHTS),
    Mutant(
        RULES,
        "[('company_id', 'in', company_ids)]",
        "[(1, '=', 1)]",
        "client360/tests/correspondence " + RIGHTS.replace("client360/tests ", ""),
    ),
    Mutant(
        "i18n/ru.po",
        'msgstr "%(contract)s: не указан',
        'msgstr "%(treaty)s: не указан',
        "client360/tests/card/test_translations.py",
    ),
    Mutant(
        "i18n/ru.po",
        'msgstr "%(start)s–%(end)s',
        'msgstr "%(start)s–',
        "client360/tests/card/test_translations.py",
    ),
    Mutant(
        TRACKING,
        "if fields_iter is self._fields and records == self:",
        "if False:",
        TRACKING_TESTS,
    ),
    Mutant(
        TRACKING,
        "if dependent.model_name == self._name",
        "if False",
        TRACKING_TESTS,
    ),
    Mutant(
        "models/history/client360_timeline_link_mixin.py",
        "precommit.add(self._link_pending)",
        "pass",
        "client360/tests/history",
    ),
    Mutant(
        "models/history/client360_event.py",
        "link._link_pending()",
        "pass",
        "client360/tests/history client360/tests/highlights",
    ),
]
