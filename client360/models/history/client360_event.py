# Copyright 2026 Client 360 contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

import re
import textwrap
from collections.abc import Set

from odoo import api, fields, models
from odoo.fields import Domain
from odoo.orm.domains import DomainAnd, DomainCondition
from odoo.tools import SQL, Query
from odoo.tools.mail import html_to_inner_content

from odoo.addons.base.models.ir_attachment import condition_values

from .client360_event_scope import MESSAGE, SOURCES, Scope

MAX_COMMENT = 1000
BY_DATE = r"\b(date|id|asc|desc)\b|[\s,]"


class Client360Event(models.Model):
    """Events of partners and of their records, from what Odoo keeps anyway: messages,
    their tracking values, attachments and the creation of partners and bank accounts.

    The model has no table. Its query leaves out whatever the user may not read:
    partners, records and bank accounts by their rights and record rules, values by the
    groups of their fields. So search, read, read_group and export agree, and a
    hidden value cannot be found by searching for it either.

    What stands here is how to ask for events; where they come from is in
    ``client360_event_sources.py``, who sees them in ``client360_event_rights.py``, what
    they are in ``client360_event_columns.py``.
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
            ("stage", "Stage changed"),
            ("won", "Won"),
            ("lost", "Lost"),
            ("confirmed", "Confirmed"),
            ("invoiced", "Invoiced"),
            ("paid", "Paid"),
            ("closed", "Closed"),
            ("answered", "Letter answered"),
            ("answered_late", "Overdue letter answered"),
            ("moved", "Date moved"),
            ("note", "Note"),
            ("email", "Outgoing e-mail"),
            ("email_in", "Incoming e-mail"),
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
    res_model = fields.Selection(
        "_selection_res_model",
        "Kind of Record",
        readonly=True,
        help="Model of the record that it happened on; the card for its own events.",
    )
    res_id = fields.Integer("Record's ID", readonly=True, aggregator=None)
    record_name = fields.Char(
        "Record", compute="_compute_record_name", search="_search_record_name"
    )
    bank_account_id = fields.Many2one("res.partner.bank", readonly=True)
    author_id = fields.Many2one("res.partner", readonly=True)
    email_from = fields.Char("From", readonly=True)
    field_label = fields.Char("Field", readonly=True)
    old_value = fields.Char(readonly=True)
    new_value = fields.Char(readonly=True)
    message_id = fields.Many2one("mail.message", readonly=True)
    attachment_id = fields.Many2one("ir.attachment", "Document", readonly=True)
    attachment_ids = fields.Many2many(
        "ir.attachment", string="Attachments", compute="_compute_attachment_ids"
    )
    subject = fields.Char(readonly=True)
    body = fields.Html("Text", readonly=True)
    comment = fields.Char(compute="_compute_comment", search="_search_comment")

    @property
    def _table_query(self):
        scope = self.env.context.get("client360_event_scope")
        if not isinstance(scope, Scope):  # what a client sends cannot be one
            scope = Scope(ids=frozenset(self._ids) if self._ids else None)
        return self._history_sql(scope)

    @api.model
    def _selection_res_model(self):
        """The models of the timeline, the cards first."""
        names = self.env["client360.timeline.link"]._get_partner_fields()
        return [
            (name, self.env["ir.model"]._get(name).name)
            for name in names
            if name != "res.partner.bank"
        ]

    @api.depends("kind", "date")
    def _compute_display_name(self):
        kinds = dict(self._fields["kind"]._description_selection(self.env))
        for event in self:
            date = fields.Datetime.context_timestamp(self, event.date)
            event.display_name = f"{kinds[event.kind]}, {date:%d.%m.%Y %H:%M}"

    @api.depends("res_model", "res_id")
    def _compute_record_name(self):
        for model_name, events in self.grouped("res_model").items():
            records = self.env[model_name].browse(events.mapped("res_id"))
            names = {record.id: record.display_name for record in records}
            for event in events:
                event.record_name = names.get(event.res_id)

    def _search_record_name(self, operator, value):
        if operator not in ("ilike", "=ilike", "like", "=like", "in"):
            return NotImplemented
        domain = Domain.FALSE
        for model_name, _label in self._selection_res_model():
            records = self.env[model_name].with_context(active_test=False)
            if records.has_access("read"):
                found = records._search([("display_name", operator, value)])
                domain |= Domain("res_model", "=", model_name) & Domain(
                    "res_id", "in", found
                )
        return domain

    @api.depends("message_id")
    def _compute_attachment_ids(self):
        """The files of the messages, and those that were added without one."""
        files = self.message_id.sudo().attachment_ids | self.sudo().attachment_id
        readable = files.sudo(self.env.su)._filtered_access("read")
        for event in self:
            own = event.message_id.sudo().attachment_ids | event.sudo().attachment_id
            event.attachment_ids = own.sudo(self.env.su) & readable

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

    @api.readonly
    def action_open_document(self):
        self.ensure_one()
        return {
            "type": "ir.actions.act_url",
            "url": f"/web/content/{self.attachment_id.id}",
            "target": "new",
        }

    @api.model
    def _browse_message(self, message_id):
        """The event that a message without tracked changes is.

        :param int message_id: id of the message
        """
        return self.browse(message_id * SOURCES + MESSAGE)

    @api.readonly
    def action_open_record(self):
        """Open the record that an event happened on, the event itself where that is
        the card.

        :return: action
        :rtype: dict
        """
        self.ensure_one()
        own = self.res_model == "res.partner"
        view = self.env.ref("client360.client360_event_view_form")
        return {
            "type": "ir.actions.act_window",
            "res_model": self._name if own else self.res_model,
            "res_id": self.id if own else self.res_id,
            "views": [(view.id if own else False, "form")],
            "target": "current",
            "context": {"create": False} if own else {},
        }

    # -- Search ---------------------------------------------------------------

    @api.model
    def _search(self, domain, offset=0, limit=None, order=None, **kwargs):
        """Narrow the query down to the domain's partners, models or events.

        PostgreSQL would go through all messages of the database otherwise. A
        page in order of date is made of the newest events of each partner, so
        that a long history costs no more than a short one.
        """
        # Compiling this query to machine code, which PostgreSQL does for expensive
        # ones, takes seconds, running it a tenth of one.
        self.env.cr.execute("SET LOCAL jit = off")
        self._flush_links()
        company_ids, domain = self._take_companies(Domain(domain))
        domain = domain.optimize_full(self)
        scope = Scope(
            ids=self._domain_ids("id", domain),
            partner_ids=self._domain_ids("partner_id", domain),
            company_ids=company_ids,
            models=self._domain_models(domain),
        )
        by_date = order and not re.sub(BY_DATE, "", order, flags=re.IGNORECASE)
        if scope.ids is not None or not scope.anchor_ids or not limit or not by_date:
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
        for part in self._parts(scope, one_by_one=True):
            events = self._scoped(scope._replace(part=part))
            page = super(Client360Event, events)._search(
                date_domain, 0, (offset or 0) + limit, order, **kwargs
            )
            condition = domain._to_sql(self, self._table, page)
            page.add_where(SQL("NULLIF((%s)::integer, 0) IS NOT NULL", condition))
            newest.append(page.select(SQL("%s.*", SQL.identifier(self._table))))
        if not newest:
            return super()._search(Domain.FALSE)
        query = Query(
            self.env,
            self._table,
            SQL(
                "(SELECT event.* FROM %s CROSS JOIN LATERAL (%s) AS event)",
                scope.anchor_table(),
                SQL(" UNION ALL ").join(SQL("(%s)", page) for page in newest),
            ),
        )
        query.order = self._order_to_sql(order, query)
        query.limit = limit
        query.offset = offset
        return query

    @api.model
    def _take_companies(self, domain):
        """Take the condition out of a domain that its cards are companies with all
        below them: their contacts are found by what they have in common.

        :param Domain domain: domain
        :return: ids of the companies, None without, and the rest of the domain
        :rtype: tuple[frozenset | None, Domain]
        """
        conditions = domain.children if isinstance(domain, DomainAnd) else [domain]
        for condition in conditions:
            if not (
                isinstance(condition, DomainCondition)
                and condition.field_expr == "partner_id"
                and condition.operator == "child_of"
            ):
                continue
            ids = condition.value
            if isinstance(ids, int):
                ids = [ids]
            # whatever else it may be, core knows or refuses it
            if not isinstance(ids, list | tuple | Set) or not all(
                isinstance(id_, int) for id_ in ids
            ):
                continue
            companies = self.env["res.partner"].browse(ids)._get_family_companies()
            if companies and companies.keys() >= set(ids):
                rest = Domain.AND(c for c in conditions if c is not condition)
                return frozenset(companies), rest
        return None, domain

    @api.model
    def _flush_links(self):
        """Write the counterparties of records to the database, and then the links."""
        self.env["res.partner"].flush_model(["commercial_partner_id"])
        link = self.env["client360.timeline.link"]
        for name, field_name in link._get_partner_fields().items():
            self.env[name].flush_model([field_name])
        link._link_pending()
        self.env["client360.timeline.document"]._link_pending()

    def _scoped(self, scope):
        return self.with_context(client360_event_scope=scope)

    @api.model
    def _domain_ids(self, field_name, domain):
        """The ids that a domain restricts a field to, None without restriction."""
        values = condition_values(self, field_name, domain)
        if values is None or not all(isinstance(value, int) for value in values):
            return None
        return frozenset(value for value in values if value)

    @api.model
    def _domain_models(self, domain):
        """The models that a domain restricts the records to, None without."""
        values = condition_values(self, "res_model", domain)
        if values is None or not all(isinstance(value, str) for value in values):
            return None
        return frozenset(values)
