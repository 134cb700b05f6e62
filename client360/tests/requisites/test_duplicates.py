# Copyright 2026 Client 360 contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

import threading

from odoo import SUPERUSER_ID, api
from odoo.exceptions import ValidationError
from odoo.modules.registry import Registry
from odoo.service.model import retrying
from odoo.tests import BaseCase, new_test_user, tagged
from odoo.tests.common import get_db_name

from ..fake_services import generated_inn
from .common import RequisitesCase

#: Of the series of the fake services; no other test uses it.
CONTESTED_INN = generated_inn(92_000)
PARAMETER = "client360.refuse_duplicates"


@tagged("post_install", "-at_install")
class TestDuplicates(RequisitesCase):
    def test_duplicates(self):
        first = self.company(vat="7728168971", kpp="772801001")
        same = self.company(vat="7728168971", kpp="772801001")
        branch = self.company(vat="7728168971", kpp="667143001")
        bare = self.company(vat="7728168971")
        self.assertEqual(same.same_vat_partner_id, first)
        self.assertEqual(branch.same_vat_partner_id, bare, "a card without a KPP")
        self.assertEqual(bare.same_vat_partner_id, first)
        bare.unlink()
        branch.invalidate_recordset()
        self.assertFalse(branch.same_vat_partner_id, "branches share the INN")
        first.active = False
        same.invalidate_recordset()
        self.assertEqual(same.same_vat_partner_id, first)
        self.assertTrue(same.duplicate_note, "it says that the card is archived")

    def test_duplicates_of_another_company_are_not_named(self):
        company = self.env["res.company"].create({"name": "Другая"})
        user = new_test_user(
            self.env,
            login="one company",
            groups="base.group_user,base.group_partner_manager",
        )
        self.company(name="Секрет", vat="7728168971", company_id=company.id)
        mine = self.company(vat="7728168971", name="Моя").with_user(user)
        self.assertFalse(mine.same_vat_partner_id)
        self.assertIn("may not open", mine.duplicate_note)
        self.assertNotIn("Секрет", mine.duplicate_note)
        self.env["ir.config_parameter"].set_param("client360.refuse_duplicates", "True")
        with self.assertRaises(ValidationError) as caught:
            mine.kpp = "772801001"
        self.assertNotIn("Секрет", str(caught.exception))

    def test_a_setting_refuses_duplicates(self):
        self.env["ir.config_parameter"].set_param("client360.refuse_duplicates", "True")
        first = self.company(name="Первая", vat="7728168971", kpp="772801001")
        with self.assertRaises(ValidationError) as caught:
            self.company(vat="7728168971", kpp="772801001")
        self.assertIn("Первая", str(caught.exception))
        branch = self.company(vat="7728168971", kpp="667143001", parent_id=first.id)
        with self.assertRaises(ValidationError):
            branch.write({"kpp": "772801001", "parent_id": False})
        contact = self.env["res.partner"].create(
            {"name": "Контакт", "parent_id": first.id}
        )
        self.assertEqual(contact.vat, first.vat)

    def test_duplicates_without_a_country(self):
        first = self.company(vat="7728168971", kpp="772801001", country_id=False)
        second = self.company(vat="7728168971", kpp="772801001", country_id=False)
        self.assertEqual(second.same_vat_partner_id, first)
        third = self.company(vat="7728168971", kpp="772801001")
        self.assertEqual(third.same_vat_partner_id, first)
        self.env["ir.config_parameter"].set_param("client360.refuse_duplicates", "True")
        with self.assertRaises(ValidationError):
            self.company(vat="7728168971", kpp="772801001", country_id=False)

    def test_branches_without_kpp_are_no_duplicates(self):
        self.env["ir.config_parameter"].set_param("client360.refuse_duplicates", "True")
        head = self.company(vat="7728168971", kpp="772801001")
        first, second, third = (
            self.company(vat="7728168971", kpp=kpp, parent_id=head.id)
            for kpp in ("667143001", False, False)
        )
        self.assertFalse((first + second + third).same_vat_partner_id)
        first.kpp = "667143002"
        with self.assertRaises(ValidationError):
            second.kpp = "667143002"

    def test_requisites_survive_merging(self):
        self.env["ir.config_parameter"].set_param("client360.refuse_duplicates", "True")
        source = self.company(
            name="Источник",
            kpp="772801001",
            company_registry="1027700132195",
            okpo="39900011",
            ceo_name="Иванов",
            registration_date="2019-03-20",
            registry_state="active",
        )
        target = self.company(name="Цель", vat="7728168971")
        source.with_context(client360_merge=True).vat = "7728168971"
        wizard = self.env["base.partner.merge.automatic.wizard"].create({})
        wizard._merge((source + target).ids, target)
        self.assertFalse(source.exists())
        self.assertEqual(target.kpp, "772801001")
        self.assertEqual(target.okpo, "39900011")
        self.assertEqual(target.company_registry, "1027700132195")
        self.assertEqual(target.ceo_name, "Иванов")
        self.assertEqual(str(target.registration_date), "2019-03-20")
        self.assertEqual(target.registry_state, "active")

    def test_two_companies_do_not_disturb_each_other(self):
        self.env["ir.config_parameter"].set_param(PARAMETER, "True")
        companies = self.env["res.company"].create([{"name": "A"}, {"name": "B"}])
        companies.country_id = self.russia
        first = self.company(vat="7728168971", company_id=companies[0].id)
        second = self.company(vat="7728168971", company_id=companies[1].id)
        self.assertTrue(first.active and second.active)
        self.assertFalse(second.same_vat_partner_id)
        with self.assertRaises(ValidationError):
            self.company(vat="7728168971", company_id=companies[1].id)
        with self.assertRaises(ValidationError):
            self.company(vat="7728168971")
        with self.assertRaises(ValidationError):
            second.company_id = companies[0]

    def test_a_card_that_is_restored_is_a_duplicate_too(self):
        self.env["ir.config_parameter"].set_param(PARAMETER, "True")
        first = self.company(vat="7728168971")
        with self.assertRaises(ValidationError):
            self.company(vat="7728168971", active=True)
        second = self.company(vat="7728168971", active=False)
        with self.assertRaises(ValidationError):
            second.active = True
        first.unlink()
        second.active = True

    def test_merging_into_a_card_without_messages(self):
        source = self.company(name="Источник", kpp="772801001")
        target = self.company(name="Цель", vat="7728168971")
        target.message_ids.unlink()
        wizard = self.env["base.partner.merge.automatic.wizard"].create({})
        wizard._merge((source + target).ids, target)
        self.assertEqual(target.kpp, "772801001")
        merged = self.env.ref("client360.mt_merged")
        self.assertIn(merged, target.message_ids.subtype_id)

    def test_a_user_s_merge_takes_along_what_only_the_system_writes(self):
        user = new_test_user(
            self.env,
            login="merger",
            groups="base.group_user,base.group_partner_manager",
        )
        source = self.company(name="Источник", vat="7728168971")
        source.write(
            {
                "dadata_date": "2026-01-01 00:00:00",
                "dadata_snapshot": '{"vat": "7728168971"}',
            }
        )
        target = self.company(name="Цель")
        wizard = self.env["base.partner.merge.automatic.wizard"].with_user(user)
        wizard.create({})._merge((source + target).ids, target.with_user(user), False)
        self.assertTrue(target.dadata_date)
        self.assertEqual(target._get_dadata_snapshot(), {"vat": "7728168971"})


