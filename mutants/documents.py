"""What cards must have of documents, and until when documents hold."""

from .mutant import Mutant

CARD = "models/documents/res_partner_documents.py"
VALIDITY = "models/documents/ir_attachment_validity.py"
REQUIREMENT = "models/documents/client360_document_requirement.py"
TESTS = "client360/tests/documents/test_document_needs.py"

MUTANTS = [
    Mutant(CARD, "elif not end or end > soon:", "elif not end or end >= soon:", TESTS),
    Mutant(CARD, "end < today else", "end <= today else", TESTS),
    Mutant(CARD, "count == dated and end", "end", TESTS),
    Mutant(CARD, "documents.sudo()._read_group(", "documents._read_group(", TESTS),
    Mutant(CARD, "and not partner.parent_id", "", TESTS),
    Mutant(CARD, "soon + timedelta(days=1)", "soon", TESTS),
    Mutant(CARD, 'domains["expired"] &= ~domains["missing"]', "", TESTS),
    Mutant(CARD, "self._check_highlights_access()", "", TESTS),
    Mutant(VALIDITY, '("version_of_id", "=", False),', "", TESTS),
    Mutant(VALIDITY, '("is_expiry_reminded", "=", False),', "", TESTS),
    Mutant(VALIDITY, 'cards.filtered("active")', "cards", TESTS),
    Mutant(VALIDITY, '{"is_expiry_reminded": False, **vals}', "{**vals}", TESTS),
    Mutant(REQUIREMENT, '[("document_type_id.active", "=", True)]', "[]", TESTS),
]
