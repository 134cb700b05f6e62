# Copyright 2026 Client 360 contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

import re

from odoo import api, models, tools
from odoo.tools import SQL
from odoo.tools.misc import get_lang

from .client360_event_scope import MESSAGE, SOURCES, TRACKING

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

# Fields that hold the stage or status of a record, whatever its model.
STAGE_FIELDS = ("stage_id", "state", "status", "last_update_status", "payment_state")

# Fields that hold a date that was promised.
DATE_FIELDS = ("deadline", "date_deadline", "commitment_date")

# What a change of the stage or status means where the app gives it a subtype.
STAGE_SUBTYPES = {
    "crm.mt_lead_won": "won",
    "sale.mt_order_confirmed": "confirmed",
    "account.mt_invoice_validated": "invoiced",
    "account.mt_invoice_paid": "paid",
}

# Status with which a record is closed, as tracking values name it.
CLOSED_STATES = {
    "client360.letter": ("done", "sent"),
    "project.milestone": ("released",),
    "project.task": ("1_done",),
}


class Client360Event(models.Model):
    """What events are: their kinds, and values as the user's language has them."""

    # pylint: disable=consider-merging-classes-inherited
    # One class for each question, see client360_event.py.
    _inherit = "client360.event"

    def _message_columns(self):
        return {
            "id": SQL(
                "CASE WHEN t.id IS NULL"
                " THEN m.id::bigint * %(sources)s + %(message)s"
                " ELSE t.id::bigint * %(sources)s + %(tracking)s END",
                sources=SOURCES,
                message=MESSAGE,
                tracking=TRACKING,
            ),
            "date": SQL("link.date"),
            "kind": self._message_kind(),
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
        }

    def _message_kind(self):
        return SQL(
            """
            CASE
                WHEN m.subtype_id = %(refreshed)s THEN 'requisites_refreshed'
                WHEN m.subtype_id = %(report)s THEN 'report_received'
                WHEN m.subtype_id = %(removed)s THEN 'document_removed'
                WHEN m.subtype_id = %(merged)s THEN 'merged'
                WHEN t.id IS NOT NULL THEN %(change)s
                WHEN m.subtype_id = %(activities)s THEN COALESCE(
                    (SELECT CASE activity.category WHEN 'phonecall' THEN 'call'
                                                   WHEN 'meeting' THEN 'meeting' END
                       FROM mail_activity_type activity
                      WHERE activity.id = m.mail_activity_type_id),
                    'activity')
                WHEN m.message_type = 'sms' THEN 'sms'
                WHEN m.message_type = 'notification' AND m.model != 'res.partner'
                     AND %(first)s
                THEN 'created'
                WHEN m.subtype_id = %(comment)s
                     OR m.message_type LIKE 'email%%'
                        AND m.subtype_id IS DISTINCT FROM %(note)s
                THEN CASE WHEN m.message_type = 'email_outgoing' OR EXISTS (
                            SELECT FROM res_users
                             WHERE res_users.partner_id = m.author_id
                               AND NOT res_users.share)
                          THEN 'email' ELSE 'email_in' END
                ELSE 'note'
            END
            """,
            refreshed=self._subtype_id("client360.mt_requisites_refreshed"),
            report=self._subtype_id("client360.mt_report_received"),
            removed=self._subtype_id("client360.mt_document_removed"),
            merged=self._subtype_id("client360.mt_merged"),
            activities=self._subtype_id("mail.mt_activities"),
            comment=self._subtype_id("mail.mt_comment"),
            note=self._subtype_id("mail.mt_note"),
            change=self._change_kind(),
            first=self._first_message(),
        )

    def _change_kind(self):
        """The kind of a tracked change."""
        stages = [
            SQL("WHEN m.subtype_id = %s THEN %s", subtype_id, kind)
            for xml_id, kind in STAGE_SUBTYPES.items()
            if (subtype_id := self._subtype_id(xml_id))
        ]
        closed = [
            SQL(
                "WHEN m.model = %s AND t.new_value_char = ANY(%s) THEN 'closed'",
                model_name,
                self._state_labels(model_name, states),
            )
            for model_name, states in CLOSED_STATES.items()
            if model_name in self.env
        ]
        closed.append(
            SQL(
                "WHEN m.model = 'helpdesk.ticket' AND EXISTS ("
                "SELECT FROM helpdesk_ticket_stage stage"
                " WHERE stage.id = t.new_value_integer AND stage.closed)"
                " THEN 'closed'"
            )
        )
        return SQL(
            """
            CASE
                WHEN f.name = 'active' AND f.ttype = 'boolean'
                     AND m.subtype_id IS DISTINCT FROM %(lost)s
                THEN CASE t.new_value_integer WHEN 1 THEN 'restored' ELSE 'archived' END
                WHEN f.name = ANY(%(stage_fields)s) THEN
                    CASE %(stages)s %(closed)s ELSE 'stage' END
                WHEN f.name = 'is_answered' AND t.new_value_integer = 1
                THEN CASE WHEN m.subtype_id = %(late)s
                          THEN 'answered_late' ELSE 'answered' END
                WHEN f.name = 'won_status' AND m.subtype_id = %(lost)s THEN 'lost'
                WHEN f.name = ANY(%(date_fields)s) AND m.model != 'res.partner'
                     AND t.old_value_datetime IS NOT NULL
                THEN 'moved'
                ELSE 'changed'
            END
            """,
            late=self._subtype_id("client360.mt_letter_answered_late"),
            lost=self._subtype_id("crm.mt_lead_lost"),
            stage_fields=list(STAGE_FIELDS),
            date_fields=list(DATE_FIELDS),
            stages=SQL(" ").join(stages),
            closed=SQL(" ").join(closed),
        )

    @api.model
    @tools.ormcache("model_name", "states")
    def _state_labels(self, model_name, states):
        """What tracking values may call statuses: their labels in all languages.

        :rtype: list[str]
        """
        selection = self.env["ir.model.fields.selection"].sudo()
        selection = selection.search(
            [
                ("field_id.model", "=", model_name),
                ("field_id.name", "=", "state"),
                ("value", "in", states),
            ]
        )
        langs = [code for code, _name in self.env["res.lang"].get_installed()]
        return sorted(
            {
                label
                for lang in {*langs, "en_US"}
                for label in selection.with_context(lang=lang).mapped("name")
            }
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
