# Copyright 2026 Client 360 contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from contextlib import contextmanager

from odoo.exceptions import UserError
from odoo.tests import TransactionCase, new_test_user
from odoo.tools import mute_logger


class UtcMixin:
    """Today is the day that UTC has, in the evening too: tests reckon with it."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env = cls.env(context={**cls.env.context, "tz": "UTC"})


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


class ApprovalCase(UtcMixin, TransactionCase):
    """A party with a contact, a user who asks for approvals and one who grants them.

    :cvar str groups: groups of both users
    """

    groups = "base.group_user"

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.partner = cls.env["res.partner"].create(
            {"name": "Party", "is_company": True}
        )
        cls.contact = cls.env["res.partner"].create(
            {
                "name": "Person",
                "parent_id": cls.partner.id,
                "email": "person@example.com",
            }
        )
        cls.user = new_test_user(cls.env, "register user", cls.groups)
        cls.approver = new_test_user(cls.env, "register approver", cls.groups)

    def setUp(self):
        super().setUp()
        # Scheduled actions have a transaction of their own.
        self.registry_enter_test_mode()

    def attach(self, record, name="scan.pdf"):
        return self.env["ir.attachment"].create(
            {"name": name, "res_model": record._name, "res_id": record.id, "raw": b"1"}
        )
