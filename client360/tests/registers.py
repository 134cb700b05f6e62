# Copyright 2026 Client 360 contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from contextlib import contextmanager

from odoo.exceptions import UserError
from odoo.tools import mute_logger


class StatusMixin:
    """Checks of a register's table of transitions."""

    def assertOnlyListedTransitions(self, record_in, transitions, allowed):
        """Every pair of statuses is either listed and possible, or refused.

        :param record_in: function that makes a record in a status
        :param transitions: {status: statuses that may follow}, what the test expects
        :param allowed: statuses that there are
        """
        for old in allowed:
            for new in allowed:
                if new == old:
                    continue
                with self.subTest(old=old, new=new):
                    record = record_in(old)
                    if new in transitions[old]:
                        record.write({"state": new})
                        self.assertEqual(record.state, new)
                    else:
                        with self.assertRaises(UserError):
                            record.write({"state": new})


class RefusalMixin:
    """Errors that leave nothing behind."""

    @contextmanager
    def refused(self, error, regex):
        """Like a request that fails: nothing of it is left."""
        with (
            self.assertRaisesRegex(error, regex),
            mute_logger("odoo.sql_db"),
            self.env.cr.savepoint(),
        ):
            yield
