# Copyright 2026 Client 360 contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Check digits of Russian requisites, written anew so that the tests compare the
addon's own checks with an independent implementation."""

INN10 = (2, 4, 10, 3, 5, 9, 4, 6, 8)
INN12_FIRST = (7, 2, 4, 10, 3, 5, 9, 4, 6, 8)
INN12_SECOND = (3, 7, 2, 4, 10, 3, 5, 9, 4, 6, 8)
ACCOUNT = (7, 1, 3)


def _weighted(digits, weights):
    return sum(
        int(digit) * weight for digit, weight in zip(digits, weights, strict=True)
    )


def inn(stem):
    """Complete an INN: a stem of 9 digits (organisation) or 10 (person)."""
    if len(stem) == 9:
        return stem + str(_weighted(stem, INN10) % 11 % 10)
    if len(stem) == 10:
        stem += str(_weighted(stem, INN12_FIRST) % 11 % 10)
        return stem + str(_weighted(stem, INN12_SECOND) % 11 % 10)
    raise ValueError(f"an INN's stem has 9 or 10 digits, not {len(stem)}")


def ogrn(stem):
    """Complete an OGRN (stem of 12 digits) or an OGRNIP (stem of 14 digits)."""
    if len(stem) not in (12, 14):
        raise ValueError(f"an OGRN's stem has 12 or 14 digits, not {len(stem)}")
    return stem + str(int(stem) % (len(stem) - 1) % 10)


def okpo(stem):
    """Complete an OKPO: a stem of 7 digits (organisation) or 9 (entrepreneur)."""
    if len(stem) not in (7, 9):
        raise ValueError(f"an OKPO's stem has 7 or 9 digits, not {len(stem)}")
    for first in (1, 3):
        weights = [(first + i - 1) % 10 + 1 for i in range(len(stem))]
        rest = _weighted(stem, weights) % 11
        if rest < 10:
            break
    return stem + str(rest % 10)


def account_ok(bic, account, correspondent=False):
    """Whether the key (9th digit) of a 20-digit account fits the 9-digit BIC."""
    if not (_digits(bic, 9) and _digits(account, 20)):
        return False
    digits = ("0" + bic[4:6] if correspondent else bic[-3:]) + account
    return sum(int(d) * ACCOUNT[i % 3] % 10 for i, d in enumerate(digits)) % 10 == 0


def account(bic, number, correspondent=False):
    """Put the right key into a 20-digit account (its 9th digit is replaced)."""
    for key in "0123456789":
        candidate = number[:8] + key + number[9:]
        if account_ok(bic, candidate, correspondent):
            return candidate
    raise ValueError(f"no key fits the account of {len(number)} digits")


def _digits(text, *lengths):
    return (
        isinstance(text, str)
        and text.isascii()
        and text.isdigit()
        and len(text) in lengths
    )


def inn_ok(text):
    """Whether the text is a valid INN of an organisation or a person."""
    if not _digits(text, 10, 12) or not int(text):
        return False
    return inn(text[:-1] if len(text) == 10 else text[:-2]) == text


def ogrn_ok(text):
    """Whether the text is a valid OGRN (13 digits) or OGRNIP (15 digits)."""
    if not _digits(text, 13, 15) or not int(text):
        return False
    return ogrn(text[:-1]) == text


def okpo_ok(text):
    """Whether the text is a valid OKPO of 8 or 10 digits."""
    return _digits(text, 8, 10) and okpo(text[:-1]) == text
