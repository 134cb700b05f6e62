# Copyright 2026 Client 360 contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Companies and banks of the registry that several files ask about."""

import fake_services as package
from fake_services import special_inn

COMPANIES = package.companies()
DEMO = package.demo_companies()
BANKS = package.banks()
LEGAL = special_inn("try_legal")
PERSON = special_inn("try_entrepreneur")
HEAD_OFFICE = next(c for c in DEMO if c.get("branches"))
