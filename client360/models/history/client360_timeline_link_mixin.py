# Copyright 2026 Client 360 contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from collections import defaultdict

from odoo import api, fields, models
from odoo.tools import SQL


class Client360TimelineLinkMixin(models.AbstractModel):
    """Which counterparty something belongs to that is on a record, and when it came.

    What is on a record knows it, and the record knows its counterparty: nobody finds
    the newest entries of a counterparty with ten thousand records in time that way. A
    model with this mixin has one row for each of them, in SQL throughout. It is
    written at the end of a transaction, for all that came or was moved in it, or when
    the rows are read before. Nobody reads it but the queries of ``client360.event``
    and ``client360.highlights``.

    :cvar str _source: model of what is linked, in the SQL below as ``source``
    :cvar str _source_field: many2one to it, of which each row has another value
    :cvar str _source_date: its column with the time
    :cvar str _source_model: its column with the record's model; ``res_id`` has the id
    :cvar set _linked_fields: fields of it that a row is made of
    """

    _name = "client360.timeline.link.mixin"
    _description = "Link to a Counterparty"

    _source = None
    _source_field = None
    _source_date = "date"
    _source_model = "res_model"
    _linked_fields = frozenset()

    partner_id = fields.Many2one("res.partner", required=True, ondelete="cascade")
    # A company with its contacts is one search, however many they are. It is
    # written anew when they lose it, so it must not take the links along.
    commercial_partner_id = fields.Many2one(
        "res.partner", ondelete="set null", export_string_translation=False
    )
    date = fields.Datetime(required=True)
    res_model = fields.Char(required=True)
    res_id = fields.Integer(required=True)

    @api.model
    def _get_partner_fields(self):
        """Name the models whose records have links.

        :return: the field of each model that holds its counterparty, ``id`` for cards
        :rtype: dict[str, str]
        """
        raise NotImplementedError

    @api.model
    def _get_source_condition(self):
        """Which of the sources are linked.

        :rtype: SQL
        """
        raise NotImplementedError

    @api.model
    def _get_more_columns(self):
        """Further columns of a row: what each is, by its name.

        :rtype: dict[str, SQL]
        """
        return {}

    # ---------------------------------------------------------------- keeping up
    @api.model
    def _link_sources(self, sources, are_new=False):
        """Have sources linked that came or were moved to another record.

        :param sources: recordset of the model of the sources
        :param bool are_new: whether they have just been made: then there is no link
            that would have to go
        """
        column = "new" if are_new else "id"
        linked = self._get_partner_fields()
        for name, group in sources.grouped(self._source_model).items():
            if name in linked or not are_new:
                self._link_later(column, name, group.ids)

    @api.model
    def _link_records(self, records):
        """Have what is on records linked that got another counterparty.

        :param records: recordset of a model of the timeline
        """
        if records._name in self._get_partner_fields():
            self._link_later("res_id", records._name, records.ids)

    @api.model
    def _link_partners(self, partners):
        """Have the links of partners follow that came to another company.

        :param partners: recordset of ``res.partner``
        """
        self._link_later("partner_id", "res.partner", partners.ids)

    @api.model
    def _link_later(self, column, model_name, ids):
        """Note what is to be linked at the end of the transaction, all at once.

        :param str column: column of the sources that the ids are of, ``new`` for the
            ids of new ones, or ``partner_id`` for the links of partners
        :param str model_name: model of the records
        :param list ids: ids
        """
        precommit = self.env.cr.precommit
        if not precommit.data.get(self._name):
            precommit.data[self._name] = defaultdict(set)
            precommit.add(self._link_pending)
        precommit.data[self._name][column, model_name].update(ids)

    @api.model
    def _link_pending(self):
        """Link what was noted, for who reads links in the same transaction, and before
        it ends."""
        pending = self.env.cr.precommit.data.pop(self._name, None)
        if not pending:
            return
        partner_ids = pending.pop(("partner_id", "res.partner"), None)
        names = defaultdict(set)
        conditions = defaultdict(list)
        for (column, name), ids in pending.items():
            names[column].add(name)
            id_column = SQL.identifier("res_id" if column == "res_id" else "id")
            condition = SQL("source.%s = ANY(%s)", id_column, list(ids))
            if column == "res_id":
                model = SQL.identifier("source", self._source_model)
                condition = SQL("(%s = %s AND %s)", model, name, condition)
            conditions[column].append(condition)
        for column, parts in conditions.items():
            condition = SQL("(%s)", SQL(" OR ").join(parts))
            self._write_links(condition, names[column], are_new=column == "new")
        if partner_ids:
            self._write_companies(partner_ids)

    # ------------------------------------------------------------------- writing
    @api.model
    def _write_links(self, condition, model_names=None, are_new=False):
        """Make the links of sources as they should be.

        :param SQL condition: condition on the sources ``source``
        :param model_names: models of their records, all by default
        :param bool are_new: whether none of the sources can have a link yet
        :return: number of links that were missing or wrong
        :rtype: int
        """
        sources = self.env[self._source]
        sources.flush_model(self._linked_fields)
        self.env["res.partner"].flush_model(["commercial_partner_id"])
        more = self._get_more_columns()
        columns = [
            "partner_id",
            "commercial_partner_id",
            "date",
            "res_model",
            "res_id",
            *more,
        ]
        link, key = self._table, self._source_field

        def names(prefix):
            return SQL(", ").join(SQL.identifier(prefix, name) for name in columns)

        links = [
            self._links_sql(name, field_name, condition, more.values())
            for name, field_name in sorted(self._get_partner_fields().items())
            if model_names is None or name in model_names
        ]
        if not links:
            # there are none to be, and those that are there have to go
            links = [
                SQL(
                    "SELECT link.%s, %s FROM %s link WHERE FALSE",
                    SQL.identifier(key),
                    names("link"),
                    SQL.identifier(link),
                )
            ]
        gone = SQL(
            """,
            gone AS (
                DELETE FROM %(link)s link
                 USING %(source)s source
                 WHERE source.id = link.%(key)s AND %(condition)s
                   AND NOT EXISTS (SELECT FROM links WHERE links.%(key)s = link.%(key)s)
            )
            """,
            key=SQL.identifier(key),
            link=SQL.identifier(link),
            source=SQL.identifier(sources._table),
            condition=condition,
        )
        self.env.cr.execute(
            SQL(
                """
                WITH links (%(key)s, %(columns)s) AS MATERIALIZED (%(links)s)
                %(gone)s
                INSERT INTO %(link)s AS link (%(key)s, %(columns)s)
                SELECT * FROM links
                    ON CONFLICT (%(key)s) DO UPDATE SET %(assignments)s
                 WHERE (%(old)s) IS DISTINCT FROM (%(new)s)
                """,
                gone=SQL() if are_new else gone,
                key=SQL.identifier(key),
                columns=SQL(", ").join(map(SQL.identifier, columns)),
                links=SQL(" UNION ALL ").join(links),
                link=SQL.identifier(link),
                assignments=SQL(", ").join(
                    SQL("%s = EXCLUDED.%s", SQL.identifier(name), SQL.identifier(name))
                    for name in columns
                ),
                old=names("link"),
                new=names("excluded"),
            )
        )
        return self.env.cr.rowcount

    @api.model
    def _links_sql(self, model_name, field_name, condition, more):
        """The links that the sources on records of one model have to have.

        :param str model_name: model of the records
        :param str field_name: their field with the counterparty
        :param SQL condition: condition on the sources ``source``
        :param more: what further columns are, in SQL
        :rtype: SQL
        """
        return SQL(
            """
            SELECT source.id, partner.id, partner.commercial_partner_id,
                   source.%(date)s, source.%(model_column)s, source.res_id%(more)s
              FROM %(source)s source
              JOIN %(table)s record ON record.id = source.res_id
              JOIN res_partner partner ON partner.id = record.%(field)s
             WHERE source.%(model_column)s = %(model)s AND %(condition)s
               AND %(source_condition)s
               AND source.%(date)s IS NOT NULL
            """,
            field=SQL.identifier(field_name),
            date=SQL.identifier(self._source_date),
            model_column=SQL.identifier(self._source_model),
            more=SQL("").join(SQL(", %s", column) for column in more),
            source=SQL.identifier(self.env[self._source]._table),
            table=SQL.identifier(self.env[model_name]._table),
            model=model_name,
            condition=condition,
            source_condition=self._get_source_condition(),
        )

    @api.model
    def _write_companies(self, partner_ids):
        """Give the links of partners the company that they belong to now.

        :param partner_ids: ids of partners
        """
        self.env["res.partner"].flush_model(["commercial_partner_id"])
        self.env.cr.execute(
            SQL(
                """
                UPDATE %s link
                   SET commercial_partner_id = partner.commercial_partner_id
                  FROM res_partner partner
                 WHERE partner.id = ANY(%s) AND link.partner_id = partner.id
                   AND link.commercial_partner_id
                       IS DISTINCT FROM partner.commercial_partner_id
                """,
                SQL.identifier(self._table),
                list(partner_ids),
            )
        )
