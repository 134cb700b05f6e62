"""Numbers, their checks, banks, duplicates."""

from .mutant import Mutant

TOOL = "tools/requisites.py"
PARTNER = "models/requisites/res_partner.py"
TWINS = "models/requisites/res_partner_duplicates.py"
ACCOUNT = "models/requisites/res_partner_bank.py"
BANK = "models/requisites/res_bank.py"
SEARCH = "models/requisites/res_partner_search.py"
TESTS = "client360/tests/requisites"
NUMBERS = "client360/tests/requisites/test_requisites.py"
SEARCH_TESTS = "client360/tests/requisites/test_search.py"
INSTALL_TESTS = "client360/tests/requisites/test_install.py"

MUTANTS = [
    Mutant(TOOL, "INN_WEIGHTS[1:]) == int(text[10])", "INN_WEIGHTS[1:]) >= 0", TESTS),
    Mutant(TOOL, ") == int(text[11])", ") >= 0", TESTS),
    Mutant(TOOL, "INN_WEIGHTS[2:]) == int(text[9])", "INN_WEIGHTS[2:]) >= 0", TESTS),
    Mutant(TOOL, "return total % 11 % 10", "return total % 11", TESTS),
    Mutant(TOOL, "int(text[:12]) % 11 % 10", "int(text[:12]) % 11", TESTS),
    Mutant(TOOL, "int(text[:14]) % 13 % 10", "int(text[:14]) % 13", TESTS),
    Mutant(TOOL, "[0-9]{4}[0-9A-Z]{2}[0-9]{3}", "[0-9]{9}", TESTS),
    Mutant(TOOL, "len(text) in (8, 10, 14)", "len(text) in (8, 10)", TESTS),
    Mutant(TOOL, "len(text) in (8, 11)", "len(text) in (8,)", TESTS),
    Mutant(TOOL, "2 <= len(text) <= 11", "2 <= len(text)", TESTS),
    Mutant(TOOL, "(3 if n % 2 else 1)", "(1 if n % 2 else 3)", TESTS),
    Mutant(TOOL, '[ABCEHKMPTX][0-9]{14}"', '[A-Z][0-9]{14}"', TESTS),
    Mutant(TOOL, 'or bic[6:] < "003"', "", TESTS),
    Mutant(TOOL, 'account.startswith("30101")', "False", TESTS),
    Mutant(TOOL, 'not bic.startswith("04")', "False", TESTS),
    Mutant(TOOL, "(7, 1, 3)[n % 3]", "(7, 3, 1)[n % 3]", TESTS),
    Mutant(TOOL, 'text.casefold().replace("ё", "е")', "text.casefold()"),
    Mutant(
        TOOL,
        '_DIGITS_OF_LETTERS = str.maketrans("ОоOo", "0000")',
        '_DIGITS_OF_LETTERS = str.maketrans("", "")',
        TESTS,
    ),
    Mutant(
        TOOL,
        "if len(value) == length - 1 and is_right(padded):",
        "if is_right(padded):",
        TESTS,
    ),
    Mutant(
        TOOL,
        'if not is_digits(text) or not text.strip("0"):\n        return False\n'
        "    if len(text) == 10:",
        "if not is_digits(text):\n        return False\n    if len(text) == 10:",
        TESTS,
    ),
    Mutant(PARTNER, '"okpo": (8, 10)}', '"okpo": (10,)}', NUMBERS),
    Mutant(PARTNER, '"okpo": (8, 10)}', '"okpo": (8,)}', NUMBERS),
    Mutant(PARTNER, '"vat": (10, 12)', '"vat": (12,)', NUMBERS),
    Mutant(PARTNER, '"vat": (10, 12)', '"vat": (10,)', NUMBERS),
    Mutant(PARTNER, 'self.company_type = "company"', "pass", NUMBERS),
    Mutant(
        PARTNER,
        'groups="base.group_user",\n        prefetch="client360",\n    )\n    legal_',
        'prefetch="client360",\n    )\n    legal_',
        "client360/tests/card/test_system_fields.py",
    ),
    Mutant(PARTNER, '_commercial_fields(), "kpp"]', "_commercial_fields()]", NUMBERS),
    Mutant(PARTNER, 'self.company_type = "person"', "pass", NUMBERS),
    Mutant(
        PARTNER,
        '"entrepreneur" if len(inn) == 12 else "legal_entity"',
        '"legal_entity"',
    ),
    Mutant(
        PARTNER,
        'if country.code == "RU" and self._forgives_requisites():',
        "if self._forgives_requisites():",
    ),
    Mutant(
        PARTNER,
        'if self.env.context.get("no_vat_validation"):\n            return True',
        "pass",
    ),
    Mutant(
        PARTNER,
        'get_param("client360.import_requisites", "mark")\n            == "mark"',
        'get_param("client360.import_requisites", "mark")\n            != ""',
    ),
    Mutant(PARTNER, "return _RUSSIAN_ADDRESS", "return result"),
    Mutant(
        PARTNER,
        "if self.city and self.city in (state.name, state.russian_name):",
        "if False:",
    ),
    Mutant(PARTNER, 'self.type = "other"', "pass"),
    Mutant(PARTNER, 'return {**values, "type": "other"}', "return values"),
    Mutant(PARTNER, '"RU": self.env._("OGRN")}', '"US": self.env._("OGRN")}'),
    Mutant(PARTNER, 'partner.company_registry_label = self.env._("OGRNIP")', "pass"),
    Mutant(TWINS, 'domain &= Domain("kpp", "in", (self.kpp, False))', "pass"),
    Mutant(
        TWINS,
        'domain &= Domain("company_id", "in", (False, self.company_id.id))',
        "pass",
    ),
    Mutant(TWINS, 'domain &= ~Domain("id", "child_of", origin.id)', "pass"),
    Mutant(
        TWINS,
        "if self.kpp:\n                siblings",
        "if True:\n                siblings",
    ),
    Mutant(TWINS, "if partner.active and partner.has", "if partner.has"),
    Mutant(TWINS, "elif hidden:", "elif False:"),
    Mutant(
        TWINS, 'if self.env.context.get("client360_merge"):\n            return', "pass"
    ),
    Mutant(
        TWINS, "if hidden:\n                raise", "if False:\n                raise"
    ),
    Mutant(
        ACCOUNT,
        'return banks._bic_warning(\n                    self.env._("BIC %s '
        'is not a BIC: it has 9 digits.", bic)\n                )',
        "return None",
    ),
    Mutant(
        ACCOUNT,
        '@api.constrains("acc_number", "bank_id")',
        '@api.constrains("acc_number")',
    ),
    Mutant(ACCOUNT, "requisites.with_lost_zero(bic, requisites.is_bic, (9,))", "bic"),
    Mutant(BANK, "if not self[name]:", "if True:"),
    Mutant(BANK, "len(bank.corr_account) == 20", "True"),
    Mutant(BANK, 'if missing and bank.has_access("write"):', "if False:"),
    Mutant(
        SEARCH,
        "return first + super().name_search(",
        "return super().name_search(",
        SEARCH_TESTS,
    ),
    Mutant(
        SEARCH,
        'rest = Domain(domain or Domain.TRUE) & Domain("id", "not in", found.ids)',
        "rest = Domain(domain or Domain.TRUE)",
        SEARCH_TESTS,
    ),
    Mutant(
        SEARCH,
        "exact & Domain(domain or Domain.TRUE)",
        "exact",
        SEARCH_TESTS,
    ),
    Mutant(SEARCH, "return Domain(domain) & ~own", "return domain", SEARCH_TESTS),
    Mutant(
        SEARCH,
        "own |= self._get_number_domain(value)",
        "pass",
        SEARCH_TESTS,
    ),
    Mutant(SEARCH, '.removeprefix("RU")', "", SEARCH_TESTS),
    Mutant(
        "tools/requisites_sql.py",
        "WHEN {column} ~ '^0*$' THEN FALSE WHEN {column} ~ '^[0-9]{{10}}$'",
        "WHEN {column} ~ '^[0-9]{{10}}$'",
        INSTALL_TESTS,
    ),
    Mutant(
        "hooks.py",
        '"global_location_number": requisites_sql.is_gln,',
        "",
        INSTALL_TESTS,
    ),
]
