# Copyright 2026 Client 360 contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo import api, models
from odoo.tools import SQL

from .client360_event_scope import MESSAGE, TRACKING


class Client360Event(models.Model):
    """Who sees which events."""

    # pylint: disable=consider-merging-classes-inherited
    # One class for each question, see client360_event.py.
    _inherit = "client360.event"

    def _card_condition(self):
        """Condition on ``card``: the user may read it."""
        return self._rule_condition(SQL("card.id"), "res.partner")

    def _is_found(self, model_name, domain, record_id, conditions=None):
        """Condition on one record's id: a search would find it.

        OFFSET keeps PostgreSQL from reading all such records of the database: it
        shall look at the one.

        :param str model_name: model of the record
        :param domain: domain
        :param SQL record_id: its id
        :param dict conditions: what else its columns are equal to
        :rtype: SQL
        """
        records = self.env[model_name].sudo().with_context(active_test=False)
        query = records._search(domain)
        for column, value in {"id": record_id, **(conditions or {})}.items():
            query.add_where(SQL("%s = %s", SQL.identifier(query.table, column), value))
        return SQL("EXISTS (%s OFFSET 0)", query.select(SQL("1")))

    def _rule_condition(self, record_id, model_name):
        """Condition on a record's id: the record rules let the user read it."""
        if self.env.su:
            return SQL("TRUE")
        domain = self.env["ir.rule"]._compute_domain(model_name, "read")
        if domain.is_true():
            return SQL("TRUE")
        return self._is_found(model_name, domain, record_id)

    def _record_condition(self, model_names):
        """Condition on a link: its record is there and the user may read it.

        Cards are asked for in ``_card_condition``.
        """
        partner_fields = self.env["client360.timeline.link"]._get_partner_fields()
        cases = []
        for name in model_names:
            if name == "res.partner":
                condition = SQL("link.res_id = card.id")
            else:
                domain = (
                    [] if self.env.su else self.env["ir.rule"]._compute_domain(name)
                )
                # A link may be behind for a moment: nothing of a record is told on a
                # card that is not its own any more.
                condition = self._is_found(
                    name,
                    domain,
                    SQL("link.res_id"),
                    {partner_fields[name]: SQL("link.partner_id")},
                )
            cases.append(SQL("WHEN %s THEN %s", name, condition))
        return SQL("CASE link.res_model %s ELSE FALSE END", SQL(" ").join(cases))

    @api.model
    def _id_condition(self, record_id, source, scope):
        if scope.ids is None:
            return SQL("TRUE")
        return SQL("%s = ANY(%s::integer[])", record_id, scope.source_ids(source))

    def _message_conditions(self, scope):
        """What makes a message an event: it says something to this user.

        Left out are personal notifications, messages with nothing but changes of
        fields hidden from the user, emptied ones, and the note that Odoo logs at the
        creation of a card or bank account, which is an event of its own.
        """
        conditions = [
            SQL("m.message_type != 'user_notification'"),
            SQL("(t.id IS NOT NULL OR %s)", self._content_condition()),
            SQL(
                """
                NOT (t.id IS NULL
                     AND m.message_type = 'notification'
                     AND m.subtype_id = %s
                     AND CASE link.res_model
                             WHEN 'res.partner'
                             THEN m.create_date = card.create_date
                             WHEN 'res.partner.bank'
                             THEN m.create_date = bank.create_date
                             ELSE FALSE END
                     AND %s)
                """,
                self._subtype_id("mail.mt_note"),
                self._first_message(),
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

    @api.model
    def _content_condition(self):
        """Condition: a message has a text or files, it was not emptied."""
        return SQL(
            """
            (m.body ~* '(^|>)\\s*[^<\\s]|<img' OR EXISTS (
                SELECT FROM message_attachment_rel file WHERE file.message_id = m.id))
            """
        )

    @api.model
    def _first_message(self):
        """Condition: a message is its record's first one."""
        return SQL(
            """
            NOT EXISTS (
                SELECT FROM mail_message earlier
                 WHERE earlier.model = m.model AND earlier.res_id = m.res_id
                   AND earlier.id < m.id)
            """
        )

    @api.model
    def _tracked_models(self, model_names):
        """Models whose changes are logged on records of other models: theirs, and
        lines of entries, which are logged on the entry."""
        lines = {"account.move": ("account.move.line",)}
        return [
            tracked for name in model_names for tracked in (name, *lines.get(name, ()))
        ]

    def _readable_field_ids(self, model_names):
        """Ids of the fields of models whose tracking values the user may read."""
        # A message does not tell for which company a value was changed.
        other_companies = [("id", "not in", self.env.companies.ids)]
        in_all_companies = self.env.su or not (
            self.env["res.company"].sudo().search_count(other_companies, limit=1)
        )
        readable = []
        for model_name in model_names:
            model = self.env[model_name]
            ids = self.env["ir.model.fields"]._get_ids(model_name)
            readable += [
                ids[name]
                for name, field in model._fields.items()
                if name in ids
                and model._has_field_access(field, "read")
                and (in_all_companies or not field.company_dependent)
            ]
        return readable

    def _message_joins(self, model_names):
        """The changes that a message tracks and that the user may read.

        OFFSET 0 keeps PostgreSQL from reading all tracking values of the database
        when it misjudges how many messages a filter leaves.
        """
        readable = SQL(
            "(t.field_id = ANY(%s) AND NOT (m.model = 'res.partner'"
            " AND t.field_id = ANY(%s)))",
            self._readable_field_ids(self._tracked_models(model_names)),
            [*self.env["ir.model.fields"]._get_ids("res.partner.bank").values()],
        )
        if self.env.is_system():  # as for Odoo's chatter, see mail.tracking.value
            readable = SQL("(%s OR t.field_id IS NULL)", readable)
        return SQL(
            """
            LEFT JOIN LATERAL (
                SELECT * FROM mail_tracking_value t
                 WHERE t.mail_message_id = m.id AND %s AND %s
                OFFSET 0) t ON TRUE
            LEFT JOIN ir_model_fields f ON f.id = t.field_id
            """,
            readable,
            self._contact_condition(),
        )

    def _contact_condition(self):
        """Condition on a tracking value: it names no contact that is hidden from the
        user. Contacts that are gone hide nothing any more."""
        contact = SQL("COALESCE(NULLIF(t.old_value_integer, 0), t.new_value_integer)")
        condition = self._rule_condition(SQL("contact.id"), "res.partner")
        return SQL(
            "(t.field_id != %s OR NOT EXISTS (SELECT FROM res_partner contact"
            " WHERE contact.id = %s AND NOT (%s)) OR t.field_id IS NULL)",
            self.env["ir.model.fields"]._get_ids("res.partner")["child_ids"],
            contact,
            condition,
        )
