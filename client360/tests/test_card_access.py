# Copyright 2026 Client 360 contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from lxml import etree

from odoo.tests import TransactionCase, new_test_user, tagged

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


@tagged("post_install", "-at_install")
class TestCardAccess(TransactionCase):
    def pages(self, groups):
        """Names of the form's pages for a new user with these groups."""
        user = new_test_user(self.env, login=f"card {groups}", groups=groups)
        view = self.env.ref("base.view_partner_form")
        arch = self.env["res.partner"].with_user(user).get_view(view.id)["arch"]
        return [page.get("name") for page in etree.fromstring(arch).iter("page")]

    def test_all_pages_come_first_and_in_order(self):
        groups = (
            "sales_team.group_sale_manager,account.group_account_invoice,"
            "project.group_project_user"
        )
        pages = self.pages(groups)
        self.assertEqual(pages[:8], PAGES)
        self.assertIn("contact_addresses", pages[8:])

    def test_internal_user_has_no_page_of_unreadable_models(self):
        pages = self.pages("base.group_user")
        self.assertNotIn("client360_crm", pages)
        self.assertNotIn("client360_correspondence", pages)
        self.assertIn("client360_main", pages)
