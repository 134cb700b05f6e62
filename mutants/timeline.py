"""The timeline: who may write, documents without a message, contacts, filters."""

from .mutant import Mutant

PANEL = "models/history/client360_event_panel.py"
LINK = "models/history/client360_timeline_link.py"
DOCUMENT = "models/history/client360_timeline_document.py"
RIGHTS = "models/history/client360_event_rights.py"
LETTER = "models/correspondence/client360_letter.py"
BACKFILL = "models/history/client360_timeline_backfill.py"
FEED = "static/src/history/feed.js"
TIMELINE = "static/src/history/timeline.js"
PANEL_TESTS = "client360/tests/history/test_timeline_panel.py"
KIND_TESTS = "client360/tests/history/test_timeline_kinds.py"
DOCUMENT_TESTS = "client360/tests/history/test_timeline_documents.py"
APP_TESTS = "client360/tests/history/test_timeline_apps.py"
TOURS = "client360/tests/history/test_timeline_tour.py"

FAMILY_TESTS = "client360/tests/history/test_timeline_family.py"

MUTANTS = [
    Mutant(
        "models/history/mail_thread.py",
        "if moved and is_card:",
        "if False:",
        FAMILY_TESTS,
    ),
    Mutant(
        "models/history/mail_thread.py",
        "if isinstance(subtype, LogSubtype):",
        "if subtype:",
        "client360/tests/history/test_evidence.py",
    ),
    Mutant(
        "models/history/client360_event.py",
        "companies.keys() >= set(ids)",
        "companies.keys()",
        FAMILY_TESTS,
    ),
    Mutant(
        "models/card/res_partner.py",
        "branch.parent_id = contact.id AND branch.is_company",
        "branch.parent_id = company.id AND branch.is_company",
        FAMILY_TESTS,
    ),
    Mutant(
        "wizards/base_partner_merge.py",
        "self.env[links]._link_partners(dst_partner)",
        "pass",
        FAMILY_TESTS,
    ),
    Mutant(
        "models/history/client360_timeline_link_mixin.py",
        '"res.partner", ondelete="set null"',
        '"res.partner", ondelete="cascade"',
        FAMILY_TESTS,
        updates=True,
    ),
    Mutant(
        PANEL,
        "return records & postable",
        "return records",
        PANEL_TESTS,
    ),
    Mutant(
        PANEL,
        'if not card.has_access("write"):',
        "if False:",
        PANEL_TESTS,
    ),
    Mutant(
        PANEL,
        "bool(event.message_id) and (card_id or event.partner_id.id) in writable",
        "bool(event.message_id)",
        PANEL_TESTS,
    ),
    Mutant(
        DOCUMENT,
        "AND (source.res_model = 'res.partner' OR NOT EXISTS (SELECT FROM"
        " message_attachment_rel rel WHERE rel.attachment_id = source.id))",
        "",
        DOCUMENT_TESTS,
    ),
    Mutant(DOCUMENT, "source.res_field IS NULL", "TRUE", DOCUMENT_TESTS),
    Mutant(
        LETTER,
        "and self.deadline < fields.Date.context_today(self) ):"
        ' return self.env.ref("client360.mt_letter_answered_late")',
        'and self.deadline ): return self.env.ref("client360.mt_letter_answered_late")',
        KIND_TESTS,
    ),
    Mutant(LINK, "OR source.message_type = 'sms'", "", APP_TESTS),
    Mutant(
        BACKFILL,
        'SQL("source.id >= %s AND source.id < %s", from_id, before_id)',
        'SQL("source.id > %s AND source.id < %s", from_id, before_id)',
        "client360/tests/history/test_timeline_workers.py",
    ),
    Mutant(FEED, "observer.observe(el);", "", TOURS),
    Mutant(
        TIMELINE,
        "this.env.bus.trigger(CARD_CHANGED, { resId: this.resId });",
        "",
        TOURS,
    ),
]
