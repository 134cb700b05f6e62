# Copyright 2026 Client 360 contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from lxml import etree

from odoo import Command
from odoo.exceptions import AccessError
from odoo.tests import TransactionCase, new_test_user, tagged
from odoo.tools.safe_eval import safe_eval

from odoo.addons.mail.tools.discuss import Store

ROLES = {
    "internal": "base.group_user",
    "salesperson": "sales_team.group_sale_salesman",
    "all sales": "sales_team.group_sale_salesman_all_leads",
    "accountant": "account.group_account_invoice",
    "auditor": "account.group_account_readonly",
    "support": "helpdesk_mgmt.group_helpdesk_user",
    "support own": "helpdesk_mgmt.group_helpdesk_user_own",
    "project": "project.group_project_user",
    "letters": "client360.group_letter_user",
    "lawyer": "agreement.group_agreement_user",
    "reader of contracts": "agreement.group_agreement_readonly",
}

REGISTERS = (
    "agreement.agreement_action",
    "client360.agreement_supplementary_action",
    "helpdesk_mgmt.helpdesk_ticket_action",
    "client360.client360_letter_action",
    "client360.project_milestone_action_release",
    "client360.client360_express_report_action",
    "crm.crm_lead_opportunities",
    "sale.action_quotations_with_onboarding",
    "account.action_move_out_invoice",
    "account.action_account_payments",
    "project.action_view_all_task",
    "project.open_view_project_all",
    "contacts.action_contacts",
)

#: Lists whose rows show another record or a file: they have tests of their own.
WITHOUT_FORM = ("client360.event", "ir.attachment")
ROWS = 6


def specification(fields, arch):
    """What the web client asks for to show a view.

    :param dict fields: of the view's model, as ``fields_get`` gives them
    :param arch: element of the view
    :return: for ``web_read``
    :rtype: dict
    """
    result = {}
    depth = len([*arch.iterancestors("field")])
    for node in arch.iterfind(".//field"):
        name = node.get("name")
        if name not in fields or len([*node.iterancestors("field")]) != depth:
            continue
        entry = result.setdefault(name, {})
        hidden = "invisible" if arch.tag == "form" else "column_invisible"
        is_shown = node.get(hidden) not in ("1", "True")
        kind = fields[name]["type"]
        if is_shown and kind in ("many2one", "many2many", "one2many"):
            entry.setdefault("fields", {"display_name": {}})
    return result


@tagged("post_install", "-at_install")
class TestRowsOpen(TransactionCase):
    """Whatever a list shows a user can be opened by that user."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.card = cls.env.ref(
            "client360.partner_bolshaya_versta", raise_if_not_found=False
        )
        cls.users = {
            role: new_test_user(
                cls.env,
                f"rows {role}",
                f"base.group_user,{group}",
                company_ids=[Command.set(cls.env.company.ids)],
            )
            for role, group in ROLES.items()
        }

    def setUp(self):
        super().setUp()
        if not self.card:
            self.skipTest("needs the demo data")
        self.faults = []
        self.opened = set()

    def open_rows(self, role, place, records, form_id):
        """Read each record with all that its form asks for."""
        if records._name in WITHOUT_FORM:
            return
        views = records.get_views([(form_id, "form")])
        arch = etree.fromstring(views["views"]["form"]["arch"])
        for record in records[:ROWS]:
            # of each of them alone: what others have in common hides nothing
            record.invalidate_recordset()
            try:
                self.read_form(record, arch)
                self.read_chatter(record, arch)
                record.get_formview_action()
            except AccessError as error:
                sentence = " ".join(str(error).split())[:300]
                self.faults.append(f"{role}, {place}, {record}: {sentence}")
                return
            self.opened.add((role, record._name))

    def read_form(self, record, arch):
        self.env.invalidate_all()
        record.web_read(self.form_specification(record, arch))

    def read_chatter(self, record, arch):
        """What the web client asks for beside the form."""
        if arch.find(".//chatter") is None:
            return
        asked = ["activities", "attachments", "followers", "suggestedRecipients"]
        store = Store()
        record._thread_to_store(store, [], request_list=asked)
        store.get_result()

    def form_specification(self, records, arch):
        """The same for a form and the lists in it."""
        fields = records.fields_get(attributes=("type", "relation"))
        result = specification(fields, arch)
        for node in arch.iterfind(".//field"):
            name = node.get("name")
            view = next((child for child in node if child.tag in ("list", "kanban")), 0)
            if "fields" not in result.get(name, ()) or view == 0:
                continue
            if next(node.iterancestors("field"), None) is not None:
                continue
            line = self.env[fields[name]["relation"]].with_user(records.env.user)
            result[name]["fields"] = specification(
                line.fields_get(attributes=("type", "relation")), view
            )
        return result

    def check(self):
        self.assertFalse(self.faults, "\n" + "\n".join(self.faults))

    def test_rows_of_the_card(self):
        form = self.env.ref("base.view_partner_form")
        for role, user in self.users.items():
            card = self.card.with_user(user)
            arch = etree.fromstring(card.get_view(form.id)["arch"])
            for widget in arch.xpath("//widget[@name='client360_list']"):
                records = self.env[widget.get("model")].with_user(user)
                partner_field = widget.get("partner_field")
                domain = safe_eval(
                    widget.get("domain", f"[('{partner_field}', 'child_of', id)]"),
                    {"id": card.id},
                )
                self.open_rows(
                    role,
                    f"the card's list “{widget.get('string')}”",
                    records.search(domain),
                    int(widget.get("form_view") or 0) or False,
                )
        self.check()
        models = {model for _role, model in self.opened}
        self.assertLessEqual(
            {"sale.order", "project.task", "project.project", "agreement"}, models
        )

    def test_rows_of_the_registers(self):
        for role, user in self.users.items():
            for xml_id in REGISTERS:
                action = self.env.ref(xml_id).sudo()
                records = self.env[action.res_model].with_user(user)
                if not records.has_access("read"):
                    continue
                self.open_rows(role, xml_id, records.search([], limit=ROWS), False)
        self.check()

    def test_tiles(self):
        """What a figure of the strip opens can be read."""
        for role, user in self.users.items():
            card = self.card.with_user(user)
            for tile in card.client360_highlights():
                for figure in tile["figures"]:
                    action = card.action_client360_highlight(figure["key"])
                    if not action or action.get("res_model") in (None, False):
                        continue
                    records = self.env[action["res_model"]].with_user(user)
                    if action.get("res_id"):
                        records = records.browse(action["res_id"])
                    else:
                        records = records.search(
                            list(action.get("domain") or []), limit=ROWS
                        )
                    self.open_rows(role, f"figure {figure['key']}", records, False)
        self.check()
