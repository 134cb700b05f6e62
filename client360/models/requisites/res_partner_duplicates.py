# Copyright 2026 Client 360 contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.fields import Domain

from ...tools import requisites


class ResPartner(models.Model):
    # pylint: disable=consider-merging-classes-inherited
    # One class for each subject of the card, see docs/architecture.rst.
    _inherit = "res.partner"

    duplicate_note = fields.Text(
        compute="_compute_same_vat_partner_id", groups="base.group_user"
    )

    @api.depends("kpp", "parent_id", "is_company", "has_russian_requisites")
    @api.depends_context("uid", "allowed_company_ids")
    def _compute_same_vat_partner_id(self):
        """The same INN and KPP is a duplicate; branches share the INN alone.

        Unlike in Odoo, the banner names only cards that the user may open.
        """
        result = super()._compute_same_vat_partner_id()
        self.duplicate_note = False
        for partner in self.filtered("has_russian_requisites"):
            domain = partner._duplicate_domain()
            if not domain:
                if partner.vat and partner.is_company:
                    partner.same_vat_partner_id = False
                    partner.same_company_registry_partner_id = False
                continue
            found, hidden = self._find_duplicate(domain)
            partner.same_vat_partner_id = found.id
            same_registry = (
                partner.company_registry
                and partner.company_registry == found.company_registry
            )
            partner.same_company_registry_partner_id = found if same_registry else False
            if found and not found.active:
                partner.duplicate_note = self.env._(
                    "That card is archived: restore it rather than fill a new one."
                )
            elif hidden:
                partner.duplicate_note = self.env._(
                    "There is a card with the same INN and KPP that you may not open; "
                    "ask an administrator."
                )
        return result

    @api.model
    def _find_duplicate(self, domain):
        """Look for a card among all, and for one that the user may open.

        :param domain: from :meth:`_duplicate_domain`
        :return: the card, and whether there is only one that the user may not open
        :rtype: tuple
        """
        # not as superuser, who would tell the names of all
        everyone = self.sudo(False).with_context(active_test=False)
        if not everyone.sudo().search_count(domain, limit=1):
            return everyone.browse(), False
        found = everyone.search(domain, limit=1, order="active desc, id")
        return found, not found

    def _duplicate_domain(self):
        """Domain of other cards of the same body, None if there can be none.

        A card without a KPP may be any branch. Cards of two companies that share
        nothing do not disturb each other.

        :rtype: Domain or None
        """
        self.ensure_one()
        own_number = self.is_company or not self.parent_id
        if not own_number or not self.vat or not requisites.is_inn(self.vat):
            return None
        domain = self._get_body_domain() & Domain("vat", "=", self.vat)
        if self.kpp:
            domain &= Domain("kpp", "in", (self.kpp, False))
        if self.company_id:
            domain &= Domain("company_id", "in", (False, self.company_id.id))
        origin = self._origin
        if origin:
            domain &= Domain("id", "!=", origin.id)
            domain &= ~Domain("id", "child_of", origin.id)
        if self.parent_id:
            parent_id = self.parent_id._origin.id
            domain &= ~Domain("id", "parent_of", parent_id)
            # branches of one company; without a KPP none can be told from another
            siblings = Domain("id", "child_of", parent_id)
            if self.kpp:
                siblings &= Domain("kpp", "=", False)
            domain &= ~siblings
        return domain

    @api.model
    def _get_body_domain(self):
        """Domain of the cards of Russian bodies, branches among them, that have
        numbers of their own.

        :rtype: Domain
        """
        return (Domain("is_company", "=", True) | Domain("parent_id", "=", False)) & (
            Domain("country_id.code", "=", "RU") | Domain("country_id", "=", False)
        )

    @api.model
    def _find_cards_by_numbers(self, numbers):
        """Cards of bodies that the user may open, archived ones too.

        A card without a KPP may be any branch, and a number without a KPP is that of
        any card of the body. The card with the very KPP and the one in use come first.

        :param numbers: pairs of INN and KPP, or False for the KPP
        :return: {(INN, KPP): card}, without the pairs that no card is found for
        :rtype: dict
        """
        everyone = self.sudo(False).with_context(active_test=False)
        cards = everyone.search_fetch(
            self._get_body_domain()
            & Domain("vat", "in", [inn for inn, _kpp in numbers]),
            ["vat", "kpp", "active"],
            order="active desc, id",
        ).grouped("vat")
        result = {}
        for inn, kpp in numbers:
            found = cards.get(inn, everyone.browse())
            if kpp:
                found = found.filtered(lambda card, kpp=kpp: card.kpp in (kpp, False))
                found = found.sorted(lambda card: (not card.active, not card.kpp))
            if found:
                result[inn, kpp] = found[0]
        return result

    @api.constrains("vat", "kpp", "company_id", "is_company", "active", "country_id")
    def _check_duplicates(self):
        if self.env.context.get("client360_merge"):
            return
        parameters = self.env["ir.config_parameter"].sudo()
        if not parameters.get_param("client360.refuse_duplicates"):
            return
        domains = {
            partner: domain
            for partner in self
            if partner.active
            and partner.has_russian_requisites
            and (domain := partner._duplicate_domain())
        }
        inns = {partner.vat for partner in domains}
        self.env["client360.inn"]._claim(inns)
        for partner, domain in domains.items():
            found, hidden = self._find_duplicate(domain)
            if hidden:
                raise ValidationError(
                    self.env._(
                        "There is a card with INN %s already, which you may not open; "
                        "ask an administrator.",
                        partner.vat,
                    )
                )
            if found:
                raise ValidationError(
                    self.env._(
                        "There is a card with INN %(inn)s already: %(name)s.",
                        inn=partner.vat,
                        name=found.display_name,
                    )
                )
