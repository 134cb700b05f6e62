# Copyright 2026 Client 360 contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

import ast
import re
from collections import Counter
from pathlib import Path
from unittest import skipUnless

import polib

from odoo.tests import TransactionCase, tagged
from odoo.tools.translate import TranslationImporter

ADDON = Path(__file__).parents[2]
RU = ADDON / "i18n" / "ru.po"
GLOSSARY = ADDON.parent / "docs/glossary.rst"
EXTRA = ADDON / "i18n_extra" / "ru.po"

#: Labels of the contract that this addon words differently in English, too.
REWORDED = {"End Date", "Is a Template?", "Start Date"}

#: What a sentence is filled with: %s, %(name)s, %d, 100%% and {name}.
PLACEHOLDER = re.compile(r"%(?:\(\w+\))?[#0+-]*\d*(?:\.\d+)?[sdifr%]|\{\w*\}")
TAG = re.compile(r"</?\w+")


def problems(catalogue):
    """Entries whose translation lost, gained or renamed a placeholder or a tag.

    :param polib.POFile catalogue: translations
    :return: what is wrong with them, one text each
    :rtype: list[str]
    """
    found = []
    for entry in catalogue:
        if not entry.msgstr or entry.obsolete:
            continue
        for pattern in (PLACEHOLDER, TAG):
            wanted = Counter(pattern.findall(entry.msgid))
            given = Counter(pattern.findall(entry.msgstr))
            if wanted != given:
                found.append(f"{entry.msgid!r}: {wanted - given} {given - wanted}")
    return found


def aliases(source):
    """Places where ``env._`` has another name: the export does not see its terms.

    :param str source: Python
    :return: numbers of lines
    :rtype: list[int]
    """
    tree = ast.parse(source)
    called = {id(node.func) for node in ast.walk(tree) if isinstance(node, ast.Call)}
    return [
        node.lineno
        for node in ast.walk(tree)
        if isinstance(node, ast.Attribute) and node.attr == "_"
        if id(node) not in called
    ]


def glossary(text):
    """Terms of ``docs/glossary.rst``.

    :param str text: of the page
    :return: English, Russian, beginnings of words that are not used for it
    :rtype: list[tuple]
    """
    table = re.split(r"\n   \* - ", text)[2:]
    rows = [re.split(r"\n     -", row) for row in table]
    return [
        (
            row[0].strip(),
            row[1].strip(),
            [w for w in re.split(r",\s*", row[2].strip()) if w],
        )
        for row in rows
    ]


def strayed(catalogue, terms):
    """Entries that do not follow the glossary.

    :param polib.POFile catalogue: translations
    :param list terms: from :func:`glossary`
    :return: one text each
    :rtype: list[str]
    """
    found = []
    for entry in catalogue:
        if not entry.msgstr or entry.obsolete:
            continue
        for english, russian, others in terms:
            if entry.msgid.lower() == english.lower():
                if entry.msgstr.lower() != russian.lower():
                    found.append(f"{entry.msgid!r}: {entry.msgstr!r}, not {russian!r}")
            elif re.search(
                rf"\b{re.sub('y$', '(?:y|ie)', english)}s?\b", entry.msgid, re.I
            ):
                found += [
                    f"{entry.msgid!r}: {word!r} in {entry.msgstr!r}, not {russian!r}"
                    for word in others
                    if re.search(rf"\b{word}", entry.msgstr, re.I)
                ]
    return found


@tagged("post_install", "-at_install")
class TestTranslations(TransactionCase):
    def test_placeholders(self):
        """A lost one drops a name, a renamed one breaks the sentence with KeyError."""
        for path in (RU, EXTRA):
            with self.subTest(path=path.parent.name):
                self.assertFalse(problems(polib.pofile(str(path))))

    def test_placeholders_are_found(self):
        """The rule itself: what it must complain about, and what not."""
        for source, translation, wrong in (
            ("Hello %s", "Привет, %s", False),
            ("Hello %s", "Привет", True),
            ("Hello %(name)s", "Привет, %(имя)s", True),
            ("Hello %(name)s", "Привет, %(name)", True),
            ("%(a)s of %(b)s", "%(b)s: %(a)s", False),
            ("100%% of %s", "100% от %s", True),
            ("100% sure", "на 100 % уверен", False),
            ("<b>Risk</b>", "<b>Риск</b>", False),
            ("<b>Risk</b>", "Риск", True),
            ("{count} files", "файлов: {count}", False),
            ("{count} files", "файлов: {}", True),
        ):
            catalogue = polib.POFile()
            catalogue.append(polib.POEntry(msgid=source, msgstr=translation))
            with self.subTest(translation=translation):
                self.assertEqual(bool(problems(catalogue)), wrong)

    @skipUnless(GLOSSARY.exists(), "the documentation is not here")
    def test_one_word_for_one_thing(self):
        terms = glossary(GLOSSARY.read_text(encoding="utf-8"))
        self.assertIn(("Ticket", "Заявка", ["обращени"]), terms)
        self.assertFalse(strayed(polib.pofile(str(RU)), terms))

    def test_what_strays_from_the_glossary(self):
        terms = [
            ("Ticket", "Заявка", ["обращени"]),
            ("Activity", "Активность", ["дел"]),
        ]
        for source, translation, wrong in (
            ("Ticket", "Заявка", False),
            ("Ticket", "Обращение", True),
            ("Open tickets", "Открытые заявки", False),
            ("Open tickets", "Открытые обращения", True),
            ("Next activities", "Ближайшие дела", True),
            ("Sticky", "Обращение", False),
        ):
            catalogue = polib.POFile()
            catalogue.append(polib.POEntry(msgid=source, msgstr=translation))
            with self.subTest(source=source, translation=translation):
                self.assertEqual(bool(strayed(catalogue, terms)), wrong)

    def test_every_sentence_is_exported(self):
        self.assertEqual(aliases("t = self.env._\nt('Lost')"), [1])
        self.assertFalse(aliases("self.env._('Found')"))
        found = [
            f"{path.relative_to(ADDON)}:{line}"
            for path in ADDON.rglob("*.py")
            for line in aliases(path.read_text())
        ]
        self.assertFalse(found)

    def test_words_of_others_arrive(self):
        """Each term of ``i18n_extra`` is one that the other addon has, and a Russian
        user reads its translation."""
        catalogue = polib.pofile(str(EXTRA))
        self.env["res.lang"]._activate_lang("ru_RU")
        importer = TranslationImporter(self.cr)
        importer.load_file(str(EXTRA), "ru_RU")
        importer.save(overwrite=True)
        self.env.invalidate_all()
        strangers = []
        for entry in catalogue:
            self.assertTrue(entry.msgstr, entry.msgid)
            self.assertFalse(entry.fuzzy, entry.msgid)
            known = arrived = False
            for occurrence, _line in entry.occurrences:
                kind, _, place = occurrence.partition(":")
                field, _, xml_id = place.partition(":")
                record = self.env.ref(xml_id, raise_if_not_found=False)
                if kind not in ("model", "model_terms") or not record:
                    continue
                name = field.partition(",")[2]
                english = record.with_context(lang="en_US")[name] or ""
                russian = record.with_context(lang="ru_RU")[name] or ""
                known |= entry.msgid in english
                arrived |= entry.msgstr in russian
            codes = all(o.partition(":")[0] == "code" for o, _ in entry.occurrences)
            if not (codes or (known and arrived)):
                strangers.append((entry.msgid, known, arrived))
        self.assertGreater(len(catalogue), 100)
        self.assertFalse([found for found in strangers if found[0] not in REWORDED])
