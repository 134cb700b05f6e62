# Copyright 2026 Client 360 contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

"""Names of the registry in the form that people write. No Odoo in here.

The registry writes in capitals and straight quotes: ООО "ЛАСТОЧКИН БЕРЕГ". What is
not in capitals alone has been written by a person, and keeps its letters.
"""

import re

#: Words that stay in capitals and cannot be told from others by their letters.
ABBREVIATIONS = frozenset(
    """
    ООО ОАО АО ЗАО ПАО НАО НПАО АНО АНОО АНПО ОДО ИП КФХ ГКФХ НКО НО РОО ООД МОО ОО
    ПАОУ ТСЖ ТСН СНТ ОНТ ДНТ ДНП ДПК СПОК СХПК СПК ЖСК ЖК ЖКХ ЖЭУ ГСК ПК КПК
    ГУП МУП ФГУП КУП ГП МП ФКП ГКП МКП ГКУ МКУ ФКУ ГБУ МБУ ФГБУ ФГКУ ГАУ МАУ ФГАУ ГОУ
    МОУ ДОУ ФГУ ГУ МУ ФГБОУ ФГАОУ ФГКОУ ГБОУ ГАОУ ГКОУ МБОУ МАОУ МКОУ МБДОУ МАДОУ
    МКДОУ ГБПОУ ГАПОУ ДПО СОШ СПО ДОД ГБУЗ ГАУЗ ФГБУН НОУ ЧОУ НОЧУ ЧУ ЧОО ЧОП ОА ОП
    МКК МФК МФО АКБ КБ УК ЦБ ИФНС УФНС МИФНС МВД УМВД ФНС ФСБ ОВД МЧС РАН США РФ СССР
    ЕАЭС СНГ ЕС НИИ НИЦ НПО НПП НПФ НПЦ НТЦ ОКБ СКБ ЦКБ ПКФ ПКБ ИТ ТД ТК ТЦ ТРЦ БЦ
    ПМК ДСК СМУ СУ АЗС ГЭС ТЭЦ АЭС ТЭК ДРСУ РЭУ ЭМУ ЦНИИ ВНИИ АПК АТП АТС ГРЭС ЛПУ
    КАМАЗ ВАЗ АВТОВАЗ УАЗ МАЗ ПАЗ ЛУКОЙЛ АФК
    """.split()
)
#: Small words of the middle of a name.
SMALL = frozenset("и в во на по под при с со у о об от для из за де ла".split())
#: Beginnings of proper names that are often a later word of a name.
_PROPER = re.compile(
    """РОССИ[ИЯЕЮ]|МОСКВ[АЫЕУ]|САНКТ|ПЕТЕРБУРГ|ЕКАТЕРИНБУРГ|НОВОСИБИРСК|КАЗАН|ОМСК
    |САМАР[АЫЕУ]|РОСТОВ|УФ[АЫЕУ]$|КРАСНОЯРСК|ПЕРМ[ЬИ]|ВОРОНЕЖ[АЕУ]?$|ВОЛГОГРАД
    |КРАСНОДАР[АЕУ]?$|ТЮМЕН[ЬИ]|ИРКУТСК[АЕУ]?$|ХАБАРОВСК[АЕУ]?$|ВЛАДИВОСТОК
    |КАЛИНИНГРАД[АЕУ]?$|СЕВАСТОПОЛ|ТАТАРСТАН|БАШКОРТОСТАН|ДАГЕСТАН|КРЫМ[АУЕ]?$
    |КОМИ$|КАРЕЛИ[ЯИЮ]|ЯКУТИ[ЯИЮ]|АДЫГЕ[ЯИЮ]|БУРЯТИ[ЯИЮ]|МОРДОВИ[ЯИЮ]|УРАЛ[АЕУ]?$
    |СИБИР[ЬИ]$|КУБАН[ЬИ]$|ДОН[АУ]?$|ВОЛГ[АИЕ]$""",
    re.VERBOSE,
)
_VOWELS = frozenset("АЕЁИОУЫЭЮЯ")
_ROMAN = re.compile(r"[IVXLCDM]+")
_WORD = re.compile(r"[^\W_]+(?:['’][^\W_]+)*\.?")
#: Who or what something is called after, or where it is: a name follows.
_BEFORE_A_NAME = frozenset("имени им. г. гор. города пос. дер. ст.".split())
_ACTING = re.compile(r"(?:И\.\s*О\.|ИО|(ВРИО))\s+")
_SUFFIXES = frozenset("ОГЛЫ КЫЗЫ ОГЛИ КИЗИ УЛЫ".split())
_LOOK_ALIKES = '"“”„‟«»″'


