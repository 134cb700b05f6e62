# Copyright 2026 Client 360 contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo.exceptions import UserError
from odoo.tests import Form, tagged

from ..dadata.common import AutofillCase


@tagged("post_install", "-at_install")
class TestBank(AutofillCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        # the demo data has banks of the fake service
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
