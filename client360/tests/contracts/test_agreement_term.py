# Copyright 2026 Client 360 contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from datetime import timedelta

from odoo.exceptions import UserError, ValidationError
from odoo.tests import Form, tagged

from .common import TODAY, AgreementCase


@tagged("post_install", "-at_install")
class TestAgreementTerm(AgreementCase):
    def test_end_before_start(self):
        self.contract(start_date=TODAY, end_date=TODAY)
        with self.assertRaisesRegex(ValidationError, "ends before it starts"):
            self.contract(start_date=TODAY, end_date=TODAY - timedelta(days=1))

    def test_expired_contract_is_not_put_into_force(self):
        contract = self.contract(state="archive", end_date=TODAY - timedelta(days=1))
        with self.refused(UserError, "expired"):
            contract.action_activate()
        contract.end_date = TODAY
        contract.action_activate()
        self.assertEqual(contract.state, "active")

    def test_cron_archives_and_reminds_once(self):
        expired = self.contract(state="active", end_date=TODAY - timedelta(days=1))
        asked = self.contract(
            state="repeal_request", end_date=TODAY - timedelta(days=1)
        )
        ending = self.contract(
            state="active",
            end_date=TODAY + timedelta(days=30),
            user_id=self.user.id,
        )
        later = self.contract(state="active", end_date=TODAY + timedelta(days=31))
        draft = self.contract(end_date=TODAY - timedelta(days=1))
        cron = self.env.ref("client360.ir_cron_agreements")
        cron.method_direct_trigger()
        cron.method_direct_trigger()
        self.assertEqual(expired.state, "archive")
        self.assertEqual(asked.state, "archive")
        self.assertEqual(ending.state, "active")
        self.assertEqual(draft.state, "draft")
        self.assertEqual(len(ending.activity_ids), 1)
        self.assertEqual(ending.activity_ids.user_id, self.user)
        self.assertEqual(ending.activity_ids.date_deadline, ending.end_date)
        self.assertFalse(later.activity_ids)
        self.assertFalse(expired.activity_ids)
        # Extended: it is reminded of anew.
        ending.end_date += timedelta(days=365)
        self.assertFalse(ending.is_reminded)

    def test_contract_is_in_force_on_its_last_day(self):
        last = self.contract(state="active", end_date=TODAY)
        template = self.contract(is_template=True, end_date=TODAY - timedelta(days=1))
        self.env.ref("client360.ir_cron_agreements").method_direct_trigger()
        self.assertEqual(last.state, "active")
        self.assertEqual(last.days_left, 0)
        self.assertEqual(len(last.activity_ids), 1)
        self.assertEqual(template.state, "draft")
        self.assertFalse(template.activity_ids)

    def test_activity_goes_with_the_contract(self):
        """By a button, by the board, or by a call from outside."""
        leave = {
            "button": lambda contract: contract.action_archive_contract(),
            "board": lambda contract: contract.write({"stage": "archive"}),
            "call": lambda contract: contract.write({"state": "archive"}),
            "repeal": lambda contract: (
                contract.action_request_repeal(),
                contract.action_repeal(),
            ),
        }
        contracts = {
            way: self.contract(state="active", end_date=TODAY + timedelta(days=1))
            for way in leave
        }
        self.env.ref("client360.ir_cron_agreements").method_direct_trigger()
        todo = self.env.ref("mail.mail_activity_data_todo")
        for way, contract in contracts.items():
            with self.subTest(way=way):
                self.assertEqual(len(contract.activity_ids), 1)
                contract.activity_schedule("mail.mail_activity_data_todo")
                leave[way](contract)
                self.assertEqual(contract.stage, "archive")
                # What a person has planned is his.
                self.assertEqual(contract.activity_ids.activity_type_id, todo)

    def test_scheduled_action(self):
        cron = self.env.ref("client360.ir_cron_agreements")
        self.assertTrue(cron.active)
        self.assertEqual((cron.interval_number, cron.interval_type), (1, "days"))

    def test_renewal(self):
        contract = self.contract(
            state="active",
            amount=100,
            start_date=TODAY - timedelta(days=355),
            end_date=TODAY + timedelta(days=9),
            partner_signatory_id=self.contact.id,
        ).with_user(self.user)
        action = contract.action_renew()
        model = self.env["agreement"].with_user(self.user)
        with Form(model.with_context(**action["context"])) as form:
            self.assertEqual(form.start_date, TODAY + timedelta(days=10))
        renewed = form.record
        self.assertEqual(renewed.state, "draft")
        self.assertEqual(
            (renewed.name, renewed.partner_id, renewed.amount),
            (contract.name, contract.partner_id, 100),
        )
        self.assertEqual(renewed.partner_signatory_id, self.contact)
        self.assertFalse(renewed.parent_id)
        self.assertEqual((renewed.end_date - renewed.start_date).days, 364)
        self.assertNotEqual(renewed.code, contract.code)
        # of one that has expired long ago
        old = self.contract(end_date=TODAY - timedelta(days=90))
        dates = old.action_renew()["context"]
        self.assertEqual(dates["default_start_date"], TODAY)
