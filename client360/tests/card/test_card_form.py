# Copyright 2026 Client 360 contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from lxml import etree

from odoo.tests import TransactionCase, new_test_user, tagged
from odoo.tools.safe_eval import safe_eval

from ..fake_services import generated_inn, generated_person_inn

#: Requisites of the page Main, of bodies and entrepreneurs alike and of bodies alone.
OF_BOTH = (
    "company_registry okpo okved oktmo okato gln registration_date legal_name"
).split()
OF_A_BODY = "kpp ceo_name ceo_post legal_form".split()

#: Which users have a menu: {menu: roles}.
MENUS = {
    "client360_express_report_menu": {"buyer", "administrator"},
    "client360_autofill_run_menu": {"administrator"},
    "client360_letter_menu_root": {"letters", "head of letters"},
    "client360_letter_menu_config": {"head of letters"},
    "client360_letter_menu_alias": set(),
    "client360_document_type_menu": {"administrator"},
}
ROLES = {
    "internal": "base.group_user",
    "buyer": "base.group_user,client360.group_express_report",
    "letters": "base.group_user,client360.group_letter_user",
    "head of letters": "base.group_user,client360.group_letter_manager",
    "administrator": "base.group_system",
}


@tagged("post_install", "-at_install")
class TestCardForm(TransactionCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.russia = cls.env.ref("base.ru")
        arch = cls.env["res.partner"].get_view(view_type="form")["arch"]
        cls.arch = etree.fromstring(arch)
        cls.names = sorted(
            name
            for name in {*cls.arch.xpath("//field[not(ancestor::field)]/@name")}
            if name in cls.env["res.partner"]._fields
        )

    def company(self, **values):
        return self.env["res.partner"].create(
            {
                "name": "Ромашка",
                "is_company": True,
                "country_id": self.russia.id,
                **values,
            }
        )

    def is_shown(self, expr, card, **values):
        """Whether an element of the form is shown on a card.

        :param str expr: XPath of the one element
        :param values: what the card has, other than it is saved
        :rtype: bool
        """
        [node] = self.arch.xpath(expr)
        (found,) = card.read(self.names)
        found.update(values)
        return not any(
            safe_eval(element.get("invisible") or "False", found)
            for element in (node, *node.iterancestors())
        )

    def test_requisites_of_each_kind(self):
        cards = {
            "legal_entity": self.company(vat=generated_inn(1)),
            "public_body": self.company(vat=generated_inn(2)),
            "entrepreneur": self.company(vat=generated_person_inn(1)),
            "individual": self.company(vat=generated_person_inn(2), is_company=False),
        }
        for kind, card in cards.items():
            card.counterparty_kind = kind
            for names, kinds in (
                (OF_BOTH, {"legal_entity", "public_body", "entrepreneur"}),
                (OF_A_BODY, {"legal_entity", "public_body"}),
                (["vat", "counterparty_kind"], set(cards)),
            ):
                for name in names:
                    expr = (
                        f"//page[@name='client360_main']//field[@name='{name}']"
                        "[not(ancestor::field)]"
                    )
                    with self.subTest(kind=kind, name=name):
                        self.assertEqual(self.is_shown(expr, card), kind in kinds)

    def test_a_foreign_card_has_no_russian_requisites(self):
        card = self.company(country_id=self.env.ref("base.pl").id, vat="PL5260250274")
        for name in (*OF_BOTH, *OF_A_BODY, "counterparty_kind"):
            expr = (
                f"//page[@name='client360_main']//field[@name='{name}']"
                "[not(ancestor::field)]"
            )
            with self.subTest(name=name):
                self.assertFalse(self.is_shown(expr, card))

    def test_warnings_above_the_card(self):
        card = self.company()
        for state, dissolved, dissolving in (
            (False, False, False),
            ("active", False, False),
            ("liquidating", False, True),
            ("reorganizing", False, True),
            ("liquidated", True, False),
            ("bankrupt", True, False),
        ):
            card.registry_state = state
            with self.subTest(state=state):
                banner = "//div[@name='client360_dissolved']"
                self.assertEqual(self.is_shown(banner, card), dissolved)
                banner = "//div[@name='client360_dissolving']"
                self.assertEqual(self.is_shown(banner, card), dissolving)

    def test_the_warning_about_a_duplicate(self):
        """Also where the user may not see the other card: a note is all there is."""
        banner = "//div[@name='client360_duplicates']"
        inn = generated_inn(3)
        card = self.company(vat=inn)
        self.assertFalse(self.is_shown(banner, card))
        twin = self.company(vat=inn)
        card.invalidate_recordset()
        self.assertTrue(self.is_shown(banner, card))
        twin.unlink()
        card.invalidate_recordset()
        self.assertFalse(self.is_shown(banner, card))
        self.assertTrue(self.is_shown(banner, card, duplicate_note="There is a card"))

    def test_menus(self):
        """The ones that the documentation names, for whom it names them."""
        menus = self.env["ir.ui.menu"]
        for role, groups in ROLES.items():
            user = new_test_user(self.env, login=f"menus {role}", groups=groups)
            seen = menus.with_user(user).load_menus(False)
            for name, roles in MENUS.items():
                with self.subTest(role=role, menu=name):
                    menu_id = self.env["ir.model.data"]._xmlid_to_res_id(
                        f"client360.{name}", raise_if_not_found=True
                    )
                    self.assertEqual(menu_id in seen, role in roles)
