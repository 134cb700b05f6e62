# Copyright 2026 Client 360 contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from lxml import etree

from odoo.tests import TransactionCase, new_test_user, tagged
from odoo.tools.safe_eval import safe_eval


@tagged("post_install", "-at_install")
class TestCardLists(TransactionCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env = cls.env(
            user=new_test_user(
                cls.env,
                login="card lists",
                groups="base.group_user,base.group_partner_manager,"
                "sales_team.group_sale_manager,account.group_account_manager,"
                "project.group_project_manager,agreement.group_agreement_manager,"
                "helpdesk_mgmt.group_helpdesk_manager,client360.group_letter_manager",
            )
        )
        cls.partners = cls.env["res.partner"].with_context(active_test=False)
        view = cls.env.ref("base.view_partner_form")
        arch = cls.env["res.partner"].get_view(view.id)["arch"]
        cls.widgets = etree.fromstring(arch).findall(
            ".//widget[@name='client360_list']"
        )

    def records(self, model, partner, **match):
        """The records of the card's lists of a model, as the client reads them."""
        found = self.env[model]
        for widget in self.widgets:
            if widget.get("model") != model:
                continue
            names = {"id": partner.id}
            context = safe_eval(widget.get("context", "{}"), dict(names))
            domain = safe_eval(
                widget.get("domain", "[('partner_id', 'child_of', id)]"), dict(names)
            )
            found |= found.with_context(**context).search(domain)
        return found

    def app_records(self, action):
        """The records that an app's own button on the partner opens."""
        model = self.env[action["res_model"]]
        if "res_id" in action and action["views"][0][1] == "form":
            return model.browse(action["res_id"] or [])
        context = action.get("context") or {}
        if isinstance(context, str):
            context = safe_eval(context, {"active_id": False, "uid": self.env.uid})
        return model.with_context(**context).search(action.get("domain") or [])

    def test_every_list_works_for_a_partner_without_records(self):
        partner = self.partners.create({"name": "Nobody's Customer"})
        self.assertGreaterEqual(len(self.widgets), 10)
        for widget in self.widgets:
            with self.subTest(model=widget.get("model"), list=widget.get("string")):
                self.records(widget.get("model"), partner)

    def test_same_records_as_the_apps_for_every_customer(self):
        """On whatever data the database holds: Odoo's demo customers in ours."""
        customers = self.partners.search([])
        compared = 0
        for customer in customers:
            actions = {
                "crm.lead": customer.action_view_opportunity(),
                "sale.order": {
                    "res_model": "sale.order",
                    # sale.act_res_partner_2_sale_order
                    "domain": [("partner_id", "child_of", customer.ids)],
                },
                "project.task": customer.action_view_tasks(),
                "helpdesk.ticket": customer.action_view_helpdesk_tickets(),
            }
            for model, action in actions.items():
                with self.subTest(customer=customer.display_name, model=model):
                    expected = self.app_records(action)
                    self.assertEqual(self.records(model, customer), expected)
                    compared += len(expected)
        orders = self.env["sale.order"].search_count([])
        self.assertGreaterEqual(compared, orders)

    def test_counters_agree_with_the_lists(self):
        counters = {
            "crm.lead": "opportunity_count",
            "sale.order": "sale_order_count",
            "project.task": "task_count",
            "helpdesk.ticket": "helpdesk_ticket_count",
            "agreement": "agreements_count",
        }
        for customer in self.partners.search([]):
            # Computed for all customers at once, a counter would find the contacts
            # of each among them, whether it looks for them or not.
            customer = customer.with_prefetch()
            customer.invalidate_recordset(list(counters.values()))
            for model, counter in counters.items():
                with self.subTest(customer=customer.display_name, counter=counter):
                    self.assertEqual(
                        customer[counter], len(self.records(model, customer))
                    )

    def test_roll_up(self):
        company = self.partners.create({"name": "Head", "is_company": True})
        branch = self.partners.create(
            {"name": "Branch", "is_company": True, "parent_id": company.id}
        )
        contact = self.partners.create({"name": "Person", "parent_id": branch.id})
        left = self.partners.create(
            {"name": "Left", "parent_id": company.id, "active": False}
        )
        other = self.partners.create({"name": "Other", "is_company": True})
        project = self.env["project.project"].create({"name": "Project"})
        makers = {
            "crm.lead": {"name": "Deal", "type": "opportunity"},
            "sale.order": {},
            "account.payment": {"amount": 1},
            "agreement": {"name": "Contract", "code": "7"},
            "helpdesk.ticket": {"name": "Ticket", "description": "Ticket"},
            "client360.letter": {"name": "Letter"},
            "project.milestone": {"name": "Release", "project_id": project.id},
            "project.task": {"name": "Task", "project_id": project.id},
        }
        for model, values in makers.items():
            with self.subTest(model=model):
                records = {}
                for number, partner in enumerate(company + branch + contact + left):
                    unique = {"code": f"7-{number}"} if model == "agreement" else {}
                    records[partner] = self.env[model].create(
                        {**values, **unique, "partner_id": partner.id}
                    )
                self.assertEqual(
                    set(self.records(model, company).ids),
                    {record.id for record in records.values()},
                )
                self.assertEqual(
                    set(self.records(model, branch).ids),
                    {records[branch].id, records[contact].id},
                )
                self.assertEqual(self.records(model, contact), records[contact])
                self.assertFalse(self.records(model, other))

    def test_lost_deals_are_listed(self):
        partner = self.partners.create({"name": "Customer"})
        deal = self.env["crm.lead"].create(
            {"name": "Deal", "type": "opportunity", "partner_id": partner.id}
        )
        deal.action_set_lost()
        self.assertEqual(self.records("crm.lead", partner), deal)

    def test_relational_fields(self):
        """They serve domains and export: each finds the record of its register."""
        partner = self.partners.create({"name": "Customer"})
        project = self.env["project.project"].create({"name": "Project"})
        payment = self.env["account.payment"].create(
            {"partner_id": partner.id, "amount": 1}
        )
        letter = self.env["client360.letter"].create(
            {"partner_id": partner.id, "name": "Letter"}
        )
        release = self.env["project.milestone"].create(
            {"partner_id": partner.id, "name": "Release", "project_id": project.id}
        )
        document = self.env["ir.attachment"].create(
            {"name": "scan", "res_model": "res.partner", "res_id": partner.id}
        )
        self.assertEqual(partner.payment_ids, payment)
        self.assertEqual(partner.letter_ids, letter)
        self.assertEqual(partner.release_ids, release)
        self.assertEqual(partner.document_ids, document)
        for field, record in {
            "payment_ids": payment,
            "letter_ids": letter,
            "release_ids": release,
            "document_ids": document,
        }.items():
            self.assertIn(partner, self.partners.search([(field, "in", record.ids)]))
