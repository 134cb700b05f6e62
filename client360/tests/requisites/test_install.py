# Copyright 2026 Client 360 contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

import random
from unittest.mock import patch

from odoo.tests import tagged

from ... import hooks
from ...tools import requisites, requisites_sql
from ..fake_services import digits, generated_inn, generated_person_inn
from .common import RequisitesCase

CHECKS = ("is_inn", "is_ogrn", "is_gln")


@tagged("post_install", "-at_install")
class TestInstall(RequisitesCase):
    def test_postgresql_judges_as_python_does(self):
        generator = random.Random(2)
        numbers = ["0000000000", "000000000000", "0000000000000", "", "/", "A" * 10]
        for n in range(300):
            right = [
                generated_inn(n),
                generated_person_inn(n),
                digits.ogrn(f"1{n:011d}"),
                digits.ogrn(f"3{n:013d}"),
                f"46{generator.randrange(10**11):011d}",
            ]
            numbers += right
            for number in right:
                place = generator.randrange(len(number))
                other = str(generator.randrange(10))
                numbers.append(number[:place] + other + number[place + 1 :])
        for name in CHECKS:
            # pylint: disable=sql-injection
            # a text of the addon
            self.env.cr.execute(
                f"""SELECT number, {getattr(requisites_sql, name)("number")}
                      FROM unnest(%s) AS number""",
                [numbers],
            )
            check = getattr(requisites, name)
            judged = self.env.cr.fetchall()
            self.assertTrue(any(is_right for _number, is_right in judged), name)
            for number, is_right in judged:
                self.assertEqual(is_right, check(number), f"{name} {number}")

    def test_cards_that_are_right_are_not_read(self):
        right = self.company(vat="7728168971", company_registry="1027700132195")
        wrong = self.company(name="Лютик")
        self.env.cr.execute(
            "UPDATE res_partner SET global_location_number = '4600000000001'"
            " WHERE id = %s",
            [wrong.id],
        )
        self.env.cr.execute("UPDATE res_partner SET has_invalid_requisites = NULL")
        self.env.invalidate_all()
        judged = []
        partners = self.env.registry["res.partner"]
        judge = partners._get_requisite_problems

        def watched(partner):
            judged.append(partner.id)
            return judge(partner)

        with patch.object(partners, "_get_requisite_problems", watched):
            hooks._mark_wrong_numbers(self.env)
        self.assertTrue(wrong.has_invalid_requisites, "the GLN is wrong")
        self.assertIn(wrong.id, judged)
        self.assertNotIn(right.id, judged)

    def test_marks_come_in_batches(self):
        cards = self.company() + self.company() + self.company()
        self.env.cr.execute(
            "UPDATE res_partner SET vat = '7728168970' WHERE id = ANY(%s)", [cards.ids]
        )
        self.env.cr.execute("UPDATE res_partner SET has_invalid_requisites = NULL")
        self.env.invalidate_all()
        with patch.object(hooks, "REQUISITES_BATCH_SIZE", 2):
            hooks._mark_wrong_numbers(self.env)
        self.assertEqual(cards.mapped("has_invalid_requisites"), [True] * 3)
