# Copyright 2026 Client 360 contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo import api, fields, models
from odoo.tools import SQL

# Ids of messages that one transaction goes through: some seconds of work at most.
BACKFILL_BATCH_SIZE = 50_000

# How many of the newest messages the daily check goes through. Two transactions may
# post on a record and change its counterparty at the same time without seeing each
# other, and other addons may write in SQL.
CHECK_SIZE = 200_000


class Client360TimelineBackfill(models.Model):
    """How far the messages of a model that are older than the timeline are linked.

    The newest come first, in batches that are committed: whatever is interrupted
    goes on where it was.
    """

    _name = "client360.timeline.backfill"
    _inherit = ["client360.queue.mixin"]
    _description = "Older Messages of the Timeline"
    _queue_cron = "client360.ir_cron_timeline"
    _queue_method = "_cron_backfill"

    name = fields.Char("Model", required=True)
    before_id = fields.Integer(
        "To Do Before", help="Messages with smaller ids are to be linked yet."
    )

    _name_uniq = models.Constraint("unique(name)", "A model is linked once.")
    _todo_idx = models.Index("(before_id) WHERE before_id > 0")

    @api.model
    def _get_todo(self):
        """The models that have messages to link yet, new models included.

        :return: recordset of those that have come equally far
        """
        # one row a model of the card
        known = self.search([])  # pylint: disable=no-search-all
        names = self.env["client360.timeline.link"]._get_partner_fields().keys()
        missing = names - set(known.mapped("name"))
        if missing:
            self.env.cr.execute("SELECT COALESCE(max(id), 0) + 1 FROM mail_message")
            [before_id] = self.env.cr.fetchone()
            known += self.create(
                [{"name": name, "before_id": before_id} for name in sorted(missing)]
            )
        todo = known.filtered(lambda model: model.before_id and model.name in names)
        first = max(todo.mapped("before_id"), default=0)
        return todo.filtered(lambda model: model.before_id == first)

    @api.model
    def _run_batch(self):
        """Link the messages of one batch.

        :return: number of messages' ids that are left, 0 when all is done
        :rtype: int
        """
        todo = self._get_todo()
        if not todo:
            return 0
        before_id = todo[0].before_id
        others = self.search([("before_id", ">", 0), ("id", "not in", todo.ids)])
        from_id = max(
            before_id - BACKFILL_BATCH_SIZE, *others.mapped("before_id"), 0, 0
        )
        self.env["client360.timeline.link"]._write_links(
            SQL("source.id >= %s AND source.id < %s", from_id, before_id),
            todo.mapped("name"),
        )
        self.env.cr.execute(
            "SELECT max(id) + 1 FROM mail_message WHERE id < %s", [from_id]
        )
        [todo.before_id] = [row or 0 for row in self.env.cr.fetchone()]
        return todo[0].before_id

    @api.model
    def _begin(self):
        """Link the newest messages at once, the others and the documents in the
        background where they are many."""
        if self._run_batch():
            self._wake_queue()
        else:
            self.env["client360.timeline.document"]._link_all()

    @api.model
    def _cron_backfill(self):
        """Link older messages, then check the newest ones and the documents."""
        left = self._run_batch()
        while left:
            if not self.env["ir.cron"]._commit_progress(1, remaining=left):
                return
            left = self._run_batch()
        self.env["client360.timeline.link"]._write_links(
            SQL("source.id > (SELECT max(id) - %s FROM mail_message)", CHECK_SIZE)
        )
        self.env["client360.timeline.document"]._link_all()

    @api.model
    def _get_oldest_date(self):
        """Since when the timeline is complete, None where it is all there.

        :rtype: datetime | None
        """
        todo = self.sudo().search(
            [("before_id", ">", 0)], limit=1, order="before_id desc"
        )
        names = self.env["client360.timeline.link"]._get_partner_fields()
        if not todo and self.sudo().search_count([]) >= len(names):
            return None
        self.env.cr.execute(
            "SELECT date FROM mail_message WHERE id >= %s AND date IS NOT NULL"
            " ORDER BY id LIMIT 1",
            [todo.before_id or 0],
        )
        row = self.env.cr.fetchone()
        return row and row[0]
