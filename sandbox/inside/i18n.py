"""Export the addon's terms and bring its translations up to date.

The variable FOLDER names the folder of the catalogues, ``i18n`` of the addon.

`odoo i18n export` writes the same terms; here those of the demo data, which is Russian
to begin with, are left out, and the order and the lines stay as they are, without
dates, so that a change stays small.
"""

import io
import os
import re
import sys
from pathlib import Path

import polib

from odoo.tools.translate import trans_export

WIDTH = 78
RUSSIAN = re.compile("[а-яё]", re.IGNORECASE)
DATES = "POT-Creation-Date", "PO-Revision-Date"
NOBODY = "Last-Translator", "Language-Team", "Report-Msgid-Bugs-To"


def export(env, addon):
    """The addon's terms as a catalogue without translations."""
    buffer = io.BytesIO()
    trans_export(False, [addon], buffer, "po", env)
    catalogue = polib.pofile(buffer.getvalue().decode(), wrapwidth=WIDTH)
    for entry in [entry for entry in catalogue if RUSSIAN.search(entry.msgid)]:
        catalogue.remove(entry)
    catalogue.sort(key=lambda entry: entry.msgid)
    for key in (*DATES, *NOBODY):
        catalogue.metadata.pop(key, None)
    return catalogue


def missing(template, translation):
    """The terms of the template that a catalogue does not translate."""
    done = {entry.msgid for entry in translation.translated_entries()}
    return [entry.msgid for entry in template if entry.msgid not in done]


def main(env):
    folder = Path(os.environ["FOLDER"])
    addon = folder.parent.name
    template = export(env, addon)
    template.save(str(folder / f"{addon}.pot"), newline="\n")
    for path in sorted(folder.glob("*.po")):
        translation = polib.pofile(str(path), wrapwidth=WIDTH)
        translation.merge(template)
        for entry in translation.obsolete_entries():
            translation.remove(entry)
        translation.sort(key=lambda entry: entry.msgid)
        translation.save(newline="\n")
        left = missing(template, translation)
        sys.stdout.write(f"{path.name}: {len(template)} terms, {len(left)} to do\n")
        for term in left:
            sys.stdout.write(f"    {term!r}\n")


if __name__ == "__main__":
    main(env)
