# Copyright 2026 Client 360 contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from pathlib import Path

from lxml import etree

from odoo import Command
from odoo.exceptions import ValidationError
from odoo.modules.module import Manifest
from odoo.tests import Form, TransactionCase, new_test_user, tagged
from odoo.tools import mute_logger
from odoo.tools.safe_eval import safe_eval

from ...models.card.ir_ui_view import VIEWS_OF_LIST

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

    def test_page_follows_a_change_of_groups(self):
        self.assertNotIn("client360_correspondence", self.pages("support"))
        self.users["support"].group_ids += self.env.ref("client360.group_letter_user")
        self.assertIn("client360_correspondence", self.pages("support"))
        self.users["support"].group_ids -= self.env.ref("client360.group_letter_user")
        self.assertNotIn("client360_correspondence", self.pages("support"))

    def test_rights_do_not_drop_the_views(self):
        """Every view of the database would be built anew for it."""
        self.pages("internal")
        partners = self.env["res.partner"].with_user(self.users["internal"])
        view_id = self.env.ref("base.view_partner_form").id
        before = partners._get_view_cache(view_id, "form")
        self.users["salesperson"].write({"group_ids": [Command.set([])]})
        self.users["salesperson"].group_ids = self.env.ref("base.group_user")
        self.env.ref("client360.group_letter_user").comment = "Who answers"
        after = partners._get_view_cache(view_id, "form")
        self.assertIs(before["arch"], after["arch"])

    def test_pages_of_each_role(self):
        """The outcome, not the rule: what a person of each role is to see."""
        always = {"main", "history", "documents", "projects"}
        more = {
            "internal": set(),
            "portal-free accountant": {"crm", "contracts"},
            "salesperson": {"crm", "contracts", "correspondence"},
            "support": set(),
            "everything": {"crm", "contracts", "correspondence"},
        }
        found = {role: self.pages(role) for role in more}
        for role in ("support", "everything"):
            self.assertIn("client360_support", found[role])
        pages = [name for name in PAGES if name != "client360_support"]
        self.assertEqual(
            {role: [n for n in found[role] if n in pages] for role in more},
            {
                role: [
                    name
                    for name in pages
                    if name.removeprefix("client360_") in always | names
                ]
                for role, names in more.items()
            },
        )

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


