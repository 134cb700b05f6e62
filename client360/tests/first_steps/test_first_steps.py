# Copyright 2026 Client 360 contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo.exceptions import AccessError
from odoo.tests import TransactionCase, new_test_user, tagged


@tagged("post_install", "-at_install")
class TestFirstSteps(TransactionCase):
    def steps(self):
        action = self.env["client360.first.steps"].action_open()
        return self.env["client360.first.steps"].browse(action["res_id"])

    def states(self):
        return {line.code: line.state for line in self.steps().line_ids}

    def line(self, code):
        return self.steps().line_ids.filtered(lambda line: line.code == code)

    def test_steps_are_done_one_after_the_other(self):
        parameters = self.env["ir.config_parameter"]
        for name in ("dadata_api_token", "kontur_focus_api_token", "dadata_watch"):
            parameters.set_param(f"client360.{name}", False)
        self.env.company.write(
            {
                f"client360_gate_{gate}": "nothing"
                for gate in ("sale", "agreement", "payment")
            }
        )
        self.env["client360.autofill.run"].search([]).unlink()
        self.env.ref("client360.group_express_report").all_user_ids.filtered(
            lambda user: not user._is_admin()
        ).active = False
        self.assertEqual(
            list(self.states()), ["keys", "money", "watch", "gates", "import"]
        )
        self.assertEqual(set(self.states().values()), {"open"})
        parameters.set_param("client360.dadata_api_token", "a" * 40)
        self.assertEqual(self.states()["keys"], "open", "one of two")
        parameters.set_param("client360.kontur_focus_api_token", "b" * 40)
        self.assertEqual(self.states()["keys"], "done")
        new_test_user(
            self.env, "spender", "base.group_user,client360.group_express_report"
        )
        self.assertEqual(self.states()["money"], "done")
        self.env["res.config.settings"].create({}).execute()
        self.assertEqual(self.states()["watch"], "done")
        self.env.company.client360_gate_payment = "ask"
        self.assertEqual(self.states()["gates"], "done")
        self.assertEqual(self.states()["import"], "open")
        self.assertFalse(self.steps().is_done)
        self.line("import").action_skip()
        self.assertEqual(self.states()["import"], "skipped")
        self.assertTrue(self.steps().is_done)
        self.line("import").action_skip()
        self.assertEqual(self.states()["import"], "open", "taken up again")

    def test_each_step_opens_what_it_is_done_in(self):
        for line in self.steps().line_ids:
            with self.subTest(step=line.code):
                action = line.action_open()
                self.env[action["res_model"]].check_access("read")
        action = self.line("money").action_open()
        group = self.env["res.groups"].browse(action["res_id"])
        self.assertEqual(group, self.env.ref("client360.group_express_report"))

    def test_only_administrators(self):
        user = new_test_user(
            self.env, "no admin", "base.group_user,base.group_partner_manager"
        )
        with self.assertRaises(AccessError):
            self.env["client360.first.steps"].with_user(user).action_open()
        line = self.steps().line_ids[0]
        with self.assertRaises(AccessError):
            line.with_user(user).action_skip()

    def test_it_opens_after_the_installation(self):
        todo = self.env.ref("client360.first_steps_todo")
        action = self.env.ref("client360.client360_first_steps_action")
        self.assertEqual(todo.action_id.id, action.id)
        self.assertEqual(action.run()["res_model"], "client360.first.steps")
