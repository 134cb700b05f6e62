# Copyright 2026 Client 360 contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from datetime import datetime, timedelta

import pytz
from dateutil.relativedelta import relativedelta

from odoo.exceptions import AccessError
from odoo.tests import new_test_user, tagged

from .common import ROLES, HighlightsCase

# The amount that a figure sums up, in the currency of the record's company.
AMOUNTS = {
    "crm.lead": "expected_revenue",
    "sale.order": "amount_untaxed_company",
    "account.move": "amount_residual_signed",
}


@tagged("post_install", "-at_install")
class TestHighlights(HighlightsCase):
    def sum_in_company_currency(self, records):
        """Plain sum of the amounts of records, converted one by one."""
        target = records.env.company.currency_id
        amounts = [
            (record.company_id or records.env.company).currency_id._convert(
                record[AMOUNTS[records._name]],
                target,
                records.env.company,
                self.today,
                round=False,
            )
            for record in records
        ]
        return target.round(sum(amounts))

    def check_figures(self, partner):
        """Each figure against a plain search by the same user of what it opens.

        :return: number of figures checked
        """
        checked = 0
        for tile, figures in self.tiles(partner).items():
            if tile in ("last_contact", "next_activity", "report"):
                continue
            for figure in figures:
                action = partner.action_client360_highlight(figure["key"])
                records = partner.env[action["res_model"]].search(action["domain"])
                for value in figure["values"]:
                    expected = len(records)
                    if value["type"] == "date":
                        expected = min(records.mapped("end_date"), default=None)
                    elif value["type"] == "monetary":
                        expected = self.sum_in_company_currency(records)
                        self.assertEqual(
                            value["currency_id"], partner.env.company.currency_id.id
                        )
                    with self.subTest(
                        figure=figure["key"], user=partner.env.user.login
                    ):
                        self.assertEqual(value["value"], expected)
                    checked += 1
        return checked

    def test_every_figure_equals_a_plain_search(self):
        for role in ROLES:
            self.check_figures(self.as_role(role))
        self.assertGreaterEqual(self.check_figures(self.as_role("all")), 12)

    def test_every_figure_of_two_companies_equals_a_plain_search(self):
        both = self.company + self.other_company
        for role in ROLES:
            self.check_figures(self.as_role(role, both))
        figures = self.tiles(self.as_role("all", both))
        # per contact 2 deals of 100.1 in our currency, 1 of 40 at 0.5 for ours
        self.assertEqual(figures["deals"][0]["values"][0]["value"], 9)
        self.assertAlmostEqual(figures["deals"][1]["values"][0]["value"], 840.6)

    def test_values(self):
        """The figures themselves, so that a wrong definition does not go unnoticed
        because the list that it opens is wrong in the same way."""
        figures = self.tiles(self.as_role("all"))

        def values(tile):
            return [[v["value"] for v in figure["values"]] for figure in figures[tile]]

        self.assertEqual(values("deals"), [[6], [600.6]])
        foreign = self.env["sale.order"].search(
            [
                ("currency_id", "=", self.foreign.id),
                ("partner_id", "=", self.partner.id),
            ]
        )
        foreign_amount = foreign.amount_untaxed / foreign.currency_rate
        this_year, last_year = values("orders")
        self.assertAlmostEqual(this_year[0], 3 * (300 + foreign_amount), 2)
        self.assertEqual(this_year[1], 12)
        by_now = 2 if (self.today.month, self.today.day) >= (1, 10) else 1
        self.assertEqual(last_year, [3 * by_now * 100])
        invoices = self.env["account.move"].search(
            [
                ("partner_id", "child_of", self.partner.id),
                ("move_type", "in", ("out_invoice", "out_refund")),
                ("state", "=", "posted"),
            ]
        )
        self.assertEqual(len(invoices), 15)
        due = self.company.currency_id.round(
            sum(invoices.mapped("amount_residual_signed"))
        )
        self.assertEqual(values("receivable")[0], [due, 15])
        late = invoices.filtered(lambda i: i.invoice_date_due < self.today)
        due = self.company.currency_id.round(sum(late.mapped("amount_residual_signed")))
        self.assertEqual(values("receivable")[1], [due])
        self.assertEqual(values("tickets"), [[6], [3]])
        self.assertEqual(values("contracts"), [[9], [self.today + timedelta(days=9)]])
        self.assertEqual(values("letters"), [[9], [3]])

    def test_who_sees_which_tiles(self):
        for role, expected in {
            "bare": set(),
            "salesperson": {"deals", "orders", "contracts", "letters"},
            "manager": {"deals", "orders", "contracts", "letters"},
            "accountant": {"receivable", "contracts"},
            "support": {"tickets"},
            "all": {
                "deals",
                "orders",
                "receivable",
                "tickets",
                "contracts",
                "letters",
            },
        }.items():
            with self.subTest(role=role):
                seen = set(self.tiles(self.as_role(role)))
                self.assertEqual(seen - {"last_contact", "next_activity"}, expected)

    def test_express_report(self):
        partner = self.as_role("bare")
        self.assertNotIn("report", self.tiles(partner))
        self.partner.vat = "7728168971"
        [status] = self.tiles(partner)["report"]
        self.assertEqual(
            (status["values"][0]["value"], status["tone"]), ("Not set", "")
        )
        done = datetime(2026, 2, 3, 4, 5)
        report = (
            self.env["client360.express.report"]
            .sudo()
            .create(
                {
                    "partner_id": self.partner.id,
                    "inn": self.partner.vat,
                    "state": "done",
                    "risk": "red",
                    "date_done": done,
                }
            )
        )
        status, date = self.tiles(partner)["report"]
        self.assertEqual(status["values"][0]["value"], "High risk")
        self.assertEqual(status["tone"], "danger")
        self.assertEqual(date["values"][0]["value"], done)
        action = partner.action_client360_highlight("report")
        reports = partner.env[action["res_model"]].search(action["domain"])
        self.assertEqual(reports.ids, report.ids)

    def test_counters_in_the_list_of_partners(self):
        """Badges beside those of the apps, rolled up, of what the user may see."""
        icons = {
            "fa-file-text-o": "contracts",
            "fa-life-ring": "tickets",
            "fa-envelope-o": "letters",
        }
        for role, expected in {
            "all": {"contracts": (9, 6), "tickets": (6, 4), "letters": (9, 6)},
            "salesperson": {"contracts": (9, 6), "letters": (9, 6)},
            "bare": {},
        }.items():
            env = self.as_role(role).env
            partners = (self.partner + self.contact).with_env(env)
            partners.invalidate_recordset(["application_statistics"])
            for position, partner in enumerate(partners):
                with self.subTest(role=role, partner=partner.name):
                    badges = {
                        icons[badge["iconClass"]]: badge["value"]
                        for badge in partner.application_statistics or ()
                        if badge["iconClass"] in icons
                    }
                    self.assertEqual(
                        badges, {key: pair[position] for key, pair in expected.items()}
                    )
        partner = self.as_role("all")
        for key in ("contracts", "tickets", "letters"):
            action = partner.action_client360_highlight(key)
            records = partner.env[action["res_model"]].search(action["domain"])
            self.assertEqual(len(records), {"tickets": 6}.get(key, 9))

    def test_salesperson_counts_own_documents_only(self):
        own = self.tiles(self.as_role("salesperson"))
        every = self.tiles(self.as_role("manager"))
        self.assertEqual(own["deals"][0]["values"][0]["value"], 3)
        self.assertEqual(every["deals"][0]["values"][0]["value"], 6)
        self.assertLess(
            own["orders"][0]["values"][1]["value"],
            every["orders"][0]["values"][1]["value"],
        )

    def test_refused_figures(self):
        with self.assertRaises(AccessError):
            self.as_role("salesperson").action_client360_highlight("receivable")
        with self.assertRaises(AccessError):
            self.as_role("accountant").action_client360_highlight("deals")
        for key in (
            "no such figure",
            "",
            "tiles",
            None,
            5,
            ["deals"],
            {"key": "deals"},
        ):
            with self.subTest(key=key), self.assertRaises(AccessError):
                self.as_role("all").action_client360_highlight(key)
        self.partner.company_id = self.other_company
        for call in ("client360_highlights", "client360_highlights_chart"):
            with self.subTest(call=call), self.assertRaises(AccessError):
                getattr(self.as_role("all"), call)()
        with self.assertRaises(AccessError):
            self.as_role("all").action_client360_highlight("deals")

    def test_figures_of_a_contact_do_not_include_the_company(self):
        contact = self.contact.with_env(self.as_role("manager").env)
        self.assertEqual(self.tiles(contact)["deals"][0]["values"][0]["value"], 4)

    def test_partly_paid_invoice(self):
        """It is open for what is left of it; one that is paid is not open."""
        owner = self.env["res.partner"].create({"name": "Payer"})
        partner = owner.with_env(self.as_role("accountant").env)
        part, whole = self.invoice(owner, 3), self.invoice(owner, 3)
        for invoice, amount in ((part, 13.3), (whole, 33.3)):
            self.env["account.payment.register"].with_context(
                active_model="account.move", active_ids=invoice.ids
            ).create({"amount": amount})._create_payments()
        self.assertEqual(part.payment_state, "partial")
        receivable, overdue = self.tiles(partner)["receivable"]
        self.assertEqual([v["value"] for v in receivable["values"]], [20, 1])
        self.assertEqual(overdue["values"][0]["value"], 20)
        action = partner.action_client360_highlight("receivable")
        self.assertEqual(
            partner.env["account.move"].search(action["domain"]).ids, part.ids
        )
        ages = partner.client360_highlights_chart()["receivable"]["values"]
        self.assertEqual(ages, [0, 20, 0, 0, 0])

    def test_last_year_by_now(self):
        """Up to the end of the same day of last year, as the user has it."""
        owner = self.env["res.partner"].create({"name": "Yearly"})
        partner = owner.with_env(self.as_role("manager").env)
        tz = partner.env.tz
        day = self.today - relativedelta(years=1)

        def at(day, hour, minute=0):
            local = tz.localize(datetime(day.year, day.month, day.day, hour, minute))
            return local.astimezone(pytz.utc).replace(tzinfo=None)

        kept = self.order(owner, at(day, 23, 59))
        self.order(owner, at(day + timedelta(days=1), 0, 1))
        self.order(owner, at(day + timedelta(days=20), 12))
        _this_year, last_year = self.tiles(partner)["orders"]
        in_year = (day + timedelta(days=20)).year
        self.assertGreaterEqual(in_year, day.year)
        self.assertEqual(last_year["values"][0]["value"], kept.amount_untaxed)
        action = partner.action_client360_highlight("orders_last_year")
        found = partner.env["sale.order"].search(action["domain"])
        self.assertEqual(found.ids, kept.ids)

    def test_portal_users_get_no_figures(self):
        """... of their own company either, though they may read its card."""
        portal = new_test_user(
            self.env, login="highlights portal", groups="base.group_portal"
        )
        portal.partner_id.parent_id = self.partner
        partner = self.partner.with_user(portal)
        partner.check_access("read")
        for call in (
            partner.client360_highlights,
            partner.client360_highlights_chart,
            lambda: partner.action_client360_highlight("deals"),
            lambda: partner.action_client360_highlight("report"),
            lambda: partner.action_client360_highlight("last_contact"),
        ):
            with self.assertRaises(AccessError):
                call()

    def test_company_outside_of_the_users(self):
        """Where a rule shows its records, they are converted like any other."""
        owner = self.env["res.partner"].create({"name": "Abroad"})
        self.deal(owner, expected_revenue=40, company_id=self.other_company.id)
        self.deal(owner, expected_revenue=100)
        self.env["ir.rule"].search([("model_id.model", "=", "crm.lead")]).active = False
        partner = owner.with_env(self.as_role("manager").env)
        count, amount = self.tiles(partner)["deals"]
        self.assertEqual(count["values"][0]["value"], 2)
        self.assertAlmostEqual(amount["values"][0]["value"], 180)

    def test_number_of_queries(self):
        """At most fifteen, whatever the customer's size and depth."""
        both = self.company + self.other_company
        below = self.deep
        for _level in range(6):
            below = self.env["res.partner"].create(
                {"name": "Deeper", "parent_id": below.id}
            )
            for _number in range(20):
                self.deal(below, expected_revenue=1)
        self.env.flush_all()
        for role, deals in (("all", 6 + 3 + 6 * 20), ("salesperson", 3)):
            partner = self.as_role(role, both)
            partner.client360_highlights()
            partner.env.invalidate_all()
            with self.assertQueryCount(15):
                tiles = self.tiles(partner)
            self.assertEqual(tiles["deals"][0]["values"][0]["value"], deals)

    def test_chart_of_who_sees_invoices(self):
        chart = self.as_role("all").client360_highlights_chart()
        self.assertEqual(chart["currency_id"], self.company.currency_id.id)
        revenue = chart["revenue"]
        self.assertEqual(revenue["source"], "invoices")
        self.assertEqual(revenue["months"][-1], self.today.replace(day=1))
        self.assertEqual(
            [len(revenue[k]) for k in ("months", "values", "last_year")], [12] * 3
        )
        invoices = self.env["account.move"].search(
            [
                ("partner_id", "child_of", self.partner.id),
                ("move_type", "in", ("out_invoice", "out_refund")),
                ("state", "=", "posted"),
            ]
        )
        next_month = self.today.replace(day=1) + relativedelta(months=1)
        invoiced = invoices.filtered(lambda i: i.invoice_date < next_month)
        self.assertAlmostEqual(
            sum(revenue["values"]), sum(invoiced.mapped("amount_untaxed_signed")), 1
        )
        ages = chart["receivable"]["values"]
        self.assertEqual(len(chart["receivable"]["labels"]), len(ages))
        self.assertAlmostEqual(
            sum(ages), sum(invoices.mapped("amount_residual_signed")), 1
        )
        self.assertAlmostEqual(ages[2], 3 * 33.3)
        self.assertFalse(ages[3] or ages[4])

    def test_chart_of_who_sees_orders_only(self):
        chart = self.as_role("manager").client360_highlights_chart()
        self.assertEqual(chart["revenue"]["source"], "orders")
        self.assertIsNone(chart["receivable"])
        january = self.today.replace(month=1, day=1)
        revenue = chart["revenue"]
        index = revenue["months"].index(january)
        self.assertGreater(revenue["values"][index], 0)
        self.assertEqual(revenue["last_year"][index], 3 * 2 * 100)

    def test_chart_of_a_bare_user_is_empty(self):
        chart = self.as_role("bare").client360_highlights_chart()
        self.assertIsNone(chart["revenue"])
        self.assertIsNone(chart["receivable"])

    def test_what_changes_a_contract_is_no_other_one(self):
        partner = self.as_role("all")
        before = self.tiles(partner)["contracts"][0]["values"][0]["value"]
        main = self.env["agreement"].search(
            [("partner_id", "=", self.partner.id), ("state", "=", "active")], limit=1
        )
        main.create(
            {
                "name": "Change",
                "partner_id": self.partner.id,
                "parent_id": main.id,
                "state": "active",
                "end_date": self.today,
            }
        )
        count, expiring = self.tiles(partner)["contracts"]
        self.assertEqual(count["values"][0]["value"], before)
        self.assertGreater(expiring["values"][0]["value"], self.today)
        partner.invalidate_recordset(["application_statistics"])
        badges = [
            badge["value"]
            for badge in partner.application_statistics
            if badge["iconClass"] == "fa-file-text-o"
        ]
        self.assertEqual(badges, [before])

    def test_a_figure_says_what_it_opens_by_a_filter(self):
        partner = self.as_role("all")
        for key, words in (
            ("tickets", "Open tickets"),
            ("overdue", "Receivable: overdue"),
            ("contracts_expiring", "Contracts in force: next to expire"),
        ):
            with self.subTest(figure=key):
                action = partner.action_client360_highlight(key)
                self.assertEqual(action["name"], f"{words} – {partner.display_name}")
                part = action["client360_filter"]
                self.assertEqual(part["description"], words)
                records = partner.env[action["res_model"]]
                rest = records.search(part["rest"])
                shown = records.search(action["domain"])
                self.assertLess(shown, rest)
                self.assertEqual(shown, rest.filtered_domain(part["domain"]))
        # the contracts that end on the day that the tile tells
        [end] = set(shown.mapped("end_date"))
        _count, expiring = self.tiles(partner)["contracts"]
        self.assertEqual(end, expiring["values"][0]["value"])
