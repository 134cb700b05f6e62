# Copyright 2026 Client 360 contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo import api, models
from odoo.fields import Domain
from odoo.modules.db import FunctionStatus

from ...tools import requisites

#: What a search by a text looks into: what Odoo does, and two fields of our own.
_TEXTS = (
    "complete_name",
    "email",
    "ref",
    "vat",
    "company_registry",
    "kpp",
    "legal_name",
)
#: Numbers that are found whole as well, whatever they are typed with.
_NUMBERS = ("vat", "company_registry", "kpp")


def _trigrams(registry):
    """Define one index for a part of any of these texts: PostgreSQL reads the whole
    table as soon as one of them has none.

    :return: definition, "" where the database could not use the index
    :rtype: str
    """
    if not registry.has_trigram or registry.has_unaccent == FunctionStatus.PRESENT:
        return ""
    columns = (f"{registry.unaccent(name)} gin_trgm_ops" for name in _TEXTS)
    return f"USING gin ({', '.join(columns)})"


class ResPartner(models.Model):
    # pylint: disable=consider-merging-classes-inherited
    # One class for each subject of the card, see docs/architecture.rst.
    _inherit = "res.partner"

    _text_idx = models.Index(_trigrams)

    @api.model
    def _search_display_name(self, operator, value):
        """Find cards by their KPP and full name too, and by a number that is typed
        with spaces or with what it is: every search of a counterparty comes by here.
        """
        domain = super()._search_display_name(operator, value)
        if operator not in ("ilike", "not ilike") or not value:
            return domain
        own = Domain("kpp", "ilike", value) | Domain("legal_name", "ilike", value)
        own |= self._get_number_domain(value)
        if operator == "not ilike":
            return Domain(domain) & ~own
        return Domain(domain) | own

    @api.model
    @api.readonly
    def name_search(self, name="", domain=None, operator="ilike", limit=100):
        """Give the cards first that have the very number, reference or name."""
        if operator != "ilike" or not name:
            return super().name_search(name, domain, operator, limit)
        exact = self._get_number_domain(name) | Domain.OR(
            Domain(field_name, "=", name)
            for field_name in ("complete_name", "name", "ref")
        )
        found = self.search_fetch(
            exact & Domain(domain or Domain.TRUE), ["display_name"], limit=limit
        )
        first = [(partner.id, partner.display_name) for partner in found.sudo()]
        if not first:
            return super().name_search(name, domain, operator, limit)
        if limit and len(first) == limit:
            return first
        rest = Domain(domain or Domain.TRUE) & Domain("id", "not in", found.ids)
        return first + super().name_search(
            name, rest, operator, limit and limit - len(first)
        )

    @api.model
    def _get_number_domain(self, text):
        """Domain of the cards with a number.

        :param str text: what somebody has typed
        :return: a domain of no card where it is no number
        :rtype: Domain
        """
        number = requisites.compact_digits(str(text).strip().upper().removeprefix("RU"))
        if not requisites.is_digits(number):
            return Domain.FALSE
        return Domain.OR(Domain(name, "=", number) for name in _NUMBERS)
