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
            parts += [Part("partners"), Part("attachments")]
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
              FROM %(card)s client360_timeline_link link
              JOIN mail_message m ON m.id = link.message_id
              LEFT JOIN res_partner_bank bank
                ON link.res_model = 'res.partner.bank' AND bank.id = link.res_id
                   %(joins)s
             WHERE link.partner_id = card.id
               AND %(model_condition)s
               AND %(card_condition)s
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
            card=self._card_from(scope),
            joins=self._message_joins(model_names),
            model_condition=(
                SQL("link.res_model = %s", *model_names)
                if len(model_names) == 1
                else SQL("link.res_model = ANY(%s)", list(model_names))
            ),
            card_condition=self._card_condition(scope),
            record_condition=self._record_condition(model_names),
            conditions=self._message_conditions(scope),
        )

    def _partners_sql(self, scope):
        """The creation of partners."""
        return SQL(
            """
            SELECT %(columns)s
              FROM %(card)s res_partner created
              LEFT JOIN res_users author ON author.id = created.create_uid
             WHERE created.id = card.id AND %(card_condition)s AND %(id_condition)s
            """,
            columns=self._event_sql(
                PARTNER,
                SQL("created.id"),
                date=SQL("date_trunc('second', created.create_date)"),
                kind=SQL("'created'"),
                author_id=SQL("author.partner_id"),
            ),
            card=self._card_from(scope),
            card_condition=self._card_condition(scope),
            id_condition=self._id_condition(SQL("created.id"), PARTNER, scope),
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
              FROM %(card)s res_partner_bank bank
              LEFT JOIN res_users author ON author.id = bank.create_uid
             WHERE bank.partner_id = card.id
               AND %(card_condition)s
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
            card=self._card_from(scope),
            card_condition=self._card_condition(scope),
            bank_condition=self._rule_condition(SQL("bank.id"), "res.partner.bank"),
            id_condition=self._id_condition(SQL("bank.id"), BANK, scope),
        )

    def _attachments_sql(self, scope):
        """The documents of partners. Who reads the partner reads them too."""
        return SQL(
            """
            SELECT %(columns)s
              FROM %(card)s ir_attachment document
              LEFT JOIN res_users author ON author.id = document.create_uid
             WHERE document.res_model = 'res.partner' AND document.res_id = card.id
               AND document.res_field IS NULL
               AND %(card_condition)s
               AND %(rule_condition)s
               AND %(id_condition)s
            """,
            columns=self._event_sql(
                ATTACHMENT,
                SQL("document.id"),
                **self._document_columns(),
                date=SQL("document.create_date"),
            ),
            card=self._card_from(scope),
            card_condition=self._card_condition(scope),
            rule_condition=self._rule_condition(SQL("document.id"), "ir.attachment"),
            id_condition=self._id_condition(SQL("document.id"), ATTACHMENT, scope),
        )

    def _documents_sql(self, scope, model_names):
        """The documents that were added to records without a message."""
        return SQL(
            """
            SELECT %(columns)s
              FROM %(card)s client360_timeline_document link
              JOIN ir_attachment document ON document.id = link.attachment_id
              LEFT JOIN res_users author ON author.id = document.create_uid
             WHERE link.partner_id = card.id
               AND link.res_model = ANY(%(models)s)
               AND document.res_field IS NULL
               AND %(card_condition)s
               AND %(record_condition)s
               AND %(rule_condition)s
               AND %(id_condition)s
            """,
            columns=self._event_sql(
                ATTACHMENT,
                SQL("document.id"),
                **self._document_columns(),
                date=SQL("link.date"),
                res_model=SQL("link.res_model"),
                res_id=SQL("link.res_id"),
            ),
            card=self._card_from(scope),
            models=list(model_names),
            card_condition=self._card_condition(scope),
            record_condition=self._record_condition(model_names),
            rule_condition=self._rule_condition(SQL("document.id"), "ir.attachment"),
            id_condition=self._id_condition(SQL("document.id"), ATTACHMENT, scope),
        )

    def _document_columns(self):
        return {
            "kind": SQL("'document_added'"),
            "author_id": SQL("author.partner_id"),
            "field_label": SQL("%s", self._label("document_ids")),
            "new_value": SQL("document.name"),
            "attachment_id": SQL("document.id"),
        }

    @api.model
    def _label(self, field_name):
        field = self.env["res.partner"]._fields[field_name]
        return field.get_description(self.env, attributes=["string"])["string"]