@tagged("post_install", "-at_install")
class TestConcurrentDuplicates(BaseCase):
    """Real transactions, as those of people who save at the same moment."""

    WRITERS = 6

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.registry = Registry(get_db_name())

    def setUp(self):
        super().setUp()
        with self.registry.cursor() as cr:
            parameters = self.environment(cr)["ir.config_parameter"]
            before = parameters.get_param(PARAMETER)
            parameters.set_param(PARAMETER, "True")
        self.addCleanup(self.restore, before)

    def environment(self, cr):
        return api.Environment(cr, SUPERUSER_ID, {"tracking_disable": True})

    def restore(self, before):
        with self.registry.cursor() as cr:
            env = self.environment(cr)
            env["ir.config_parameter"].set_param(PARAMETER, before)
            env["res.partner"].search([("vat", "=", CONTESTED_INN)]).unlink()
            env["client360.inn"].search([("inn", "=", CONTESTED_INN)]).unlink()

    def test_one_of_many_wins(self):
        created, refused, failed = [], [], []
        together = threading.Barrier(self.WRITERS)

        def write(number):
            # The first try alone waits for the others, with its snapshot taken.
            waits = [together.wait]

            with self.registry.cursor() as cr:
                env = self.environment(cr)

                def step():
                    russia = env.ref("base.ru")
                    if waits:
                        waits.pop()(20)
                    values = {"name": f"Writer {number}", "vat": CONTESTED_INN}
                    values.update(is_company=True, country_id=russia.id)
                    return env["res.partner"].create(values).id

                try:
                    created.append(retrying(step, env))
                except ValidationError as error:
                    refused.append(str(error))
                except Exception as error:
                    failed.append(error)

        threads = [
            threading.Thread(target=write, args=(number,))
            for number in range(self.WRITERS)
        ]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join(60)
        self.assertFalse(failed)
        self.assertEqual(len(created), 1)
        self.assertEqual(len(refused), self.WRITERS - 1)
        self.assertIn(CONTESTED_INN, refused[0])