@tagged("post_install", "-at_install")
class TestListOfOthers(TransactionCase):
    """What an addon gets for the element that it puts on the card."""

    def inherit(self, widgets, name="client360_crm"):
        return self.env["ir.ui.view"].create(
            {
                "name": "list of others",
                "model": "res.partner",
                "inherit_id": self.env.ref("client360.res_partner_view_form").id,
                "arch": f'<page name="{name}" position="inside">{widgets}</page>',
            }
        )

    def widgets(self, model):
        view = self.env.ref("base.view_partner_form")
        arch = self.env["res.partner"].get_view(view.id)["arch"]
        return etree.fromstring(arch).xpath(f"//widget[@model='{model}']")

    def test_mistyped_view(self):
        for attribute, xml_id, why in (
            ("list_view", "client360.crm_lead_view_lits", "does not exist"),
            ("list_view", "crm_lead_view_list", "has no module"),
            ("list_view", "client360.sale_order_view_list", "another model's"),
            ("list_view", "client360.crm_lead_view_kanban", "of another type"),
            ("search_view", "client360.crm_lead_view_list", "of another type"),
            ("kanban_view", "client360.document_type_scan", "no view"),
            ("form_view", "crm.nothing", "does not exist"),
        ):
            widget = (
                f'<widget name="client360_list" model="crm.lead"'
                f' {attribute}="{xml_id}"/>'
            )
            with (
                self.subTest(xml_id=xml_id, why=why),
                self.assertRaises(ValidationError) as caught,
                mute_logger("odoo.addons.base.models.ir_ui_view"),
            ):
                self.inherit(widget)
            self.assertIn(xml_id, str(caught.exception))
            self.assertIn(attribute, str(caught.exception))

    def test_views_stand_before_the_lists_that_show_them(self):
        """The database of these tests has them all; a new one gets them in this
        order."""
        defined = set()
        manifest = Manifest.for_addon("client360")
        for file in manifest["data"]:
            if not file.endswith(".xml"):
                continue
            tree = etree.parse(str(Path(manifest.path) / file))
            for record in tree.getroot().iter("record"):
                for widget in record.iterfind(".//widget[@name='client360_list']"):
                    for attribute in VIEWS_OF_LIST:
                        module, _, name = widget.get(attribute, "").partition(".")
                        if module == "client360":
                            with self.subTest(file=file):
                                self.assertIn(name, defined)
                defined.add(record.get("id"))

    def test_list_without_a_model(self):
        with (
            self.assertRaisesRegex(ValidationError, "model"),
            mute_logger("odoo.addons.base.models.ir_ui_view"),
        ):
            self.inherit('<widget name="client360_list" string="Nothing"/>')

    def test_views_of_the_list(self):
        before = self.widgets("crm.lead")
        self.inherit(
            '<widget name="client360_list" model="crm.lead" string="More"'
            ' list_view="client360.crm_lead_view_list"'
            ' form_view="crm.crm_lead_view_form"/>'
        )
        [widget] = [w for w in self.widgets("crm.lead") if w.get("string") == "More"]
        self.assertEqual(len(self.widgets("crm.lead")), len(before) + 1)
        for attribute, xml_id in (
            ("list_view", "client360.crm_lead_view_list"),
            ("form_view", "crm.crm_lead_view_form"),
        ):
            self.assertEqual(int(widget.get(attribute)), self.env.ref(xml_id).id)
        self.assertIsNone(widget.get("search_view"))

    def test_view_that_is_deleted_later(self):
        """... by the removal of its addon: the model's default view is shown."""
        view = self.env["ir.ui.view"].create(
            {"name": "gone", "model": "crm.lead", "arch": "<list/>"}
        )
        self.env["ir.model.data"].create(
            {
                "module": "client360",
                "name": "view_that_goes",
                "model": "ir.ui.view",
                "res_id": view.id,
            }
        )
        self.inherit(
            '<widget name="client360_list" model="crm.lead" string="More"'
            ' list_view="client360.view_that_goes"/>'
        )
        view.unlink()
        [widget] = [w for w in self.widgets("crm.lead") if w.get("string") == "More"]
        self.assertIsNone(widget.get("list_view"))

    def test_model_that_is_not_installed(self):
        """The list is absent, and so is a page of it alone."""
        widget = (
            '<widget name="client360_list" model="fleet.of.nobody"'
            ' list_view="fleet.of_nobody_view_list"/>'
        )
        self.inherit(widget)
        self.assertFalse(self.widgets("fleet.of.nobody"))
        self.assertTrue(self.widgets("crm.lead"))
        self.env["ir.ui.view"].create(
            {
                "name": "page of others",
                "model": "res.partner",
                "inherit_id": self.env.ref("client360.res_partner_view_form").id,
                "arch": '<page name="client360_crm" position="after">'
                f'<page name="fleet" string="Fleet">{widget}</page></page>',
            }
        )
        view = self.env.ref("base.view_partner_form")
        arch = etree.fromstring(self.env["res.partner"].get_view(view.id)["arch"])
        self.assertFalse(arch.xpath("//page[@name='fleet']"))

    def test_another_widget_is_left_alone(self):
        self.inherit('<widget name="web_ribbon" title="Hello" model="x.y"/>')
        self.assertEqual(len(self.widgets("x.y")), 1)

    def test_current_records(self):
        """The list and the tile read one definition."""
        [widget] = self.widgets("account.move")
        card = self.env["client360.card"]
        domain = safe_eval(widget.get("domain"), {"id": 7})
        self.assertEqual(domain[0], ("partner_id", "child_of", 7))
        self.assertEqual(domain[1:], list(card._get_current_domain("account.move")))
        self.assertIsNone(widget.get("records"))
