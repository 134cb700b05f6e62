"""The mirror comes from the machine's own apt sources, whatever they look like."""

import pytest

from sandbox import debian
from sandbox.steps import Problem

DEB822 = """\
Types: deb deb-src
# a comment
URIs: http://mirror.test/debian
Suites: trixie trixie-updates
Components: main contrib
Signed-By: /usr/share/keyrings/debian.gpg

Types: deb
URIs: http://mirror.test/debian-security
Suites: trixie-security
Components: main
Trusted: yes
"""
KEY = " -----BEGIN PGP PUBLIC KEY BLOCK-----\n .\n -----END PGP PUBLIC KEY BLOCK--"
INLINE_KEY = f"{DEB822.split('Signed')[0]}Signed-By:\n{KEY}\n"
LINES = """\
# deb http://old.test/debian bookworm main
deb http://mirror.test/debian-security bookworm-security main
deb [arch=amd64 signed-by=/k.gpg trusted=yes] http://mirror.test/debian bookworm main
deb http://browser.test/linux/deb stable main
deb http://database.test/pub bookworm-pgdg main
deb http://tools.test/apt bookworm main # ours
"""
OTHER_NAME = "deb http://proxy.test/x bookworm main\ndeb http://b.test/y stable main"
MEDIUM = "deb cdrom:[Debian GNU/Linux 13]/ bookworm main\n"
SOURCES = "debian.sources"
MIRROR = "http://mirror.test/debian"


def machine(folder, name, text):
    (folder / "sources.list.d").mkdir()
    (folder / "apt.conf.d").mkdir()
    place = folder if name == "sources.list" else folder / "sources.list.d"
    (place / name).write_text(text)
    return folder


@pytest.mark.parametrize(
    "codename, name, text, uri, options",
    [
        (
            *("trixie", SOURCES, DEB822, MIRROR),
            {"signed-by": "/usr/share/keyrings/debian.gpg"},
        ),
        # apt's own keys must do
        ("trixie", SOURCES, INLINE_KEY, MIRROR, {}),
        (
            *("bookworm", "sources.list", LINES, MIRROR),
            {"signed-by": "/k.gpg", "trusted": "yes"},
        ),
        ("bookworm", "a.list", OTHER_NAME, "http://proxy.test/x", {}),
        ("trixie", "a.list", f"deb {MIRROR} stable main\n", MIRROR, {}),
        ("bookworm", "a.list", MEDIUM + OTHER_NAME, "http://proxy.test/x", {}),
    ],
)
def test_mirror(tmp_path, codename, name, text, uri, options):
    folder = machine(tmp_path, name, text)
    assert debian.mirror(codename, folder) == (uri, options)


def test_list_of_mirrors(tmp_path):
    stanza = DEB822.replace("http://mirror.test", "mirror+file:///etc/apt/mirrors")
    folder = machine(tmp_path, SOURCES, stanza)
    assert debian.mirror("trixie", folder)[0].startswith("mirror+file:")


@pytest.mark.parametrize(
    "name, text",
    [
        (SOURCES, DEB822.replace("Types: deb deb-src", "Enabled: no\nTypes: deb")),
        (SOURCES, DEB822.replace("Types: deb deb-src", "Types: deb-src")),
        (f"{SOURCES}.disabled", DEB822),
        ("a.list", MEDIUM.replace("bookworm", "trixie")),
    ],
)
def test_no_mirror(tmp_path, name, text):
    with pytest.raises(Problem, match="No source for Debian trixie"):
        debian.mirror("trixie", machine(tmp_path, name, text))
