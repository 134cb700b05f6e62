# Copyright 2026 Client 360 contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from datetime import timedelta

from lxml import etree

from odoo import Command, fields
from odoo.tests import TransactionCase, new_test_user, tagged
from odoo.tools.safe_eval import safe_eval

EVERYTHING = (
    "base.group_partner_manager,sales_team.group_sale_manager,"
    "account.group_account_manager,project.group_project_manager,"
    "project.group_project_milestone,agreement.group_agreement_manager,"
    "helpdesk_mgmt.group_helpdesk_manager,client360.group_letter_manager"
)
ROLES = {
    "internal": "base.group_user",
    "salesperson": "sales_team.group_sale_salesman",
    "accountant": "account.group_account_invoice",
    "auditor": "account.group_account_readonly",
    "support": "helpdesk_mgmt.group_helpdesk_user_own",
    "projects": "project.group_project_user",
    "lawyer": "agreement.group_agreement_user",
    "letters": "client360.group_letter_user",
    "everything": EVERYTHING,
}

# Buttons of a row that change nothing: whoever reads the record may press them.
HARMLESS = {
    "action_open_document",
    "action_download_document",
    "action_print_pdf",
    "action_view_tasks",
    "action_view_supplementary",
    "action_open_scan",
    # each asks for the right on the record that the document belongs to
    "action_edit_document",
    "action_replace_document",
    "unlink",
}

# What a list shows at least, unless its user chooses otherwise.
COLUMNS = {
    "client360.client360_letter_view_list": "state date number name user_id deadline",
    "client360.agreement_view_list": "code state name amount end_date user_id",
    "client360.crm_lead_view_list": "name won_status stage_id expected_revenue user_id",
    "client360.sale_order_view_list": "name amount_total user_id date_order state",
    "client360.account_move_view_list": "name invoice_date_due days_overdue"
    " amount_residual_signed",
    "client360.helpdesk_ticket_view_list": "create_date stage_id number name user_id",
    "client360.project_milestone_view_list_release": "name state deadline user_id",
    "client360.ir_attachment_view_list": "name document_type_id create_uid create_date",
}


