# Copyright 2026 Client 360 contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

"""Russian requisites: normal form and check digits. No Odoo in here.

The algorithms: INN and KPP, order of the Federal Tax Service ММВ-7-6/435@ of
29.06.2012; OGRN and OGRNIP, order of the Ministry of Finance 165н of 30.10.2017; the
key of a bank account, procedure 515 of the Bank of Russia of 08.09.1997.
"""

import re

_SEPARATORS = re.compile(r"[\s\u00a0\u200b\u202f\ufeff.,_'\"«»()/-]+")
_PREFIX = re.compile(r"^(ИНН|КПП|ОГРНИП|ОГРН|ОКПО|БИК|INN|KPP|OGRN|BIC)[:№#]*", re.I)
_KPP = re.compile(r"[0-9]{4}[0-9A-Z]{2}[0-9]{3}", re.ASCII)
_DIGITS = re.compile(r"[0-9]+", re.ASCII)
_DIGITS_OF_LETTERS = str.maketrans("ОоOo", "0000")


def compact(value):
    """Leave out what people paste along: spaces, dashes, quotes, the word «ИНН».

    :param value: text or None
    :return: text in upper case without separators, "" for nothing
    """
    text = _SEPARATORS.sub("", str(value or "")).upper()
    return _PREFIX.sub("", text)


def compact_digits(value):
    """Like :func:`compact` for numbers, where a letter O can only mean a zero."""
    text = compact(value)
    fixed = text.translate(_DIGITS_OF_LETTERS)
    return fixed if is_digits(fixed) else text


def is_digits(text):
    """Whether a text consists of the digits 0 to 9, one at least."""
    return bool(_DIGITS.fullmatch(text))


def with_lost_zero(value, is_right, lengths):
    """Give a number back the zero at its beginning that a spreadsheet took away.

    :param str value: number
    :param is_right: function that tells a number of this kind
    :param lengths: digits that a number of this kind has
    :return: the number with the zero, if it is right with it alone
    """
    if is_digits(value) and not is_right(value):
        for length in lengths:
            padded = value.zfill(length)
            if len(value) == length - 1 and is_right(padded):
                return padded
    return value


def _weighted(digits, weights):
    pairs = zip(digits, weights, strict=False)
    total = sum(int(digit) * weight for digit, weight in pairs)
    return total % 11 % 10


INN_WEIGHTS = (3, 7, 2, 4, 10, 3, 5, 9, 4, 6, 8)


def is_inn(text):
    """Whether a text is an INN: 10 digits of a body, 12 of a person."""
    if not is_digits(text) or not text.strip("0"):
        return False
    if len(text) == 10:
        return _weighted(text, INN_WEIGHTS[2:]) == int(text[9])
    if len(text) == 12:
        return _weighted(text, INN_WEIGHTS[1:]) == int(text[10]) and _weighted(
            text, INN_WEIGHTS
        ) == int(text[11])
    return False


def is_ogrn(text):
    """Whether a text is an OGRN: 13 digits of a body, 15 of an entrepreneur."""
    if not is_digits(text) or not text.strip("0"):
        return False
    if len(text) == 13:
        return int(text[:12]) % 11 % 10 == int(text[12])
    if len(text) == 15:
        return int(text[:14]) % 13 % 10 == int(text[14])
    return False


def is_kpp(text):
    """Whether a text has the form of a KPP. It has no check digit."""
    return bool(_KPP.fullmatch(text))


def is_okpo(text):
    """Whether a text has the form of an OKPO: 8 digits of a body, 10 of an
    entrepreneur, 14 of a branch."""
    return is_digits(text) and len(text) in (8, 10, 14)


def is_oktmo(text):
    """Whether a text has the form of an OKTMO: 8 or 11 digits."""
    return is_digits(text) and len(text) in (8, 11)


def is_okato(text):
    """Whether a text has the form of an OKATO: 2 to 11 digits."""
    return is_digits(text) and 2 <= len(text) <= 11


def is_okved(text):
    """Whether a text has the form of an OKVED code: 62, 62.0, 62.01, 62.01.12."""
    return bool(re.fullmatch(r"[0-9]{2}(\.[0-9]{1,2}){0,2}", text, re.ASCII))


def is_gln(text):
    """Whether a text is a GLN: 13 digits, the last one a check digit of GS1."""
    if not is_digits(text) or len(text) != 13:
        return False
    total = sum(int(digit) * (3 if n % 2 else 1) for n, digit in enumerate(text[:12]))
    return -total % 10 == int(text[12])


def is_bic(text):
    """Whether a text has the form of a BIC of the Bank of Russia: 9 digits."""
    return is_digits(text) and len(text) == 9


def account_key_matches(account, bic):
    """Whether the key digit of an account fits the bank.

    Only banks (BIC 04…) are judged: accounts at the treasury follow other rules.

    :param str account: 20 characters; the sixth may be a letter (a clearing currency)
    :param str bic: 9 digits
    :return: True as well where the rule says nothing
    """
    if not is_bic(bic) or not bic.startswith("04"):
        return True
    if not is_digits(account):
        return bool(re.fullmatch(r"[0-9]{5}[ABCEHKMPTX][0-9]{14}", account, re.ASCII))
    if len(account) != 20:
        return False
    # An account at the Bank of Russia itself, such as a correspondent account, is
    # keyed to its office, which the BIC names in digits 5 and 6.
    at_the_bank_of_russia = account.startswith("30101") or bic[6:] < "003"
    prefix = "0" + bic[4:6] if at_the_bank_of_russia else bic[6:]
    return _account_sum(prefix + account) % 10 == 0


def _account_sum(digits):
    return sum(int(digit) * (7, 1, 3)[n % 3] % 10 for n, digit in enumerate(digits))


def same(one, other):
    """Whether two values say the same to a person.

    Letter case, «ё», quotes and spacing are a matter of taste in a registry.
    """
    if not one and not other:
        return True
    if isinstance(one, str) and isinstance(other, str):
        return _plain(one) == _plain(other)
    return one == other


def _plain(text):
    text = text.casefold().replace("ё", "е")
    return re.sub(r"[\W_]+", " ", text).strip()
