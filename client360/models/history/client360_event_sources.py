# Copyright 2026 Client 360 contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo import api, models
from odoo.tools import SQL

from .client360_event_scope import (
    ATTACHMENT,
    BANK,
    PARTNER,
    SOURCES,
    TRACKING,
    Part,
)


class Client360Event(models.Model):
    """Where events come from: one query for each source."""

    # pylint: disable=consider-merging-classes-inherited
    # One class for each question, see client360_event.py.
    _inherit = "client360.event"

    def _history_sql(self, scope):
        """The events that the user may see, in one row each.

        :param Scope scope: what is wanted
        :rtype: SQL
        """
        parts = [scope.part] if scope.part else self._parts(scope)
        queries = [
            getattr(self, f"_{part.name}_sql")(scope, *filter(None, [part.models]))
            for part in parts
        ]
        if not queries:
            return SQL("SELECT %s WHERE FALSE", self._event_sql(PARTNER, SQL("0")))
        return SQL(" UNION ALL ").join(SQL("(%s)", query) for query in queries)

    @api.model
    def _parts(self, scope, one_by_one=False):
        """The queries that make up the history.

        :param bool one_by_one: whether to ask for the messages of each model apart
            where not all models are wanted or readable: then none are read in vain
        :rtype: list[Part]
        """
        names = tuple(self.env["client360.timeline.link"]._get_partner_fields())
        wanted = tuple(
            name
            for name in names
            if (scope.models is None or self._event_model(name) in scope.models)
            and self.env[name].has_access("read")
        )
        if wanted == names or not one_by_one:
            parts = [Part("messages", wanted)] if wanted else []
        else:
            parts = [Part("messages", (name,)) for name in wanted]
        documents = self.env["client360.timeline.document"]._get_partner_fields()
        if on_records := tuple(name for name in wanted if name in documents):
            parts.append(Part("documents", on_records))
        if "res.partner" in wanted:
            parts.append(Part("partners"))
        if "res.partner.bank" in wanted:
            parts.append(Part("banks"))
        return parts

    @api.model
    def _event_model(self, model_name):
        """The register that the messages of a model stand in."""
        return "res.partner" if model_name == "res.partner.bank" else model_name

    def _event_sql(self, source, record_id, **columns):
        """The columns of one source's rows, NULL where it has nothing to say."""
        values = {
            "id": SQL("%s::bigint * %s + %s", record_id, SOURCES, source),
            "date": SQL("NULL::timestamp"),
            "kind": SQL("NULL::varchar"),
            "partner_id": SQL("card.id"),
            "res_model": SQL("'res.partner'::varchar"),
            "res_id": SQL("card.id"),
            "bank_account_id": SQL("NULL::integer"),
            "author_id": SQL("NULL::integer"),
            "email_from": SQL("NULL::varchar"),
            "field_label": SQL("NULL::varchar"),
            "old_value": SQL("NULL::varchar"),
            "new_value": SQL("NULL::varchar"),
            "message_id": SQL("NULL::integer"),
            "attachment_id": SQL("NULL::integer"),
            "subject": SQL("NULL::varchar"),
            "body": SQL("NULL::text"),
        }
        assert columns.keys() <= values.keys()
        values.update(columns)
        return SQL(", ").join(
            SQL("%s AS %s", value, SQL.identifier(name))
            for name, value in values.items()
        )

    def _messages_sql(self, scope, model_names):
        """Messages of cards, of their bank accounts and of their records, each once
        for every change that it tracks.

        The account app logs the changes of bank accounts on the card, too, without
        saying of which one. They are taken from the bank accounts themselves.
        """
        own = SQL("link.res_model IN ('res.partner', 'res.partner.bank')")
        return SQL(
            """
            SELECT %(columns)s
              FROM %(links)s
              LEFT JOIN res_partner_bank bank
                ON link.res_model = 'res.partner.bank' AND bank.id = link.res_id
                   %(joins)s
             WHERE %(card_condition)s
               AND %(record_condition)s
               AND %(conditions)s
               AND NOT (t.id IS NULL AND link.res_model = 'res.partner'
                        AND m.message_type = 'notification'
                        AND m.body LIKE '%%data-oe-model="res.partner.bank"%%')
            """,
            columns=self._event_sql(
                TRACKING,
                SQL("t.id"),
                **self._message_columns(),
                res_model=SQL(
                    "CASE WHEN %s THEN 'res.partner' ELSE link.res_model END", own
                ),
                res_id=SQL("CASE WHEN %s THEN card.id ELSE link.res_id END", own),
                bank_account_id=SQL("bank.id"),
            ),
            links=self._links_from(scope, "client360.timeline.link", "m", model_names),
            joins=self._message_joins(model_names),
            card_condition=self._card_condition(),
            record_condition=self._record_condition(model_names),
            conditions=self._message_conditions(scope),
        )

    def _links_from(self, scope, links_name, alias, model_names):
        """Links, what they link and their cards, for FROM.

        :param Scope scope: what is wanted
        :param str links_name: a model with ``client360.timeline.link.mixin``
        :param str alias: what its sources are called in the query
        :param tuple model_names: models of the records
        :return: tables with the aliases ``link``, ``card``, and that of the sources
        :rtype: SQL
        """
        links = self.env[links_name]
        names = {
            "links": SQL.identifier(links._table),
            "source": SQL.identifier(self.env[links._source]._table),
            "alias": SQL.identifier(alias),
            "source_id": SQL.identifier("link", links._source_field),
            "condition": SQL(
                "%s AND %s",
                scope.anchor_condition("link"),
                SQL("link.res_model = %s", *model_names)
                if len(model_names) == 1
                else SQL("link.res_model = ANY(%s)", list(model_names)),
            ),
        }
        if scope.part or scope.anchor_ids is None:
            return SQL(
                """
                %(links)s link
                  JOIN %(source)s %(alias)s
                    ON %(alias)s.id = %(source_id)s AND %(condition)s
                  JOIN res_partner card ON card.id = link.partner_id
                """,
                **names,
            )
        # OFFSET keeps PostgreSQL from reading all messages of the database, which it
        # does where a few counterparties have most of them.
        return SQL(
            """
            %(anchor)s
             CROSS JOIN LATERAL (
                SELECT * FROM %(links)s link WHERE %(condition)s OFFSET 0) link
             CROSS JOIN LATERAL (
                SELECT * FROM %(source)s source
                 WHERE source.id = %(source_id)s OFFSET 0) %(alias)s
             CROSS JOIN LATERAL (
                SELECT * FROM res_partner partner
                 WHERE partner.id = link.partner_id OFFSET 0) card
            """,
            anchor=scope.anchor_table(),
            **names,
        )

    def _cards_from(self, scope):
        """The cards that are wanted, for FROM.

        :param Scope scope: what is wanted
        :return: a table with the alias ``card``
        :rtype: SQL
        """
        cards = SQL(
            "(SELECT * FROM res_partner card WHERE %s) card",
            scope.anchor_condition("card", "id"),
        )
        if scope.anchor_ids is None:
            return cards
        if scope.part:
            return SQL("LATERAL %s", cards)
        return SQL("%s CROSS JOIN LATERAL %s", scope.anchor_table(), cards)

    def _partners_sql(self, scope):
        """The creation of partners."""
        return SQL(
            """
            SELECT %(columns)s
              FROM %(cards)s
              LEFT JOIN res_users author ON author.id = card.create_uid
             WHERE %(card_condition)s AND %(id_condition)s
            """,
            columns=self._event_sql(
                PARTNER,
                SQL("card.id"),
                date=SQL("date_trunc('second', card.create_date)"),
                kind=SQL("'created'"),
                author_id=SQL("author.partner_id"),
            ),
            cards=self._cards_from(scope),
            card_condition=self._card_condition(),
            id_condition=self._id_condition(SQL("card.id"), PARTNER, scope),
        )

    def _banks_sql(self, scope):
        """The creation of bank accounts, with the number that they had then."""
        first_number = SQL(
            """
            COALESCE(
                (SELECT t.old_value_char
                   FROM mail_message m
                   JOIN mail_tracking_value t
                     ON t.mail_message_id = m.id AND t.field_id = %s
                  WHERE m.model = 'res.partner.bank' AND m.res_id = bank.id
                  ORDER BY t.id LIMIT 1),
                bank.acc_number)
            """,
            self.env["ir.model.fields"]._get_ids("res.partner.bank").get("acc_number"),
        )
        return SQL(
            """
            SELECT %(columns)s
              FROM %(cards)s
              JOIN res_partner_bank bank ON bank.partner_id = card.id
              LEFT JOIN res_users author ON author.id = bank.create_uid
             WHERE %(card_condition)s
               AND %(bank_condition)s
               AND %(id_condition)s
            """,
            columns=self._event_sql(
                BANK,
                SQL("bank.id"),
                date=SQL("date_trunc('second', bank.create_date)"),
                kind=SQL("'changed'"),
                bank_account_id=SQL("bank.id"),
                author_id=SQL("author.partner_id"),
                field_label=SQL("%s", self.env._("Bank Account")),
                new_value=first_number,
            ),
            cards=self._cards_from(scope),
            card_condition=self._card_condition(),
            bank_condition=self._rule_condition(SQL("bank.id"), "res.partner.bank"),
            id_condition=self._id_condition(SQL("bank.id"), BANK, scope),
        )

    def _documents_sql(self, scope, model_names):
        """The documents of cards, and those that were added to records without a
        message. Who reads the record reads them too."""
        return SQL(
            """
            SELECT %(columns)s
              FROM %(links)s
              LEFT JOIN res_users author ON author.id = document.create_uid
             WHERE document.res_field IS NULL
               AND %(card_condition)s
               AND %(record_condition)s
               AND %(rule_condition)s
               AND %(id_condition)s
            """,
            columns=self._event_sql(
                ATTACHMENT,
                SQL("document.id"),
                date=SQL("link.date"),
                kind=SQL("'document_added'"),
                author_id=SQL("author.partner_id"),
                field_label=SQL("%s", self._label("document_ids")),
                new_value=SQL("document.name"),
                attachment_id=SQL("document.id"),
                res_model=SQL("link.res_model"),
                res_id=SQL("link.res_id"),
            ),
            links=self._links_from(
                scope, "client360.timeline.document", "document", model_names
            ),
            card_condition=self._card_condition(),
            record_condition=self._record_condition(model_names),
            rule_condition=self._rule_condition(SQL("document.id"), "ir.attachment"),
            id_condition=self._id_condition(SQL("document.id"), ATTACHMENT, scope),
        )

    @api.model
    def _label(self, field_name):
        field = self.env["res.partner"]._fields[field_name]
        return field.get_description(self.env, attributes=["string"])["string"]
