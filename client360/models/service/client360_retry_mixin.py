# Copyright 2026 Client 360 contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

import time

from odoo import api, models
from odoo.exceptions import LockError
from odoo.service.model import PG_CONCURRENCY_EXCEPTIONS_TO_RETRY

from ...tools.secret_log import muted_queries

#: Tries to write what was paid for while people write too.
WRITE_TRIES = 8
#: Seconds before the second try, doubled with each.
WRITE_PAUSE = 0.1


class Client360RetryMixin(models.AbstractModel):
    """Writes answers of outside services in spite of people who write as well."""

    _name = "client360.retry.mixin"
    _description = "Retry on a Conflict"

    @api.model
    def _retry_on_conflict(self, step, *args):
        """Call ``step(*args)``, again if somebody else wrote the same rows meanwhile.

        :param function step: what begins a transaction
        :param args: arguments of the step
        :return: what the step returns
        :raise psycopg2.Error: where all tries met a conflict
        :raise LockError: where the step raised it at all tries
        """
        for attempt in range(WRITE_TRIES):
            try:
                with muted_queries():
                    result = step(*args)
                    self.env.flush_all()
                return result
            except (LockError, *PG_CONCURRENCY_EXCEPTIONS_TO_RETRY):
                if attempt == WRITE_TRIES - 1:
                    raise
                self.env.cr.rollback()
                time.sleep(WRITE_PAUSE * 2**attempt)
        return None
