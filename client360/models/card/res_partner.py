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

    # The branches that are cards of their own.
    _branch_idx = models.Index("(parent_id) WHERE is_company AND parent_id IS NOT NULL")

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

    def _get_family_companies(self):
        """Those of these partners that are companies, and their branches: whoever is
        below belongs to one of them, by ``commercial_partner_id``.

        Their contacts may be many, and are not read.

        :return: for each id, the ids of those of these partners that it is below
        :rtype: dict[int, list[int]]
        """
        companies = defaultdict(list)
        if not self.ids:
            return companies
        self.env["res.partner"].flush_model(
            ["commercial_partner_id", "is_company", "parent_id"]
        )
        for id_, ancestor_id in self.env.execute_query(
            SQL(
                """
                WITH RECURSIVE company (id, ancestor_id) AS (
                    SELECT id, id FROM res_partner
                     WHERE id = ANY(%s) AND commercial_partner_id = id
                    UNION
                    SELECT branch.id, company.ancestor_id
                      FROM company
                      JOIN res_partner contact
                        ON contact.commercial_partner_id = company.id
                      JOIN res_partner branch
                        ON branch.parent_id = contact.id AND branch.is_company
                )
                SELECT id, ancestor_id FROM company
                """,
                list(self.ids),
            )
        ):
            companies[id_].append(ancestor_id)
        return companies

    def _get_families(self):
        """What these partners and all below them have in common.

        :return: a field of partners, and for each of its values the ids of those of
            these partners that whoever has it is below
        :rtype: list[tuple[str, dict[int, list[int]]]]
        """
        companies = self._get_family_companies()
        people = self.browse(id_ for id_ in self.ids if id_ not in companies)
        families = [
            ("commercial_partner_id", companies),
            ("id", people._get_family()),
        ]
        return [family for family in families if family[1]]

    def _in_family(self, field_name, values):
        """Query of a family of :meth:`_get_families`, archived partners too.

        :param str field_name: what they have in common
        :param values: its values
        :rtype: Query
        """
        partners = self.env["res.partner"].sudo().with_context(active_test=False)
        return partners._search([(field_name, "in", list(values))])

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
        return [
            (ancestor_id, *values)
            for field_name, ancestors in self._get_families()
            for partner, *values in Model._read_group(
                Domain(partner_field, "in", self._in_family(field_name, ancestors))
                & Domain(domain),
                [partner_field, *groupby],
                ["__count"],
            )
            for ancestor_id in ancestors[int(partner.sudo()[field_name])]
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
        families = self._get_families()
        parts = []
        for family, (field_name, ancestors) in enumerate(families):
            partners = self._in_family(field_name, ancestors)
            for number, (model, partner_field, domain) in enumerate(counters):
                Model = self.env[model]
                if not Model.has_access("read"):
                    continue
                query = Model._search(
                    Domain(partner_field, "in", partners) & Domain(domain)
                )
                if query.is_empty():
                    continue
                parts.append(
                    SQL(
                        "SELECT %s, %s, partner.%s, COUNT(*)"
                        " FROM (%s) AS records (partner_id)"
                        " JOIN res_partner partner ON partner.id = records.partner_id"
                        " GROUP BY partner.%s",
                        family,
                        number,
                        SQL.identifier(field_name),
                        query.select(
                            Model._field_to_sql(query.table, partner_field, query)
                        ),
                        SQL.identifier(field_name),
                    )
                )
        if parts:
            for family, number, value, count in self.env.execute_query(
                SQL(" UNION ALL ").join(parts)
            ):
                for ancestor_id in families[family][1][value]:
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
