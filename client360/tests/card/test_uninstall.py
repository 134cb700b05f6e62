# Copyright 2026 Client 360 contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo.tests import TransactionCase, new_test_user, tagged

from ... import hooks


@tagged("post_install", "-at_install")
class TestUninstall(TransactionCase):
    """What the addon takes back on other addons' records, beside what it owns."""

    def test_sequences_go(self):
        codes = list(self.env["res.company"]._get_register_sequences())
        self.assertEqual(len(codes), 3)
        sequences = self.env["ir.sequence"].with_context(active_test=False)
        others = sequences.search_count([("code", "not in", codes)])
        ours = sequences.search([("code", "in", codes)])
        self.assertTrue(ours.date_range_ids)
        ours[0].active = False
        hooks.remove_register_sequences(self.env)
        self.assertFalse(sequences.search([("code", "in", codes)]))
        self.assertEqual(sequences.search_count([("code", "not in", codes)]), others)

    def test_rights_on_contracts_go(self):
        contract = self.env["agreement"].create({"name": "Contract"})
        roles = (
            "sales_team.group_sale_salesman",
            "account.group_account_invoice",
            "account.group_account_readonly",
        )
        users = [new_test_user(self.env, role, role) for role in roles]
        lawyer = new_test_user(self.env, "own right", "agreement.group_agreement_user")
        for user in users:
            self.assertTrue(contract.with_user(user).has_access("read"), user.login)
        hooks.remove_implied_groups(self.env)
        for user in users:
            self.assertFalse(contract.with_user(user).has_access("read"), user.login)
        # Who was given the group keeps it.
        self.assertTrue(contract.with_user(lawyer).has_access("write"))

    def test_security_file_is_taken_back_in_full(self):
        """Each group of another addon that the addon lets imply more is named."""
        ours = self.env["ir.model.data"].search(
            [("module", "=", "client360"), ("model", "=", "res.groups")]
        )
        own_groups = self.env["res.groups"].browse(ours.mapped("res_id"))
        for xmlid, implied in hooks.IMPLIED_GROUPS.items():
            group = self.env.ref(xmlid)
            self.assertIn(self.env.ref(implied), group.implied_ids)
            self.assertNotIn(group, own_groups)

    def test_hook_is_declared(self):
        manifest = self.env["ir.module.module"].get_module_info("client360")
        self.assertEqual(manifest["uninstall_hook"], "uninstall_hook")
        hooks.uninstall_hook(self.env)