def company(name):
    """Return the name of a company as people write it.

    ООО "ЛАСТОЧКИН БЕРЕГ" becomes ООО «Ласточкин берег». Legal forms, abbreviations,
    Latin letters and numbers stay as they are.

    :param str name: of the registry
    :rtype: str
    """
    rest = " ".join(
        word
        for word in _guillemets(name).replace("«", " ").split()
        if word.strip("»") not in ABBREVIATIONS
    )
    quoted = _guillemets(name)
    if not _is_shouted(rest):
        return quoted
    return "«".join(map(_sentence, quoted.split("«")))


def entrepreneur(name):
    """Return the name of an entrepreneur: ИП Иванов Иван Иванович.

    :param str name: of the registry
    :rtype: str
    """
    form, space, rest = name.partition(" ")
    if form.upper() in ABBREVIATIONS:
        return f"{form}{space}{person(rest)}"
    if _is_shouted(name) and form.upper() == "ИНДИВИДУАЛЬНЫЙ":
        kind, space, rest = rest.partition(" ")
        return f"{form.capitalize()} {kind.lower()}{space}{person(rest)}"
    return person(name)


def person(name):
    """Return the name of a person: Римский-Корсаков Андрей Николаевич.

    :param str name: of the registry
    :rtype: str
    """
    if not _is_shouted(name):
        return name
    return " ".join(
        word.lower()
        if word in _SUFFIXES
        else "-".join(
            part.lower() if part in _SUFFIXES else part.capitalize()
            for part in word.split("-")
        )
        for word in name.split(" ")
    )


def post(name):
    """Return what a director is called: Генеральный директор.

    :param str name: of the registry
    :rtype: str
    """
    if not _is_shouted(name):
        return name
    acting = _ACTING.match(name)
    if acting:
        acts = "Врио " if acting.group(1) else "И. о. "
        return acts + _lowered(company(name[acting.end() :]))
    return company(name)


def _lowered(text):
    """The first letter small, unless an abbreviation begins with it."""
    return text if text[1:2].isupper() else text[:1].lower() + text[1:]


def _is_shouted(text):
    letters = [letter for letter in text if letter.isalpha()]
    return bool(letters) and not any(letter.islower() for letter in letters)


def _guillemets(text):
    """Quotes of any kind as «», one closing one where several meet."""
    result = []
    depth = 0
    for place, letter in enumerate(text):
        if letter not in _LOOK_ALIKES:
            result.append(letter)
            continue
        before = text[place - 1] if place else " "
        after = text[place + 1 : place + 2]
        if letter in "«»“„":
            # “ ends what „ begins
            opens = letter in "«„" or (letter == "“" and "„" not in text[:place])
        elif not after or after in " ,)":
            opens = False
        else:
            opens = not depth or before in " (-" or before in _LOOK_ALIKES
        if opens:
            depth += 1
            result.append(" «" if before.isalnum() else "«")
        elif depth:
            if result[-1] != "»":
                result.append("»")
            depth -= 1
    if depth and "»" not in result[-1:]:
        result.append("»")
    return "".join(result)


def _sentence(text):
    """Words in capitals as in a sentence."""
    result, place = [], 0
    begins, names_follow, previous = True, False, ""
    for found in _WORD.finditer(text):
        between, word = text[place : found.start()], found.group()
        place = found.end()
        is_initial = word.endswith(".") and len(word) == 2
        if is_initial and word.lower() in _BEFORE_A_NAME and not begins:
            word, is_initial = word.lower(), False
        elif _stays(word):
            # what the form or an abbreviation leads in is the beginning still
            begins = begins and (is_initial or word in ABBREVIATIONS)
        elif between == "-":
            word = _after_a_hyphen(word, previous)
        elif begins or names_follow and word.lower() not in SMALL:
            word, begins = word.capitalize(), False
        else:
            word = word.capitalize() if _PROPER.match(word) else word.lower()
        names_follow = is_initial or word.lower() in _BEFORE_A_NAME
        previous = word
        result += [between, word]
    return "".join([*result, text[place:]])


def _after_a_hyphen(word, previous):
    """Строй-Сервис, Ростов-на-Дону, but Научно-производственное."""
    is_name = not previous[:1].islower() or previous in SMALL
    if word.lower() in SMALL or previous.endswith(("о", "е")) or not is_name:
        return word.lower()
    return word.capitalize()


def _stays(word):
    bare = word.rstrip(".")
    if bare in ABBREVIATIONS or _ROMAN.fullmatch(bare):
        return True
    if not all("А" <= letter <= "я" or letter in "Ёё" for letter in bare):
        # Latin letters, and numbers with what belongs to them
        return True
    if len(bare) == 1:
        return bare.lower() not in SMALL
    return not word.endswith(".") and not _VOWELS.intersection(bare)
