# Copyright 2026 Client 360 contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from datetime import datetime, timedelta

import pytz
from dateutil.relativedelta import relativedelta

from odoo import Command, fields
from odoo.exceptions import AccessError
from odoo.tests import new_test_user, tagged

from odoo.addons.account.tests.common import AccountTestInvoicingCommon

ROLES = {
    "salesperson": "sales_team.group_sale_salesman",
    "manager": "sales_team.group_sale_manager",
    "accountant": "account.group_account_user",
    "support": "helpdesk_mgmt.group_helpdesk_user_team",
    "bare": "base.group_user",
    "all": "sales_team.group_sale_manager,account.group_account_manager,"
    "helpdesk_mgmt.group_helpdesk_manager,project.group_project_user",
}

# Far from UTC: years and days begin when they do for the user.
TIME_ZONE = "Asia/Vladivostok"

# The amount that a figure sums up, in the currency of the record's company.
AMOUNTS = {
    "crm.lead": "expected_revenue",
    "sale.order": "amount_untaxed_company",
    "account.move": "amount_residual_signed",
}


# Where people write to each other and plan their next steps.
CONTACT_MODELS = (
    "res.partner",
    "crm.lead",
    "sale.order",
    "account.move",
    "agreement",
    "helpdesk.ticket",
    "client360.letter",
    "project.task",
)


