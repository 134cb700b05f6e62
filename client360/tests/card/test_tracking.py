# Copyright 2026 Client 360 contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from unittest.mock import patch

from odoo.tests import TransactionCase, tagged

from ...models.card.client360_tracking_mixin import WRITTEN

TRACKED = "mail.tracking.res.partner"


@tagged("post_install", "-at_install")
class TestTracking(TransactionCase):
    """Only what a write can change is read before it, and nothing of it is lost."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.card = cls.env["res.partner"].create(
            {"name": "Ромашка", "is_company": True, "city": "Тверь", "function": "x"}
        )
        cls.commit()

    @classmethod
    def commit(cls):
        """Write the tracked changes, as the end of a transaction does."""
        cls.env.cr.flush()
        cls.env.invalidate_all()

    def changes(self, record=None):
        """What the last change of a card tells."""
        record = record or self.card
        self.commit()
        values = record.message_ids.sorted("id")[-1].tracking_value_ids
        return {
            value.field_id.name: (value.old_value_char, value.new_value_char)
            for value in values
        }

    def assertMoved(self, changes):
        self.assertEqual(set(changes), {"contact_address_inline"})
        old, new = changes["contact_address_inline"]
        self.assertIn("Тверь", old)
        self.assertIn("Псков", new)

    def test_other_fields_are_not_read(self):
        self.card.ref = "1"
        before = self.env.cr.precommit.data[TRACKED][self.card.id]
        self.assertEqual(before, {"ref": False})
        self.assertNotIn(WRITTEN, self.env.cr.precommit.data)
        self.assertEqual(self.changes(), {"ref": (False, "1")})

    def test_a_write_of_nothing_tracked_reads_nothing(self):
        self.card.comment = "x"
        self.assertFalse(self.env.cr.precommit.data.get(TRACKED, {}).get(self.card.id))

    def test_what_is_computed_from_it_is_compared(self):
        self.card.city = "Псков"
        self.assertMoved(self.changes())
        self.card.write({"country_id": self.env.ref("base.be").id})
        self.assertIn("contact_address_inline", self.changes())

    def test_two_writes_are_one_change(self):
        self.card.ref = "1"
        self.card.ref = "2"
        self.card.write({"function": "y"})
        self.assertEqual(self.changes(), {"ref": (False, "2"), "function": ("x", "y")})

    def test_what_odoo_writes_along_is_compared(self):
        contact = self.env["res.partner"].create(
            {"name": "Пётр", "parent_id": self.card.id}
        )
        self.commit()
        self.card.city = "Псков"
        self.assertMoved(self.changes(contact))
        self.card.write({"company_type": "person", "ref": "3"})
        self.assertEqual(set(self.changes()), {"is_company", "ref"})

    def test_a_write_that_is_not_tracked(self):
        for key in ("tracking_disable", "mail_notrack"):
            card = self.card.with_context(**{key: True})
            card.ref = key
            self.assertNotIn(WRITTEN, self.env.cr.precommit.data)
            self.assertFalse(self.env.cr.precommit.data.get(TRACKED))

    def test_many_changes_are_linked_together(self):
        cards = self.card + self.env["res.partner"].create(
            [{"name": f"Card {n}"} for n in range(5)]
        )
        self.commit()
        link = self.env.registry["client360.timeline.link"]
        calls = []
        write_links = link._write_links

        def watched(records, *arguments, **options):
            calls.append(1)
            return write_links(records, *arguments, **options)

        with patch.object(link, "_write_links", watched):
            cards.write({"ref": "together"})
            self.commit()
        self.assertEqual(len(calls), 1)
        last = [card.message_ids.sorted("id")[-1].id for card in cards]
        links = self.env["client360.timeline.link"].sudo()
        linked = links.search([("message_id", "in", last)])
        self.assertEqual(linked.partner_id, cards)
        self.assertEqual(len(linked), 6)
        # and what comes afterwards on its own
        note = self.card.message_post(body="x")
        self.commit()
        self.assertTrue(links.search([("message_id", "=", note.id)]))
