"""Where things are, and what the environment asks for."""

import ast
import hashlib
import os
import sys
from pathlib import Path

ADDON = "client360"
ODOO_SERIES = "19.0"
PYTHONS = ((3, 10), (3, 13))

CHECKOUT = Path(__file__).resolve().parent.parent
PACKAGE = Path(__file__).resolve().parent
SANDBOX = Path(os.environ.get("SANDBOX") or CHECKOUT / ".sandbox").absolute()

DEMO_DB = os.environ.get("DEMO_DB") or "client360_demo"
TEST_DB = os.environ.get("TEST_DB") or "client360_test"
BENCH_DB = os.environ.get("BENCH_DB") or "client360_bench"


def odoo_home():
    """The existing Odoo checkout that the user wants to use, if any."""
    home = os.environ.get("ODOO_HOME")
    return Path(home).absolute() if home else None


def uses_foreign_postgres():
    """Whether the PG* variables name a server that is not ours."""
    return any(os.environ.get(key) for key in ("PGHOST", "PGHOSTADDR", "PGPORT"))


def addon_path():
    return CHECKOUT / ADDON


def depends():
    """The modules that the addon's manifest names."""
    text = (addon_path() / "__manifest__.py").read_text(encoding="utf-8")
    return sorted(ast.literal_eval(text)["depends"])


def digest(*parts):
    """A short stable fingerprint of texts, bytes and paths of files."""
    result = hashlib.sha256()
    for part in parts:
        if isinstance(part, Path):
            part = part.read_bytes() if part.is_file() else b""
        elif isinstance(part, str):
            part = part.encode()
        result.update(hashlib.sha256(part).digest())
    return result.hexdigest()[:12]


def digest_of_tree(folder, exclude=()):
    """A fingerprint of the files below a folder, caches left out."""
    parts = []
    for path in sorted(folder.rglob("*")):
        relative = path.relative_to(folder)
        if not path.is_file() or path.suffix in (".pyc", ".orig", ".rej", ".swp"):
            continue
        if "__pycache__" in relative.parts or relative.parts[0] in exclude:
            continue
        parts += [str(relative), path]
    return digest(*parts)


def addon_digest():
    """A fingerprint of the addon's files that a database knows of."""
    return digest_of_tree(addon_path(), exclude=("tests", "static"))


def python_tag():
    return f"{sys.version_info.major}.{sys.version_info.minor}"
