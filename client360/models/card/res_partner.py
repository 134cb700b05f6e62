# Copyright 2026 Client 360 contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from collections import Counter

from odoo import api, fields, models
from odoo.fields import Domain


class ResPartner(models.Model):
    # pylint: disable=consider-merging-classes-inherited
    # One class for each subject of the card, see docs/architecture.rst.
    _inherit = "res.partner"

    type = fields.Selection(
        selection_add=[("postal", "Postal Address")],
        ondelete={"postal": "set default"},
    )
    postal_address = fields.Char(
        compute="_compute_postal_address",
        help="Where letters on paper go: the first contact of the type “Postal "
        "Address”.",
    )

    @api.depends("child_ids.type", "child_ids.contact_address_inline")
    def _compute_postal_address(self):
        for partner in self:
            postal = partner.child_ids.filtered(lambda child: child.type == "postal")
            partner.postal_address = postal[:1].contact_address_inline

    def _get_family(self):
        """These partners and all below them, archived ones too, with their parents.

        :return: recordset
        """
        return self.with_context(active_test=False).search_fetch(
            [("id", "child_of", self.ids)], ["parent_id"]
        )

    def _roll_up(
        self, model, domain, *groupby, partner_field="partner_id", family=None
    ):
        """Count records of contacts and of those below them, archived ones too.

        :param str model: model with a stored many2one to partners
        :param domain: domain of the records to count
        :param groupby: more fields to count by
        :param str partner_field: name of the many2one
        :param family: from :meth:`_get_family`, for who counts several models
        :return: rows (id of a partner of ``self``, a value of each field, number);
            none for a user who may not read the model
        :rtype: list[tuple]
        """
        Model = self.env[model]
        if not Model.has_access("read"):
            return []
        partners = self._get_family() if family is None else family
        ids = set(self.ids)
        rows = []
        for partner, *values in Model._read_group(
            Domain(partner_field, "in", partners.ids) & Domain(domain),
            [partner_field, *groupby],
            ["__count"],
        ):
            while partner:
                if partner.id in ids:
                    rows.append((partner.id, *values))
                partner = partner.parent_id
        return rows

    def _roll_up_count(self, model, domain, partner_field="partner_id", family=None):
        """Count records of contacts, see :meth:`_roll_up`.

        :return: number of records for each id of a partner
        :rtype: Counter
        """
        counts = Counter()
        for partner_id, count in self._roll_up(
            model, domain, partner_field=partner_field, family=family
        ):
            counts[partner_id] += count
        return counts

    def _compute_application_statistics_hook(self):
        """Add the registers' badges to those of the apps in the list and kanban."""
        statistics = super()._compute_application_statistics_hook()
        counters = self.env["client360.highlights"]._counters()
        family = self._get_family() if counters else self
        for model, partner_field, domain, badge in counters:
            counts = self._roll_up_count(model, domain, partner_field, family)
            for partner_id, count in counts.items():
                statistics[partner_id].append({**badge, "value": count})
        return statistics
