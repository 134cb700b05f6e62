"""Export the addon's terms and bring its translations up to date.

Usage: i18n.py CONFIG DATABASE ADDON FOLDER

Translations that are there stay, terms that are gone go, and new terms get the
translation of Odoo's own catalogues, if these have one. The files are written in the
order of their terms and without dates, so that a change stays small.
"""

import io
import re
import sys
from pathlib import Path

import polib
import session

from odoo.modules import get_module_path
from odoo.tools.translate import trans_export

WIDTH = 78
# The demo data is Russian to begin with
RUSSIAN = re.compile("[а-яё]", re.IGNORECASE)
# Where the words of mixins and common fields come from; the first one wins.
MEMORY = ("mail", "base", "web", "portal", "rating", "contacts", "crm", "sale")


def export(env, addon):
    """The addon's terms as a catalogue without translations."""
    buffer = io.BytesIO()
    trans_export(False, [addon], buffer, "po", env)
    catalogue = polib.pofile(buffer.getvalue().decode(), wrapwidth=WIDTH)
    for entry in [entry for entry in catalogue if RUSSIAN.search(entry.msgid)]:
        catalogue.remove(entry)
    catalogue.sort(key=lambda entry: entry.msgid)
    catalogue.metadata = {
        "Project-Id-Version": catalogue.metadata["Project-Id-Version"],
        "MIME-Version": "1.0",
        "Content-Type": "text/plain; charset=UTF-8",
        "Content-Transfer-Encoding": "",
        "Plural-Forms": "",
    }
    return catalogue


def missing(template, translation):
    """The terms of the template that a catalogue does not translate."""
    done = {
        entry.msgid
        for entry in translation
        if entry.msgstr and not entry.fuzzy and not entry.obsolete
    }
    return [entry.msgid for entry in template if entry.msgid not in done]


def memory(language):
    """The translations of Odoo's own catalogues."""
    known = {}
    for module in MEMORY:
        path = Path(get_module_path(module) or "") / "i18n" / f"{language}.po"
        if path.is_file():
            for entry in polib.pofile(str(path)):
                if entry.msgstr and not entry.fuzzy and not entry.obsolete:
                    known.setdefault(entry.msgid, entry.msgstr)
    return known


def merge(template, old, known_elsewhere):
    """A catalogue with the template's terms and the old one's translations."""
    known = {entry.msgid: entry for entry in old if not entry.obsolete}
    merged = polib.POFile(wrapwidth=WIDTH)
    merged.header = template.header
    merged.metadata = {
        key: old.metadata.get(key, value) for key, value in template.metadata.items()
    }
    merged.metadata["Language"] = old.metadata.get("Language", "ru")
    for entry in template:
        before = known.get(entry.msgid)
        merged.append(
            polib.POEntry(
                msgid=entry.msgid,
                msgstr=(before and before.msgstr)
                or known_elsewhere.get(entry.msgid, ""),
                comment=entry.comment,
                tcomment=before.tcomment if before else "",
                occurrences=entry.occurrences,
                flags=before.flags if before else [],
            )
        )
    return merged


def write(catalogue, path):
    text = str(catalogue).rstrip("\n") + "\n"
    if not path.is_file() or path.read_text(encoding="utf-8") != text:
        path.write_text(text, encoding="utf-8")


def main():
    config, database, addon, folder = session.arguments()
    with session.environment(config, database) as env:
        template = export(env, addon)
    folder = Path(folder)
    folder.mkdir(exist_ok=True)
    write(template, folder / f"{addon}.pot")
    for path in sorted(folder.glob("*.po")) or [folder / "ru.po"]:
        old = polib.pofile(str(path)) if path.is_file() else polib.POFile()
        merged = merge(template, old, memory(path.stem))
        write(merged, path)
        left = missing(template, merged)
        sys.stdout.write(f"{path.name}: {len(template)} terms, {len(left)} to do\n")
        for term in left:
            sys.stdout.write(f"    {term!r}\n")


if __name__ == "__main__":
    main()
