# Copyright 2026 Client 360 contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from lxml import etree

from odoo.tests import Form, TransactionCase, new_test_user, tagged
from odoo.tools.safe_eval import safe_eval

PAGES = [
    "client360_main",
    "client360_history",
    "client360_documents",
    "client360_crm",
    "client360_contracts",
    "client360_support",
    "client360_correspondence",
    "client360_projects",
]
ROLES = {
    "internal": "base.group_user",
    "portal-free accountant": "base.group_user,account.group_account_invoice",
    "salesperson": "base.group_user,sales_team.group_sale_salesman",
    "support": "base.group_user,helpdesk_mgmt.group_helpdesk_user_own",
    "project": "base.group_user,project.group_project_user",
    "everything": "base.group_user,base.group_partner_manager,"
    "sales_team.group_sale_manager,account.group_account_manager,"
    "project.group_project_manager,agreement.group_agreement_manager,"
    "helpdesk_mgmt.group_helpdesk_manager,client360.group_letter_manager",
}


@tagged("post_install", "-at_install")
class TestCardAccess(TransactionCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.partner = cls.env["res.partner"].create(
            {
                "name": "Customer",
                "is_company": True,
                "child_ids": [(0, 0, {"name": "Contact"})],
                "bank_ids": [(0, 0, {"acc_number": "40702810900000002851"})],
            }
        )
        cls.users = {
            role: new_test_user(cls.env, login=f"card {role}", groups=groups)
            for role, groups in ROLES.items()
        }

    def arch(self, role):
        view = self.env.ref("base.view_partner_form")
        partners = self.env["res.partner"].with_user(self.users[role])
        return etree.fromstring(partners.get_view(view.id)["arch"])

    def pages(self, role):
        return [page.get("name") for page in self.arch(role).iter("page")]

    def test_all_pages_come_first_and_in_order(self):
        pages = self.pages("everything")
        self.assertEqual(pages[:8], PAGES)
        for stock in ("contact_addresses", "sales_purchases", "internal_notes"):
            self.assertIn(stock, pages[8:])

    def test_pages_of_unreadable_models_are_absent(self):
        """... for each page and role by the very rights of the user."""
        everything = self.arch("everything")
        for role, user in self.users.items():
            pages = self.pages(role)
            for name in PAGES:
                page = everything.find(f".//page[@name='{name}']")
                models = {
                    widget.get("model")
                    for widget in page.iter("widget")
                    if widget.get("name") == "client360_list"
                }
                readable = any(
                    self.env[model].with_user(user).has_access("read")
                    for model in models
                )
                if name == "client360_support":
                    # Everybody may read tickets, most people none but their own
                    readable = user.has_group("helpdesk_mgmt.group_helpdesk_user_own")
                with self.subTest(role=role, page=name):
                    if readable or page.find(".//field") is not None:
                        self.assertIn(name, pages)
                    else:
                        self.assertNotIn(name, pages)

    def test_some_pages_are_absent(self):
        """Not a test of the rule by the rule: the outcome for two roles."""
        internal = self.pages("internal")
        for name in ("crm", "contracts", "support", "correspondence"):
            self.assertNotIn(f"client360_{name}", internal)
        for name in ("main", "history", "documents"):
            self.assertIn(f"client360_{name}", internal)
        self.assertIn("client360_crm", self.pages("salesperson"))

    def test_list_of_an_unreadable_model_is_absent(self):
        models = [
            widget.get("model")
            for widget in self.arch("salesperson").iter("widget")
            if widget.get("name") == "client360_list"
        ]
        self.assertIn("sale.order", models)
        self.assertNotIn("account.payment", models)

    def test_page_follows_a_change_of_rights(self):
        self.assertIn("client360_correspondence", self.pages("salesperson"))
        self.env["ir.model.access"].search(
            [("model_id.model", "=", "client360.letter")]
        ).perm_read = False
        self.assertNotIn("client360_correspondence", self.pages("salesperson"))

    def test_every_role_opens_the_card_and_its_lists(self):
        for role, user in self.users.items():
            with self.subTest(role=role):
                Form(self.partner.with_user(user), "base.view_partner_form")
            for widget in self.arch(role).iter("widget"):
                if widget.get("name") != "client360_list":
                    continue
                with self.subTest(role=role, model=widget.get("model")):
                    names = {"id": self.partner.id}
                    domain = safe_eval(
                        widget.get("domain", "[('partner_id', 'child_of', id)]"),
                        names,
                    )
                    model = self.env[widget.get("model")].with_user(user)
                    self.assertEqual(
                        widget.get("create") != "False",
                        model.has_access("create"),
                        "An empty list invites who may create records alone",
                    )
                    for kind in ("list_view", "kanban_view", "search_view"):
                        view_id = int(widget.get(kind) or 0)
                        model.get_view(view_id or None, kind.removesuffix("_view"))
                    model.web_search_read(domain, {"display_name": {}}, limit=10)
