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
"""
INLINE_KEY = """\
Types: deb
URIs: http://mirror.test/debian/
Suites: trixie
Components: main
Signed-By:
 -----BEGIN PGP PUBLIC KEY BLOCK-----
 .
 abc
 -----END PGP PUBLIC KEY BLOCK-----
"""


def machine(folder, **files):
    (folder / "sources.list.d").mkdir()
    for name, text in files.items():
        name = name.replace("__", ".")
        place = folder if name == "sources.list" else folder / "sources.list.d"
        (place / name).write_text(text)
    return folder


def test_deb822(tmp_path):
    folder = machine(tmp_path, debian__sources=DEB822)
    uri, options = debian.mirror("trixie", folder)
    assert uri == "http://mirror.test/debian"
    assert options == {"signed-by": "/usr/share/keyrings/debian.gpg"}


def test_inline_key_is_left_to_apts_own_keys(tmp_path):
    folder = machine(tmp_path, debian__sources=INLINE_KEY)
    assert debian.mirror("trixie", folder) == ("http://mirror.test/debian/", {})


@pytest.mark.parametrize("enabled", ["no", "false", "No"])
def test_disabled_stanza(tmp_path, enabled):
    stanza = DEB822.replace("Types: deb deb-src", f"Enabled: {enabled}\nTypes: deb")
    with pytest.raises(Problem, match="No source for Debian trixie"):
        debian.mirror("trixie", machine(tmp_path, debian__sources=stanza))


def test_disabled_file(tmp_path):
    folder = machine(tmp_path, debian__sources__disabled=DEB822)
    with pytest.raises(Problem):
        debian.mirror("trixie", folder)


def test_source_packages_only(tmp_path):
    stanza = DEB822.replace("Types: deb deb-src", "Types: deb-src")
    with pytest.raises(Problem):
        debian.mirror("trixie", machine(tmp_path, debian__sources=stanza))


def test_one_line_with_options(tmp_path):
    lines = (
        "# deb http://old.test/debian bookworm main\n"
        "deb-src http://mirror.test/debian bookworm main\n"
        "deb http://mirror.test/debian-security bookworm-security main\n"
        "deb [arch=amd64 signed-by=/k.gpg trusted=yes] http://mirror.test/debian "
        "bookworm main contrib # ours\n"
    )
    folder = machine(tmp_path, sources__list=lines)
    assert debian.mirror("bookworm", folder) == (
        "http://mirror.test/debian",
        {"signed-by": "/k.gpg", "trusted": "yes"},
    )


def test_third_parties_are_passed_over(tmp_path):
    folder = machine(
        tmp_path,
        a__list="deb http://browser.test/linux/deb stable main\n"
        "deb http://database.test/pub bookworm-pgdg main\n"
        "deb http://tools.test/apt bookworm main\n",
        z__sources=DEB822.replace("trixie", "bookworm"),
    )
    assert debian.mirror("bookworm", folder)[0] == "http://mirror.test/debian"


def test_mirror_with_any_name(tmp_path):
    folder = machine(
        tmp_path,
        a__list="deb http://proxy.test/apt-remote bookworm main\n"
        "deb http://browser.test/linux/deb stable main\n",
    )
    assert debian.mirror("bookworm", folder)[0] == "http://proxy.test/apt-remote"


def test_release_named_by_its_stability(tmp_path):
    folder = machine(tmp_path, sources__list="deb http://m.test/debian stable main\n")
    assert debian.mirror("trixie", folder)[0] == "http://m.test/debian"


def test_list_of_mirrors(tmp_path):
    stanza = DEB822.replace("http://mirror.test", "mirror+file:///etc/apt/mirrors")
    folder = machine(tmp_path, debian__sources=stanza)
    assert debian.mirror("trixie", folder)[0].startswith("mirror+file:")


def test_installation_medium_is_no_mirror(tmp_path):
    lines = (
        "deb cdrom:[Debian GNU/Linux 13]/ trixie main\n"
        "deb http://mirror.test/debian trixie main\n"
    )
    folder = machine(tmp_path, sources__list=lines)
    assert debian.mirror("trixie", folder)[0] == "http://mirror.test/debian"


def test_dangling_links(tmp_path):
    (tmp_path / "here").touch()
    (tmp_path / "good").symlink_to("here")
    (tmp_path / "bad").symlink_to("nowhere")
    assert debian.dangling_links(tmp_path) == [tmp_path / "bad"]
