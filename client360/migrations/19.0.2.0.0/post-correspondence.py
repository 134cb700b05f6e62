# Copyright 2026 Client 360 contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

"""Note on letters what ``pre-correspondence.py`` did to their numbers."""

from odoo import SUPERUSER_ID, api
from odoo.tools import LazyTranslate

_lt = LazyTranslate("odoo.addons.client360")

RENUMBERED = _lt(
    "Its registration number was %(number)s, which another letter of the journal has, "
    "or which only a registered letter may have.",
    number="%(number)s",
)


def migrate(cr, version):
    env = api.Environment(cr, SUPERUSER_ID, {})
    cr.execute("SELECT letter_id, old_number FROM client360_letter_renumbered")
    for letter_id, number in cr.fetchall():
        letter = env["client360.letter"].browse(letter_id)
        letter = letter.with_context(lang=letter.company_id._get_register_lang())
        letter._message_log(body=letter.env._(RENUMBERED) % {"number": number})
    cr.execute("DROP TABLE client360_letter_renumbered")
