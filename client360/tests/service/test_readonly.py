# Copyright 2026 Client 360 contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

import re
from pathlib import Path

import psycopg2

from odoo.tests import TransactionCase, tagged
from odoo.tools import mute_logger

#: A call of a method by the client: its model and its name.
CALL = re.compile(r'\bcall\(\s*"([a-z0-9_.]+)",\s*"(\w+)"')
#: What the client calls to change something, to spend, or to store what was asked for.
WRITING = {
    "action_download_all_documents",
    "action_feedback",
    "action_request_express_report",
    "action_request_reliability",
    "action_reschedule_nextweek",
    "action_unpin",
    "dadata_autofill",
    "dadata_suggest",
    "log_contact",
}


@tagged("post_install", "-at_install")
class TestReadonly(TransactionCase):
    """What only reads may run on a replica, where nothing can be written."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.card = cls.env.ref(
            "client360.partner_bolshaya_versta", raise_if_not_found=False
        )

    def setUp(self):
        super().setUp()
        if not self.card:
            self.skipTest("needs the demo data")
        self.env.flush_all()
        self.env.invalidate_all()
        # until the test's savepoint is rolled back
        self.env.cr.execute("SET LOCAL transaction_read_only = on")

    def is_readonly(self, model, name):
        """As Odoo decides it, see ``web/controllers/dataset.py``."""
        for cls in self.env.registry[model].mro():
            method = getattr(cls, name, None)
            if hasattr(method, "_readonly"):
                return method._readonly
        return False

    def call(self, model, name, *args):
        self.assertTrue(self.is_readonly(model._name, name), name)
        return getattr(model, name)(*args)

    def test_nothing_can_be_written(self):
        with (
            self.assertRaises(psycopg2.errors.ReadOnlySqlTransaction),
            mute_logger("odoo.sql_db"),
            self.env.cr.savepoint(),
        ):
            self.card.ref = "changed"

    def test_every_call_of_the_client(self):
        """A new method of the client is one or the other."""
        source = Path(__file__).parents[2] / "static/src"
        calls = {
            call
            for path in source.rglob("*.js")
            for call in CALL.findall(path.read_text(encoding="utf-8"))
        }
        self.assertGreater(len(calls), 10)
        for model, name in calls:
            with self.subTest(model=model, method=name):
                self.assertNotEqual(self.is_readonly(model, name), name in WRITING)

    def test_highlights(self):
        tiles = self.call(self.card, "client360_highlights")
        self.assertTrue(tiles)
        self.assertTrue(self.call(self.card, "client360_highlights_chart"))
        action = self.call(self.card, "action_client360_highlight", tiles[0]["key"])
        self.assertTrue(action)

    def test_reliability(self):
        page = self.call(self.card, "client360_reliability")
        self.assertEqual(page["id"], self.card.id)
        self.assertIn("money", self.call(self.card, "client360_reliability_chart"))

    def test_timeline(self):
        events = self.env["client360.event"]
        self.assertIn("steps", self.call(events, "get_panel", self.card.id))
        self.assertTrue(self.call(events, "get_authors", self.card.id))
        self.assertTrue(self.call(events, "get_log_targets", self.card.id))
        domain = [("partner_id", "child_of", self.card.id)]
        names = ("kind", "date", "comment", "is_pinned", "attachment_data")
        page = self.call(
            events, "web_search_read", domain, {name: {} for name in names}, 0, 40
        )
        self.assertTrue(page["records"])
        event = events.browse(page["records"][0]["id"])
        self.assertTrue(self.call(event, "action_open_record"))
        self.assertTrue(self.call(event, "action_open_document"))

    def test_documents(self):
        needs = self.call(self.card, "client360_document_needs")
        self.assertGreaterEqual(needs["count"], len(needs["lines"]))
        document = self.card.document_ids[:1]
        self.assertTrue(self.call(document, "action_edit_document"))

    def test_search(self):
        partners = self.env["res.partner"]
        found = self.call(partners, "name_search", self.card.name)
        self.assertEqual(found[0][0], self.card.id)

    def test_what_opens_related_records(self):
        agreement = self.env["agreement"].search([], limit=1)
        self.assertTrue(self.call(agreement, "action_view_children"))
        self.assertTrue(self.call(agreement, "action_view_projects"))
        letter = self.env["client360.letter"].search([], limit=1)
        self.assertTrue(self.call(letter, "action_view_replies"))

    def test_form_and_badges(self):
        """Every field of the form, badges and counters among them."""
        arch = self.env["res.partner"].get_view(view_type="form")
        names = arch["models"]["res.partner"]
        [card] = self.call(self.card, "web_read", {name: {} for name in names})
        self.assertEqual(card["id"], self.card.id)
