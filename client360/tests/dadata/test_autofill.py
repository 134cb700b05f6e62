# Copyright 2026 Client 360 contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

import datetime
import logging
import threading
from unittest.mock import patch

from odoo import modules
from odoo.exceptions import RedirectWarning, UserError
from odoo.tests import Form, TransactionCase, new_test_user, tagged

from ...models.dadata import client360_autofill_run
from ...tools import dadata_client
from ..common import FakeServicesMixin
from ..fake_services import (
    DEMO_DADATA_TOKEN,
    generated_inn,
    generated_person_inn,
    special_inn,
    unknown_inn,
)

INN = special_inn("try_legal")


class AutofillCase(FakeServicesMixin, TransactionCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.partners = cls.env["res.partner"]
        cls.service = cls.env["client360.dadata"]
        cls.russia = cls.env.ref("base.ru")
        cls.env.company.country_id = cls.russia

    def setUp(self):
        super().setUp()
        # what was spent on this database before
        self.env["client360.dadata.usage"].search([]).unlink()
        # a test with many faults must not run into the limit of the minute
        dadata_client._connections._times.clear()
        patcher = patch.object(dadata_client, "DEADLINE", 1)
        patcher.start()
        self.addCleanup(patcher.stop)

    def company(self, inn=INN, **values):
        values = {"name": "Card", "is_company": True, "vat": inn, **values}
        values.setdefault("country_id", self.russia.id)
        return self.partners.create(values)

    def form(self, inn=INN, **current):
        """Answer to the button on a new card."""
        return self.partners.dadata_autofill(inn, current.get("kpp"), current)

    def notes(self, partner):
        """Bodies of the card's notes with the tracked values, newest first."""
        return [
            f"{message.body} "
            + "; ".join(
                f"{value.field_id.name}: {value.old_value_char} -> "
                f"{value.new_value_char}"
                for value in message.sudo().tracking_value_ids
            )
            for message in partner.message_ids
        ]

    def set_parameter(self, name, value):
        self.env["ir.config_parameter"].set_param(f"client360.{name}", value)


@tagged("post_install", "-at_install")
class TestValues(AutofillCase):
    def test_a_company(self):
        values = self.partners._dadata_values(INN)
        expected = {
            "name": 'ООО "ЛАСТОЧКИН БЕРЕГ"',
            "legal_form": "ООО",
            "counterparty_kind": "legal_entity",
            "vat": INN,
            "kpp": "789001001",
            "company_registry": "1147890002017",
            "ceo_name": "Вересаев Никита Ильич",
            "ceo_post": "ГЕНЕРАЛЬНЫЙ ДИРЕКТОР",
            "registration_date": datetime.date(2014, 6, 26),
            "registry_state": "active",
            "street": "наб Реки Карповки, д 205, литера А",
            "street2": "офис 42",
            "city": "Санкт-Петербург",
            "zip": "197022",
            "country_id": self.russia.id,
            "is_company": True,
        }
        self.assertEqual({name: values[name] for name in expected}, expected)
        state = self.env["res.country.state"].browse(values["state_id"])
        self.assertEqual((state.code, state.country_id), ("SPE", self.russia))
        partner = self.partners.create(values)
        self.assertFalse(partner.has_invalid_requisites)
        pasted = self.partners._dadata_values(f" {INN[:4]}-{INN[4:]}")
        proposal = {"dadata_proposal": values["dadata_proposal"]}
        self.assertEqual({**pasted, **proposal}, values)
        self.assertEqual(self.partners._dadata_values(unknown_inn()), {})
        self.assertEqual(self.partners._dadata_values("123"), {})

    def test_an_entrepreneur(self):
        values = self.partners._dadata_values(special_inn("try_entrepreneur"))
        self.assertEqual(values["counterparty_kind"], "entrepreneur")
        self.assertEqual(values["name"], "ИП Дубравина Злата Мироновна")
        self.assertEqual(len(values["company_registry"]), 15)
        for name in ("kpp", "ceo_name", "ceo_post", "street"):
            self.assertNotIn(name, values)
        self.partners.create(values)
        values = self.partners._dadata_values(
            special_inn("entrepreneur_empty_patronymic")
        )
        self.assertNotIn("None", values["name"])

    def test_a_branch(self):
        head = self.partners._dadata_values("7790001075")
        branch = self.partners._dadata_values("7790001075", "789043001")
        self.assertEqual(head["kpp"], "779001001")
        self.assertEqual(branch["kpp"], "789043001")
        self.assertEqual(branch["vat"], head["vat"])
        self.assertNotEqual(branch["name"], head["name"])
        self.assertEqual(self.partners._dadata_values("7790001075", "770101001"), {})

    def test_states(self):
        for key, state in (
            ("liquidated", "liquidated"),
            ("liquidated_after_bankruptcy", "liquidated"),
            ("try_liquidating", "liquidating"),
            ("bankrupt", "bankrupt"),
            ("reorganizing", "reorganizing"),
        ):
            values = self.partners._dadata_values(special_inn(key))
            self.assertEqual(values["registry_state"], state)
        values = self.partners._dadata_values(special_inn("liquidated"))
        self.assertTrue(values["liquidation_date"])

    def test_addresses(self):
        values = self.partners._dadata_values(special_inn("unparsed_address"))
        self.assertEqual(values["zip"], "198096")
        self.assertTrue(values["street"].startswith("Г.САНКТ-ПЕТЕРБУРГ"))
        self.assertNotIn("state_id", values)
        self.assertTrue(values["legal_address"].startswith("198096, Г.САНКТ"))
        values = self.partners._dadata_values(special_inn("settlement_no_street"))
        self.assertEqual(values["city"], "с Верхний Хутор")
        self.assertEqual(values["street2"], "Хунзахский р-н")
        values = self.partners._dadata_values(special_inn("all_null"))
        self.assertNotIn("legal_address", values)
        self.assertEqual(values["country_id"], self.russia.id)

    def test_odd_answers(self):
        for key in (
            "free_tariff",
            "shape_2020",
            "unknown_keys",
            "leading_zero",
            "managed_by_company",
            "invalid",
            "html_in_name",
            "long_name",
            "negative_date",
            "foreign",
            "vat_trap",
        ):
            with self.subTest(key=key):
                values = self.partners._dadata_values(special_inn(key))
                partner = self.partners.create(values)
                self.assertEqual(partner.vat, special_inn(key))
        values = self.partners._dadata_values(special_inn("names_null"))
        self.assertNotIn("name", values)
        self.assertEqual(values["city"], "Гатчина")
        values = self.partners._dadata_values(special_inn("negative_date"))
        self.assertNotEqual(values.get("registration_date"), datetime.date(1, 1, 1))

    def test_a_public_body(self):
        values = self.partners._dadata_values("5290001080")
        self.assertEqual(values["counterparty_kind"], "public_body")


@tagged("post_install", "-at_install")
class TestForm(AutofillCase):
    def test_a_new_card_is_filled_and_nothing_saved(self):
        before = self.partners.search_count([])
        answer = self.form(is_company=True)
        self.assertEqual(self.partners.search_count([]), before)
        self.assertFalse(answer["conflicts"])
        self.assertFalse(answer["warning"])
        self.assertEqual(answer["fill"]["name"], 'ООО "ЛАСТОЧКИН БЕРЕГ"')
        self.assertEqual(answer["fill"]["registration_date"], "2014-06-26")
        self.assertEqual(answer["fill"]["country_id"]["id"], self.russia.id)

    def test_conflicts_are_asked_about(self):
        values = self.partners._dadata_values(INN)
        current = {
            **values,
            "name": "Берег",
            "ceo_name": "вересаев  никита ильич",
            "okpo": "12345678",
            "registration_date": "2014-06-27",
            "phone": "+7 900 000-00-00",
        }
        answer = self.form(**current)
        conflicts = {conflict["key"]: conflict for conflict in answer["conflicts"]}
        self.assertEqual(set(conflicts), {"name", "okpo", "registration_date"})
        self.assertEqual(conflicts["okpo"]["old"], "12345678")
        self.assertEqual(conflicts["okpo"]["new"], "79000138")
        self.assertFalse(conflicts["okpo"]["take"])
        self.assertEqual(set(answer["fill"]), {"dadata_proposal"})

    def test_an_address_is_one_thing(self):
        answer = self.form(city="Москва", street="ул Ленина")
        conflict = answer["conflicts"][0]
        self.assertEqual(conflict["key"], "address")
        self.assertEqual(conflict["old"], "ул Ленина, Москва")
        self.assertEqual(conflict["values"]["city"], "Санкт-Петербург")
        self.assertNotIn("zip", answer["fill"])
        answer = self.form(city="Санкт-Петербург")
        self.assertFalse(answer["conflicts"])
        self.assertEqual(answer["fill"]["zip"], "197022")

    def test_an_empty_answer_wipes_nothing(self):
        current = {"okpo": "12345678", "street": "ул Ленина", "ceo_name": "Иванов"}
        answer = self.form(special_inn("all_null"), **current)
        self.assertFalse(answer["conflicts"])
        for name in current:
            self.assertNotIn(name, answer["fill"])

    def test_branches_are_chosen_from(self):
        answer = self.form("7790001075")
        self.assertEqual(len(answer["branches"]), 3)
        self.assertTrue(answer["branches"][0]["main"])
        without_kpp = answer["branches"][2]
        self.assertFalse(without_kpp["kpp"])
        chosen = self.partners.dadata_autofill("7790001075", "", {}, without_kpp["hid"])
        self.assertEqual(chosen["fill"]["name"], without_kpp["name"])
        answer = self.form("7790001075", kpp="789043001")
        self.assertIn("ФИЛИАЛ", answer["fill"]["name"])
        # a KPP that is not there any more
        self.assertIn("branches", self.form("7790001075", kpp="770101001"))
        self.assertNotIn("branches", self.form(generated_person_inn(1)))

    def test_a_state_is_warned_about(self):
        for key in ("try_liquidating", "liquidated", "bankrupt"):
            self.assertTrue(self.form(special_inn(key))["warning"], key)

    def test_mistakes_cost_no_request(self):
        self.assertTrue(self.form("")["error"])
        self.assertTrue(self.form("7728168972")["error"])
        self.assertFalse(self.server.requests)

    def test_a_clerk_may_not_use_it_without_rights(self):
        user = new_test_user(self.env, login="reader", groups="base.group_user")
        with self.assertRaises(UserError):
            self.partners.with_user(user).dadata_autofill(INN)
        with self.assertRaises(UserError):
            self.partners.with_user(user).dadata_suggest("ласточкин")
        self.assertFalse(self.server.requests)

    def test_suggestions(self):
        found = self.partners.dadata_suggest("ласточкин")
        self.assertEqual(found[0]["inn"], INN)
        self.assertIn("Санкт-Петербург", found[0]["description"])
        self.assertEqual(self.partners.dadata_suggest(INN)[0]["inn"], INN)
        self.server.fault("dadata", 500)
        self.assertEqual(self.partners.dadata_suggest("ласточкин"), [])

    def test_suggestions_only_with_a_token(self):
        view = self.env.ref("base.view_partner_form").id
        self.assertIn("client360_partner_name", self.partners.get_view(view)["arch"])
        self.set_parameter("dadata_api_token", "")
        self.assertNotIn("client360_partner_name", self.partners.get_view(view)["arch"])


@tagged("post_install", "-at_install")
class TestErrors(AutofillCase):
    """Every error: one sentence, no token in it or in the log, nothing changed."""

    FAULTS = (
        (500, {}, "out of order"),
        (503, {}, "out of order"),
        (429, {}, "Too many requests"),
        (404, {}, "cannot be understood"),
        (400, {}, "cannot be understood"),
        (402, {}, "does not accept the key"),
        ("close", {}, "cannot be reached"),
        ("truncated", {}, "cannot be reached"),
        ("reset", {}, "cannot be reached"),
        ("reset", {"at": "start"}, "cannot be reached"),
        ("garbage", {}, "cannot be reached"),
        ("slow", {"seconds": 2}, "in time"),
        ("drip", {"interval": 0.2}, "in time"),
        ("drip", {"interval": 0.2, "headers": True}, "in time"),
        ("huge", {"megabytes": 20}, "cannot be understood"),
        ("gzip_bomb", {"megabytes": 50}, "cannot be understood"),
        ("html", {}, "cannot be understood"),
        ("empty", {}, "cannot be understood"),
        ("truncated_json", {}, "cannot be understood"),
        ("bad_utf8", {}, "cannot be understood"),
        ("redirect", {}, "cannot be understood"),
        ("other_company", {}, "cannot be understood"),
        ("null", {}, "cannot be understood"),
        ("list_of_nulls", {}, "cannot be understood"),
        ("suggestion_null", {}, "cannot be understood"),
        ("data_list", {}, "cannot be understood"),
    )

    def setUp(self):
        super().setUp()
        self.log = []
        handler = logging.Handler()
        handler.emit = lambda record: self.log.append(record.getMessage())
        root = logging.getLogger()
        level = root.level
        root.addHandler(handler)
        root.setLevel(logging.DEBUG)
        self.addCleanup(root.setLevel, level)
        self.addCleanup(root.removeHandler, handler)
        self.clerk = new_test_user(
            self.env, login="clerk", groups="base.group_user,base.group_partner_manager"
        )
        # sentences in English, whatever the user's language
        self.partners = self.partners.with_context(lang="en_US")

    def assertSecret(self, *texts):
        for text in (*texts, *self.log):
            self.assertNotIn(DEMO_DADATA_TOKEN, str(text))

    def test_each(self):
        card = self.company(ceo_name="Иванов")
        before = card.read(self.partners._track_get_fields())
        for kind, options, words in self.FAULTS:
            with self.subTest(kind=kind, **options):
                dadata_client._connections._times.clear()
                self.server.clear_faults()
                self.server.fault("dadata", kind, **options)
                answer = self.partners.dadata_autofill(INN, None, {"name": "Card"})
                self.assertEqual(list(answer), ["error", "settings"])
                self.assertIn(words, answer["error"])
                self.assertEqual(len(answer["error"].splitlines()), 1)
                with self.assertRaises(UserError) as caught:
                    self.partners.with_user(self.clerk)._dadata_values(INN)
                self.assertSecret(answer, caught.exception)
        self.server.clear_faults()
        self.server.fault("dadata", 500)
        with self.assertRaises(UserError):
            card.with_user(self.clerk).action_dadata_autofill()
        self.assertEqual(card.read(self.partners._track_get_fields()), before)

    def test_no_network(self):
        self.set_parameter("dadata_url", "http://127.0.0.1:9")
        self.assertIn("cannot be reached", self.form()["error"])

    def form(self, *args, **current):
        return self.partners.dadata_autofill(INN, None, current)

    def test_no_token(self):
        self.set_parameter("dadata_api_token", "")
        administrator = self.partners.with_user(self.env.ref("base.user_admin"))
        answer = administrator.dadata_autofill(INN)
        self.assertIn("No DaData key", answer["error"])
        self.assertTrue(answer["settings"])
        with self.assertRaises(RedirectWarning):
            administrator._dadata_values(INN)
        self.assertFalse(
            self.partners.with_user(self.clerk).dadata_autofill(INN)["settings"]
        )
        self.assertFalse(self.server.requests)

    def test_a_wrong_token(self):
        token = "0123456789abcdef0123456789abcdef01234567"
        self.set_parameter("dadata_api_token", token)
        answer = self.form()
        self.assertIn("does not accept the key", answer["error"])
        for text in (answer["error"], *self.log):
            self.assertNotIn(token, text)
        self.set_parameter("dadata_api_token", "ключ\n")
        self.assertIn("does not accept the key", self.form()["error"])

    def test_the_services_limit(self):
        """403 after the key has been accepted is a spent limit."""
        self.assertNotIn("error", self.form())
        self.server.fault("dadata", 403)
        self.assertIn("daily limit is spent", self.form()["error"])
        self.assertSecret()

    def test_our_budget(self):
        self.set_parameter("dadata_daily_budget", "2")
        self.form()
        self.form()
        self.assertIn("daily budget", self.form()["error"])
        self.assertEqual(len(self.server.calls("dadata")), 2)
        day = self.env["client360.dadata.usage"]._moscow_date()
        tomorrow = day + datetime.timedelta(days=1)
        with patch.object(
            type(self.env["client360.dadata.usage"]),
            "_moscow_date",
            lambda self: tomorrow,
        ):
            self.assertNotIn("error", self.form())

    def test_a_netrc_does_not_replace_the_key(self):
        with patch("requests.sessions.get_netrc_auth", return_value=("a", "b")):
            self.assertNotIn("error", self.form())


@tagged("post_install", "-at_install")
class TestBudgetOfThreads(FakeServicesMixin, TransactionCase):
    def test_threads_never_spend_more(self):
        """With transactions of their own, as outside of tests."""
        day = datetime.date(2000, 1, 1)
        usage = type(self.env["client360.dadata.usage"])
        granted = []

        def work():
            with self.registry.cursor() as cr:
                service = self.env(cr=cr)["client360.dadata"]
                granted.append(sum(service._reserve(7) for _n in range(5)))

        with (
            patch.object(modules.module, "current_test", False),
            patch.object(usage, "_moscow_date", lambda self: day),
            patch.object(
                type(self.env["client360.dadata"]),
                "_budget",
                lambda self, watch=False: 100,
            ),
        ):
            threads = [threading.Thread(target=work) for _n in range(6)]
            for thread in threads:
                thread.start()
            for thread in threads:
                thread.join(20)
            with self.registry.cursor() as cr:
                cr.execute(
                    "DELETE FROM client360_dadata_usage WHERE date = %s RETURNING used",
                    (day,),
                )
                used = cr.fetchone()[0]
        self.assertEqual(sum(granted), 100)
        self.assertEqual(used, 100)


@tagged("post_install", "-at_install")
class TestLimits(AutofillCase):
    def test_connections_are_reused(self):
        for n in range(20):
            self.partners._dadata_values(generated_inn(n))
        self.assertLessEqual(self.server.connections, 1)

    def test_new_connections_a_minute(self):
        self.server.fault("dadata", "close")
        dadata_client._sessions.clear()
        with patch.object(dadata_client._connections, "_limit", 5):
            for _n in range(10):
                self.form()
            self.assertIn("error", self.form())
        self.assertLessEqual(len(self.server.calls("dadata")), 5)

    def test_requests_a_second(self):
        pace = dadata_client._Pace(100)
        started = datetime.datetime.now()
        threads = [threading.Thread(target=pace.wait) for _n in range(30)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        self.assertGreater((datetime.datetime.now() - started).total_seconds(), 0.28)


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
        self.assertEqual(self.service._reserve(500), 500)
        self.set_parameter("dadata_daily_budget", "100")
        self.service._reserve(-3)
        self.assertEqual(self.env["client360.dadata.usage"]._today().used, 497)

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
        self.assertEqual(card.name, 'ООО "ИНОЙ БЕРЕГ"')
        self.assertEqual(card.city, "Екатеринбург")
        note = self.notes(card)[0]
        self.assertIn('name: ООО "ЛАСТОЧКИН БЕРЕГ" -> ООО "ИНОЙ БЕРЕГ"', note)
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


@tagged("post_install", "-at_install")
class TestBank(AutofillCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        # the demo data has banks of the stand-in
        cls.env["res.bank"].search([("bic", "!=", False)]).write({"bic": False})

    def test_a_bank_of_old_is_completed(self):
        bank = self.env["res.bank"].create({"name": "Old", "bic": "044097716"})
        found = self.env["res.bank"]._get_or_create_by_bic("044097716")
        self.assertEqual(found, bank)
        self.assertEqual(bank.corr_account, "30101810000000000716")
        self.assertEqual(bank.name, "Old")

    def test_typing_a_bic(self):
        card = self.company()
        accounts = self.env["res.partner.bank"].with_context(default_partner_id=card.id)
        with Form(accounts) as form:
            form.acc_number = "40702810000007000317"
            with self.assertLogs("odoo.tests.form.onchange") as told:
                form.bic = "044 097 716"
            self.assertIn("Невский затон", told.output[0])
            self.assertEqual(form.corr_account, "30101810000000000716")
            self.assertTrue(form.bank_city)
            self.assertFalse(
                self.env["res.bank"].search([("bic", "=", "044097716")]),
                "a form that is not saved adds nothing",
            )
        account = card.bank_ids
        self.assertEqual(account.bank_id.bic, "044097716")
        self.assertEqual(account.bank_id.name, "АО «Банк Невский затон»")
        requests = len(self.server.calls("dadata"))
        self.assertEqual(
            account.bank_id._get_or_create_by_bic("044097716"), account.bank_id
        )
        self.assertEqual(len(self.server.calls("dadata")), requests)

    def test_a_bank_that_is_not_found(self):
        account = self.env["res.partner.bank"].new({"bic": "044000999"})
        self.assertIn("044000999", account._onchange_bic()["warning"]["message"])
        account = self.env["res.partner.bank"].new({"bic": "0440"})
        self.assertIn("9", account._onchange_bic()["warning"]["message"])
        self.server.fault("dadata", 500)
        account = self.env["res.partner.bank"].new({"bic": "044597805"})
        self.assertTrue(account._onchange_bic()["warning"])
        self.assertFalse(account.bank_id)

    def test_the_key_of_an_account(self):
        card = self.company()
        values = {"partner_id": card.id, "acc_number": "40702810000007000318"}
        with self.assertRaises(UserError):
            self.env["res.partner.bank"].create({**values, "bic": "044097716"})
        marked = self.env["res.partner.bank"].with_context(import_file=True)
        self.assertTrue(marked.create({**values, "bic": "044097716"}).bank_id)

    def test_an_import_of_accounts(self):
        accounts = self.env["res.partner.bank"].with_context(import_file=True)
        bank = self.env["res.bank"].create({"name": "Plain", "bic": "044000999"})
        self.server.reset()
        values = {"partner_id": self.company().id, "bic": "44000999"}
        imported = accounts.create(
            [{**values, "acc_number": f"4070281000000700000{n}"} for n in range(5)]
        )
        self.assertEqual(imported.bank_id, bank, "A spreadsheet had the zero")
        self.assertFalse(self.server.requests)
        self.assertEqual(len(imported.filtered("is_acc_number_invalid")), 4)
        marked = self.partners.search(
            [
                ("bank_ids.is_acc_number_invalid", "=", True),
                ("id", "=", values["partner_id"]),
            ]
        )
        self.assertTrue(marked)

    def test_choosing_a_bank_with_another_spelling(self):
        for bic in ("SABR RU MM", "044 000 999"):
            bank = self.env["res.bank"].create({"name": bic})
            self.env.flush_all()
            self.env.cr.execute(
                "UPDATE res_bank SET bic = %s WHERE id = %s", (bic, bank.id)
            )
            bank.invalidate_recordset()
            account = self.env["res.partner.bank"].new({"bank_id": bank.id})
            account._onchange_bic()
            self.assertEqual(account.bank_id._origin, bank)

    def test_an_import_without_the_service(self):
        self.set_parameter("dadata_api_token", "")
        account = self.env["res.partner.bank"].create(
            {
                "partner_id": self.company().id,
                "acc_number": "40702810900007000634",
                "bic": "044597805",
            }
        )
        self.assertEqual(account.bank_id.bic, "044597805")

    def test_a_bank_of_its_own(self):
        with Form(self.env["res.bank"]) as form:
            form.bic = "044597805"
            self.assertEqual(form.name, "ПАО «Верстовой банк»")
            self.assertEqual(form.corr_account, "30101810500000000805")
        with self.assertRaises(UserError):
            self.env["res.bank"].create(
                {"name": "Bank", "bic": "044525225", "corr_account": "3" * 20}
            )
        with self.assertRaises(UserError):
            self.env["res.bank"].create({"name": "Bank", "bic": "04452522"})
        self.env["res.bank"].create({"name": "Swift", "bic": "SABRRUMM"})


@tagged("post_install", "-at_install")
class TestSettings(AutofillCase):
    def settings(self, **values):
        return self.env["res.config.settings"].create(values)

    def test_check_the_connection(self):
        action = self.settings(
            client360_dadata_token=DEMO_DADATA_TOKEN
        ).action_client360_dadata_check()
        self.assertEqual(action["params"]["type"], "success")
        action = self.settings(
            client360_dadata_token="0" * 40
        ).action_client360_dadata_check()
        self.assertEqual(action["params"]["type"], "danger")
        self.assertNotIn("0" * 40, action["params"]["message"])
        action = self.settings(
            client360_dadata_token=False
        ).action_client360_dadata_check()
        self.assertEqual(action["params"]["type"], "danger")

    def test_values_last(self):
        settings = self.settings()
        self.assertEqual(settings.client360_dadata_daily_budget, 10000)
        self.assertTrue(settings.client360_dadata_watch)
        settings.client360_dadata_watch = False
        settings.client360_dadata_daily_budget = 0
        settings.execute()
        settings = self.settings()
        self.assertFalse(settings.client360_dadata_watch)
        self.assertEqual(settings.client360_dadata_daily_budget, 0)
        self.assertEqual(self.service._reserve(1), 0)

    def test_a_neutralized_copy_sends_nothing(self):
        path = modules.get_module_path("client360") + "/data/neutralize.sql"
        with open(path, encoding="utf-8") as script:
            self.env.flush_all()
            self.env.cr.execute(script.read())
        self.env.invalidate_all()
        self.env.registry.clear_all_caches()
        self.assertTrue(self.form()["error"])
        self.assertFalse(self.server.requests)
