# Copyright 2026 Client 360 contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

import datetime
from unittest.mock import patch

from odoo import fields
from odoo.exceptions import UserError
from odoo.tests import new_test_user, tagged

from ...models.dadata.client360_dadata import RETRY_DELAY
from ..fake_services import generated_inn, special_inn
from .common import INN, AutofillCase


@tagged("post_install", "-at_install")
class TestWatch(AutofillCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        # demo data may have counterparties of its own
        cls.partners.search([("vat", "!=", False)]).write({"vat": False})
        cls.salesman = new_test_user(
            cls.env,
            login="salesman",
            groups="base.group_user,base.group_partner_manager",
        )

    def watch(self):
        with self.enter_registry_test_mode():
            self.env.ref("client360.ir_cron_refresh_requisites").method_direct_trigger()

    def card(self, inn=INN, **values):
        values = {**self.partners._dadata_values(inn), **values}
        return self.partners.create({**values, "user_id": self.salesman.id})

    def test_nothing_new_is_no_noise(self):
        card = self.card()
        notes, activities = len(card.message_ids), len(card.activity_ids)
        self.watch()
        self.assertEqual(len(card.message_ids), notes)
        self.assertEqual(len(card.activity_ids), activities)

    def test_a_new_director(self):
        card = self.card()
        self.server.change(INN, director={"name": "Новиков Новый Новович"})
        self.watch()
        self.assertEqual(card.ceo_name, "Новиков Новый Новович")
        self.assertIn(
            "ceo_name: Вересаев Никита Ильич -> Новиков Новый Новович",
            self.notes(card)[0],
        )
        self.assertEqual(card.activity_ids.user_id, self.salesman)
        self.assertIn("Новиков", card.activity_ids.summary)
        self.watch()
        self.assertEqual(len(card.activity_ids), 1)

    def test_notes_are_in_the_company_s_language(self):
        self.env["res.lang"]._activate_lang("ru_RU")
        self.env.company.partner_id.lang = "ru_RU"
        card = self.card()
        self.server.change(INN, director={"name": "Новиков Новый Новович"})
        self.watch()
        self.assertIn("Изменения в реестре", card.message_ids[0].body)

    def test_liquidation_and_bankruptcy(self):
        for state in ("LIQUIDATING", "BANKRUPT", "LIQUIDATED"):
            self.server.change(INN, state="ACTIVE")
            card = self.card()
            self.server.change(INN, state=state)
            self.watch()
            self.assertEqual(card.registry_state, state.lower())
            self.assertEqual(len(card.activity_ids), 1)
            self.assertIn("registry_state", self.notes(card)[0])
            card.unlink()

    def test_a_new_name_and_address(self):
        card = self.card()
        address = {
            "region": "66",
            "city": ["г", "Екатеринбург"],
            "street": ["ул", "Речная"],
            "house": ["д", "5"],
            "postcode": "620000",
        }
        self.server.change(INN, name="ИНОЙ БЕРЕГ", address=address)
        self.watch()
        self.assertEqual(card.name, "ООО «Иной берег»")
        self.assertEqual(card.city, "Екатеринбург")
        note = self.notes(card)[0]
        self.assertIn("name: ООО «Ласточкин берег» -> ООО «Иной берег»", note)
        self.assertIn("contact_address_inline", note)
        self.assertFalse(card.activity_ids)

    def test_what_a_person_typed_stays_while_the_registry_stays(self):
        card = self.card(ceo_name="Другой Директор", name="Берег")
        self.watch()
        self.assertEqual(card.ceo_name, "Другой Директор")
        self.assertEqual(card.name, "Берег")
        self.server.change(INN, director={"name": "Новиков Новый Новович"})
        self.watch()
        self.assertEqual(card.ceo_name, "Новиков Новый Новович")
        self.assertIn("Другой Директор", self.notes(card)[0], "the old value is kept")

    def test_before_the_first_reading(self):
        card = self.company(
            ceo_name="Прежний", name="Берег", street="Своя", user_id=self.salesman.id
        )
        self.watch()
        self.assertEqual(card.name, "Берег")
        self.assertEqual(card.street, "Своя")
        self.assertEqual(card.ceo_name, "Вересаев Никита Ильич")
        self.assertIn("Прежний", self.notes(card)[0])

    def test_an_address_that_says_less_is_no_news(self):
        """That of an entrepreneur is a town, and some are a line in upper case."""
        nothing = dict.fromkeys(("district", "street", "house", "block", "flat"))
        town = {"region": "77", "postcode": "101000", **nothing}
        self.server.change(INN, address=town)
        mine = {"street": "ул Ленина, д 5", "street2": "кв 7", "zip": "101001"}
        card = self.company(user_id=self.salesman.id, city="Москва", **mine)
        self.watch()
        self.assertEqual({name: card[name] for name in mine}, mine)
        self.assertEqual(card.legal_address, "101000, г Москва")
        self.server.change(INN, address={**town, "postcode": "101009"})
        self.watch()
        self.assertEqual({name: card[name] for name in mine}, mine)
        self.assertEqual(card.legal_address, "101009, г Москва")
        self.server.change(INN, address={**town, "street": ["ул", "Новая"]})
        self.watch()
        self.assertEqual(card.street, "ул Новая")
        self.assertFalse(card.street2, "of the other address")

    def test_what_the_bulk_leaves_alone_the_watch_still_sees(self):
        card = self.card()
        self.server.change(INN, state="LIQUIDATED", director={"name": "Новый Н. Н."})
        action = card.action_dadata_autofill()
        self.assertIn("Liquidated", action["params"]["message"])
        self.assertEqual(card.registry_state, "active")
        self.watch()
        self.assertEqual(card.registry_state, "liquidated")
        self.assertEqual(card.ceo_name, "Новый Н. Н.")
        self.assertEqual(len(card.activity_ids), 1)

    def test_what_the_bulk_leaves_alone_before_the_first_reading(self):
        card = self.company(name="Берег", street="Своя", city="Своя", ceo_name="Мой")
        card.action_dadata_autofill()
        self.watch()
        self.assertEqual(card.name, "Берег")
        self.assertEqual(card.street, "Своя")
        self.assertEqual(card.ceo_name, "Вересаев Никита Ильич")

    def test_another_inn_is_another_counterparty(self):
        card = self.card(generated_inn(1), name="Мой Берег")
        card.write({"vat": INN, "kpp": False})
        card.dadata_date = False
        self.watch()
        self.assertEqual(card.name, "Мой Берег")

    def test_a_card_that_does_not_take_the_news(self):
        """It learns of the liquidation all the same, and says once what is wrong."""
        old = self.card(kpp=False)
        self.company(kpp="667101001")
        self.set_parameter("refuse_duplicates", "True")
        self.server.change(INN, state="LIQUIDATING", kpp="667101001")
        misfits = []
        for _round in range(2):
            old.dadata_date = False
            self.watch()
            misfits.append(sum("do not fit" in note for note in self.notes(old)))
        self.assertEqual(misfits, [1, 1])
        self.assertFalse(old.kpp)
        self.assertEqual(old.registry_state, "liquidating")
        self.assertEqual(len(old.activity_ids), 1)
        self.set_parameter("refuse_duplicates", "")
        old.dadata_date = False
        self.watch()
        self.assertEqual(old.kpp, "667101001")

    def test_a_kpp_that_is_out_of_date(self):
        card = self.company(kpp="667101001")
        action = card.action_dadata_autofill()
        self.assertIn("not with this KPP", action["params"]["message"])
        self.assertFalse(card.ceo_name, "It may be a closed branch")
        self.watch()
        self.assertTrue(card.dadata_date)
        self.assertFalse(card.ceo_name)

    def test_an_outage_leaves_alone_what_was_not_asked(self):
        cards = self.partners.concat(
            *(self.company(generated_inn(n)) for n in range(20))
        )
        self.server.fault("dadata", 500)
        self.watch()
        asked = len(self.server.calls("dadata"))
        self.assertLess(asked, 20)
        self.assertLessEqual(len(cards.filtered("dadata_date")), asked)
        self.server.clear_faults()
        self.watch()
        self.assertEqual(len(cards.filtered("kpp")), 20)

    def test_a_company_that_moved_has_another_kpp(self):
        card = self.card()
        self.server.change(INN, kpp="667101001")
        self.watch()
        self.assertEqual(card.kpp, "667101001")
        branch = self.card(
            "7790001075", **self.partners._dadata_values("7790001075", "789043001")
        )
        name = branch.name
        self.server.change("7790001075", branches=[])
        self.watch()
        self.assertEqual(branch.name, name, "a closed branch is not the head office")

    def test_oldest_first_within_the_budget(self):
        cards = self.partners.concat(
            *(self.company(generated_inn(n)) for n in range(5))
        )
        for n, card in enumerate(cards):
            card.dadata_date = datetime.datetime(2026, 1, 10 - n)
        self.set_parameter("dadata_watch_budget", "2")
        self.watch()
        asked = {request.inns[0] for request in self.server.calls("dadata")}
        self.assertEqual(asked, {generated_inn(3), generated_inn(4)})
        self.set_parameter("dadata_watch_budget", "100")
        self.watch()
        asked = {request.inns[0] for request in self.server.calls("dadata")}
        self.assertEqual(len(asked), 5, "the next run goes on")
        self.server.reset()
        self.watch()
        self.assertEqual(len(self.server.calls("dadata")), 5, "a new round")

    def test_switched_off_or_without_a_key(self):
        self.card()
        self.server.reset()
        self.set_parameter("dadata_watch", "False")
        self.watch()
        self.set_parameter("dadata_watch", "True")
        self.set_parameter("dadata_api_token", "")
        self.watch()
        self.assertFalse(self.server.requests)

    # ----------------------------------------------------- one card and the others
    def fail_on(self, card, error, method="write"):
        """Let another addon refuse one card."""
        model = self.env.registry["res.partner"]
        original = getattr(model, method)

        def refuse(records, *args, **kwargs):
            if card in records:
                raise error
            return original(records, *args, **kwargs)

        patcher = patch.object(model, method, refuse)
        patcher.start()
        self.addCleanup(patcher.stop)

    def test_a_broken_snapshot_is_none(self):
        card, other = self.card(), self.card(generated_inn(1))
        for snapshot in ("[" * 100_000, "{", "null", "[]", '{"vat": 1}'):
            card.dadata_snapshot = snapshot
            (card + other).dadata_date = False
            self.server.change(other.vat, director={"name": f"Д. {len(snapshot)}"})
            self.watch()
            self.assertTrue(card.dadata_date)
            self.assertEqual(card._get_dadata_snapshot()["vat"], INN)
            self.assertEqual(other.ceo_name, f"Д. {len(snapshot)}")

    def test_a_card_that_cannot_be_written_stops_no_other(self):
        """Whatever another addon does: the others are read, and it is told once."""
        card, other = self.card(), self.card(generated_inn(1))
        for cards in (card, other):
            self.server.change(cards.vat, director={"name": "Новый Н. Н."})
        self.fail_on(card, ZeroDivisionError("another addon"))
        notes = len(card.message_ids)
        for _round in range(2):
            with self.assertLogs("odoo.addons.client360", "ERROR") as log:
                self.watch()
            self.assertIn("another addon", log.output[0])
        self.assertEqual(other.ceo_name, "Новый Н. Н.")
        self.assertEqual(len(other.activity_ids), 1)
        self.assertEqual(card.ceo_name, "Вересаев Никита Ильич")
        self.assertEqual(len(card.message_ids), notes + 1)
        self.assertIn("server's log", card.message_ids[0].body)

    def test_a_notice_that_fails_takes_nothing_back(self):
        card, other = self.card(), self.card(generated_inn(1))
        for cards in (card, other):
            self.server.change(cards.vat, director={"name": "Новый Н. Н."})
        self.fail_on(card, UserError("No activity"), "activity_schedule")
        self.watch()
        self.assertEqual(card.ceo_name, "Новый Н. Н.")
        self.assertFalse(card.activity_ids)
        self.assertEqual(len(other.activity_ids), 1)

    # ------------------------------------------------------------------ the history
    def test_the_history_tells_that_requisites_were_refreshed(self):
        card = self.card()
        self.server.change(INN, director={"name": "Новиков Новый Новович"})
        self.watch()
        self.env.flush_all()
        event = self.env["client360.event"].search(
            [("partner_id", "=", card.id), ("kind", "=", "requisites_refreshed")]
        )
        self.assertEqual(event.new_value, "Новиков Новый Новович")
        self.assertEqual(
            card.message_ids[0].subtype_id,
            self.env.ref("client360.mt_requisites_refreshed"),
        )

    # --------------------------------------------------------------- who is watched
    def test_a_director_where_there_was_none_is_no_news(self):
        card = self.card(ceo_name=False)
        self.watch()
        self.server.change(INN, director={"name": "Новиков Новый Новович"})
        card.ceo_name = False
        self.watch()
        self.assertEqual(card.ceo_name, "Новиков Новый Новович")
        self.assertFalse(card.activity_ids)

    def test_a_card_without_a_country_or_liquidated_is_not_watched(self):
        self.company(generated_inn(1), country_id=False)
        self.company(generated_inn(2), registry_state="liquidated")
        foreign = self.env.ref("base.kz")
        self.company(generated_inn(3), country_id=foreign.id)
        self.watch()
        self.assertFalse(self.server.requests)
        watched = self.company(generated_inn(4), registry_state="liquidating")
        self.watch()
        self.assertTrue(watched.dadata_date)

    def test_an_outage_is_followed_by_another_try(self):
        self.company()
        cron = self.env.ref("client360.ir_cron_refresh_requisites")
        triggers = self.env["ir.cron.trigger"].search([("cron_id", "=", cron.id)])
        triggers.unlink()
        self.server.fault("dadata", 500)
        before = fields.Datetime.now()
        self.watch()
        trigger = self.env["ir.cron.trigger"].search([("cron_id", "=", cron.id)])
        self.assertEqual(len(trigger), 1)
        wait = (trigger.call_at - before).total_seconds()
        self.assertAlmostEqual(wait, RETRY_DELAY.total_seconds(), delta=30)

    def test_it_runs_every_day(self):
        for name, interval in (
            ("ir_cron_refresh_requisites", (1, "days")),
            ("ir_cron_autofill", (1, "hours")),
        ):
            cron = self.env.ref(f"client360.{name}")
            self.assertTrue(cron.active)
            self.assertEqual((cron.interval_number, cron.interval_type), interval)

    def test_archived_foreign_and_wrong_are_left_alone(self):
        self.company(generated_inn(1), active=False)
        # a person, who may be an entrepreneur elsewhere
        self.company(special_inn("try_entrepreneur"), is_company=False)
        self.partners.with_context(no_vat_validation=True).create(
            {
                "name": "Wrong",
                "is_company": True,
                "vat": "7728168972",
                "country_id": self.russia.id,
            }
        )
        self.watch()
        self.assertFalse(self.server.requests)
