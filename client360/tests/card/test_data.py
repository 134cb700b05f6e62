# Copyright 2026 Client 360 contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

import re
from datetime import timedelta
from pathlib import Path

from lxml import etree

from odoo.modules import Manifest
from odoo.tests import TransactionCase, tagged

VIEWS = Path(__file__).parents[2] / "views"
#: A place in an XML document by its number, which another addon's element shifts, or
#: by the way up.
POSITION = re.compile(r"\[\s*\d+\s*\]|last\(\)|position\(\)|/\.\.")

INTERVALS = {
    "minutes": timedelta(minutes=1),
    "hours": timedelta(hours=1),
    "days": timedelta(days=1),
    "weeks": timedelta(weeks=1),
    "months": timedelta(days=30),
}

#: How often a scheduled action runs without being called, at the longest.
CRONS = {
    "client360.ir_cron_express_report": timedelta(hours=1),
    "client360.ir_cron_autofill": timedelta(hours=1),
    "client360.ir_cron_refresh_requisites": timedelta(days=1),
}

#: Computed fields that depend on no field, and why.
DEPEND_ON_NOTHING = {
    "res.config.settings.client360_dadata_token": "a key is never shown",
    "res.config.settings.client360_kontur_focus_token": "a key is never shown",
    "res.config.settings.client360_dadata_used": "a counter of the day",
    "res.partner.dadata_proposal": "it is there from the form until the card is saved",
    "res.partner.helpdesk_ticket_count": "as in OCA's addon, which counts by a search",
    "res.partner.helpdesk_ticket_active_count": "the same",
    "res.partner.helpdesk_ticket_count_string": "the same",
    "agreement.sale_order_count": "as in OCA's addon: contracts have no list of orders",
    "res.partner.application_statistics": "as in base, which leaves it to the apps",
}


@tagged("post_install", "-at_install")
class TestData(TransactionCase):
    def test_manifest_names_the_files_that_are_there(self):
        """A file that it does not name is never loaded, and nobody is told."""
        manifest = Manifest.for_addon("client360")
        folder = Path(manifest.path)
        files = {
            path.relative_to(folder).as_posix()
            for part in ("data", "demo", "security", "views", "wizards")
            for path in (folder / part).rglob("*")
            if path.suffix in (".xml", ".csv")
        }
        self.assertEqual(files, {*manifest["data"], *manifest["demo"]})
        for patterns in manifest["assets"].values():
            for pattern in patterns:
                # ("remove", pattern), ("after", pattern, pattern) and the like
                named = pattern[1:] if isinstance(pattern, tuple) else [pattern]
                for path in named:
                    addon, _slash, rest = path.partition("/")
                    with self.subTest(path):
                        self.assertTrue(addon != "client360" or any(folder.glob(rest)))

    def test_scheduled_actions_are_on(self):
        """Other tests call them by hand and would not miss one that is switched off."""
        crons = self.env["ir.cron"].with_context(active_test=False).search([])
        xml_ids = crons.get_external_id()
        own = crons.filtered(lambda cron: xml_ids[cron.id].startswith("client360."))
        self.assertGreaterEqual(len(own), 5)
        self.assertLessEqual(CRONS.keys(), {xml_ids[cron.id] for cron in own})
        for cron in own:
            longest = CRONS.get(xml_ids[cron.id], timedelta(days=1))
            interval = cron.interval_number * INTERVALS[cron.interval_type]
            with self.subTest(cron=xml_ids[cron.id]):
                self.assertTrue(cron.active)
                self.assertLessEqual(interval, longest)
                self.assertEqual(cron.user_id, self.env.ref("base.user_root"))
                self.assertTrue(cron.code.startswith("model._cron_"))

    def test_new_cards_ask_for_a_report(self):
        automation = self.env.ref("client360.automation_express_report")
        self.assertTrue(automation.active)
        self.assertEqual(automation.trigger, "on_create")
        self.assertEqual(automation.model_id.model, "res.partner")

    def test_kinds_of_documents(self):
        for name in ("scan", "counterparty", "express_report", "other"):
            kind = self.env.ref(f"client360.document_type_{name}")
            self.assertTrue(kind.active, name)

    def test_no_view_counts_elements(self):
        """Any addon may add one before: an element is found by what it is."""
        for path in VIEWS.rglob("*.xml"):
            for node in etree.parse(path).iter("xpath"):
                expr = node.get("expr")
                with self.subTest(file=path.name, expr=expr):
                    self.assertNotRegex(expr, POSITION)
                    # the first of several would be taken
                    step = expr.rpartition("/")[2]
                    self.assertRegex(step, r"\[|^(tree|list|kanban|form|search)$")

    def test_every_computed_field_says_what_it_depends_on(self):
        """One that does not is computed once and stays as it was."""
        silent = set()
        for model in self.env.registry.models.values():
            if model._abstract:
                continue
            for field in model._fields.values():
                method = isinstance(field.compute, str) and getattr(
                    model, field.compute, None
                )
                if (
                    method
                    and method.__module__.startswith("odoo.addons.client360.")
                    and not any(
                        hasattr(getattr(cls, field.compute, None), depends)
                        for cls in model.__mro__
                        for depends in ("_depends", "_depends_context")
                    )
                ):
                    silent.add(str(field))
        self.assertLessEqual(silent, DEPEND_ON_NOTHING.keys())
