"""Checks of the addon's manifest and files that no other tool makes."""

import re

from . import settings

FILES = (".xml", ".csv", ".sql")
UNLISTED_FOLDERS = ("tests", "static", "i18n", "migrations", "readme")


def problems():
    """Yield one line for each thing that is wrong."""
    folder = settings.addon_path()
    if not (folder / "__manifest__.py").is_file():
        yield f"{folder}: no __manifest__.py"
        return
    manifest = settings.manifest()
    if not re.fullmatch(r"19\.0\.\d+\.\d+\.\d+", manifest.get("version", "")):
        yield f"version {manifest.get('version')!r}: not 19.0.x.y.z"
    if not manifest.get("depends"):
        yield "depends: nothing"
    if len(set(manifest.get("depends", []))) != len(manifest.get("depends", [])):
        yield "depends: a module is named twice"
    listed = [*manifest.get("data", []), *manifest.get("demo", [])]
    for name in listed:
        if not (folder / name).is_file():
            yield f"{name}: in the manifest, but not there"
    for name in sorted({name for name in listed if listed.count(name) > 1}):
        yield f"{name}: listed twice"
    yield from unlisted(folder, set(listed))
    for bundle, patterns in manifest.get("assets", {}).items():
        for entry in patterns:
            pattern = entry if isinstance(entry, str) else entry[-1]
            addon, _slash, rest = pattern.partition("/")
            if addon == settings.ADDON and not any(folder.glob(rest)):
                yield f"{bundle}: {pattern} matches no file"


def unlisted(folder, listed):
    """Yield the data files that the manifest has forgotten."""
    for path in sorted(folder.rglob("*")):
        parts = path.relative_to(folder).parts
        name = "/".join(parts)
        if path.suffix not in FILES or parts[0] in UNLISTED_FOLDERS:
            continue
        if name not in listed and path.name != "neutralize.sql":
            yield f"{name}: not in the manifest"
