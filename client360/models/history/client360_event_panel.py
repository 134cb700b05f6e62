# Copyright 2026 Client 360 contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.tools import SQL, plaintext2html

# Pinned entries of a card, next steps and meetings, records of a kind to log on.
MAX_PINS = 3
MAX_STEPS = 10
MAX_MEETINGS = 5
MAX_TARGETS = 10

# What can be logged, and the type of activity that it is.
CONTACTS = {
    "note": None,
    "call": "mail.mail_activity_data_call",
    "meeting": "mail.mail_activity_data_meeting",
}

# Figures of the highlights whose records are open: one can log a contact on them.
OPEN_RECORDS = ("deals", "tickets", "contracts", "letters", "receivable")


class Client360Event(models.Model):
    """What stands above the stream: next steps, pinned entries, logging a contact."""

    # pylint: disable=consider-merging-classes-inherited
    # One class for each question, see client360_event.py.
    _inherit = "client360.event"

    is_pinned = fields.Boolean(compute="_compute_is_pinned")
    can_pin = fields.Boolean(compute="_compute_is_pinned")
    attachment_data = fields.Json("Files", compute="_compute_attachment_data")

    @api.depends("message_id")
    def _compute_is_pinned(self):
        pins = self.env["client360.timeline.pin"].sudo()
        pins = pins.search([("message_id", "in", self.message_id.ids)])
        pinned = set(pins.message_id.ids)
        for event in self:
            event.can_pin = bool(event.message_id)
            event.is_pinned = event.message_id.id in pinned

    @api.depends("message_id")
    def _compute_attachment_data(self):
        names = ("name", "mimetype", "type", "url", "checksum")
        files = {file["id"]: file for file in self.attachment_ids.read(names)}
        for event in self:
            event.attachment_data = [files[id_] for id_ in event.attachment_ids.ids]

    @api.model
    def _get_card(self, partner_id):
        """:raise AccessError: where the user may not read the card"""
        if not self.env.user._is_internal():
            raise AccessError(self.env._("The history is for employees."))
        card = self.env["res.partner"].browse(partner_id)
        card.check_access("read")
        return card

    @api.model
    def get_panel(self, partner_id):
        """What stands above the history of a card.

        :param int partner_id: the card
        :return: ``steps``, ``meetings`` and ``pins``, lists of dicts for the client;
            ``complete_since``, the date from which on the history is complete while
            older entries are still coming, or False
        :rtype: dict
        """
        card = self._get_card(partner_id)
        since = self.env["client360.timeline.backfill"]._get_oldest_date()
        return {
            "steps": self._get_steps(card),
            "meetings": self._get_meetings(card),
            "pins": self._get_pins(card),
            "complete_since": fields.Datetime.to_string(since) if since else False,
        }

    @api.model
    def _get_steps(self, card):
        highlights = self.env["client360.highlights"]
        query = highlights._activity_query(highlights._subject(card))
        rows = self.env.execute_query(
            SQL(
                "SELECT id FROM (%s) AS activity ORDER BY date_deadline, id LIMIT %s",
                query,
                MAX_STEPS,
            )
        )
        activities = self.env["mail.activity"].browse(id_ for (id_,) in rows)
        today = fields.Date.context_today(self)
        return [
            {
                "id": activity.id,
                "res_model": activity.res_model,
                "res_id": activity.res_id,
                "record_name": activity.res_name,
                "name": activity.summary or activity.activity_type_id.display_name,
                "icon": activity.activity_type_id.icon or "fa-clock-o",
                "user": activity.user_id.name,
                "deadline": fields.Date.to_string(activity.date_deadline),
                "overdue": activity.date_deadline < today,
                "may_write": activity.has_access("write"),
            }
            for activity in activities
        ]

    @api.model
    def _get_meetings(self, card):
        """Coming meetings with the people of a card or about its deals."""
        if not self.env["calendar.event"].has_access("read"):
            return []
        about = fields.Domain("partner_ids", "child_of", card.id)
        # A domain through deals is refused to who may not read any.
        if self.env["crm.lead"].has_access("read"):
            about |= fields.Domain("opportunity_id.partner_id", "child_of", card.id)
        meetings = self.env["calendar.event"].search(
            about & fields.Domain("stop", ">=", fields.Datetime.now()),
            limit=MAX_MEETINGS,
            order="start, id",
        )
        return [
            {
                "id": meeting.id,
                "res_model": meeting._name,
                "res_id": meeting.id,
                "name": meeting.display_name,
                "user": meeting.user_id.name,
                "start": fields.Datetime.to_string(meeting.start),
            }
            for meeting in meetings
        ]

    # -- Pinned entries -------------------------------------------------------------

    @api.model
    def _get_pins(self, card):
        """The pinned entries that the user may read."""
        pins = self.env["client360.timeline.pin"].sudo()
        pins = pins.search([("partner_id", "=", card.id)])
        if not pins:
            return []
        domain = [
            ("partner_id", "child_of", card.id),
            ("message_id", "in", pins.message_id.ids),
        ]
        events = {event.message_id.id: event for event in self.search(domain)}
        kinds = dict(self._fields["kind"]._description_selection(self.env))
        return [
            {
                "id": event.id,
                "kind": kinds[event.kind],
                "date": fields.Datetime.to_string(event.date),
                "text": event.comment
                or f"{event.field_label}: {event.old_value or ''} → "
                f"{event.new_value or ''}",
                "record_name": event.record_name,
                "pinned_by": pin.create_uid.name,
                "pinned_on": fields.Datetime.to_string(pin.create_date),
            }
            for pin in pins
            if (event := events.get(pin.message_id.id))
        ]

    def action_pin(self, partner_id):
        """Pin the entry on a card, for all its readers.

        :param int partner_id: the card
        :raise UserError: where there are as many as there is room for
        """
        self.ensure_one()
        card = self._get_card(partner_id)
        event = self.search([("id", "=", self.id), ("partner_id", "child_of", card.id)])
        if not event.message_id:
            raise UserError(self.env._("This entry cannot be pinned."))
        pins = self.env["client360.timeline.pin"].sudo()
        pins = pins.search([("partner_id", "=", card.id)])
        if event.message_id in pins.message_id:
            return True
        if len(pins) >= MAX_PINS:
            raise UserError(
                self.env._(
                    "%(count)s entries are pinned already. Unpin one first.",
                    count=len(pins),
                )
            )
        pins.create({"partner_id": card.id, "message_id": event.sudo().message_id.id})
        return True

    def action_unpin(self, partner_id):
        """Take the entry off a card's pinned ones.

        :param int partner_id: the card
        """
        self.ensure_one()
        card = self._get_card(partner_id)
        message = self.search([("id", "=", self.id)]).sudo().message_id
        pins = self.env["client360.timeline.pin"].sudo()
        pins.search(
            [("partner_id", "=", card.id), ("message_id", "in", message.ids)]
        ).unlink()
        return True

    # -- Logging a contact ----------------------------------------------------------

    @api.model
    def get_log_targets(self, partner_id):
        """The card and its open records, which a contact can be logged on.

        :param int partner_id: the card
        :return: dicts of ``res_model``, ``res_id`` and ``name``
        :rtype: list[dict]
        """
        card = self._get_card(partner_id)
        targets = [card]
        highlighted = self.env["client360.card"]._get_highlighted_models()
        for key in OPEN_RECORDS:
            if key not in highlighted:
                continue
            model, card_model = highlighted[key]
            family = fields.Domain(card_model.partner_field, "child_of", card.id)
            targets += self.env[model].search(
                family & card_model.current, limit=MAX_TARGETS, order="id desc"
            )
        return [
            {
                "res_model": record._name,
                "res_id": record.id,
                "name": record.display_name,
            }
            for record in targets
        ]

    @api.model
    def log_contact(self, res_model, res_id, kind, text):
        """Log a note, a call or a meeting.

        :param str res_model: model of the timeline
        :param int res_id: the record
        :param str kind: ``note``, ``call`` or ``meeting``
        :param str text: what there is to say, as plain text
        :return: whether it was logged
        :rtype: bool
        :raise UserError: where the text is missing or nothing can be logged there
        """
        if (
            res_model not in self.env["client360.timeline.link"]._get_partner_fields()
            or kind not in CONTACTS
        ):
            raise UserError(self.env._("Nothing can be logged there."))
        if not (text or "").strip():
            raise UserError(self.env._("Say what there is to log."))
        record = self.env[res_model].browse(res_id)
        record.check_access("read")
        values = {"subtype_xmlid": "mail.mt_note"}
        if CONTACTS[kind]:
            activity_type = self.env.ref(CONTACTS[kind])
            values = {
                "subtype_xmlid": "mail.mt_activities",
                "mail_activity_type_id": activity_type.id,
            }
        record.message_post(body=plaintext2html(text), **values)
        return True
