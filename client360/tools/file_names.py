# Copyright 2026 Client 360 contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

"""Names of files that every file system takes, and that lead nowhere else."""

import os.path
import re
import unicodedata

#: Bytes of a name: file systems allow 255, a number may still be added.
MAX_BYTES = 240

_FORBIDDEN = re.compile(r'[\\/:*?"<>|]')
_RESERVED = re.compile(r"^(con|prn|aux|nul|com\d|lpt\d)(\.|$)", re.IGNORECASE)


def _shortened(stem, extension, tail=""):
    """A name of at most MAX_BYTES, cut at the end of its stem."""
    room = MAX_BYTES - len((tail + extension).encode())
    return stem.encode()[:room].decode(errors="ignore") + tail + extension


def clean_name(name):
    """A name as a list and a header of HTTP can show it: one line, no folders.

    :param name: name of a file as somebody sent it, ``None`` for none
    :return: the name without control characters and slashes, at most MAX_BYTES long
    """
    name = unicodedata.normalize("NFC", name or "")
    name = "".join(
        " " if unicodedata.category(char) in ("Cc", "Zl", "Zp") else char
        for char in name
        # surrogates cannot be encoded, marks of direction disguise the extension
        if unicodedata.category(char) not in ("Cf", "Cs")
    )
    name = " ".join(re.sub(r"[\\/]", "_", name).split())
    if not name.strip("._ "):
        name = "file"
    return _shortened(*os.path.splitext(name))


def safe_name(name):
    """A name that can be unpacked on every system, Windows among them."""
    name = _FORBIDDEN.sub("_", clean_name(name)).rstrip(". ").lstrip(" ")
    name = re.sub(r"^\.+", "", name) or "file"
    if _RESERVED.match(name):
        name = f"_{name}"
    return _shortened(*os.path.splitext(name))


def unique_names(names):
    """Safe names for files that go into one folder.

    :param names: names of files, as many as there are
    :return: list of as many names, no two of them the same in any spelling
    """
    taken = set()
    result = []
    for name in names:
        name = safe_name(name)
        stem, extension = os.path.splitext(name)
        number = 1
        while name.casefold() in taken:
            number += 1
            name = _shortened(stem, extension, f" ({number})")
        taken.add(name.casefold())
        result.append(name)
    return result
