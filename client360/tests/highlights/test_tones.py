# Copyright 2026 Client 360 contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from datetime import datetime, timedelta

from dateutil.relativedelta import relativedelta

from odoo.tests import tagged

from ...models.contracts.agreement import REMIND_DAYS
from .common import HighlightsCase


@tagged("post_install", "-at_install")
class TestTones(HighlightsCase):
    """Which figure is drawn in which colour."""

    def tones(self, partner):
        """What is drawn in which colour: {key of the figure: tone of each of them}."""
        tones = {}
        for figures in self.tiles(partner.with_env(self.as_role("all").env)).values():
            for figure in figures:
                tones.setdefault(figure["key"], []).append(figure["tone"])
        return tones

    def test_tones(self):
        tones = self.tones(self.partner)
        for key, expected in {
            "orders": ["success"],
            "orders_last_year": [""],
            "receivable": [""],
            "overdue": ["danger"],
            "tickets": [""],
            "tickets_overdue": ["danger"],
            "contracts": [""],
            "contracts_expiring": ["warning"],
            "letters": [""],
            "letters_overdue": ["danger"],
        }.items():
            with self.subTest(key=key):
                self.assertEqual(tones[key], expected)
        plain = self.env["res.partner"].create({"name": "Plain", "is_company": True})
        self.assertEqual(
            {tone for found in self.tones(plain).values() for tone in found}, {""}
        )

    def test_tones_of_orders(self):
        """Better and worse than last year by now; the same is neither."""
        partner = self.env["res.partner"].create({"name": "P", "is_company": True})
        seller = self.users["salesperson"].id
        january = datetime(self.today.year, 1, 1, 6)
        self.order(partner, january - relativedelta(years=1), user_id=seller)
        tones = self.tones(partner)
        self.assertEqual(tones["orders"] + tones["orders_last_year"], ["", "warning"])
        self.order(partner, january, user_id=seller)
        tones = self.tones(partner)
        self.assertEqual(tones["orders"] + tones["orders_last_year"], ["", ""])
        self.order(partner, january, user_id=seller)
        tones = self.tones(partner)
        self.assertEqual(tones["orders"] + tones["orders_last_year"], ["success", ""])

    def test_tones_of_dates(self):
        partner = self.env["res.partner"].create({"name": "P", "is_company": True})
        contract = self.env["agreement"].create(
            {"name": "C", "code": "C", "partner_id": partner.id, "state": "active"}
        )
        activity = partner.activity_schedule(
            "mail.mail_activity_data_todo", self.today, user_id=self.users["all"].id
        )
        for days, expiring, planned in (
            (REMIND_DAYS + 1, "", "success"),
            (REMIND_DAYS, "warning", "success"),
            (1, "warning", "success"),
            (0, "warning", "warning"),
            (-1, "warning", "danger"),
        ):
            with self.subTest(days=days):
                date = self.today + timedelta(days=days)
                contract.end_date = date
                activity.date_deadline = date
                self.env.flush_all()
                tones = self.tones(partner)
                self.assertEqual(tones["contracts_expiring"], [expiring])
                self.assertEqual(tones["next_activity"], [planned, ""])
