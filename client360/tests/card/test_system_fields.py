# Copyright 2026 Client 360 contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from functools import partial

from odoo.exceptions import AccessError, UserError
from odoo.tests import TransactionCase, new_test_user, tagged
from odoo.tools import hash_sign

from ..common import FakeServicesMixin
from ..fake_services import generated_inn, special_inn

INN = special_inn("try_legal")
FORGED = {
    "express_report_status": "green",
    "express_report_date": "2026-01-01 00:00:00",
    "has_invalid_requisites": False,
    "dadata_date": "2026-01-01 00:00:00",
    "dadata_snapshot": "{}",
}


@tagged("post_install", "-at_install")
class TestSystemFields(FakeServicesMixin, TransactionCase):
    """What only the system determines is refused by every door."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        # no report is ordered on new cards meanwhile
        cls.env["ir.config_parameter"].set_param("client360.kontur_focus_api_token", "")
        cls.russia = cls.env.ref("base.ru")
        cls.clerk = new_test_user(
            cls.env,
            login="clerk",
            groups="base.group_user,base.group_partner_manager",
        )
        cls.administrator = new_test_user(
            cls.env,
            login="administrator",
            groups="base.group_system,base.group_partner_manager",
        )
        cls.card = cls.env["res.partner"].create(
            {
                "name": "Card",
                "is_company": True,
                "country_id": cls.russia.id,
                "vat": INN,
            }
        )

    def read_fields(self, card=None):
        """What the system knows about a card, in the database."""
        card = card or self.card
        self.env.flush_all()
        card.invalidate_recordset()
        return {name: card.sudo()[name] for name in FORGED}

    def test_no_door_is_open(self):
        before = self.read_fields()
        for user in (self.clerk, self.administrator):
            card = self.card.with_user(user)
            partners = card.browse()
            for name, value in FORGED.items():
                contact = {"name": "Contact", name: value}
                for door, method, argument in (
                    ("write", card.write, {name: value}),
                    ("form", partial(card.web_save, specification={}), {name: value}),
                    ("create", partners.create, contact),
                    ("contact", card.write, {"child_ids": [(0, 0, contact)]}),
                    ("copy", card.copy, {name: value}),
                ):
                    where = f"{user.login}, {door} of {name}"
                    with self.assertRaises(AccessError, msg=where):
                        method(argument)
                result = partners.load(["name", name], [["Imported", str(value)]])
                self.assertTrue(result["messages"], name)
                self.assertFalse(result["ids"], name)
        self.assertEqual(self.read_fields(), before)
        self.assertFalse(self.env["res.partner"].search([("name", "=", "Imported")]))

    def test_defaults_come_from_outside_too(self):
        self.env["ir.default"].with_user(self.clerk).sudo().set(
            "res.partner", "dadata_date", FORGED["dadata_date"], user_id=self.clerk.id
        )
        context = {f"default_{name}": value for name, value in FORGED.items()}
        partners = self.env["res.partner"].with_user(self.clerk)
        with self.assertRaises(AccessError):
            partners.with_context(**context).create({"name": "New"})
        # which Odoo refuses, since nobody may access it
        del context["default_dadata_snapshot"]
        card = partners.with_context(**context).create({"name": "New"})
        self.assertEqual(
            self.read_fields(card),
            {
                "express_report_status": "none",
                "express_report_date": False,
                "has_invalid_requisites": False,
                "dadata_date": False,
                "dadata_snapshot": False,
            },
        )

    def test_accounts(self):
        accounts = self.env["res.partner.bank"].with_user(self.clerk)
        values = {"partner_id": self.card.id, "acc_number": "12"}
        with self.assertRaises(AccessError):
            accounts.create({**values, "is_acc_number_invalid": True})
        account = accounts.create(values)
        with self.assertRaises(AccessError):
            account.is_acc_number_invalid = True
        with self.assertRaises(AccessError):
            self.card.with_user(self.clerk).write(
                {"bank_ids": [(1, account.id, {"is_acc_number_invalid": True})]}
            )

    def test_the_system_itself_goes_on(self):
        card = self.card.with_user(self.clerk)
        card.action_dadata_autofill()
        self.assertTrue(self.read_fields()["dadata_snapshot"])
        self.assertTrue(self.read_fields()["dadata_date"])
        self.assertEqual(card.copy().name, "Card (copy)")
        card.with_context(no_vat_validation=True).vat = "7728168972"
        self.assertTrue(self.read_fields()["has_invalid_requisites"])

    # ------------------------------------------------------------------- the form
    def test_a_form_gives_the_answer_back(self):
        partners = self.env["res.partner"].with_user(self.clerk)
        fill = partners.dadata_autofill(INN)["fill"]
        self.assertNotIn("dadata_snapshot", fill)
        names = ("name", "vat", "dadata_proposal")
        saved = partners.web_save(
            {**{name: fill[name] for name in names if name in fill}, "vat": INN}, {}
        )
        card = partners.browse(saved[0]["id"])
        self.assertEqual(card._get_dadata_snapshot()["ceo_name"], fill["ceo_name"])
        self.assertTrue(card.dadata_date)
        card.invalidate_recordset()
        self.assertFalse(card.dadata_proposal)
        created = partners.create(partners._dadata_values(INN))
        self.assertEqual(created._get_dadata_snapshot(), card._get_dadata_snapshot())
        self.assertFalse(created.copy()._get_dadata_snapshot())

    def test_an_answer_cannot_be_forged(self):
        card = self.card.with_user(self.clerk)
        good = card.dadata_autofill(INN)["fill"]["dadata_proposal"]
        before = self.read_fields()
        # the last characters are text under the signature
        tampered = good[:-8] + ("A" if good[-8] != "A" else "B") + good[-7:]
        for proposal in ("{}", "AAAA", "ключ", tampered, good[:40], good + good):
            with self.subTest(proposal=proposal[:20]), self.assertRaises(UserError):
                card.dadata_proposal = proposal
            self.env.invalidate_all()
        self.assertEqual(self.read_fields(), before)
        signed = hash_sign(self.env(su=True), "something else", ["{}", "2026-01-01"])
        with self.assertRaises(UserError):
            card.dadata_proposal = signed

    def test_an_answer_about_another_is_not_taken_for_this_one(self):
        other = generated_inn(1)
        card = self.card.with_user(self.clerk)
        card.dadata_proposal = card._dadata_values(other)["dadata_proposal"]
        self.assertIsNone(card._get_dadata_snapshot())

    # -------------------------------------------------------------------- portal
    def test_a_counterparty_does_not_read_our_verdict(self):
        user = new_test_user(self.env, login="counterparty", groups="base.group_portal")
        user.partner_id.write({"vat": INN, "country_id": self.russia.id})
        self.env["res.partner"].create(
            {"name": "Twin", "vat": INN, "country_id": self.russia.id}
        )
        mine = user.partner_id.with_user(user)
        mine.read(["name", "vat"])
        for name in (
            "dadata_date",
            "dadata_proposal",
            "dadata_snapshot",
            "duplicate_note",
            "express_report_date",
            "express_report_status",
            "has_invalid_requisites",
            "registry_state",
            "requisites_problem",
        ):
            with self.subTest(name=name), self.assertRaises(AccessError):
                mine.read([name])
            self.assertNotIn(name, mine.fields_get())
            with self.subTest(name=name), self.assertRaises(AccessError):
                mine.search_fetch([(name, "!=", False)], ["name"])
