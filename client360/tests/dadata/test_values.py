# Copyright 2026 Client 360 contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

import datetime
import json

from odoo.exceptions import UserError
from odoo.tests import new_test_user, tagged

from ..fake_services import (
    digits,
    generated_person_inn,
    special_inn,
    unknown_inn,
)
from .common import INN, AutofillCase

PERSON = generated_person_inn(7)


@tagged("post_install", "-at_install")
class TestValues(AutofillCase):
    def test_a_company(self):
        values = self.partners._dadata_values(INN)
        expected = {
            "name": "ООО «Ласточкин берег»",
            "legal_form": "ООО",
            "counterparty_kind": "legal_entity",
            "vat": INN,
            "kpp": "789001001",
            "company_registry": "1147890002017",
            "ceo_name": "Вересаев Никита Ильич",
            "ceo_post": "Генеральный директор",
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
        self.assertEqual(answer["fill"]["name"], "ООО «Ласточкин берег»")
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

    def test_what_the_registry_knows_better_is_preferred(self):
        """The dialog proposes the registry's state, and of all else what is typed."""
        current = {
            **self.partners._dadata_values(special_inn("liquidated")),
            "registry_state": "active",
            "liquidation_date": "2001-02-03",
            "name": "Берег",
            "kpp": "770101001",
            "okpo": "12345678",
            "city": "Тверь",
            "registration_date": "2001-02-03",
        }
        # the answer is that of the whole company, whatever its KPP
        answer = self.partners.dadata_autofill(special_inn("liquidated"), None, current)
        taken = {conflict["key"]: conflict["take"] for conflict in answer["conflicts"]}
        self.assertEqual(
            taken,
            {
                "registry_state": True,
                "liquidation_date": True,
                "name": False,
                "kpp": False,
                "okpo": False,
                "address": False,
                "registration_date": False,
            },
        )

    def test_kinds_that_are_a_matter_of_opinion(self):
        """DaData tells a public body by its legal form, people by what it does; a
        person's business is another thing than a company."""
        for kind, conflict in (
            ("public_body", False),
            ("legal_entity", False),
            ("entrepreneur", True),
        ):
            with self.subTest(kind=kind):
                answer = self.form(counterparty_kind=kind)
                keys = [found["key"] for found in answer["conflicts"]]
                self.assertEqual("counterparty_kind" in keys, conflict)
                self.assertNotIn("counterparty_kind", answer["fill"])
        person = special_inn("try_entrepreneur")
        answer = self.form(person, counterparty_kind="public_body")
        keys = [found["key"] for found in answer["conflicts"]]
        self.assertIn("counterparty_kind", keys)

    def test_the_present_registration_of_an_entrepreneur(self):
        """Who was registered several times may come with the ended one first."""
        ended, present = (
            {"type": "INDIVIDUAL", "inn": PERSON, "ogrn": ogrn, "state": {"status": s}}
            for ogrn, s in (
                (digits.ogrn("30577000000001"), "LIQUIDATED"),
                (digits.ogrn("32577000000001"), "ACTIVE"),
            )
        )
        for found in ([ended, present], [present, ended]):
            body = {"suggestions": [{"value": "x", "data": data} for data in found]}
            self.server.clear_faults()
            self.server.fault("dadata", "raw", body=json.dumps(body).encode())
            fill = self.form(PERSON)["fill"]
            self.assertEqual(fill["company_registry"], present["ogrn"])
            self.assertEqual(fill["registry_state"], "active")
            values = self.partners._dadata_values(PERSON)
            self.assertEqual(values["company_registry"], present["ogrn"])
            card = self.company(PERSON)
            card.action_dadata_autofill()
            self.assertEqual(card.company_registry, present["ogrn"])
            card.unlink()
        # one that was never registered again is told as it is
        body = {"suggestions": [{"value": "x", "data": ended}]}
        self.server.clear_faults()
        self.server.fault("dadata", "raw", body=json.dumps(body).encode())
        self.assertEqual(self.form(PERSON)["fill"]["registry_state"], "liquidated")

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
        self.assertIn("филиал", answer["fill"]["name"])
        # a KPP that is not there any more
        self.assertIn("branches", self.form("7790001075", kpp="770101001"))
        self.assertNotIn("branches", self.form(generated_person_inn(1)))

    def test_the_head_office_comes_first(self):
        """... of those that are chosen from, in whatever order DaData has them."""
        branch, main = (
            {"type": "LEGAL", "inn": INN, "kpp": kpp, "branch_type": kind, "hid": kpp}
            for kpp, kind in (("789043001", "BRANCH"), ("789001001", "MAIN"))
        )
        body = {"suggestions": [{"value": "x", "data": d} for d in (branch, main)]}
        self.server.fault("dadata", "raw", body=json.dumps(body).encode())
        branches = self.form()["branches"]
        self.assertEqual(
            [(found["kpp"], found["main"]) for found in branches],
            [("789001001", True), ("789043001", False)],
        )

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
        for number in (INN, "1147890002017"):
            self.assertEqual(self.partners.dadata_suggest(number)[0]["inn"], INN)
        self.server.fault("dadata", 500)
        self.assertEqual(self.partners.dadata_suggest("ласточкин"), [])

    def test_a_suggestion_tells_of_the_card_that_there_is(self):
        (found,) = self.partners.dadata_suggest(INN)
        self.assertFalse(found["card"])
        branch = self.company(name="Филиал", kpp="780443001")
        contact = self.partners.create({"name": "Контакт", "parent_id": branch.id})
        self.assertEqual(contact.vat, INN)
        (found,) = self.partners.dadata_suggest(INN)
        self.assertFalse(found["card"], "another branch")
        bare = self.company(name="Без КПП")
        (found,) = self.partners.dadata_suggest(INN)
        self.assertEqual(found["card"], {"id": bare.id, "name": "Без КПП"})
        own = self.company(name="Своя", kpp=found["kpp"])
        (found,) = self.partners.dadata_suggest(INN)
        self.assertEqual(found["card"]["id"], own.id)
        self.assertIn("card already", found["description"])
        (own + bare).active = False
        (found,) = self.partners.dadata_suggest(INN)
        self.assertEqual(found["card"]["id"], own.id)
        self.assertIn("archived card already", found["description"])

    def test_a_suggestion_tells_nothing_of_a_card_that_may_not_be_read(self):
        company = self.env["res.company"].create({"name": "Другая"})
        card = self.company(name="Секрет", company_id=company.id)
        user = new_test_user(
            self.env,
            login="one company",
            groups="base.group_user,base.group_partner_manager",
        )
        for partners in (
            self.partners.with_user(user),
            self.partners.with_user(user).sudo(),
        ):
            (found,) = partners.dadata_suggest(INN)
            self.assertFalse(found["card"])
            self.assertNotIn("already", found["description"])
        user.company_ids += company
        (found,) = (
            self.partners.with_user(user)
            .with_context(allowed_company_ids=user.company_ids.ids)
            .dadata_suggest(INN)
        )
        self.assertEqual(found["card"]["id"], card.id)

    def test_suggestions_only_with_a_token(self):
        view = self.env.ref("base.view_partner_form").id
        self.assertIn("client360_partner_name", self.partners.get_view(view)["arch"])
        self.set_parameter("dadata_api_token", "")
        self.assertNotIn("client360_partner_name", self.partners.get_view(view)["arch"])
