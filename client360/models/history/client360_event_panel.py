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

# The newest entries whose authors are offered to choose from.
AUTHORS_FROM = 500

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

    @api.depends("message_id", "partner_id")
    @api.depends_context("client360_card_id", "uid")
    def _compute_is_pinned(self):
        pins = self.env["client360.timeline.pin"].sudo()
        pins = pins.search([("message_id", "in", self.message_id.ids)])
        pinned = set(pins.message_id.ids)
        card_id = self.env.context.get("client360_card_id")
        cards = self.env["res.partner"].browse(card_id or self.partner_id.ids)
        writable = set(cards._filtered_access("write").ids)
        for event in self:
            event.can_pin = (
                bool(event.message_id) and (card_id or event.partner_id.id) in writable
            )
            event.is_pinned = event.message_id.id in pinned

    @api.depends("message_id")
    def _compute_attachment_data(self):
        names = ("name", "mimetype", "type", "url", "checksum")
        files = {file["id"]: file for file in self.attachment_ids.read(names)}
        for event in self:
            event.attachment_data = [files[id_] for id_ in event.attachment_ids.ids]

    @api.model
    def _check_employee(self):
        """:raise AccessError: where the user is a portal user"""
        if not self.env.user._is_internal():
            raise AccessError(self.env._("The history is for employees."))

    @api.model
    def _get_card(self, partner_id):
        """:raise AccessError: where the user may not read the card"""
        self._check_employee()
        card = self.env["res.partner"].browse(partner_id)
        card.check_access("read")
        return card

    @api.model
    @api.readonly
    def get_panel(self, partner_id):
        """What stands above the history of a card.

        :param int partner_id: the card
        :return: ``steps``, ``meetings`` and ``pins``, lists of dicts for the client;
            ``may_log`` and ``may_pin``, whether the user may log a contact and pin
            entries; ``complete_since``, the date from which on the history is complete
            while older entries are still coming, or False
        :rtype: dict
        """
        card = self._get_card(partner_id)
        since = self.env["client360.timeline.backfill"]._get_oldest_date()
        return {
            "steps": self._get_steps(card),
            "meetings": self._get_meetings(card),
            "pins": self._get_pins(card),
            "may_log": next(self._iter_log_targets(card), None) is not None,
            "may_pin": card.has_access("write"),
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

    @api.model
    @api.readonly
    def get_authors(self, partner_id):
        """Who has written the newest entries of a card and of its records.

        :param int partner_id: the card
        :return: ``id`` and ``name`` of partners, the user first, then by name
        :rtype: list[dict]
        """
        card = self._get_card(partner_id)
        newest = self.search_fetch(
            [("partner_id", "child_of", card.id)],
            ["author_id"],
            limit=AUTHORS_FROM,
            order="date desc, id desc",
        )
        authors = newest.author_id._filtered_access("read")
        me = self.env.user.partner_id
        return [
            {"id": author.id, "name": author.name or author.display_name}
            for author in authors.sorted(lambda a: (a != me, a.display_name or ""))
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

    @api.model
    def _get_card_to_pin(self, partner_id):
        """:raise UserError: where the user may not change what all readers see"""
        card = self._get_card(partner_id)
        if not card.has_access("write"):
            raise UserError(
                self.env._("Only who may edit the card can pin entries or unpin them.")
            )
        return card

    def action_pin(self, partner_id):
        """Pin the entry on a card, for all its readers.

        :param int partner_id: the card
        :raise UserError: where there are as many as there is room for, or the user may
            not write on the card
        """
        self.ensure_one()
        card = self._get_card_to_pin(partner_id)
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
        :raise UserError: where the user may not write on the card
        """
        self.ensure_one()
        card = self._get_card_to_pin(partner_id)
        message = self.search([("id", "=", self.id)]).sudo().message_id
        pins = self.env["client360.timeline.pin"].sudo()
        pins.search(
            [("partner_id", "=", card.id), ("message_id", "in", message.ids)]
        ).unlink()
        return True

    # -- Logging a contact ----------------------------------------------------------

    @api.model
    def _filter_postable(self, records):
        """The records that the user may post messages on, by core's own rule.

        :param records: recordset of a model with a chatter
        """
        by_operation = records._mail_group_by_operation_for_mail_message_operation(
            "create"
        )
        postable = records.browse()
        for operation, documents in by_operation.items():
            postable |= documents._filtered_access(operation)
        return records & postable

    @api.model
    def _iter_log_targets(self, card):
        """The card and its open records, as far as the user may post on them."""
        yield from self._filter_postable(card)
        highlighted = self.env["client360.card"]._get_highlighted_models()
        for key in OPEN_RECORDS:
            if key not in highlighted:
                continue
            model, card_model = highlighted[key]
            family = fields.Domain(card_model.partner_field, "child_of", card.id)
            yield from self._filter_postable(
                self.env[model].search(
                    family & card_model.current, limit=MAX_TARGETS, order="id desc"
                )
            )

    @api.model
    @api.readonly
    def get_log_targets(self, partner_id):
        """The card and its open records, which the user may log a contact on.

        :param int partner_id: the card
        :return: dicts of ``res_model``, ``res_id`` and ``name``
        :rtype: list[dict]
        """
        return [
            {
                "res_model": record._name,
                "res_id": record.id,
                "name": record.display_name,
            }
            for record in self._iter_log_targets(self._get_card(partner_id))
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
        :raise UserError: where the text is missing, nothing can be logged there or the
            user may not post there
        :raise AccessError: where the user may not read the record
        """
        self._check_employee()
        if (
            res_model not in self.env["client360.timeline.link"]._get_partner_fields()
            or kind not in CONTACTS
        ):
            raise UserError(self.env._("Nothing can be logged there."))
        if not (text or "").strip():
            raise UserError(self.env._("Say what there is to log."))
        record = self.env[res_model].browse(res_id).exists()
        if not record:
            raise UserError(self.env._("The record has been deleted."))
        record.check_access("read")
        if not self._filter_postable(record):
            raise UserError(
                self.env._(
                    "You may read %(record)s, but not log anything on it.",
                    record=record.display_name,
                )
            )
        values = {"subtype_xmlid": "mail.mt_note"}
        if CONTACTS[kind]:
            activity_type = self.env.ref(CONTACTS[kind])
            values = {
                "subtype_xmlid": "mail.mt_activities",
                "mail_activity_type_id": activity_type.id,
            }
        record.message_post(body=plaintext2html(text), **values)
        return True
