# Copyright 2026 Client 360 contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from collections import Counter, defaultdict

from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import SQL


class ResPartner(models.Model):
    # pylint: disable=consider-merging-classes-inherited
    # One class for each subject of the card, see docs/architecture.rst.
    _name = "res.partner"
    _inherit = ["res.partner", "client360.tracking.mixin"]

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
        """These partners and all below them, archived ones too, in one query.

        As in ``child_of``, it does not matter whom of them the user may see: what is
        counted has rules of its own.

        :return: for each id, the ids of those of these partners that it is below
        :rtype: dict[int, list[int]]
        """
        family = defaultdict(list)
        if not self.ids:
            return family
        self.env["res.partner"].flush_model(["parent_id"])
        for id_, ancestor_id in self.env.execute_query(
            SQL(
                "WITH RECURSIVE family (id, ancestor_id) AS ("
                " SELECT id, id FROM res_partner WHERE id = ANY(%s) UNION"
                " SELECT res_partner.id, family.ancestor_id FROM res_partner"
                " JOIN family ON res_partner.parent_id = family.id)"
                " SELECT id, ancestor_id FROM family",
                list(self.ids),
            )
        ):
            family[id_].append(ancestor_id)
        return family

    def _roll_up(self, model, domain, *groupby, partner_field="partner_id"):
        """Count records of contacts and of those below them, archived ones too.

        :param str model: model with a stored many2one to partners
        :param domain: domain of the records to count
        :param groupby: more fields to count by
        :param str partner_field: name of the many2one
        :return: rows (id of a partner of ``self``, a value of each field, number);
            none for a user who may not read the model
        :rtype: list[tuple]
        """
        Model = self.env[model]
        if not Model.has_access("read"):
            return []
        family = self._get_family()
        return [
            (ancestor_id, *values)
            for partner, *values in Model._read_group(
                Domain(partner_field, "in", list(family)) & Domain(domain),
                [partner_field, *groupby],
                ["__count"],
            )
            for ancestor_id in family[partner.id]
        ]

    def _roll_up_count(self, model, domain, partner_field="partner_id"):
        """Count records of contacts, see :meth:`_roll_up`.

        :return: number of records for each id of a partner
        :rtype: Counter
        """
        [counts] = self._roll_up_counts([(model, partner_field, domain)])
        return counts

    def _roll_up_counts(self, counters):
        """Count the records of several models in one query, see :meth:`_roll_up`.

        :param list counters: tuples (model, its partner field, domain of the records)
        :return: number of records for each id of a partner, for each of them
        :rtype: list[Counter]
        """
        counts = [Counter() for _counter in counters]
        family = self._get_family()
        parts = []
        for number, (model, partner_field, domain) in enumerate(counters):
            Model = self.env[model]
            if not Model.has_access("read"):
                continue
            query = Model._search(
                Domain(partner_field, "in", list(family)) & Domain(domain)
            )
            if not query.is_empty():
                column = Model._field_to_sql(query.table, partner_field, query)
                parts.append(
                    SQL(
                        "SELECT %s, partner_id, COUNT(*)"
                        " FROM (%s) AS records (partner_id) GROUP BY partner_id",
                        number,
                        query.select(column),
                    )
                )
        if parts:
            for number, partner_id, count in self.env.execute_query(
                SQL(" UNION ALL ").join(parts)
            ):
                for ancestor_id in family[partner_id]:
                    counts[number][ancestor_id] += count
        return counts

    def _compute_application_statistics_hook(self):
        """Add the registers' badges to those of the apps in the list and kanban."""
        statistics = super()._compute_application_statistics_hook()
        counters = self.env["client360.highlights"]._counters()
        if not counters:
            return statistics
        all_counts = self._roll_up_counts([counter[:3] for counter in counters])
        for (*_counter, badge), counts in zip(counters, all_counts, strict=True):
            for partner_id, count in counts.items():
                statistics[partner_id].append({**badge, "value": count})
        return statistics
