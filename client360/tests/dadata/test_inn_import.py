# Copyright 2026 Client 360 contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

import base64

from odoo.exceptions import AccessError, UserError
from odoo.tests import new_test_user, tagged

from ...tools import inn_list
from ..fake_services import generated_inn, special_inn, unknown_inn
from .common import AutofillCase

INN = special_inn("try_legal")


@tagged("post_install", "-at_install")
class TestInnImport(AutofillCase):
    def wizard(self, numbers=False, data=None, user=None):
        file = base64.b64encode(data) if data is not None else False
        wizards = self.env["client360.inn.import"]
        if user:
            wizards = wizards.with_user(user)
        return wizards.create({"numbers": numbers, "file": file})

    def run_of(self, wizard):
        return self.env["client360.autofill.run"].browse(
            wizard.action_import()["res_id"]
        )

    def work_off(self):
        with self.enter_registry_test_mode():
            self.env.ref("client360.ir_cron_autofill").method_direct_trigger()

    def test_each_line_has_its_result(self):
        card = self.company(generated_inn(1), name="Есть")
        unknown = unknown_inn()
        wizard = self.wizard(
            f"ИНН;КПП\n{INN}\n\n{generated_inn(1)}\n{unknown}\nмусор\n7707083890\n{INN}\n"
        )
        self.assertIn("New: 2. With a card already: 1. Refused: 3.", wizard.summary)
        run = self.run_of(wizard)
        self.assertEqual(
            [(line.place, line.state) for line in run.line_ids],
            [
                (2, "filled"),
                (4, "existing"),
                (5, "not_found"),
                (6, "refused"),
                (7, "refused"),
                (8, "refused"),
            ],
        )
        made, existing, missing, garbage, wrong, repeated = run.line_ids
        self.assertEqual(made.partner_id.kpp, "789001001")
        self.assertTrue(made.partner_id._get_dadata_snapshot())
        self.assertTrue(made.partner_id.is_company)
        self.assertEqual(existing.partner_id, card)
        self.assertIn("No company found", missing.details)
        self.assertFalse(missing.partner_id, "no empty card")
        self.assertEqual(garbage.typed, "мусор")
        self.assertIn("check digits", wrong.details)
        self.assertIn("line 2", repeated.details)
        self.assertEqual((run.existing_count, run.refused_count), (1, 3))
        self.assertEqual(run.total_count, 6)

    def test_many_in_the_background(self):
        user = new_test_user(
            self.env, "importer", "base.group_user,base.group_partner_manager"
        )
        inns = [generated_inn(n) for n in range(40)]
        wizard = self.wizard("\n".join(inns), user=user)
        run = self.run_of(wizard)
        self.assertEqual(run.queued_count, 40)
        self.assertFalse(self.partners.search([("vat", "in", inns)]))
        # somebody else makes one meanwhile
        card = self.company(inns[3])
        self.work_off()
        self.assertEqual((run.filled_count, run.existing_count), (39, 1))
        cards = self.partners.search([("vat", "in", inns)])
        self.assertEqual(len(cards), 40)
        self.assertEqual((cards - card).create_uid, user)

    def test_a_branch(self):
        self.partners.search([("vat", "=", "7790001075")]).vat = False
        (line,) = self.run_of(self.wizard("7790001075;000000000")).line_ids
        self.assertEqual(line.state, "failed", "no branch has this KPP")
        self.assertFalse(line.partner_id)

    def test_what_one_card_refuses_stops_no_other(self):
        self.set_parameter("refuse_duplicates", "True")
        company = self.env["res.company"].create({"name": "Другая"})
        self.company(generated_inn(1), company_id=company.id, name="Секрет")
        user = new_test_user(
            self.env, "importer", "base.group_user,base.group_partner_manager"
        )
        wizard = self.wizard(f"{generated_inn(1)}\n{generated_inn(2)}", user=user)
        self.assertNotIn("already: 1", wizard.summary, "nothing of hidden cards")
        run = self.run_of(wizard)
        self.assertEqual(run.line_ids.mapped("state"), ["failed", "filled"])
        self.assertNotIn("Секрет", run.line_ids[0].details)

    def test_an_outage_loses_nothing(self):
        self.server.fault("dadata", 500, times=100)
        wizard = self.wizard(INN)
        with self.assertRaises(UserError):
            wizard.action_import()
        self.assertEqual(wizard.numbers, INN)

    def test_lists_that_cannot_be_read(self):
        for numbers, data, message in (
            (False, None, "no INNs"),
            (" \n;;\n", None, "no INNs"),
            ("Название;ИНН", None, "no INNs"),
            (False, b"", "no INNs"),
            (False, b"PK\x03\x04\x14\x00\x06\x00", "no text"),
            (False, bytes(range(256)), "no text"),
            (False, "\n".join(["1"] * 10_001).encode(), "10001 lines"),
            (False, b"1" * 5_000_001, "too big"),
        ):
            with self.subTest(numbers=numbers, data=data and data[:10]):
                wizard = self.wizard(numbers, data)
                with self.assertRaises(UserError) as caught:
                    wizard.action_import()
                self.assertIn(message, str(caught.exception))
        self.assertFalse(self.server.requests)

    def test_ten_thousand_lines(self):
        inns = [generated_inn(n) for n in range(10_000)]
        run = self.run_of(self.wizard(False, "\r\n".join(inns).encode()))
        self.assertEqual(run.queued_count, 10_000)

    def test_only_who_may_create_cards(self):
        user = new_test_user(self.env, "reader", "base.group_user")
        with self.assertRaises(AccessError):
            self.wizard(INN, user=user)


@tagged("post_install", "-at_install")
class TestInnList(AutofillCase):
    def test_lines(self):
        for line, inn, kpp, problem in (
            ("7707083893", "7707083893", "", ""),
            ("7707083893;773601001", "7707083893", "773601001", ""),
            ("7707083893\t773601001", "7707083893", "773601001", ""),
            ("7707083893 773601001", "7707083893", "773601001", ""),
            ('"ПАО Сбербанк";"7707083893";"773601001"', "7707083893", "773601001", ""),
            ("ИНН 7707 0838 93", "7707083893", "", ""),
            ("7707083893.0", "7707083893", "", ""),
            ("7707083893;Москва", "7707083893", "", ""),
            # a zero that a spreadsheet took away
            ("278000229", "0278000229", "", ""),
            ("0278000229;27801001", "0278000229", "027801001", ""),
            ("7,70708E+09", "", "", "shortened"),
            ("Ромашка;7.70708E+09;", "", "", "shortened"),
            ("7707083890", "7707083890", "", "wrong_inn"),
            ("7707083893;12345", "7707083893", "12345", "wrong_kpp"),
            ("Ромашка", "", "", "no_inn"),
        ):
            with self.subTest(line=line):
                (row,) = inn_list.parse(f"x1\n{line}")[1:]
                self.assertEqual(row, (2, line, inn, kpp, problem))

    def test_encodings(self):
        text = "Ромашка;7707083893"
        for data in (
            text.encode(),
            text.encode("utf-8-sig"),
            text.encode("cp1251"),
            text.encode("utf-16"),
        ):
            with self.subTest(data=data):
                (row,) = inn_list.parse(inn_list.decode(data))
                self.assertEqual((row.typed, row.inn), (text, "7707083893"))
