"""Checks of the addon's manifest and files that no other tool makes."""

import re

from . import settings
from .steps import Problem

FILES = (".xml", ".csv", ".sql")
UNLISTED_FOLDERS = ("tests", "static", "i18n", "migrations", "readme")


def problems():
    """Yield one line for each thing that is wrong."""
    folder = settings.addon_path()
    manifest = settings.manifest()
    if not re.fullmatch(r"19\.0\.\d+\.\d+\.\d+", manifest["version"]):
        yield f"version {manifest['version']}: not 19.0.x.y.z"
    if len(set(manifest["depends"])) != len(manifest["depends"]):
        yield "depends: a module is named twice"
    listed = [*manifest["data"], *manifest["demo"]]
    for path in sorted(folder.rglob("*")):
        parts = path.relative_to(folder).parts
        name = "/".join(parts)
        if path.suffix not in FILES or parts[0] in UNLISTED_FOLDERS:
            continue
        if name not in listed and path.name != "neutralize.sql":
            yield f"{name}: not in the manifest"
    for bundle, patterns in manifest["assets"].items():
        for entry in patterns:
            pattern = entry if isinstance(entry, str) else entry[-1]
            addon, _slash, rest = pattern.partition("/")
            if addon == settings.ADDON and not any(folder.glob(rest)):
                yield f"{bundle}: {pattern} matches no file"


def check():
    found = list(problems())
    if found:
        raise Problem("\n".join(found))
