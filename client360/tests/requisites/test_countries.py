# Copyright 2026 Client 360 contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from lxml import etree

from odoo.exceptions import UserError, ValidationError
from odoo.tests import tagged

from ... import hooks
from .common import RequisitesCase


@tagged("post_install", "-at_install")
class TestCountries(RequisitesCase):
    """Numbers are judged as Russian where they are Russian alone."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.germany = cls.env.ref("base.de")

    def test_a_card_without_a_country_belongs_to_the_company_s_own(self):
        wrong = {"vat": "7728168972", "country_id": False}
        with self.assertRaises(ValidationError):
            self.company(**wrong)
        self.env.company.country_id = self.germany
        card = self.company(**wrong)
        self.assertFalse(card.has_invalid_requisites)
        self.assertFalse(card.has_russian_requisites)
        self.assertNotEqual(card.vat_label, "INN")
        card.company_registry = "123456789"
        spaced = self.company(vat="77 2816-8972", country_id=False)
        self.assertEqual(spaced.vat, "77 2816-8972")
        russian = self.company(vat="7728168971")
        self.assertTrue(russian.has_russian_requisites)
        self.assertEqual(russian.vat_label, "INN")
        # the card's own company comes before the user's
        company = self.env["res.company"].create({"name": "Наша"})
        company.country_id = self.russia
        with self.assertRaises(ValidationError):
            self.company(company_id=company.id, **wrong)

    def test_a_prefix_tells_another_country(self):
        card = self.company(
            vat="BE0477472701", company_registry="123456789", country_id=False
        )
        self.assertFalse(card.has_russian_requisites)
        self.assertFalse(card.has_invalid_requisites)
        card = self.company(vat="RU7728168971", country_id=False)
        self.assertTrue(card.has_russian_requisites)

    def test_a_foreign_card_with_a_valid_inn_is_foreign(self):
        self.env["ir.config_parameter"].set_param("client360.refuse_duplicates", "True")
        kazakhstan = self.env.ref("base.kz")
        mine = self.company(vat="7728168971")
        card = self.company(vat="7728168971", country_id=kazakhstan.id)
        self.assertFalse(card.has_russian_requisites)
        self.assertFalse(card.counterparty_kind)
        lines = self.env["client360.autofill.line"]
        self.assertTrue(lines._get_skip_reason(card, card))
        self.assertFalse(lines._get_skip_reason(mine, mine))

    def test_the_country_is_part_of_the_check(self):
        card = self.company(vat="12", country_id=self.env.ref("base.kz").id)
        with self.assertRaises(ValidationError):
            card.country_id = self.russia

    def test_the_label_of_the_form(self):
        """Odoo's labels keep the name of the company's country, ours has its own."""
        self.env.company.country_id = self.germany
        self.germany.vat_label = "USt-IdNr."
        arch = etree.fromstring(self.env["res.partner"].get_view()["arch"])
        labels = arch.findall(".//label[@for='vat']")
        self.assertTrue(labels)
        self.assertEqual({label.get("string") for label in labels}, {"USt-IdNr."})
        own = arch.find(".//div[@name='client360_inn']")
        self.assertEqual(own.find("field").get("name"), "vat_label")
        self.assertEqual(own.get("invisible"), "not has_russian_requisites")

    # ---------------------------------------------------------------------- banks
    def test_bank_codes_of_other_countries(self):
        banks = self.env["res.bank"]
        usa = self.env.ref("base.us")
        bank = banks.create({"name": "USA", "bic": "11000138", "country": usa.id})
        self.assertEqual(bank.bic, "11000138")
        with self.assertRaises(ValidationError):
            banks.create({"name": "Unknown", "bic": "11000138"})
        with self.assertRaises(ValidationError):
            bank.country = self.russia
        # nine digits that begin as in Russia
        ohio = banks.create({"name": "Ohio", "bic": "041000014", "country": usa.id})
        card = self.company()
        account = self.env["res.partner.bank"].create(
            {"partner_id": card.id, "acc_number": "12345678", "bank_id": ohio.id}
        )
        self.assertFalse(account.is_acc_number_invalid)
        self.env.company.country_id = self.germany
        banks.create({"name": "Germany", "bic": "11000138"})

    def test_accounts_at_the_bank_of_russia_itself(self):
        """BICs that end in 000 to 002 are keyed to the office, others to the bank."""
        bank = self.env["res.bank"]
        for end, office in (
            ("000", True),
            ("001", True),
            ("002", True),
            ("003", False),
        ):
            bic = f"044525{end}"
            bank = bank.create({"name": bic, "bic": bic, "country": self.russia.id})
            number = "40101810800000010041"
            values = {"partner_id": self.company().id, "bank_id": bank.id}
            with self.subTest(bic=bic):
                if office:
                    self.env["res.partner.bank"].create(
                        {**values, "acc_number": number}
                    )
                else:
                    with self.assertRaises(ValidationError):
                        self.env["res.partner.bank"].create(
                            {**values, "acc_number": number}
                        )

    def test_an_account_with_a_letter(self):
        """The sixth character may name a clearing currency; it has no key then."""
        bank = self.env["res.bank"].create(
            {"name": "B", "bic": "044525225", "country": self.russia.id}
        )
        values = {"partner_id": self.company().id, "bank_id": bank.id}
        accounts = self.env["res.partner.bank"]
        accounts.create({**values, "acc_number": "40702A10900000007000"})
        for number in ("40702Z10900000007000", "4070281A900000007000", "40702A1090000"):
            with self.subTest(number=number), self.assertRaises(UserError):
                accounts.create({**values, "acc_number": number})

    # ------------------------------------------------------------------------ GLN
    def test_gln_is_odoo_s_own(self):
        card = self.company(gln="460 0000 00000 8")
        self.assertEqual(card.global_location_number, card.gln)
        self.assertEqual(card.gln, "4600000000008")
        card.global_location_number = "4006381333931"
        self.assertEqual(card.gln, "4006381333931")
        self.assertIn(card, card.search([("gln", "=", "4006381333931")]))
        with self.assertRaises(ValidationError):
            card.global_location_number = "4006381333932"
        foreign = self.company(country_id=self.poland.id)
        foreign.global_location_number = "222222222222"

    # ----------------------------------------------------------------- older numbers
    def test_numbers_older_than_the_addon_are_marked(self):
        partners = self.env["res.partner"].with_context(no_vat_validation=True)
        values = {"is_company": True, "country_id": self.russia.id}
        wrong = partners.create({**values, "name": "Wrong", "vat": "7728168972"})
        right = partners.create({**values, "name": "Right", "vat": "7728168971"})
        foreign = partners.create(
            {**values, "name": "X", "vat": "12", "country_id": self.poland.id}
        )
        bank = self.env["res.bank"].create({"name": "B", "bic": "044525225"})
        account = (
            self.env["res.partner.bank"]
            .with_context(no_vat_validation=True)
            .create(
                {
                    "partner_id": right.id,
                    "bank_id": bank.id,
                    "acc_number": "40702810000000000001",
                }
            )
        )
        self.assertTrue(account.is_acc_number_invalid)
        self.env.flush_all()
        self.env.cr.execute("UPDATE res_partner SET has_invalid_requisites = NULL")
        self.env.cr.execute("UPDATE res_partner_bank SET is_acc_number_invalid = NULL")
        self.env.invalidate_all()
        hooks._mark_wrong_numbers(self.env)
        self.env.invalidate_all()
        self.assertTrue(wrong.has_invalid_requisites)
        self.assertTrue(account.is_acc_number_invalid)
        self.assertFalse((right + foreign).filtered("has_invalid_requisites"))

    def test_the_columns_are_there_before_odoo_computes(self):
        """What Odoo finds in the table it does not compute for each card."""
        stored = {
            field.name
            for model in ("res.partner", "res.partner.bank")
            for field in self.env[model]._fields.values()
            if field._module == "client360"
            and field.store
            and field.compute
            and field.readonly
        }
        columns = {c for t in hooks.COMPUTED_COLUMNS.values() for c in t}
        self.assertEqual(stored, columns)
        hooks._add_computed_columns(self.env)
