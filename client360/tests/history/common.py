# Copyright 2026 Client 360 contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo.fields import Domain
from odoo.tests import TransactionCase, new_test_user

from ..registers import UtcMixin

SECRET = "hush 4711"


class HistoryCase(UtcMixin, TransactionCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.company = cls.env.company
        cls.other_company = cls.env["res.company"].create({"name": "Other Company"})
        cls.manager = new_test_user(
            cls.env,
            login="history manager",
            groups="base.group_user,base.group_partner_manager,"
            "base.group_allow_export,sales_team.group_sale_manager",
            company_id=cls.company.id,
        )
        cls.reader = new_test_user(
            cls.env,
            login="history reader",
            groups="base.group_user,base.group_allow_export",
            company_id=cls.company.id,
        )
        partners = cls.env["res.partner"].with_user(cls.manager)
        cls.partner = partners.create({"name": "History Ltd", "is_company": True})
        cls.partner = cls.partner.with_env(cls.env)
        cls.flush_history()

    @classmethod
    def flush_history(cls):
        """Tracking values are written at the end of the transaction."""
        cls.env.flush_all()
        cls.env.cr.flush()
        cls.env.invalidate_all()

    def change(self, record, **values):
        record.with_user(self.manager).write(values)
        self.flush_history()

    def domain(self, partner=None):
        return Domain("partner_id", "child_of", (partner or self.partner).id)

    def events(self, partner=None, user=None, **values):
        """Events of a card as a user sees them, those with these values only."""
        events = self.env["client360.event"].with_user(user or self.reader)
        domain = self.domain(partner)
        for name, value in values.items():
            domain &= Domain(name, "=", value)
        return events.search(domain)

    def assertChange(self, label, old, new, **values):
        events = self.events(**values).filtered(lambda e: e.field_label == label)
        self.assertEqual(events.mapped(self.values), [(old, new)])

    @staticmethod
    def values(event):
        return event.old_value or "", event.new_value or ""

    def doors(self, user, domain):
        """The ways in which a user may ask for events, each a function that returns
        all that it yields as text, and the search that looks for a text."""
        events = self.env["client360.event"].with_user(user)
        everything = events.search(domain)

        def found(field, text):
            return events.search_count(domain & Domain(field, "ilike", text))

        def rows():
            names = [
                name
                for name, field in events._fields.items()
                if field.type != "properties"
            ]
            yield str(everything.read(names))
            # Pages of the list are put together in another way.
            for limit in (1, 5, 1000):
                yield str(events.search_read(domain, names, limit=limit))
                yield str(
                    events.search_read(domain, names, limit=limit, order="date, id")
                )
            exported = ["date", "field_label", "old_value", "new_value", "comment"]
            yield str(everything.export_data(exported))
            for field in ("old_value", "new_value", "field_label"):
                yield str(events.formatted_read_group(domain, [field], ["__count"]))
                yield str(events.read_group(domain, ["id:array_agg"], [field]))
            yield str(events.name_search("", domain, limit=None))
            yield str(events.web_search_read(domain, {name: {} for name in exported}))

        return found, rows

    def assertHidden(self, text, user=None, domain=None, label=None):
        """No door of the history gives this text to the user."""
        user = user or self.reader
        domain = Domain(domain or self.domain())
        found, rows = self.doors(user, domain)
        for field in ("old_value", "new_value", "comment", "body", "display_name"):
            self.assertFalse(found(field, text), f"found by its {field}")
        for row in rows():
            self.assertNotIn(text, row)
        if label:
            self.assertFalse(found("field_label", label))

    def assertShown(self, text, user=None, domain=None):
        """The doors that hide a text from others do give it to this user."""
        found, rows = self.doors(user or self.manager, Domain(domain or self.domain()))
        self.assertTrue(found("new_value", text) or found("comment", text))
        self.assertTrue(any(text in row for row in rows()))
