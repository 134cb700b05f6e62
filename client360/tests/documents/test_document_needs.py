# Copyright 2026 Client 360 contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from datetime import date, timedelta

from freezegun import freeze_time
from psycopg2 import IntegrityError

from odoo import Command
from odoo.exceptions import AccessError
from odoo.tests import Form, new_test_user, tagged
from odoo.tools import mute_logger

from .test_documents import DocumentsCase

TODAY = date(2026, 3, 10)
STATES = ("missing", "expired", "expiring", "complete", False)


class DocumentNeedsCase(DocumentsCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.enterClassContext(freeze_time(f"{TODAY} 12:00:00"))
        cls.env = cls.env(context={**cls.env.context, "tz": "UTC"})
        cls.env["client360.document.requirement"].search([]).unlink()
        cls.charter = cls._type("Charter", "legal_entity", "public_body")
        cls.proxy = cls._type("Proxy", "legal_entity", has_end_date=True)
        cls.passport = cls._type("Passport", "individual")
        cls.partner.counterparty_kind = "legal_entity"

    @classmethod
    def _type(cls, name, *kinds, **values):
        return cls.env["client360.document.type"].create(
            {
                "name": name,
                "requirement_ids": [
                    Command.create({"counterparty_kind": kind}) for kind in kinds
                ],
                **values,
            }
        )

    def add(self, document_type, days=None, partner=None, **values):
        end = days is not None and TODAY + timedelta(days=days)
        values = {"document_type_id": document_type.id, "valid_until": end, **values}
        return self.document(partner, **values)

    def needs(self, partner=None, user=None):
        partner = (partner or self.partner).with_user(user or self.salesperson)
        return [
            (need.document_type.name, need.state)
            for need in partner._get_document_needs().get(partner.id, [])
        ]

    def state(self, partner=None, user=None):
        """The state as it is computed, after the search has found it likewise."""
        partner = (partner or self.partner).with_user(user or self.salesperson)
        partner.invalidate_recordset(["documents_state"])
        state = partner.documents_state
        for each in STATES:
            found = partner.search(
                [("documents_state", "=", each), ("id", "=", partner.id)]
            )
            self.assertEqual(bool(found), each == state, each)
        return state


@tagged("post_install", "-at_install")
class TestDocumentNeeds(DocumentNeedsCase):
    def test_nothing_is_required(self):
        self.env["client360.document.requirement"].search([]).unlink()
        self.assertIs(self.state(), False)
        self.assertEqual(self.needs(), [])

    def test_kinds_of_counterparties(self):
        kinds = ("legal_entity", "entrepreneur", "individual", "public_body", False)
        expected = {
            "legal_entity": [("Charter", "missing"), ("Proxy", "missing")],
            "individual": [("Passport", "missing")],
            "public_body": [("Charter", "missing")],
        }
        for kind in kinds:
            with self.subTest(kind=kind):
                self.partner.counterparty_kind = kind
                self.assertEqual(self.needs(), expected.get(kind, []))
                self.assertEqual(self.state(), kind in expected and "missing")

    def test_branch_has_those_of_its_head(self):
        self.contact.write({"is_company": True, "counterparty_kind": "legal_entity"})
        self.assertIs(self.state(self.contact), False)
        self.add(self.charter, partner=self.contact)
        self.assertIn(("Charter", "missing"), self.needs())

    def test_archived_kind_is_not_required(self):
        self.add(self.charter)
        self.proxy.active = False
        self.assertEqual(self.state(), "complete")

    def test_dates(self):
        self.add(self.charter)
        for days, state in (
            (None, "complete"),
            (-400, "expired"),
            (-1, "expired"),
            (0, "expiring"),
            (30, "expiring"),
            (31, "complete"),
        ):
            with self.subTest(days=days):
                document = self.add(self.proxy, days)
                self.assertEqual(self.state(), state)
                document.unlink()

    def test_dates_are_those_of_the_user(self):
        """At 23:30 in Greenwich it is tomorrow in Moscow."""
        self.add(self.charter)
        self.add(self.proxy, 0)
        with freeze_time(f"{TODAY} 23:30:00"):
            for tz, state in (("UTC", "expiring"), ("Europe/Moscow", "expired")):
                with self.subTest(tz=tz):
                    self.assertEqual(
                        self.state(self.partner.with_context(tz=tz)), state
                    )

    def test_worst_state(self):
        self.add(self.proxy, -1)
        self.assertEqual(self.state(), "missing")
        self.assertEqual(self.needs(), [("Charter", "missing"), ("Proxy", "expired")])
        self.add(self.charter, 5)
        self.assertEqual(self.state(), "expired")

    def test_the_one_that_holds_longest_counts(self):
        self.add(self.charter)
        self.add(self.proxy, -10)
        self.assertEqual(self.state(), "expired")
        self.add(self.proxy, 90)
        self.assertEqual(self.state(), "complete")
        self.add(self.charter, -10)
        self.assertEqual(self.state(), "complete", "the other one has no end")

    def test_former_versions_do_not_count(self):
        self.add(self.charter)
        document = self.add(self.proxy, 400)
        new = document._add_version("new.txt", b"new")
        self.assertFalse(new.valid_until, "of the new one nobody has said so")
        new.valid_until = TODAY - timedelta(days=1)
        self.assertEqual(self.state(), "expired")
        new.document_type_id = self.other
        self.assertEqual(self.state(), "missing")

    def test_documents_of_records_and_pictures_do_not_count(self):
        self.add(self.proxy)
        lead = self.env["crm.lead"].create(
            {"name": "Lead", "partner_id": self.partner.id}
        )
        self.add(self.charter, partner=lead)
        self.add(self.charter, res_field="image_1920")
        self.assertEqual(self.needs(), [("Charter", "missing")])

    def test_what_is_told(self):
        self.add(self.proxy, 3)
        told = self.partner.with_user(self.salesperson).with_context(lang="en_US")
        self.assertEqual(
            told.client360_document_needs(),
            {
                "count": 2,
                "lines": [
                    {"tone": "danger", "text": "Missing: Charter"},
                    {"tone": "warning", "text": "Soon to expire: Proxy (03/13/2026)"},
                ],
            },
        )

    def test_search_is_as_computed(self):
        """All that may be, at once: no query for each card."""
        ends = (None, -1, 0, 30, 31, "none")
        cards = self.env["res.partner"]
        for charter in ends:
            for proxy in ends:
                card = cards.create(
                    {"name": "Card", "counterparty_kind": "legal_entity"}
                )
                cards += card
                for document_type, end in (
                    (self.charter, charter),
                    (self.proxy, proxy),
                ):
                    if end != "none":
                        self.add(document_type, end, card)
        cards += self.contact
        cards = cards.with_user(self.salesperson)
        cards.invalidate_model()
        self.env.flush_all()
        cards.mapped("parent_id")
        few, many = cards[:2], cards[2:]
        counts = []
        for some in (few, many):
            self.env["client360.document.type"].invalidate_model()
            before = self.env.cr.sql_log_count
            some.mapped("documents_state")
            counts.append(self.env.cr.sql_log_count - before)
        self.assertLessEqual(counts[1], counts[0])
        seen = set()
        for state in STATES:
            found = cards.search(
                [("id", "in", cards.ids), ("documents_state", "=", state)]
            )
            expected = cards.filtered(
                lambda card, state=state: card.documents_state == state
            )
            self.assertEqual(found, expected & found, state)
            self.assertEqual(set(found.ids), set(expected.ids), state)
            other = cards.search(
                [("id", "in", cards.ids), ("documents_state", "!=", state)]
            )
            self.assertEqual(set(other.ids), set((cards - expected).ids), state)
            seen |= {state} if found else set()
        self.assertEqual(seen, set(STATES))

    def test_search_has_an_index(self):
        self.env.cr.execute(
            "SELECT indexdef FROM pg_indexes"
            " WHERE indexname LIKE 'ir_attachment%client360_needs_idx'"
        )
        self.assertIn(
            "res_id, document_type_id, valid_until", str(self.env.cr.fetchone())
        )

    # -- Rights -------------------------------------------------------------------

    def test_who_is_told(self):
        portal = new_test_user(self.env, "documents portal", groups="base.group_portal")
        self.partner.message_subscribe(portal.partner_id.ids)
        with self.assertRaisesRegex(AccessError, "for employees only"):
            self.partner.with_user(portal).client360_document_needs()
        with self.assertRaises(AccessError):
            self.partner.with_user(portal).read(["documents_state"])
        self.assertEqual(self.state(user=self.reader), "missing")

    def test_documents_that_the_user_may_not_read(self):
        """They are not missing, and nothing is said of their end."""
        self.add(self.charter)
        self.add(self.proxy, -1)
        self.assertEqual(self.state(), "expired")
        self.env["ir.rule"].create(
            {
                "name": "Proxies are secret",
                "model_id": self.env["ir.model"]._get_id("ir.attachment"),
                "domain_force": str([("document_type_id", "!=", self.proxy.id)]),
                "groups": [Command.link(self.env.ref("base.group_user").id)],
            }
        )
        self.assertEqual(self.needs(), [])
        self.assertEqual(self.state(), "complete")

    def test_companies(self):
        self.partner.company_id = self.other_company
        partners = self.env["res.partner"].with_user(self.salesperson)
        self.assertNotIn(
            self.partner, partners.search([("documents_state", "=", "missing")])
        )
        with self.assertRaises(AccessError):
            self.partner.with_user(self.salesperson).client360_document_needs()

    def test_who_says_what_is_required(self):
        for user, may in ((self.manager, True), (self.salesperson, False)):
            requirements = self.env["client360.document.requirement"].with_user(user)
            with self.subTest(user=user.login):
                for operation in ("create", "write", "unlink"):
                    self.assertEqual(requirements.has_access(operation), may)

    # -- Kinds of documents -------------------------------------------------------

    def test_form_of_a_kind(self):
        form = Form(self.env["client360.document.type"].with_user(self.manager))
        form.name = "Licence"
        form.has_end_date = True
        form.valid_months = 60
        with form.requirement_ids.new() as requirement:
            requirement.counterparty_kind = "entrepreneur"
        licence = form.save()
        self.assertEqual(licence.required_for, "Entrepreneur")
        form.has_end_date = False
        self.assertFalse(form.save().valid_months)

    def test_requirement_is_told_once(self):
        with self.assertRaises(IntegrityError), mute_logger("odoo.sql_db"):
            self._type("Twice", "individual", "individual")

    def test_months(self):
        for months in (-1, 1201):
            with (
                self.subTest(months=months),
                self.assertRaises(IntegrityError),
                mute_logger("odoo.sql_db"),
                self.env.cr.savepoint(),
            ):
                self.proxy.valid_months = months
                self.proxy.flush_recordset()

    # -- Documents ----------------------------------------------------------------

    def test_end_by_default(self):
        self.proxy.valid_months = 12
        values = {"document_type_id": self.proxy.id}
        self.assertEqual(self.document(**values).valid_until, date(2027, 3, 10))
        for end in (False, date(2026, 5, 1)):
            self.assertEqual(self.document(valid_until=end, **values).valid_until, end)
        self.assertFalse(self.document().valid_until)
        self.proxy.has_end_date = False
        self.assertFalse(self.document(**values).valid_until)

    def test_end_at_the_end_of_a_month(self):
        self.proxy.valid_months = 1
        with freeze_time("2026-01-31 12:00:00"):
            document = self.document(document_type_id=self.proxy.id)
        self.assertEqual(document.valid_until, date(2026, 2, 28))

    def test_new_version_has_an_end_of_its_own(self):
        self.proxy.valid_months = 12
        new = self.add(self.proxy, 3)._add_version("new.txt", b"new")
        self.assertEqual(new.valid_until, date(2027, 3, 10))

    def test_kind_that_is_chosen_proposes_an_end(self):
        self.proxy.valid_months = 12
        view = "client360.ir_attachment_view_form"
        form = Form(self.document(), view)
        form.document_type_id = self.proxy
        self.assertEqual(form.valid_until, date(2027, 3, 10))
        form.valid_until = date(2026, 5, 1)
        form.document_type_id = self.scan
        form.document_type_id = self.proxy
        self.assertEqual(form.valid_until, date(2026, 5, 1))

    # -- The reminder -------------------------------------------------------------

    def remind(self, partner=None):
        """Activities on a card after the scheduled action has run."""
        with self.enter_registry_test_mode():
            self.env.ref("client360.ir_cron_documents").method_direct_trigger()
        kind = self.env.ref("client360.mail_activity_type_document_expires")
        partner = partner or self.partner
        return partner.activity_ids.filtered(lambda a: a.activity_type_id == kind)

    def test_reminder(self):
        self.partner.user_id = self.salesperson
        for days, expected in ((-1, 0), (0, 1), (30, 1), (31, 0)):
            with self.subTest(days=days):
                document = self.add(self.proxy, days)
                activities = self.remind()
                self.assertEqual(len(activities), expected)
                if expected:
                    self.assertEqual(activities.user_id, self.salesperson)
                    self.assertEqual(activities.date_deadline, document.valid_until)
                    self.assertIn("Proxy", activities.summary)
                activities.unlink()
                document.unlink()

    def test_reminder_comes_once(self):
        document = self.add(self.proxy, 10)
        self.remind().unlink()
        self.assertFalse(self.remind())
        document.valid_until = TODAY + timedelta(days=20)
        self.assertEqual(len(self.remind()), 1, "another date is another end")

    def test_reminder_of_required_documents_in_force_only(self):
        self.add(self.scan, 10)
        self.add(self.passport, 10)
        self.add(self.charter, 10)._add_version("new.txt", b"new")
        self.add(self.proxy, 10)
        self.add(self.proxy, 100)
        self.assertFalse(self.remind())

    def test_reminder_without_a_salesperson(self):
        document = self.add(self.proxy, 10)
        self.assertEqual(self.remind().user_id, document.create_uid)

    def test_reminder_of_archived_card(self):
        self.add(self.proxy, 10)
        self.partner.active = False
        self.assertFalse(self.remind())
