# Copyright 2026 Client 360 contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from unittest.mock import patch

from odoo import fields
from odoo.exceptions import UserError
from odoo.tests import new_test_user, tagged

from ...models.dadata import client360_autofill_run
from ...models.dadata.client360_autofill_line import ATTEMPTS
from ...models.dadata.client360_dadata import RETRY_DELAY
from ...tools import dadata_client
from ..fake_services import generated_inn, special_inn, unknown_inn
from .common import AutofillCase


@tagged("post_install", "-at_install")
class TestBulk(AutofillCase):
    def test_one_card(self):
        card = self.company(name="Берег", okpo="12345678")
        action = card.action_dadata_autofill()
        self.assertEqual(action["params"]["type"], "success")
        self.assertEqual(card.name, "Берег", "what is filled stays")
        self.assertEqual(card.okpo, "12345678")
        self.assertEqual(card.kpp, "789001001")
        note = self.notes(card)[0]
        self.assertIn("DaData", note)
        self.assertIn("kpp: None -> 789001001", note.replace("kpp: False", "kpp: None"))
        again = card.action_dadata_autofill()
        self.assertEqual(again["params"]["type"], "info")

    def test_a_contact_person_stands_for_the_company(self):
        card = self.company()
        person = self.partners.create({"name": "Person", "parent_id": card.id})
        person.action_dadata_autofill()
        self.assertEqual(card.kpp, "789001001")
        self.assertFalse(person.is_company)

    def test_a_branch_without_kpp_is_not_taken_for_the_head_office(self):
        head = self.partners.create(self.partners._dadata_values("7790001075"))
        branch = self.company(
            "7790001075",
            name="Филиал",
            parent_id=head.id,
            country_id=self.env.ref("base.ru").id,
            street="Складская",
        )
        self.assertFalse(branch.kpp)
        action = branch.action_dadata_autofill()
        self.assertEqual(action["params"]["type"], "warning")
        self.assertIn("KPP", action["params"]["message"])
        self.assertFalse(branch.ceo_name)
        branch.dadata_date = False
        with self.enter_registry_test_mode():
            self.env.ref("client360.ir_cron_refresh_requisites").method_direct_trigger()
        self.assertFalse(branch.dadata_date, "the watch leaves it out")
        self.assertEqual(branch.street, "Складская")
        self.assertNotEqual(head.street, "Складская")

    def test_some_at_once(self):
        cards = self.partners.concat(
            *(self.company(generated_inn(n)) for n in range(5)),
            self.company(unknown_inn()),
            self.company(False),
            self.company("PL5260250274", country_id=self.env.ref("base.pl").id),
        )
        action = cards.action_dadata_autofill()
        run = self.env["client360.autofill.run"].browse(action["res_id"])
        self.assertEqual(run.filled_count, 5)
        self.assertEqual(run.not_found_count, 1)
        self.assertEqual(run.failed_count, 2)
        self.assertEqual(run.queued_count, 0)
        opened = run.with_context(autofill_state="filled").action_open_partners()
        self.assertEqual(self.partners.search(opened["domain"]), cards[:5].sorted())
        opened = run.with_context(autofill_state="failed").action_open_partners()
        self.assertEqual(opened["res_model"], "client360.autofill.line")

    def test_an_answer_of_no_use_stops_no_other(self):
        wrong = self.company(generated_inn(1))
        inns = [generated_inn(n) for n in range(2, 5)]
        cards = self.partners.concat(*(self.company(inn) for inn in inns))
        self.server.fault("dadata", "text", inn=wrong.vat)
        action = (wrong + cards).action_dadata_autofill()
        run = self.env["client360.autofill.run"].browse(action["res_id"])
        self.assertEqual(run.failed_count, 1)
        self.assertEqual(run.filled_count, 3)

    def test_the_server_action(self):
        card = self.company()
        action = self.env.ref("client360.action_dadata_autofill")
        self.assertEqual(action.binding_model_id.model, "res.partner")
        self.assertEqual(action.binding_view_types, "list,form")
        action.with_context(
            active_model="res.partner", active_ids=card.ids, active_id=card.id
        ).run()
        self.assertEqual(card.kpp, "789001001")

    def queue(self, count):
        cards = self.partners.create(
            [
                {
                    "name": f"Card {n}",
                    "is_company": True,
                    "vat": generated_inn(n),
                    "country_id": self.russia.id,
                }
                for n in range(count)
            ]
        )
        action = cards.action_dadata_autofill()
        return cards, self.env["client360.autofill.run"].browse(action["res_id"])

    def work(self):
        with self.enter_registry_test_mode():
            self.env.ref("client360.ir_cron_autofill").method_direct_trigger()

    def test_many_in_the_background(self):
        cards, run = self.queue(120)
        self.assertEqual(run.queued_count, 120)
        self.assertFalse(self.server.requests)
        self.work()
        self.assertEqual(run.filled_count, 120)
        self.assertEqual(len(self.server.calls("dadata")), 120)
        self.assertLessEqual(self.server.connections, dadata_client.WORKERS)
        self.assertTrue(all(cards.mapped("kpp")))
        told = self.env["mail.message"].search(
            [("model", "=", run._name), ("res_id", "=", run.id)]
        )
        self.assertIn("120", told.body)
        self.assertEqual(told.partner_ids, run.user_id.partner_id)

    def test_a_budget_stops_it_and_the_next_day_goes_on(self):
        self.set_parameter("dadata_daily_budget", "60")
        _cards, run = self.queue(80)
        self.work()
        self.assertEqual(run.filled_count, 60)
        self.assertEqual(run.queued_count, 20)
        self.assertTrue(run.waits_for)
        self.assertEqual(len(self.server.calls("dadata")), 60)
        self.set_parameter("dadata_daily_budget", "100")
        self.work()
        self.assertEqual(run.filled_count, 80)
        self.assertFalse(run.waits_for)
        self.assertEqual(len(self.server.calls("dadata")), 80, "none is asked twice")

    def test_it_speaks_the_user_s_language(self):
        self.env["res.lang"]._activate_lang("ru_RU")
        self.env.user.lang = "ru_RU"
        self.set_parameter("dadata_daily_budget", "0")
        with patch.object(client360_autofill_run, "AT_ONCE", 0):
            cards = self.company(False) + self.company()
            action = cards.action_dadata_autofill()
        run = self.env["client360.autofill.run"].browse(action["res_id"])
        self.work()
        self.assertIn("исчерпан", run.waits_for)
        self.assertEqual(run.line_ids[0].details, "В карточке нет ИНН.")

    def test_the_card_of_a_person_becomes_an_entrepreneur_s(self):
        card = self.company(special_inn("try_entrepreneur"), is_company=False)
        card.action_dadata_autofill()
        self.assertTrue(card.is_company)
        person = self.company(
            special_inn("try_entrepreneur"),
            is_company=False,
            counterparty_kind="individual",
        )
        person.action_dadata_autofill()
        self.assertFalse(person.is_company)

    def test_budget_given_back(self):
        self.assertEqual(self.service._take_requests(500), 500)
        self.set_parameter("dadata_daily_budget", "100")
        self.service._take_requests(-3)
        self.assertEqual(self.service._get_spent(), 497)

    def test_a_refused_key_stops_it_at_once(self):
        self.server.fault("dadata", 403)
        _cards, run = self.queue(80)
        self.work()
        self.assertEqual(run.queued_count, 80)
        self.assertLessEqual(len(self.server.calls("dadata")), dadata_client.WORKERS)

    def test_a_service_that_is_down_is_left_alone_for_a_while(self):
        self.server.fault("dadata", 500)
        _cards, run = self.queue(80)
        self.work()
        asked = len(self.server.calls("dadata"))
        self.assertLess(asked, 10)
        self.assertEqual(run.queued_count, 80)
        self.assertLessEqual(len(run.line_ids.filtered("attempts")), asked)
        self.server.clear_faults()
        self.work()
        self.assertEqual(run.filled_count, 80)

    def test_a_card_that_cannot_be_written_stops_no_other(self):
        card = self.company(generated_inn(1))
        others = self.company(generated_inn(2)) + self.company(generated_inn(3))
        model = self.env.registry["res.partner"]
        original = model.write

        def refuse(records, vals):
            if card in records:
                raise ZeroDivisionError("another addon")
            return original(records, vals)

        with (
            patch.object(model, "write", refuse),
            self.assertLogs("odoo.addons.client360", "ERROR"),
        ):
            action = (card + others).action_dadata_autofill()
        run = self.env["client360.autofill.run"].browse(action["res_id"])
        self.assertEqual(run.failed_count, 1)
        self.assertEqual(run.filled_count, 2)
        self.assertIn("server's log", run.line_ids[0].details)
        self.assertTrue(all(others.mapped("kpp")))

    def test_thirty_are_filled_at_once(self):
        cards, run = self.queue(30)
        self.assertEqual(run.filled_count, 30)
        cards.unlink()
        self.server.reset()
        _cards, run = self.queue(31)
        self.assertEqual(run.queued_count, 31)
        self.assertFalse(self.server.requests)

    def test_a_service_that_stays_down_is_not_asked_for_ever(self):
        """After some tries a card has failed, and the user is told."""
        self.server.fault("dadata", 500)
        with patch.object(client360_autofill_run, "AT_ONCE", 0):
            _cards, run = self.queue(2)
        for _try in range(ATTEMPTS):
            self.assertEqual(run.queued_count, 2)
            self.work()
        self.assertEqual(run.failed_count, 2)
        self.assertIn("DaData", run.line_ids[0].details)
        told = self.env["mail.message"].search(
            [("model", "=", run._name), ("res_id", "=", run.id)]
        )
        self.assertEqual(len(told), 1)
        self.server.clear_faults()
        asked = len(self.server.calls("dadata"))
        self.work()
        self.assertEqual(len(self.server.calls("dadata")), asked)
        run.action_retry()
        self.assertEqual(run.queued_count, 2)
        self.assertFalse(any(run.line_ids.mapped("attempts")))
        self.assertFalse(any(run.line_ids.mapped("details")))
        self.work()
        self.assertEqual(run.filled_count, 2)

    def test_an_outage_is_followed_by_another_try(self):
        cron = self.env.ref("client360.ir_cron_autofill")
        self.server.fault("dadata", 500)
        self.queue(31)
        self.env["ir.cron.trigger"].search([("cron_id", "=", cron.id)]).unlink()
        before = fields.Datetime.now()
        self.work()
        trigger = self.env["ir.cron.trigger"].search([("cron_id", "=", cron.id)])
        self.assertEqual(len(trigger), 1)
        wait = (trigger.call_at - before).total_seconds()
        self.assertAlmostEqual(wait, RETRY_DELAY.total_seconds(), delta=30)

    def test_a_card_without_rights(self):
        clerk = new_test_user(
            self.env, login="clerk", groups="base.group_user,base.group_partner_manager"
        )
        company = self.env["res.company"].create({"name": "Other"})
        mine = self.company(generated_inn(1))
        run = (
            self.env["client360.autofill.run"]
            .with_user(clerk)
            ._start(mine.with_user(clerk))
        )
        self.assertEqual(run.filled_count, 1)
        theirs = self.company(generated_inn(2), company_id=company.id)
        with self.assertRaises(UserError):
            theirs.with_user(clerk).action_dadata_autofill()
        other = new_test_user(self.env, login="other", groups="base.group_user")
        self.assertFalse(self.env["client360.autofill.run"].with_user(other).search([]))