@tagged("post_install", "-at_install")
class TestHighlights(AccountTestInvoicingCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env.user.group_ids += cls.env["res.groups"].concat(
            *(
                cls.env.ref(group)
                for groups in ROLES.values()
                for group in groups.split(",")
            )
        )
        cls.today = fields.Date.context_today(cls.env.user.with_context(tz=TIME_ZONE))
        cls.company = cls.env.company
        other = cls.setup_other_company(name="Second Company")
        cls.other_company = other["company"]
        cls.other_company.currency_id = cls.env.ref("base.EUR")
        cls.env["res.currency.rate"].create(
            {
                "name": "2020-01-01",
                "rate": 0.5,
                "currency_id": cls.other_company.currency_id.id,
                "company_id": cls.company.id,
            }
        )
        cls.foreign = cls.setup_other_currency("GBP")
        cls.foreign_pricelist = cls.env["product.pricelist"].create(
            {"name": "Foreign", "currency_id": cls.foreign.id}
        )
        cls.users = {
            role: new_test_user(
                cls.env,
                login=f"highlights {role}",
                groups=groups,
                company_id=cls.company.id,
                company_ids=[Command.set([cls.company.id, cls.other_company.id])],
                tz=TIME_ZONE,
                lang="en_US",
            )
            for role, groups in ROLES.items()
        }
        cls.product = cls.env["product.product"].create(
            {"name": "Pipe", "list_price": 100, "taxes_id": False}
        )
        cls.partner = cls.env["res.partner"].create(
            {"name": "Ural", "is_company": True}
        )
        cls.contact = cls.env["res.partner"].create(
            {"name": "Anna", "parent_id": cls.partner.id}
        )
        cls.deep = cls.env["res.partner"].create(
            {"name": "Anna's desk", "parent_id": cls.contact.id, "active": False}
        )
        cls.stranger = cls.env["res.partner"].create({"name": "Stranger"})
        cls.family = cls.partner + cls.contact + cls.deep
        for owner in (*cls.family, cls.stranger):
            cls.make_documents(owner)

    @classmethod
    def make_documents(cls, owner):
        """Documents of every kind that a figure counts, and of those it must not."""
        seller = cls.users["salesperson"]
        for user in (seller, cls.users["manager"]):
            cls.deal(owner, expected_revenue=100.1, user_id=user.id)
        cls.deal(owner, expected_revenue=7, active=False, probability=0)
        cls.deal(owner, expected_revenue=9, type="lead")
        cls.deal(owner, expected_revenue=40, company_id=cls.other_company.id)
        this_year = datetime(cls.today.year, 1, 10, 12)
        for date in (
            this_year,
            this_year - relativedelta(years=1),
            # the last evening of the year in UTC is January in Vladivostok
            datetime(cls.today.year - 1, 12, 31, 20),
            datetime(cls.today.year - 2, 12, 31, 20),
            datetime(cls.today.year - 2, 12, 31, 10),
        ):
            cls.order(owner, date, user_id=seller.id)
        cls.order(owner, this_year, user_id=cls.users["manager"].id)
        cls.order(owner, this_year, pricelist_id=cls.foreign_pricelist.id)
        cls.order(owner, this_year, state="draft")
        cls.order(owner, this_year, state="cancel")
        for days, values in (
            (40, {}),
            (1, {"currency_id": cls.foreign.id}),
            (0, {}),
            (-10, {}),
            (5, {"move_type": "out_refund"}),
            (5, {"state": "draft"}),
            (5, {"move_type": "in_invoice"}),
        ):
            cls.invoice(owner, days, **values)
        stages = cls.env["helpdesk.ticket.stage"]
        for stage in (stages.search([("closed", "=", False)], limit=1), cls.closed()):
            for late in (False, True):
                ticket = cls.env["helpdesk.ticket"].create(
                    {
                        "name": "Leak",
                        "description": "It leaks",
                        "partner_id": owner.id,
                        "stage_id": stage.id,
                        "user_id": cls.users["support"].id,
                    }
                )
                ticket.activity_schedule(
                    "mail.mail_activity_data_todo",
                    cls.today + timedelta(days=-2 if late else 2),
                    user_id=cls.env.uid,
                )

        for number, values in enumerate(
            (
                {"state": "active", "end_date": cls.today + timedelta(days=40)},
                {"state": "active", "end_date": cls.today + timedelta(days=9)},
                {"state": "repeal_request"},
                {"state": "draft", "end_date": cls.today + timedelta(days=1)},
                {"state": "archive", "end_date": cls.today - timedelta(days=9)},
                {"state": "draft", "is_template": True},
                {"state": "active", "active": False},
            )
        ):
            code = f"{owner.id}/{number}"
            cls.env["agreement"].create(
                {"name": "Supply", "code": code, "partner_id": owner.id, **values}
            )
        for values in (
            {"state": "execution"},
            {"state": "resolution", "deadline": cls.today - timedelta(days=1)},
            {"state": "execution", "deadline": cls.today},
            {"state": "draft"},
            {"state": "done"},
            {"state": "annulled", "deadline": cls.today - timedelta(days=1)},
            {"direction": "outgoing", "state": "sending"},
        ):
            cls.letter(owner, **values)
        answered = cls.letter(owner, state="execution")
        cls.letter(owner, direction="outgoing", state="sent", reply_to_id=answered.id)

    @classmethod
    def letter(cls, owner, **values):
        return cls.env["client360.letter"].create(
            {"name": "On pipes", "partner_id": owner.id, **values}
        )

    @classmethod
    def closed(cls):
        return cls.env["helpdesk.ticket.stage"].search([("closed", "=", True)], limit=1)

    @classmethod
    def deal(cls, owner, **values):
        return cls.env["crm.lead"].create(
            {
                "name": "Pipes",
                "type": "opportunity",
                "partner_id": owner.id,
                "company_id": cls.company.id,
                **values,
            }
        )

    @classmethod
    def order(cls, owner, date, state="sale", **values):
        order = cls.env["sale.order"].create(
            {
                "partner_id": owner.id,
                "date_order": date,
                "order_line": [Command.create({"product_id": cls.product.id})],
                **values,
            }
        )
        order.write({"state": state, "date_order": date})
        return order

    @classmethod
    def invoice(cls, owner, days, move_type="out_invoice", state="posted", **values):
        """An invoice whose due date was so many days ago."""
        due = cls.today - timedelta(days=days)
        invoice = cls.env["account.move"].create(
            {
                "move_type": move_type,
                "partner_id": owner.id,
                "invoice_date": due,
                "invoice_date_due": due,
                "invoice_payment_term_id": False,
                "invoice_user_id": cls.users["salesperson"].id,
                "invoice_line_ids": [
                    Command.create(
                        {"name": "Pipe", "price_unit": 33.3, "tax_ids": False}
                    )
                ],
                **values,
            }
        )
        if state == "posted":
            invoice.action_post()
        return invoice

    def as_role(self, role, companies=None):
        companies = companies or self.company
        env = self.env(
            user=self.users[role], context={"allowed_company_ids": companies.ids}
        )
        return self.partner.with_env(env)

    def tiles(self, partner):
        return {tile["key"]: tile["figures"] for tile in partner.client360_highlights()}

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

    def last_message(self, partner):
        """Plain search for the last contact that a user may see."""
        env = partner.env
        subtypes = self.env.ref("mail.mt_comment") + self.env.ref("mail.mt_activities")
        found = env["mail.message"]
        for model in CONTACT_MODELS:
            if env[model].has_access("read"):
                name = "id" if model == "res.partner" else "partner_id"
                documents = env[model].with_context(active_test=False)
                documents = documents.search([(name, "child_of", partner.id)])
                found |= env["mail.message"].search(
                    [
                        ("model", "=", model),
                        ("res_id", "in", documents.ids),
                        ("subtype_id", "in", subtypes.ids),
                        ("message_type", "!=", "user_notification"),
                    ],
                )
        return found.sorted("date")[-1:]

    def test_last_contact(self):
        start = fields.Datetime.now() - timedelta(days=30)
        deal = self.env["crm.lead"].search(
            [
                ("partner_id", "=", self.contact.id),
                ("user_id", "=", self.users["manager"].id),
            ],
            limit=1,
        )
        for number, (record, kind) in enumerate(
            (
                (self.partner, "mail.mt_comment"),
                (deal, "mail.mt_comment"),
                (self.partner, "mail.mt_note"),
                (self.stranger, "mail.mt_comment"),
            ),
            1,
        ):
            message = record.message_post(body="Hello", subtype_xmlid=kind)
            message.date = start + timedelta(days=number)
        for role, day, model in (
            ("manager", 2, "crm.lead"),
            ("salesperson", 1, "client360.event"),
            ("bare", 1, "client360.event"),
        ):
            with self.subTest(role=role):
                partner = self.as_role(role)
                [figure] = self.tiles(partner)["last_contact"]
                date = figure["values"][0]["value"]
                self.assertEqual(date, start + timedelta(days=day))
                self.assertEqual(date, self.last_message(partner).date)
                action = partner.action_client360_highlight("last_contact")
                self.assertEqual(action["res_model"], model)

    def one_of_each(self):
        """A record of the contact for each model in which contacts take place."""
        owner = [("partner_id", "=", self.contact.id)]
        project = (
            self.env["project.project"]
            .sudo()
            .create({"name": "Pipeline", "partner_id": self.contact.id})
        )
        task = (
            self.env["project.task"]
            .sudo()
            .create(
                {
                    "name": "Dig",
                    "project_id": project.id,
                    "partner_id": self.contact.id,
                    "user_ids": [Command.set(self.users["all"].ids)],
                }
            )
        )
        for model in CONTACT_MODELS:
            if model == "res.partner":
                yield self.contact
            elif model == "project.task":
                yield task
            else:
                found = self.as_role("all").env[model].search(owner, limit=1)
                yield found.with_env(self.env)

    def test_last_contact_in_each_model(self):
        start = fields.Datetime.now() - timedelta(days=30)
        partner = self.as_role("all")
        for number, record in enumerate(self.one_of_each(), 1):
            message = record.message_post(body="Hello", subtype_xmlid="mail.mt_comment")
            message.date = start + timedelta(hours=number)
            self.env.flush_all()
            with self.subTest(model=record._name):
                [figure] = self.tiles(partner)["last_contact"]
                self.assertEqual(figure["values"][0]["value"], message.date)
                self.assertEqual(message, self.last_message(partner).sudo(False))
                action = partner.action_client360_highlight("last_contact")
                self.assertEqual(
                    (action["res_model"], action["res_id"]), (record._name, record.id)
                )

    def test_next_activity_in_each_model(self):
        self.env["mail.activity"].search([]).unlink()
        partner = self.as_role("all")
        planned = self.env["mail.activity"]
        for number, record in enumerate(self.one_of_each(), 1):
            planned |= record.activity_schedule(
                "mail.mail_activity_data_todo",
                self.today + timedelta(days=30 - number),
                user_id=self.users["all"].id,
            )
            self.env.flush_all()
            with self.subTest(model=record._name):
                date, count = self.tiles(partner)["next_activity"]
                self.assertEqual(count["values"][0]["value"], number)
                self.assertEqual(date["values"][0]["value"], planned[-1].date_deadline)
                action = partner.action_client360_highlight("next_activity")
                found = partner.env["mail.activity"].search(action["domain"])
                self.assertEqual(set(found.ids), set(planned.ids))

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

    def test_no_contact_yet(self):
        self.env["mail.message"].sudo().search([("model", "=", "res.partner")]).unlink()
        partner = self.stranger.with_env(self.as_role("bare").env)
        [figure] = self.tiles(partner)["last_contact"]
        self.assertFalse(figure["values"][0]["value"])
        self.assertFalse(partner.action_client360_highlight("last_contact"))

    def test_next_activity(self):
        deal = self.env["crm.lead"].search(
            [
                ("partner_id", "=", self.contact.id),
                ("user_id", "=", self.users["manager"].id),
            ],
            limit=1,
        )
        for record, days, role in (
            (self.partner, 3, "manager"),
            (deal, 1, "manager"),
            (deal, 5, "bare"),
            (self.stranger, -9, "manager"),
        ):
            record.activity_schedule(
                "mail.mail_activity_data_todo",
                self.today + timedelta(days=days),
                user_id=self.users[role].id,
            )
        for role in ROLES:
            with self.subTest(role=role):
                partner = self.as_role(role)
                date, count = self.tiles(partner)["next_activity"]
                action = partner.action_client360_highlight("next_activity")
                activities = partner.env["mail.activity"].search(action["domain"])
                self.assertEqual(count["values"][0]["value"], len(activities))
                self.assertEqual(
                    date["values"][0]["value"],
                    min(activities.mapped("date_deadline"), default=None),
                )
        # one's own activity on a deal that one may not read, as in Odoo's own list
        count = self.tiles(self.as_role("bare"))["next_activity"][1]
        self.assertEqual(count["values"][0]["value"], 1)
        count = self.tiles(self.as_role("salesperson"))["next_activity"][1]
        self.assertEqual(count["values"][0]["value"], 1)

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
