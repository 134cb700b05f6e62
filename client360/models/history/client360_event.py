# Copyright 2026 Client 360 contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

import re
import textwrap
from typing import NamedTuple

from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import SQL, Query
from odoo.tools.mail import html_to_inner_content
from odoo.tools.misc import get_lang

from odoo.addons.base.models.ir_attachment import condition_values

# An event's id is SOURCES times the id of its source, plus the source's number.
MESSAGE, TRACKING, PARTNER, ATTACHMENT, BANK = range(5)
SOURCES = 5

MAX_COMMENT = 1000
BY_DATE = r"\b(date|id|asc|desc)\b|[\s,]"

# strftime to to_char(); see res.lang.date_format
DATE_FORMAT = {
    "%d": "DD",
    "%-d": "FMDD",
    "%m": "MM",
    "%-m": "FMMM",
    "%Y": "YYYY",
    "%y": "YY",
    "%b": "Mon",
    "%B": "FMMonth",
    "%H": "HH24",
    "%I": "HH12",
    "%M": "MI",
    "%S": "SS",
    "%p": "AM",
}


class Scope(NamedTuple):
    """What a query of the history is narrowed down to, and how."""

    ids: frozenset | None = None
    partner_ids: frozenset | None = None
    #: name of the one part of the query that is wanted, for a LATERAL subquery in
    #: which ``card`` is the partner's row
    part: str | None = None

    def source_ids(self, source):
        """Ids of a source's records among the events' ids, as a list."""
        return [id_ // SOURCES for id_ in self.ids if id_ % SOURCES == source]


class Client360Event(models.Model):
    """Events of partners, from what Odoo keeps anyway: messages, their tracking
    values, attachments and the creation of partners and bank accounts.

    The model has no table. Its query leaves out whatever the user may not read:
    partners and bank accounts by their record rules, values by the groups of
    their fields. So search, read, read_group and export agree, and a hidden
    value cannot be found by searching for it either.
    """

    _name = "client360.event"
    _description = "Event of a Partner"
    _auto = False
    _order = "date desc, id desc"
    _rec_names_search = ["field_label", "old_value", "new_value"]
    _depends = {
        "mail.message": [
            "author_id",
            "body",
            "date",
            "email_from",
            "mail_activity_type_id",
            "message_type",
            "model",
            "res_id",
            "subject",
            "subtype_id",
        ],
        "mail.tracking.value": ["field_id", "mail_message_id"],
        "ir.attachment": ["name", "res_field", "res_id", "res_model"],
        "res.partner": ["active", "company_id"],
        "res.partner.bank": ["acc_number", "partner_id"],
    }

    date = fields.Datetime(readonly=True)
    kind = fields.Selection(
        [
            ("created", "Created"),
            ("changed", "Changed"),
            ("note", "Note"),
            ("email", "E-mail"),
            ("sms", "SMS"),
            ("call", "Call done"),
            ("meeting", "Meeting done"),
            ("activity", "Activity done"),
            ("document_added", "Document added"),
            ("document_removed", "Document removed"),
            ("requisites_refreshed", "Requisites refreshed"),
            ("report_received", "Report received"),
            ("archived", "Archived"),
            ("restored", "Restored"),
            ("merged", "Merged"),
        ],
        "Event",
        readonly=True,
    )
    partner_id = fields.Many2one("res.partner", "Card", readonly=True)
    bank_account_id = fields.Many2one("res.partner.bank", readonly=True)
    author_id = fields.Many2one("res.partner", readonly=True)
    email_from = fields.Char("From", readonly=True)
    field_label = fields.Char("Field", readonly=True)
    old_value = fields.Char(readonly=True)
    new_value = fields.Char(readonly=True)
    message_id = fields.Many2one("mail.message", readonly=True)
    attachment_id = fields.Many2one("ir.attachment", "Document", readonly=True)
    subject = fields.Char(readonly=True)
    body = fields.Html("Text", readonly=True)
    comment = fields.Char(compute="_compute_comment", search="_search_comment")

    @property
    def _table_query(self):
        scope = self.env.context.get("client360_event_scope")
        if not isinstance(scope, Scope):  # what a client sends cannot be one
            scope = Scope(ids=frozenset(self._ids) if self._ids else None)
        return self._history_sql(scope)

    @api.depends("kind", "date")
    def _compute_display_name(self):
        kinds = dict(self._fields["kind"]._description_selection(self.env))
        for event in self:
            date = fields.Datetime.context_timestamp(self, event.date)
            event.display_name = f"{kinds[event.kind]}, {date:%d.%m.%Y %H:%M}"

    @api.depends("subject", "body", "bank_account_id")
    def _compute_comment(self):
        for event in self:
            parts = (
                event.bank_account_id.display_name,
                event.subject,
                html_to_inner_content(event.body or ""),
            )
            event.comment = textwrap.shorten(
                ": ".join(part for part in parts if part), MAX_COMMENT, placeholder="…"
            )

    def _search_comment(self, operator, value):
        if operator not in ("ilike", "=ilike", "like", "=like"):
            return NotImplemented
        domain = Domain("body", operator, value) | Domain("subject", operator, value)
        if self.env["res.partner.bank"].has_access("read"):
            domain |= Domain("bank_account_id.display_name", operator, value)
        return domain

    def action_open_document(self):
        self.ensure_one()
        return {
            "type": "ir.actions.act_url",
            "url": f"/web/content/{self.attachment_id.id}",
            "target": "new",
        }

    # -- Search ---------------------------------------------------------------

    @api.model
    def _search(self, domain, offset=0, limit=None, order=None, **kwargs):
        """Narrow the query down to the domain's partners or events.

        PostgreSQL would go through all messages of the database otherwise. A
        page in order of date is made of the newest events of each partner, so
        that a long history costs no more than a short one.
        """
        # Compiling this query to machine code, which PostgreSQL does for expensive
        # ones, takes seconds, running it a tenth of one.
        self.env.cr.execute("SET LOCAL jit = off")
        domain = Domain(domain).optimize_full(self)
        scope = Scope(
            ids=self._domain_ids("id", domain),
            partner_ids=self._domain_ids("partner_id", domain),
        )
        by_date = order and not re.sub(BY_DATE, "", order, flags=re.IGNORECASE)
        if scope.ids is not None or not scope.partner_ids or not limit or not by_date:
            return super(Client360Event, self._scoped(scope))._search(
                domain, offset, limit, order, **kwargs
            )
        # All that an index is good for here is the date. PostgreSQL takes the other
        # conditions for rare, and would then rather sort the whole history.
        date_domain = domain.map_conditions(
            lambda condition: condition
            if condition.field_expr == "date"
            else Domain.TRUE
        )
        newest = []
        for part in self._parts():
            events = self._scoped(scope._replace(part=part))
            page = super(Client360Event, events)._search(
                date_domain, 0, (offset or 0) + limit, order, **kwargs
            )
            condition = domain._to_sql(self, self._table, page)
            page.add_where(SQL("NULLIF((%s)::integer, 0) IS NOT NULL", condition))
            newest.append(page.select(SQL("%s.*", SQL.identifier(self._table))))
        query = Query(
            self.env,
            self._table,
            SQL(
                "(SELECT event.* FROM res_partner AS card"
                " CROSS JOIN LATERAL (%s) AS event WHERE %s)",
                SQL(" UNION ALL ").join(SQL("(%s)", page) for page in newest),
                self._card_condition(scope),
            ),
        )
        query.order = self._order_to_sql(order, query)
        query.limit = limit
        query.offset = offset
        return query

    def _scoped(self, scope):
        return self.with_context(client360_event_scope=scope)

    @api.model
    def _domain_ids(self, field_name, domain):
        """The ids that a domain restricts a field to, None without restriction."""
        values = condition_values(self, field_name, domain)
        if values is None or not all(isinstance(value, int) for value in values):
            return None
        return frozenset(value for value in values if value)

    # -- The query ------------------------------------------------------------

    def _history_sql(self, scope):
        """The events that the user may see, in one row each."""
        parts = [scope.part] if scope.part else self._parts()
        queries = [getattr(self, f"_{part}_sql")(scope) for part in parts]
        return SQL(" UNION ALL ").join(SQL("(%s)", query) for query in queries)

    @api.model
    def _parts(self):
        """Names of the queries that make up the history."""
        parts = ["partner_messages", "partners", "attachments"]
        if self.env["res.partner.bank"].has_access("read"):
            parts += ["bank_messages", "banks"]
        return parts

    def _event_sql(self, source, record_id, **columns):
        """The columns of one source's rows, NULL where it has nothing to say."""
        values = {
            "id": SQL("%s::bigint * %s + %s", record_id, SOURCES, source),
            "date": SQL("NULL::timestamp"),
            "kind": SQL("NULL::varchar"),
            "partner_id": SQL("card.id"),
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

    def _partner_messages_sql(self, scope):
        """Messages of partners, each once for every change that it tracks.

        The account app logs the changes of bank accounts here too, without saying
        of which one. They are taken from the bank accounts themselves.
        """
        return SQL(
            """
            SELECT %(columns)s
              FROM %(card)s mail_message m %(joins)s
             WHERE m.model = 'res.partner' AND m.res_id = card.id
               AND %(card_condition)s
               AND %(conditions)s
               AND NOT (t.id IS NULL AND m.message_type = 'notification'
                        AND m.body LIKE '%%data-oe-model="res.partner.bank"%%')
            """,
            columns=self._message_columns(self.env["res.partner"]),
            card=self._card_from(scope),
            joins=self._message_joins("res.partner"),
            card_condition=self._card_condition(scope),
            conditions=self._message_conditions(SQL("card"), scope),
        )

    def _bank_messages_sql(self, scope):
        """Messages of bank accounts, each once for every change that it tracks."""
        return SQL(
            """
            SELECT %(columns)s
              FROM %(card)s res_partner_bank bank
              JOIN mail_message m
                ON m.model = 'res.partner.bank' AND m.res_id = bank.id
                   %(joins)s
             WHERE bank.partner_id = card.id
               AND %(card_condition)s
               AND %(bank_condition)s
               AND %(conditions)s
            """,
            columns=self._message_columns(
                self.env["res.partner.bank"], bank_account_id=SQL("bank.id")
            ),
            card=self._card_from(scope),
            joins=self._message_joins("res.partner.bank"),
            card_condition=self._card_condition(scope),
            bank_condition=self._rule_condition(SQL("bank.id"), "res.partner.bank"),
            conditions=self._message_conditions(SQL("bank"), scope),
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
                date=SQL("document.create_date"),
                kind=SQL("'document_added'"),
                author_id=SQL("author.partner_id"),
                field_label=SQL("%s", self._label("document_ids")),
                new_value=SQL("document.name"),
                attachment_id=SQL("document.id"),
            ),
            card=self._card_from(scope),
            card_condition=self._card_condition(scope),
            rule_condition=self._rule_condition(SQL("document.id"), "ir.attachment"),
            id_condition=self._id_condition(SQL("document.id"), ATTACHMENT, scope),
        )

    # -- Who sees what --------------------------------------------------------

    @api.model
    def _card_from(self, scope):
        return SQL() if scope.part else SQL("res_partner card CROSS JOIN")

    def _card_condition(self, scope):
        """The partners asked for, as far as the user may read them."""
        if scope.part:  # the query around has it
            return SQL("TRUE")
        condition = self._rule_condition(SQL("card.id"), "res.partner")
        if scope.partner_ids is None:
            return condition
        return SQL("card.id = ANY(%s) AND %s", list(scope.partner_ids), condition)

    def _rule_condition(self, record_id, model_name):
        """Condition on a record's id: the record rules let the user read it."""
        if self.env.su:
            return SQL("TRUE")
        domain = self.env["ir.rule"]._compute_domain(model_name, "read")
        if domain.is_true():
            return SQL("TRUE")
        records = self.env[model_name].sudo().with_context(active_test=False)
        return SQL("%s IN %s", record_id, records._search(domain).subselect())

    @api.model
    def _id_condition(self, record_id, source, scope):
        if scope.ids is None:
            return SQL("TRUE")
        return SQL("%s = ANY(%s::integer[])", record_id, scope.source_ids(source))

    def _message_conditions(self, record, scope):
        """What makes a message an event: it says something to this user.

        Left out are personal notifications, messages with nothing but changes of
        fields hidden from the user, emptied ones, and the note that Odoo logs at
        a record's creation, which is an event of its own.
        """
        conditions = [
            SQL("m.message_type != 'user_notification'"),
            SQL("(t.id IS NOT NULL OR m.body ~* '(^|>)\\s*[^<\\s]|<img')"),
            SQL(
                """
                NOT (t.id IS NULL
                     AND m.message_type = 'notification'
                     AND m.subtype_id = %s
                     AND m.create_date = %s
                     AND NOT EXISTS (
                         SELECT FROM mail_message earlier
                          WHERE earlier.model = m.model AND earlier.res_id = m.res_id
                            AND earlier.id < m.id))
                """,
                self._subtype_id("mail.mt_note"),
                SQL("%s.create_date", record),
            ),
            self._rule_condition(SQL("m.id"), "mail.message"),
        ]
        if scope.ids is not None:
            conditions.append(
                SQL(
                    "m.id IN (SELECT unnest(%s::integer[]) UNION ALL"
                    " SELECT mail_message_id FROM mail_tracking_value"
                    " WHERE id = ANY(%s::integer[]))",
                    scope.source_ids(MESSAGE),
                    scope.source_ids(TRACKING),
                )
            )
        return SQL(" AND ").join(conditions)

    def _readable_field_ids(self, model_name):
        """Ids of a model's fields whose tracking values the user may read."""
        model = self.env[model_name]
        ids = self.env["ir.model.fields"]._get_ids(model_name)
        # A message does not tell for which company a value was changed.
        other_companies = [("id", "not in", self.env.companies.ids)]
        in_all_companies = self.env.su or not (
            self.env["res.company"].sudo().search_count(other_companies, limit=1)
        )
        return [
            ids[name]
            for name, field in model._fields.items()
            if name in ids
            and model._has_field_access(field, "read")
            and (in_all_companies or not field.company_dependent)
        ]

    def _message_joins(self, model_name):
        """The changes that a message tracks and that the user may read.

        OFFSET 0 keeps PostgreSQL from reading all tracking values of the database
        when it misjudges how many messages a filter leaves.
        """
        readable = SQL("t.field_id = ANY(%s)", self._readable_field_ids(model_name))
        if self.env.is_system():  # as for Odoo's chatter, see mail.tracking.value
            readable = SQL("(%s OR t.field_id IS NULL)", readable)
        return SQL(
            """
            LEFT JOIN LATERAL (
                SELECT * FROM mail_tracking_value t
                 WHERE t.mail_message_id = m.id AND %s
                OFFSET 0) t ON TRUE
            LEFT JOIN ir_model_fields f ON f.id = t.field_id
            """,
            readable,
        )

    # -- Columns of messages --------------------------------------------------

    def _message_columns(self, model, **columns):
        return self._event_sql(
            TRACKING,
            SQL("t.id"),
            **{
                "id": SQL(
                    "CASE WHEN t.id IS NULL"
                    " THEN m.id::bigint * %(sources)s + %(message)s"
                    " ELSE t.id::bigint * %(sources)s + %(tracking)s END",
                    sources=SOURCES,
                    message=MESSAGE,
                    tracking=TRACKING,
                ),
                "date": SQL("m.date"),
                "kind": self._message_kind(model),
                "author_id": SQL("m.author_id"),
                "email_from": SQL("m.email_from"),
                "field_label": SQL(
                    "COALESCE(f.field_description->>%s, f.field_description->>'en_US',"
                    " t.field_info->>'desc')",
                    self.env.lang or "en_US",
                ),
                "old_value": self._tracked_value("old"),
                "new_value": self._tracked_value("new"),
                "message_id": SQL("m.id"),
                "subject": SQL("m.subject"),
                "body": SQL("m.body"),
                **columns,
            },
        )

    def _message_kind(self, model):
        return SQL(
            """
            CASE
                WHEN m.subtype_id = %(refreshed)s THEN 'requisites_refreshed'
                WHEN m.subtype_id = %(report)s THEN 'report_received'
                WHEN m.subtype_id = %(removed)s THEN 'document_removed'
                WHEN m.subtype_id = %(merged)s THEN 'merged'
                WHEN t.field_id = %(active)s AND t.new_value_integer = 1 THEN 'restored'
                WHEN t.field_id = %(active)s THEN 'archived'
                WHEN t.id IS NOT NULL THEN 'changed'
                WHEN m.subtype_id = %(activities)s THEN COALESCE(
                    (SELECT CASE activity.category WHEN 'phonecall' THEN 'call'
                                                   WHEN 'meeting' THEN 'meeting' END
                       FROM mail_activity_type activity
                      WHERE activity.id = m.mail_activity_type_id),
                    'activity')
                WHEN m.message_type = 'sms' THEN 'sms'
                WHEN m.message_type LIKE 'email%%' OR m.subtype_id = %(comment)s
                THEN 'email'
                ELSE 'note'
            END
            """,
            refreshed=self._subtype_id("client360.mt_requisites_refreshed"),
            report=self._subtype_id("client360.mt_report_received"),
            removed=self._subtype_id("client360.mt_document_removed"),
            merged=self._subtype_id("client360.mt_merged"),
            activities=self._subtype_id("mail.mt_activities"),
            comment=self._subtype_id("mail.mt_comment"),
            active=self.env["ir.model.fields"]._get_ids(model._name).get("active"),
        )

    def _tracked_value(self, side):
        """The text of a tracked value as the user's language and time zone have it.

        :param side: ``old`` or ``new``
        """
        lang = get_lang(self.env)

        def column(type_name):
            return SQL.identifier("t", f"{side}_value_{type_name}")

        return SQL(
            """
            CASE COALESCE(f.ttype, t.field_info->>'type')
                WHEN 'boolean' THEN CASE %(integer)s WHEN 1 THEN %(yes)s ELSE %(no)s END
                WHEN 'integer' THEN %(integer)s::varchar
                WHEN 'float' THEN trim_scale(%(float)s::numeric)::varchar
                WHEN 'monetary'
                THEN round(%(float)s::numeric, 2) || COALESCE(
                    (SELECT ' ' || currency.name FROM res_currency currency
                      WHERE currency.id = t.currency_id), '')
                WHEN 'date' THEN to_char(%(datetime)s, %(date_format)s)
                WHEN 'datetime'
                THEN to_char(timezone(%(tz)s, timezone('UTC', %(datetime)s)),
                             %(datetime_format)s)
                WHEN 'text' THEN %(text)s
                ELSE %(char)s
            END
            """,
            integer=column("integer"),
            float=column("float"),
            datetime=column("datetime"),
            text=column("text"),
            char=column("char"),
            yes=self.env._("Yes"),
            no=self.env._("No"),
            tz=self.env.tz.zone,
            date_format=self._to_char_format(lang.date_format),
            datetime_format=self._to_char_format(
                f"{lang.date_format} {lang.time_format}"
            ),
        )

    @api.model
    def _to_char_format(self, strftime_format):
        """A language's format for PostgreSQL, ISO where it has no word for a part."""
        parts = re.findall(r"%-?\w", strftime_format)
        if not DATE_FORMAT.keys() >= set(parts):
            return "YYYY-MM-DD HH24:MI:SS"
        return re.sub(r"%-?\w", lambda part: DATE_FORMAT[part[0]], strftime_format)

    @api.model
    def _subtype_id(self, xml_id):
        data = self.env["ir.model.data"]
        return data._xmlid_to_res_id(xml_id, raise_if_not_found=False) or None

    @api.model
    def _label(self, field_name):
        field = self.env["res.partner"]._fields[field_name]
        return field.get_description(self.env, attributes=["string"])["string"]
