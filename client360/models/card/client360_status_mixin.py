# Copyright 2026 Client 360 contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo import models
from odoo.exceptions import UserError

from .batches import in_batches

# Records that one step of a scheduled action handles before it commits.
STATE_BATCH_SIZE = 200


class Client360StatusMixin(models.AbstractModel):
    """A register's status: a selection ``state`` with a table of transitions.

    A record may be created in any status, as imports of old records need it;
    afterwards its status changes only along ``_get_status_transitions``, whoever
    asks: a button, a drop on the kanban board, an import, or a call from outside.
    """

    _name = "client360.status.mixin"
    _description = "Register with a status"

    def _get_status_transitions(self):
        """Statuses that may follow each status of this record.

        :return: sets of statuses by the status that they may follow
        :rtype: dict[str, set[str]]
        """
        return {}

    def _prepare_state_change(self, state):
        """What a status demands of records before they enter it, and what it
        brings along; for models to extend.

        :param str state: the status that is entered
        :raise UserError: a demand is not met
        """

    def write(self, vals):
        """Refuse a status that may not follow the record's own.

        :param dict vals: values to write
        :raise UserError: names the record and both statuses
        """
        # Whatever else comes from outside is left to core to refuse.
        state = "state" in vals and vals["state"]
        if state:
            moving = self.filtered(lambda record: record.state != state)
            moving._check_status_transition(state)
            moving._prepare_state_change(state)
        if "active" in vals and not vals["active"]:
            self._forget_reminder()
        return super().write(vals)

    def _get_reminder_type(self):
        """Name the activity that a scheduled action raises on these records, for
        models with the field ``is_reminded``.

        :return: XML id of its type, None where there is none
        :rtype: str or None
        """
        return None

    def _forget_reminder(self):
        """Remove the activity from records that nothing is left to do about, so that
        who takes them up after all is reminded anew."""
        # models with a reminder name it
        # pylint: disable-next=assignment-from-none
        activity_type = self._get_reminder_type()
        if activity_type:
            self.activity_unlink([activity_type])
            self.is_reminded = False

    def _check_status_transition(self, state):
        labels = dict(self._fields["state"]._description_selection(self.env))
        for record in self:
            if state not in record._get_status_transitions().get(record.state, ()):
                raise UserError(
                    self.env._(
                        "%(record)s cannot go from “%(old)s” to “%(new)s”.",
                        record=record.display_name,
                        old=labels.get(record.state, record.state),
                        new=labels.get(state, state),
                    )
                )

    def _take_scans(self):
        """Make the files attached to records that leave scanning documents of the
        type «scan».

        :raise UserError: a record has no file
        """
        attachments = self.env["ir.attachment"].search(
            [("res_model", "=", self._name), ("res_id", "in", self.ids)]
        )
        scanned = set(attachments.mapped("res_id"))
        for record in self:
            if record.id not in scanned:
                raise UserError(
                    self.env._(
                        "Attach the scan of %(record)s first.",
                        record=record.display_name,
                    )
                )
        default = self.env["client360.document.type"]._get_default_type()
        untyped = attachments.filtered(
            lambda file: file.document_type_id in (default, default.browse())
        )
        untyped.document_type_id = self.env.ref("client360.document_type_scan")

    def _raise_reminder(self, date_field):
        """Raise the activity for the responsible user of each record, and mark the
        record as reminded.

        :param str date_field: name of the date that is the activity's deadline
        """
        for date, records in self.grouped(date_field).items():
            records._schedule_for_responsible(self._get_reminder_type(), date)
        self.is_reminded = True

    def _schedule_for_responsible(self, activity_type, date):
        """Raise an activity for the responsible user of each record, or for who has
        made it where that one is gone.

        :param str activity_type: XML id of the type
        :param date: deadline
        """
        for user, records in self.grouped(
            lambda record: (
                record.user_id if record.user_id.active else record.create_uid
            )
        ).items():
            records.with_context(lang=user.lang).activity_schedule(
                activity_type, date_deadline=date, user_id=user.id
            )

    def _process_in_batches(self, domain, method):
        """Call a method on all records of a domain, for scheduled actions.

        :param domain: search domain
        :type domain: Domain or list
        :param str method: name of the method
        """
        for records in in_batches(self, domain, STATE_BATCH_SIZE):
            getattr(records, method)()
