# Copyright 2026 Client 360 contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo import api, models


class Client360QueueMixin(models.AbstractModel):
    """Work that waits in rows and is done in the background, with a commit after each
    step.

    A model with it names its scheduled action and the method that this one calls. The
    method goes on until nothing is due or ``ir.cron._commit_progress`` says that its
    time is over.

    :cvar str _queue_cron: external id of the scheduled action
    :cvar str _queue_method: name of its method
    """

    _name = "client360.queue.mixin"
    _description = "Work in the Background"
    _queue_cron = None
    _queue_method = None

    @api.model
    def _wake_queue(self, at=None):
        """Have what waits worked off as soon as this transaction is committed.

        All that wakes a queue comes through here, for addons that have another way to
        do so than a scheduled action.

        :param datetime.datetime at: not before then, in UTC
        """
        self.env.ref(self._queue_cron).sudo()._trigger(at)
