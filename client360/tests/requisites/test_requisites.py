# Copyright 2026 Client 360 contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from lxml import etree

from odoo.exceptions import ValidationError
from odoo.tests import Form, tagged
from odoo.tools.safe_eval import safe_eval

from ...tools import requisites
from ..fake_services import (
    digits,
    generated_inn,
    generated_person_inn,
    special_inn,
)
from .common import RequisitesCase


@tagged("post_install", "-at_install")
class TestRequisites(RequisitesCase):
    def test_persons_inns_that_base_vat_rejects(self):
        """One in six valid INNs of 12 digits has a sum of 10 modulo 11."""
        rejected = 0
        base = self.env.registry["res.partner"]
        for n in range(60):
            inn = generated_person_inn(n)
            self.assertTrue(self.env["res.partner"].check_vat_ru(inn), inn)
            odoo = next(
                cls
                for cls in base.__mro__
                if cls.__module__.endswith("base_vat.models.res_partner")
            )
            rejected += not odoo.check_vat_ru(self.env["res.partner"], inn)
        self.assertTrue(rejected, "the trap is gone: the override can go too")
        self.company(vat="773165008890")

    def test_one_wrong_digit_is_found(self):
        """Of all the ways to change one digit, those are told that the rule can tell.

        A sum of 10 modulo 11 counts as 0, so that a few pairs look alike.
        """
        for n in range(20):
            for number, check, oracle in (
                (generated_inn(n), requisites.is_inn, digits.inn_ok),
                (generated_person_inn(n), requisites.is_inn, digits.inn_ok),
                (digits.ogrn(f"1{n:011d}"), requisites.is_ogrn, digits.ogrn_ok),
                (digits.ogrn(f"3{n:013d}"), requisites.is_ogrn, digits.ogrn_ok),
            ):
                self.assertTrue(check(number), number)
                alike = []
                for place, old in enumerate(number):
                    for new in set("0123456789") - {old}:
                        wrong = number[:place] + new + number[place + 1 :]
                        self.assertEqual(check(wrong), oracle(wrong), wrong)
                        alike += [wrong] if check(wrong) else []
                # one in eleven at most, and never by the check digit itself
                self.assertLessEqual(len(alike), len(number) * 9 / 11 + 3, number)
                self.assertFalse([one for one in alike if one[:-1] == number[:-1]])
        self.assertFalse(requisites.is_inn("0000000000"))
        self.assertTrue(requisites.is_ogrn("326774600279782"))

    def test_both_check_digits_of_a_person(self):
        """Of the hundred ends of an INN of 12 digits one is right: the last digit may
        fit a wrong eleventh one."""
        for n in range(30):
            inn = generated_person_inn(n)
            ends = [f"{end:02}" for end in range(100)]
            right = [end for end in ends if requisites.is_inn(inn[:10] + end)]
            self.assertEqual(right, [inn[10:]])
            ends = [str(end) for end in range(10)]
            inn = generated_inn(n)
            right = [end for end in ends if requisites.is_inn(inn[:9] + end)]
            self.assertEqual(right, [inn[9:]])

    def test_account_keys(self):
        matches = requisites.account_key_matches
        self.assertTrue(matches("40702810900000002851", "044030827"))
        self.assertTrue(matches("30101810200000000827", "044030827"))
        self.assertTrue(matches("30101810400000000225", "044525225"))
        self.assertFalse(matches("40702810900000002852", "044030827"))
        self.assertFalse(matches("30101810400000000225", "044030828"))
        self.assertTrue(matches("03100643000000017300", "014525988"), "the treasury")

    def test_numbers_of_an_unknown_country(self):
        """Digits alone are Russian, anything else may be of another country."""
        for name, value in (
            ("vat", "77 2816-8972"),
            ("vat", "77281689"),
            ("company_registry", "1027700132196"),
        ):
            with self.subTest(name=name, value=value):
                with self.assertRaises(ValidationError) as caught:
                    self.company(**{name: value, "country_id": False})
                self.assertIn("set its country", str(caught.exception))
                self.assertFalse(
                    self.company(
                        **{name: value, "country_id": self.env.ref("base.kz").id}
                    ).has_invalid_requisites
                )
        card = self.company(vat="77 2816-8971", country_id=False)
        self.assertEqual(card.vat, "7728168971")
        for name, value in (("vat", "PL5260250274"), ("company_registry", "HRB 1234")):
            card = self.company(**{name: value, "country_id": False})
            self.assertEqual(card[name], value)
            self.assertFalse(card.has_invalid_requisites)

    def test_regions_have_russian_names(self):
        self.env["res.lang"]._activate_lang("ru_RU")
        regions = self.env["res.country.state"].search(
            [("country_id", "=", self.russia.id)]
        )
        regions = regions.filtered(
            lambda r: r.get_external_id()[r.id].startswith("base.")
        )
        self.assertTrue(all(region.russian_name for region in regions))
        moscow = self.env.ref("base.state_ru_mow")
        self.assertEqual(moscow.display_name, "Moscow (RU)")
        russian = moscow.with_context(lang="ru_RU")
        self.assertEqual(russian.display_name, "Москва")
        self.assertEqual(russian.name_search("москва"), [(moscow.id, "Москва")])
        mazovia = self.env.ref("base.state_pl_mz").with_context(lang="ru_RU")
        self.assertEqual(mazovia.display_name, f"{mazovia.name} (PL)")

    def test_a_russian_address_is_written_as_in_russia(self):
        self.env["res.lang"]._activate_lang("ru_RU")
        card = self.company(
            street="ул Речная, д 5",
            city="Екатеринбург",
            zip="620000",
            state_id=self.env.ref("base.state_ru_sve").id,
        )
        self.assertEqual(
            card.with_context(lang="ru_RU").contact_address_inline,
            "Ромашка, ул Речная, д 5, Екатеринбург, Свердловская область, "
            f"{self.russia.with_context(lang='ru_RU').name}, 620000",
        )
        card.invalidate_recordset()
        self.assertIn("Sverdlovsk Oblast", card.contact_address_inline)
        card.write({"city": "Москва", "state_id": self.env.ref("base.state_ru_mow").id})
        self.assertNotIn("MOW", card.contact_address_inline)
        self.assertNotIn("Moscow", card.contact_address_inline)
        card.invalidate_recordset()
        russian = card.with_context(lang="ru_RU")
        self.assertEqual(russian.contact_address_inline.count("Москва"), 1)
        card.city = False
        self.assertIn("Москва", russian.contact_address_inline)
        self.russia.address_format = "%(city)s %(state_code)s"
        card.invalidate_recordset()
        self.assertIn("MOW", card.contact_address, "an administrator's own format")

    def test_wrong_numbers_are_refused_in_one_sentence_each(self):
        for name, value, words in (
            ("vat", "7728168972", "check digits"),
            ("vat", "77281689", "10 digits"),
            ("company_registry", "1027700132196", "check digit"),
            ("company_registry", "12345", "13 digits"),
            ("kpp", "77280100", "9 characters"),
            ("okpo", "123", "8, 10 or 14"),
            ("oktmo", "123", "8 or 11"),
            ("okato", "1", "2 to 11"),
            ("okved", "x", "62.01"),
            ("gln", "4600000000001", "13 digits"),
            ("kpp", "77280A01B", "9 characters"),
            ("kpp", "7701ЯЖ001", "9 characters"),
            ("kpp", "770A1B001", "9 characters"),
            ("vat", "772816897", "for a legal entity"),
        ):
            with self.subTest(name=name, value=value):
                with self.assertRaises(ValidationError) as caught:
                    self.company(**{name: value})
                message = str(caught.exception).strip()
                self.assertIn(words, message)
                self.assertEqual(len(message.splitlines()), 1, message)

    def test_pasted_spaces_and_dashes_go(self):
        partner = self.company(
            vat="ИНН 7728 168-971",
            kpp=" 7728 01 001",
            company_registry="1027700132195 ",
        )
        self.assertEqual(partner.vat, "7728168971")
        self.assertEqual(partner.kpp, "772801001")
        self.assertEqual(partner.company_registry, "1027700132195")
        partner.write({"vat": "7707\u00a0083893", "kpp": "7701ab001"})
        self.assertEqual(
            partner.kpp, "7701AB001", "a foreign body's branch has letters"
        )
        self.assertFalse(partner.has_invalid_requisites)
        self.assertEqual(partner.vat, "7707083893")
        nowhere = self.company(country_id=False, vat="7728 168 971")
        self.assertEqual(nowhere.vat, "7728168971")

    def test_the_form_says_it_at_once(self):
        with Form(self.env["res.partner"]) as form:
            form.company_type = "company"
            form.name = "Ромашка"
            form.country_id = self.russia
            form.vat = "7728 168 971"
            self.assertEqual(form.vat, "7728168971")
            self.assertEqual(form.counterparty_kind, "legal_entity")
            form.kpp = "7728-01-001"
            self.assertEqual(form.kpp, "772801001")
        partner = self.env["res.partner"].new(
            {"is_company": True, "country_id": self.russia.id, "kpp": "1"}
        )
        # once, above the numbers
        self.assertFalse(partner._onchange_requisites())
        self.assertIn("KPP 1", partner.requisites_problem)

    def test_the_kind_and_the_switch_of_the_form_agree(self):
        """A kind makes a company or a person, whichever of the two was changed last."""
        form = Form(self.env["res.partner"])
        form.name = "Кто-то"
        form.country_id = self.russia
        form.company_type = "company"
        form.counterparty_kind = "individual"
        self.assertEqual(form.company_type, "person")
        form.counterparty_kind = "public_body"
        self.assertEqual(form.company_type, "company")
        form.counterparty_kind = "individual"
        person = form.save()
        self.assertFalse(person.is_company)
        with Form(person) as form:
            form.company_type = "company"
            self.assertFalse(form.counterparty_kind)
            form.vat = "7728168971"
            self.assertEqual(form.counterparty_kind, "legal_entity")
        self.assertTrue(person.is_company)
        with Form(person) as form:
            form.company_type = "person"
            self.assertFalse(form.counterparty_kind)
        with Form(self.env["res.partner"]) as form:
            form.name = "ИП"
            form.company_type = "company"
            form.country_id = self.russia
            form.vat = generated_person_inn(1)
            self.assertEqual(form.counterparty_kind, "entrepreneur")

    def test_contacts_have_the_kpp_of_their_company(self):
        head = self.company(vat="7728168971", kpp="772801001")
        person, branch = self.env["res.partner"].create(
            [
                {"name": "Person", "parent_id": head.id},
                {"name": "Branch", "parent_id": head.id, "is_company": True},
            ]
        )
        self.assertEqual(person.kpp, "772801001")
        branch.write({"country_id": self.russia.id, "kpp": "772843001"})
        self.assertEqual(head.kpp, "772801001")
        head.kpp = "770101001"
        self.assertEqual(person.kpp, "770101001")
        self.assertEqual(branch.kpp, "772843001")

    def test_a_branch_has_an_address_of_its_own(self):
        """Odoo gives a company and its contacts one address, in both directions."""
        russia = {"country_id": self.env.ref("base.ru").id}
        head = self.env["res.partner"].create(
            {"name": "Head", "is_company": True, "street": "Head Street", **russia}
        )
        branch, person = self.env["res.partner"].create(
            [
                {
                    "name": "Branch",
                    "is_company": True,
                    "parent_id": head.id,
                    "street": "Branch Street",
                    **russia,
                },
                {"name": "Person", "parent_id": head.id},
            ]
        )
        self.assertEqual(branch.street, "Branch Street")
        self.assertEqual(head.street, "Head Street")
        branch.write({"street": "Other Branch Street", "city": "Branch City"})
        self.assertEqual(head.street, "Head Street")
        self.assertFalse(head.city)
        head.street = "Other Head Street"
        self.assertEqual(branch.street, "Other Branch Street")
        self.assertEqual(person.street, "Other Head Street")
        # one that had no address of its own so far
        second = branch.create(
            {"name": "Second", "is_company": True, "parent_id": head.id, **russia}
        )
        self.assertEqual(second.street, "Other Head Street")
        second.street = "Second Street"
        self.assertEqual(head.street, "Other Head Street")

    def test_an_imported_branch_keeps_its_address(self):
        head = self.env["res.partner"].create(
            {"name": "Head", "is_company": True, "street": "Head Street"}
        )
        result = self.env["res.partner"].load(
            ["name", "is_company", "parent_id/.id", "street", "country_id/.id"],
            [["Branch", "1", str(head.id), "Side", str(self.env.ref("base.ru").id)]],
        )
        self.assertFalse(result["messages"])
        self.assertEqual(self.env["res.partner"].browse(result["ids"]).street, "Side")
        self.assertEqual(head.street, "Head Street")

    def test_a_foreign_partner_is_left_alone(self):
        partner = self.company(country_id=self.poland.id, vat="PL5260250274")
        partner.company_registry = "00 00-12"
        self.assertEqual(partner.company_registry, "00 00-12")
        self.assertFalse(partner.has_invalid_requisites)
        self.assertFalse(partner.has_russian_requisites)
        mine = self.company()
        self.assertNotEqual(partner.company_registry_label, mine.company_registry_label)
        self.assertNotEqual(partner.vat_label, mine.vat_label)

    def test_an_import_marks_instead_of_losing_rows(self):
        fields = ["name", "is_company", "country_id/id", "vat", "kpp"]
        rows = [
            ["Верный", "1", "base.ru", "7728168971", "772801001"],
            ["Опечатка", "1", "base.ru", "7728168972", "772801001"],
            ["Нуль потерян", "1", "base.ru", generated_inn(1), "12345678"],
        ]
        loader = self.env["res.partner"].with_context(import_file=True)
        result = loader.load(fields, rows)
        self.assertFalse(result["messages"])
        right, wrong, zero = self.env["res.partner"].browse(result["ids"])
        self.assertFalse(right.has_invalid_requisites)
        self.assertTrue(wrong.has_invalid_requisites)
        self.assertIn("7728168972", wrong.requisites_problem)
        self.assertEqual(zero.kpp, "012345678")
        wrong.vat = "7707083893"
        self.assertFalse(wrong.has_invalid_requisites)
        self.env["ir.config_parameter"].set_param(
            "client360.import_requisites", "refuse"
        )
        result = loader.load(fields, [["Опечатка 2", "1", "base.ru", "7728168972", ""]])
        self.assertIn("7728168972", result["messages"][0]["message"])
        other_program = self.env["res.partner"].with_context(no_vat_validation=True)
        self.assertTrue(
            other_program.create(
                {
                    "name": "Чужая программа",
                    "is_company": True,
                    "country_id": self.russia.id,
                    "vat": "7728168972",
                }
            ).has_invalid_requisites
        )

    def test_a_spreadsheet_has_lost_a_zero(self):
        """A number that was taken for one, in an import alone."""
        zero = special_inn("leading_zero")
        person = digits.inn("0123456789")
        rows = [
            ["Lost", zero[1:], "0", "1234567"],
            ["Person", person[1:], "012345678", "123456789"],
            ["Two zeros", "77281689", "2345678", "123456"],
            ["Right", "7728168971", "772801001", "12345678"],
        ]
        fields = ["name", "vat", "kpp", "okpo"]
        loader = self.env["res.partner"].with_context(
            import_file=True,
            default_is_company=True,
            default_country_id=self.russia.id,
        )
        result = loader.load(fields, rows)
        self.assertFalse(result["messages"])
        lost, other, two, right = self.env["res.partner"].browse(result["ids"])
        self.assertEqual((lost.vat, lost.okpo), (zero, "01234567"))
        self.assertEqual((other.vat, other.okpo), (person, "0123456789"))
        self.assertEqual((two.vat, two.okpo), ("77281689", "123456"))
        self.assertEqual((right.vat, right.okpo), ("7728168971", "12345678"))
        self.assertFalse((other + right).filtered("has_invalid_requisites"))
        for name, value in (("vat", zero[1:]), ("okpo", "1234567")):
            with self.subTest(name=name), self.assertRaises(ValidationError):
                self.company(**{name: value})

    def test_a_slash_says_that_there_is_no_number(self):
        self.assertFalse(self.company(vat="/").has_invalid_requisites)
        self.assertFalse(self.company(vat="/", country_id=False).has_invalid_requisites)

    def test_all_requisites_are_tracked(self):
        tracked = self.env["res.partner"]._track_get_fields()
        for name in (
            "vat company_registry kpp okpo okved oktmo okato "
            "global_location_number name legal_name "
            "legal_form counterparty_kind ceo_name ceo_post registration_date "
            "liquidation_date registry_state legal_address contact_address_inline"
        ).split():
            self.assertIn(name, tracked)

    def test_the_search_box_finds_numbers(self):
        partner = self.company(
            vat="7728168971", kpp="772843001", company_registry="1027700132195"
        )
        view = self.env["res.partner"].get_view(
            self.env.ref("base.view_res_partner_filter").id, "search"
        )
        node = etree.fromstring(view["arch"]).find(".//field[@name='name']")
        for number in ("7728168971", "772843001", "1027700132195"):
            domain = safe_eval(node.get("filter_domain"), {"self": number})
            self.assertIn(partner, self.env["res.partner"].search(domain))