class CardViewsCase(TransactionCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.users = {
            role: new_test_user(
                cls.env, login=f"views {role}", groups=f"base.group_user,{groups}"
            )
            for role, groups in ROLES.items()
        }
        cls.partner = cls.env["res.partner"].create(
            {"name": "Party", "is_company": True}
        )

    def widgets(self, role="everything"):
        partners = self.env["res.partner"].with_user(self.users[role])
        arch = partners.get_view(self.env.ref("base.view_partner_form").id)["arch"]
        return [
            widget
            for widget in etree.fromstring(arch).iter("widget")
            if widget.get("name") == "client360_list"
        ]

    def list_context(self, widget):
        """... as client360_list.js makes it."""
        field = widget.get("partner_field")
        default = f'{{"default_{field}": id}}'
        return safe_eval(widget.get("context", default), {"id": self.partner.id})

    def list_domain(self, widget):
        field = widget.get("partner_field")
        default = f'[("{field}", "child_of", id)]'
        return safe_eval(widget.get("domain", default), {"id": self.partner.id})

    def view(self, model, view_id, kind, role="everything"):
        records = self.env[model].with_user(self.users[role])
        return etree.fromstring(records.get_view(view_id, kind)["arch"])


@tagged("post_install", "-at_install")
class TestCardViews(CardViewsCase):
    def test_a_button_in_a_row_is_for_who_may_use_it(self):
        """Nobody sees a button of a row that can only fail for him."""
        wrong, seen = [], set()
        for role, user in self.users.items():
            for widget in self.widgets(role):
                model = widget.get("model")
                records = self.env[model].with_user(user)
                for kind in ("list", "kanban"):
                    view_id = int(widget.get(f"{kind}_view") or 0) or None
                    arch = self.view(model, view_id, kind, role)
                    buttons = arch.xpath(
                        "//button[@type='object' or @type='action']"
                        "|//a[@type='object' or @type='action']"
                    )
                    for button in buttons:
                        name = button.get("name")
                        if name in HARMLESS or button.xpath("ancestor::header"):
                            continue
                        if button.get("type") == "action" and self.is_report(name):
                            continue
                        seen.add((model, name))
                        if not records.has_access("write"):
                            wrong.append((role, model, kind, name))
        self.assertFalse(wrong)
        self.assertGreater(len(seen), 20)

    def is_report(self, action_id):
        action = self.env["ir.actions.actions"].browse(int(action_id))
        return action.type == "ir.actions.report"

    def test_whom_the_buttons_are_shown_to(self):
        """The outcome for a button of each list."""
        for xml_id, button, expected in (
            ("sale_order_view_list", "action_confirm", {"salesperson"}),
            ("account_move_view_list", "action_register_payment", {"accountant"}),
            ("account_payment_view_list", "action_post", {"accountant"}),
            ("agreement_view_list", "action_submit", {"salesperson", "lawyer"}),
            ("helpdesk_ticket_view_list", "action_take", {"support"}),
            ("helpdesk_ticket_view_list", "action_reply", {"support"}),
            ("helpdesk_ticket_view_list", "action_close", {"support"}),
            (
                "project_milestone_view_list_release",
                "action_next_state",
                {"projects"},
            ),
        ):
            view = self.env.ref(f"client360.{xml_id}")
            shown = set()
            for role, user in self.users.items():
                if self.env[view.model].with_user(user).has_access("read"):
                    arch = self.view(view.model, view.id, "list", role)
                    if arch.xpath(f"//button[@name='{button}']"):
                        shown.add(role)
            with self.subTest(view=xml_id, button=button):
                self.assertEqual(shown, expected | {"everything"})

    def test_columns(self):
        for xml_id, expected in COLUMNS.items():
            view = self.env.ref(xml_id)
            arch = self.view(view.model, view.id, "list")
            shown = {
                node.get("name")
                for node in arch.findall("field")
                if node.get("optional") != "hide"
                and node.get("column_invisible") not in ("1", "True")
            }
            with self.subTest(view=xml_id):
                self.assertLessEqual(set(expected.split()), shown)

    def test_templates_are_not_listed(self):
        own = {"partner_id": self.partner.id}
        contract = self.env["agreement"].create(
            {"name": "Supply", "code": "V-1", **own}
        )
        self.env["agreement"].create(
            {"name": "Template", "code": "V-2", "is_template": True, **own}
        )
        self.env["agreement"].create(
            {
                "name": "Template of amendment",
                "code": "V-3",
                "is_template": True,
                "parent_id": contract.id,
                **own,
            }
        )
        project = self.env["project.project"].create({"name": "Project", **own})
        self.env["project.project"].create(
            {"name": "Template", "is_template": True, **own}
        )
        task = self.env["project.task"].create(
            {"name": "Task", "project_id": project.id, **own}
        )
        # Tasks in a project that is a template are among the app's own, too.
        self.env["project.task"].create(
            {"name": "Pattern", "project_id": project.id, "is_template": True, **own}
        )
        for model, expected in {
            "agreement": contract,
            "project.project": project,
            "project.task": task,
        }.items():
            found = self.env[model].with_context(active_test=False)
            for widget in self.widgets():
                if widget.get("model") == model:
                    found |= found.search(self.list_domain(widget))
            with self.subTest(model=model):
                self.assertEqual(found, expected)

    def test_new_fills_in_the_counterparty(self):
        """... in each list that offers it, and the direction of a letter."""
        offered = []
        for widget in self.widgets():
            if not widget.get("add-label"):
                continue
            records = self.env[widget.get("model")].with_user(self.users["everything"])
            records = records.with_context(**self.list_context(widget))
            offered.append(widget.get("string"))
            with self.subTest(list=widget.get("string")):
                new = records.default_get(
                    [widget.get("partner_field"), "direction", "type"]
                )
                self.assertEqual(new[widget.get("partner_field")], self.partner.id)
                # what is made here is found here again
                domain = self.list_domain(widget)
                names = {leaf[0] for leaf in domain if len(leaf) == 3}
                if widget.get("model") == "client360.letter":
                    self.assertIn("direction", names)
                    [direction] = [d[2] for d in domain if d[0] == "direction"]
                    self.assertEqual(new["direction"], direction)
                if widget.get("model") == "crm.lead":
                    self.assertEqual(new["type"], "opportunity")
        expected = {"Deals", "Orders", "Open Invoices", "Payments", "Contracts"}
        expected |= {"Tickets", "Incoming", "Outgoing", "Releases", "Projects", "Tasks"}
        self.assertLessEqual(expected, set(offered))

    def test_overdue_in_red(self):
        """The row of what is late, and no other, is red."""
        today = fields.Date.context_today(self.env.user)
        late, soon = today - timedelta(days=1), today + timedelta(days=1)
        own = {"partner_id": self.partner.id}
        project = self.env["project.project"].create({"name": "Project", **own})
        for xml_id, field, values, done in (
            (
                "client360.client360_letter_view_list",
                "deadline",
                {"name": "Letter", "state": "execution"},
                {"state": "done"},
            ),
            (
                "client360.project_milestone_view_list_release",
                "deadline",
                {"name": "Release", "project_id": project.id},
                {"state": "released"},
            ),
        ):
            view = self.env.ref(xml_id)
            for date, more, red in (
                (late, {}, True),
                (today, {}, False),
                (soon, {}, False),
                (False, {}, False),
                (late, done, False),
            ):
                record = self.env[view.model].create(
                    {**values, **own, field: date, **more}
                )
                with self.subTest(view=xml_id, date=date, more=more):
                    self.assertEqual(self.is_red(view, record), red)

    def is_red(self, view, record):
        arch = self.view(view.model, view.id, "list")
        names = arch.xpath("//field[not(ancestor::field)]/@name")
        values = {name: record[name] for name in names}
        return bool(safe_eval(arch.get("decoration-danger"), values))

    def test_an_overdue_invoice_in_red(self):
        view = self.env.ref("client360.account_move_view_list")
        line = {"name": "Pipe", "price_unit": 10, "tax_ids": False}
        today = fields.Date.context_today(self.env.user)
        for days, red in ((1, True), (0, False), (-1, False)):
            due = today - timedelta(days=days)
            invoice = self.env["account.move"].create(
                {
                    "move_type": "out_invoice",
                    "partner_id": self.partner.id,
                    "invoice_date": due,
                    "invoice_payment_term_id": False,
                    "invoice_date_due": due,
                    "invoice_line_ids": [Command.create(line)],
                }
            )
            invoice.action_post()
            with self.subTest(days=days):
                self.assertEqual(self.is_red(view, invoice), red)

    def test_filter_of_wrong_requisites(self):
        """Wrong numbers of the card, and of its bank account."""
        rows = [
            ["Right", "1", "base.ru", "7728168971"],
            ["Wrong", "1", "base.ru", "7728168972"],
            ["Account", "1", "base.ru", "7707083893"],
        ]
        partners = self.env["res.partner"].with_context(import_file=True)
        result = partners.load(["name", "is_company", "country_id/id", "vat"], rows)
        self.assertFalse(result["messages"])
        right, wrong, account = self.env["res.partner"].browse(result["ids"])
        bank = self.env["res.bank"].create(
            {
                "name": "Bank",
                "bic": "044525225",
                "country": self.env.ref("base.ru").id,
            }
        )
        numbers = {right: "40702810938000000001", account: "40702810938000000000"}
        for partner, number in numbers.items():
            self.env["res.partner.bank"].with_context(import_file=True).create(
                {"partner_id": partner.id, "acc_number": number, "bank_id": bank.id}
            )
        good, bad = right.bank_ids, account.bank_ids
        if good.is_acc_number_invalid:  # whichever of the two has the check digit
            right, account, good, bad = account, right, bad, good
        self.assertEqual(
            (good.is_acc_number_invalid, bad.is_acc_number_invalid), (False, True)
        )
        view = self.env.ref("base.view_res_partner_filter")
        arch = self.view("res.partner", view.id, "search")
        [node] = arch.xpath("//filter[@string='Wrong Requisites']")
        domain = safe_eval(node.get("domain"), {})
        found = self.env["res.partner"].search(
            [*domain, ("id", "in", (right | wrong | account).ids)]
        )
        self.assertEqual(found, wrong | account)
