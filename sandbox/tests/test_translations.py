"""Every term of the addon is exported, and translated into Russian.

ADDON names another addon of the checkout, which the database has.
"""

import os
import sys

import polib
import pytest

import odoo.api
import odoo.modules.registry
from odoo.tests.common import get_db_name

from sandbox import settings

sys.path.insert(0, str(settings.PACKAGE / "inside"))
i18n = pytest.importorskip("i18n")

ADDON = os.environ.get("ADDON") or settings.ADDON
FOLDER = settings.CHECKOUT / ADDON / "i18n"


@pytest.fixture(scope="module")
def exported():
    registry = odoo.modules.registry.Registry(get_db_name())
    with registry.cursor() as cursor:
        env = odoo.api.Environment(cursor, odoo.api.SUPERUSER_ID, {})
        return i18n.export(env, ADDON)


def terms(catalogue):
    return {entry.msgid for entry in catalogue if not entry.obsolete}


def test_template_is_up_to_date(exported):
    template = polib.pofile(str(FOLDER / f"{ADDON}.pot"))
    new = terms(exported) - terms(template)
    gone = terms(template) - terms(exported)
    assert not new | gone, f"`make i18n` is due: new {new}, gone {gone}"


def test_all_is_translated(exported):
    translation = polib.pofile(str(FOLDER / "ru.po"))
    assert i18n.missing(exported, translation) == []
