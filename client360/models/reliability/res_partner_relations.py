# Copyright 2026 Client 360 contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo import api, fields, models
from odoo.fields import Domain

#: Cards that the page shows as related for one reason.
RELATIONS_LIMIT = 10


class ResPartner(models.Model):
    # pylint: disable=consider-merging-classes-inherited
    # One class for each subject of the card, see docs/architecture.rst.
    _inherit = "res.partner"

    # ",7707083893,500100732259,": a founder's card finds by it what he has founded.
    founder_inns = fields.Char(
        compute="_compute_founder_inns",
        store=True,
        index="trigram",
        copy=False,
        groups="base.group_user",
        export_string_translation=False,
    )
    _ceo_name_idx = models.Index("(ceo_name) WHERE ceo_name IS NOT NULL")
    _legal_address_idx = models.Index("(legal_address) WHERE legal_address IS NOT NULL")

    @api.depends("dadata_snapshot", "vat")
    def _compute_founder_inns(self):
        for partner in self:
            inns = partner._get_founder_inns() if partner.dadata_snapshot else ()
            partner.founder_inns = f",{','.join(inns)}," if inns else False

    def _get_founder_inns(self):
        """INNs of the founders that DaData names.

        :rtype: list[str]
        """
        founders = self._get_dadata_details().get("founders", ())
        return [founder["inn"] for founder in founders if founder["inn"]]

    def _get_related_cards(self):
        """Cards that the user may see of companies that have to do with this one.

        :return: dicts ``id``, ``name`` and ``why``
        :rtype: list[dict]
        """
        # Contacts have their company's INN, and are no companies.
        counterparties = Domain("parent_id", "=", False) | Domain(
            "is_company", "=", True
        )
        found = {}
        for why, domain in self._get_relations().items():
            partners = self.search_fetch(
                domain & counterparties & Domain("id", "!=", self.id),
                ["display_name"],
                limit=RELATIONS_LIMIT,
            )
            for partner in partners:
                found.setdefault(partner, []).append(why)
        return [
            {"id": partner.id, "name": partner.display_name, "why": ", ".join(why)}
            for partner, why in found.items()
        ]

    def _get_relations(self):
        """Why another card may have to do with this one. Each of these works both ways:
        the other card names this one, too.

        :return: {reason: domain of the other cards}
        :rtype: dict[str, Domain]
        """
        relations = {
            self.env._("subsidiary or branch"): Domain("parent_id", "=", self.id)
        }
        if self.parent_id:
            parent = self.parent_id.id
            relations |= {
                self.env._("parent company"): Domain("id", "=", parent),
                self.env._("the same parent company"): Domain("parent_id", "=", parent),
            }
        if self.ceo_name:
            relations[self.env._("director of the same name")] = Domain(
                "ceo_name", "=", self.ceo_name
            )
        if self.legal_address:
            relations[self.env._("the same address")] = Domain(
                "legal_address", "=", self.legal_address
            )
        founders = self._get_founder_inns()
        if founders:
            relations |= {
                self.env._("founder"): Domain("vat", "in", founders),
                self.env._("the same founder"): Domain.OR(
                    self._get_founded_domain(inn) for inn in founders
                ),
            }
        inn = self._normalized_inn()
        if inn:
            relations[self.env._("founded by this one")] = self._get_founded_domain(inn)
        return relations

    @api.model
    def _get_founded_domain(self, inn):
        return Domain("founder_inns", "like", f",{inn},")
