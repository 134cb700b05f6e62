# Copyright 2026 Client 360 contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo import Command
from odoo.exceptions import AccessError, UserError
from odoo.tests import new_test_user, tagged
from odoo.tools import mute_logger

from ..requisites.common import RequisitesCase

INN = "7728168971"
OTHER_INN = "7707083893"


class DuplicatesCase(RequisitesCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.pairs = cls.env["client360.duplicate"]
        cls.merger = new_test_user(
            cls.env,
            login="merger",
            groups="base.group_user,base.group_partner_manager",
        )
        # the demo data has look-alikes
        cls.own = [("partner_a_id", ">", cls.merger.partner_id.id)]

    def person(self, **values):
        return self.env["res.partner"].create({"name": "Лицо", **values})

    def listed(self, *domain):
        return self.pairs.search([*self.own, *domain])

    def find(self):
        """All pairs, as sets of cards with their reasons."""
        self.env["client360.duplicate.finder"]._find()
        return {
            frozenset((pair.partner_a_id.name, pair.partner_b_id.name)): {
                name
                for name in ("inn", "ogrn", "email", "phone", "name")
                if pair[f"by_{name}"]
            }
            for pair in self.listed(("state", "=", "found"))
        }

    def pair(self, *names):
        return frozenset(names)


@tagged("post_install", "-at_install")
class TestDuplicateFinder(DuplicatesCase):
    def test_reasons(self):
        self.company(name="А1", vat=INN, kpp="772801001")
        self.company(name="А2", vat=INN, kpp="772801001")
        self.company(name="Б1", company_registry="1027700132195")
        self.company(name="Б2", company_registry="1027700132195")
        self.company(name="Весна", email="Box@firm.example")
        self.company(name="Осень", email="box@FIRM.example ")
        self.company(name='ООО "Горный воздух"', phone="8 (495) 123-45-67")
        self.company(name="Горный ветер", phone="+7 495 1234567")
        self.company(name="Рога и копыта", phone="8 (495) 765-43-21")
        self.company(name="Зелёный мост", phone="+7 495 7654321")
        self.company(name='ООО "Ласточкин берег"')
        self.company(name="Ласточкин Берег ООО")
        self.company(name="Ласточкин берек")
        self.assertEqual(
            self.find(),
            {
                self.pair("А1", "А2"): {"inn"},
                self.pair("Б1", "Б2"): {"ogrn"},
                self.pair("Весна", "Осень"): {"email"},
                self.pair('ООО "Горный воздух"', "Горный ветер"): {"phone", "name"},
                self.pair('ООО "Ласточкин берег"', "Ласточкин Берег ООО"): {"name"},
                self.pair('ООО "Ласточкин берег"', "Ласточкин берек"): {"name"},
                self.pair("Ласточкин Берег ООО", "Ласточкин берек"): {"name"},
            },
        )

    def test_two_numbers_are_two_counterparties(self):
        """However alike all else is."""
        same = {"email": "a@b.example", "phone": "+7 495 1234567"}
        self.company(name="Ромашка", vat=INN, **same)
        self.company(name="Ромашка", vat=OTHER_INN, **same)
        self.assertFalse(self.find())

    def test_the_banner_and_the_list_agree(self):
        head = self.company(name="Голова", vat=INN, kpp="772801001")
        values = [
            {},
            {"kpp": "772801001"},
            {"kpp": "667143001"},
            {"parent_id": head.id},
            {"parent_id": head.id, "kpp": "667143001"},
            {"parent_id": head.id, "kpp": "667143002"},
            {"country_id": self.env.ref("base.us").id, "kpp": "772801001"},
            {"country_id": False, "kpp": "772801001"},
        ]
        cards = head
        for number, more in enumerate(values):
            more = {"name": f"Карточка {number} Ы{number * 7}", "vat": INN, **more}
            cards += self.company(**more)
        self.find()
        listed = {
            frozenset((pair.partner_a_id, pair.partner_b_id))
            for pair in self.listed(("by_inn", "=", True))
        }
        expected = set()
        for card in cards.filtered("has_russian_requisites"):
            found = cards.search(card._duplicate_domain())
            expected |= {frozenset((card, other)) for other in found & cards}
        self.assertEqual(listed, expected)
        self.assertTrue(listed)

    def test_contacts(self):
        firm = self.company(name="Фирма", email="mail@firm.example")
        other = self.company(name="Контора")
        for parent in (firm, firm, other):
            self.person(name="Иванов Пётр", parent_id=parent.id)
        self.person(name="Секретарь", parent_id=firm.id, email="mail@firm.example")
        found = self.find()
        self.assertEqual(found, {self.pair("Иванов Пётр"): {"name"}})
        self.assertEqual(len(self.listed()), 1, "not of another company")

    def test_a_mailbox_of_many_is_nobody_s_own(self):
        names = [chr(1072 + n) * 9 for n in range(25)]
        for name in names[:20]:
            self.company(name=name, email="info@many.example")
        self.assertEqual(len(self.find()), 190)
        for name in names[20:]:
            self.company(name=name, email="info@many.example")
        self.assertFalse(self.find())

    def test_companies_that_share_nothing(self):
        ours = self.env.company
        theirs = self.env["res.company"].create({"name": "Другая"})
        self.company(name="Наша", vat=INN, company_id=ours.id)
        self.company(name="Их", vat=INN, company_id=theirs.id)
        self.assertFalse(self.find())
        self.company(name="Общая", vat=INN)
        self.assertEqual(
            set(self.find()), {self.pair("Наша", "Общая"), self.pair("Их", "Общая")}
        )
        mine = self.pairs.with_user(self.merger).search(self.own)
        self.assertEqual(len(mine), 1, "whoever may not see both cards sees no pair")
        hidden = self.listed() - mine.sudo()
        with self.assertRaises(AccessError):
            hidden.with_user(self.merger).read(["score"])
        with self.assertRaises(AccessError):
            hidden.with_user(self.merger).action_dismiss()

    def test_no_duplicate_is_remembered(self):
        self.company(name="А1", vat=INN)
        third = self.company(name="А2", vat=INN)
        self.find()
        self.listed().with_user(self.merger).action_dismiss()
        self.assertFalse(self.find())
        (pair,) = self.listed()
        self.assertEqual(pair.dismissed_by_id, self.merger)
        # and holds for the card that stays after a merge
        self.company(name="А3", vat=INN)
        self.assertEqual(len(self.find()), 2)
        fourth = self.listed(("state", "=", "found"))[-1].partner_b_id
        wizard = self.env["base.partner.merge.automatic.wizard"].create({})
        wizard._merge((third + fourth).ids, fourth)
        self.assertFalse(self.find())
        self.listed().with_user(self.merger).action_restore()
        self.assertEqual(len(self.find()), 1)

    def test_the_scheduled_action(self):
        self.company(name="А1", vat=INN)
        self.company(name="А2", vat=INN)
        with self.enter_registry_test_mode():
            self.env.ref("client360.ir_cron_duplicates").method_direct_trigger()
        self.assertEqual(len(self.listed()), 1)

    def test_a_pair_that_is_none_any_more_goes(self):
        first = self.company(name="А1", vat=INN)
        self.company(name="А2", vat=INN)
        self.assertTrue(self.find())
        first.vat = OTHER_INN
        self.assertFalse(self.find())

    def test_only_who_may_merge(self):
        self.company(name="А1", vat=INN)
        self.company(name="А2", vat=INN)
        self.find()
        user = new_test_user(self.env, login="reader", groups="base.group_user")
        with self.assertRaises(AccessError):
            self.pairs.with_user(user).search([])
        with self.assertRaises(AccessError):
            self.pairs.with_user(user).action_find()


@tagged("post_install", "-at_install")
class TestDuplicateMerge(DuplicatesCase):
    @classmethod
    def default_env_context(cls):
        return {}

    def wizard(self, first, second, user=None):
        pair = self.pairs.create(
            {"partner_a_id": first.id, "partner_b_id": second.id, "score": 95}
        )
        action = pair.with_user(user or self.env.user).action_compare()
        wizard = self.env["client360.duplicate.merge"].with_user(user or self.env.user)
        return wizard.browse(action["res_id"])

    def line(self, wizard, key):
        return wizard.line_ids.filtered(lambda line: line.key == key)

    def test_values_are_chosen_field_by_field(self):
        first = self.company(
            name="Первая", vat=INN, okpo="39900011", city="Москва", ref="1"
        )
        second = self.company(
            name="Вторая", kpp="772801001", okpo="39900012", city="Тула", ref="2"
        )
        wizard = self.wizard(first, second, self.merger)
        self.assertEqual(wizard.keep, "a", "the older one")
        self.assertFalse(wizard.problem)
        self.assertEqual(self.line(wizard, "okpo").take, "a")
        self.assertEqual(self.line(wizard, "kpp").take, "b", "it fills a gap")
        self.assertIn("Тула", self.line(wizard, "address").value_b)
        self.line(wizard, "okpo").take = "b"
        self.line(wizard, "kpp").take = "a"
        self.line(wizard, "address").take = "b"
        action = wizard.action_merge()
        self.assertEqual(action["res_id"], first.id)
        self.assertFalse(second.exists())
        self.assertEqual(first.name, "Первая")
        self.assertEqual(first.okpo, "39900012")
        self.assertFalse(first.kpp, "chosen to stay empty")
        self.assertEqual(first.city, "Тула")
        self.assertEqual(first.ref, "1")

    def test_the_other_card_stays(self):
        first = self.company(name="Первая", ref="1")
        second = self.company(name="Вторая", ref="2", okpo="39900012")
        wizard = self.wizard(first, second)
        self.line(wizard, "name").take = "a"
        wizard.action_keep_other()
        self.assertEqual(wizard.keep, "b")
        self.assertEqual(self.line(wizard, "ref").take, "b")
        self.assertEqual(self.line(wizard, "okpo").take, "b")
        self.line(wizard, "name").take = "a"
        wizard.action_merge()
        self.assertFalse(first.exists())
        self.assertEqual((second.name, second.ref), ("Первая", "2"))

    def test_the_preview_changes_nothing(self):
        first, second = self.company(name="Первая"), self.company(name="Вторая")
        self.env["crm.lead"].create(
            [{"name": "Сделка", "partner_id": second.id} for _n in range(3)]
        )
        second.message_post(body="Письмо")
        messages = first.message_ids
        wizard = self.wizard(first, second)
        lead = self.env["ir.model"]._get("crm.lead").name
        self.assertIn(f"{lead}: 3", wizard.moves)
        self.assertTrue(second.exists())
        self.assertEqual(first.message_ids, messages)
        lead_ids = self.env["crm.lead"].search([("partner_id", "=", second.id)])
        self.assertEqual(len(lead_ids), 3)
        wizard.action_merge()
        self.assertEqual(lead_ids.partner_id, first)

    def test_what_the_user_may_not_read_is_not_named(self):
        first, second = self.company(name="Первая"), self.company(name="Вторая")
        self.env["crm.lead"].create({"name": "Сделка", "partner_id": second.id})
        wizard = self.wizard(first, second, self.merger)
        self.assertNotIn(self.env["ir.model"]._get("crm.lead").name, wizard.moves)
        self.assertIn("Other records", wizard.moves)

    def contract(self, partner):
        return self.env["agreement"].create(
            {
                "name": "Поставка",
                "code": "42",
                "partner_id": partner.id,
                "company_id": self.env.company.id,
            }
        )

    def test_a_merge_that_loses_something_is_refused(self):
        """Two contracts with one number: Odoo would delete one of them."""
        first, second = self.company(name="Первая"), self.company(name="Вторая")
        contracts = self.contract(first) + self.contract(second)
        wizard = self.wizard(first, second)
        self.assertIn(self.env["ir.model"]._get("agreement").name, wizard.problem)
        with self.assertRaises(UserError):
            wizard.action_merge()
        self.assertEqual(len(contracts.exists()), 2)
        contracts[1].code = "43"
        wizard.action_merge()
        self.assertEqual(contracts.partner_id, first)

    def test_odoo_s_own_refusal_is_shown(self):
        first, second = self.company(name="Первая"), self.company(name="Вторая")
        users = [
            new_test_user(self.env, login=f"user {n}", groups="base.group_user")
            for n in range(2)
        ]
        for user, partner in zip(users, (first, second), strict=True):
            user.partner_id = partner
        self.assertIn("more than one user", self.wizard(first, second).problem)

    def test_followers_and_tags_are_kept(self):
        first, second = self.company(name="Первая"), self.company(name="Вторая")
        friends = self.person(name="Раз") + self.person(name="Два")
        first.message_subscribe(friends[0].ids)
        second.message_subscribe(friends.ids)
        deal = self.env["crm.lead"].create({"name": "Сделка"})
        deals = deal + deal.copy()
        deal.message_subscribe((first + second).ids)
        deals[1].message_subscribe(second.ids)
        tags = self.env["res.partner.category"].create([{"name": "A"}, {"name": "B"}])
        first.category_id = tags[0]
        second.category_id = tags
        wizard = self.wizard(first, second)
        self.assertFalse(wizard.problem)
        wizard.action_merge()
        self.assertLessEqual(friends, first.message_partner_ids)
        for deal in deals:
            self.assertIn(first, deal.message_partner_ids)
        self.assertEqual(first.category_id, tags)

    def test_one_bank_account_on_both(self):
        first, second = self.company(name="Первая"), self.company(name="Вторая")
        for card in (first, second):
            card.bank_ids = [Command.create({"acc_number": "40702810900000000001"})]
        wizard = self.wizard(first, second)
        self.assertFalse(wizard.problem)
        wizard.action_merge()
        self.assertEqual(len(first.bank_ids), 1)

    @mute_logger("odoo.addons.base.models.ir_rule")
    def test_rights(self):
        first, second = self.company(name="Первая"), self.company(name="Вторая")
        wizard = self.wizard(first, second)
        reader = new_test_user(self.env, login="reader", groups="base.group_user")
        with self.assertRaises(AccessError):
            wizard.duplicate_id.with_user(reader).action_compare()
        with self.assertRaises(AccessError):
            wizard.with_user(self.merger).action_merge()
        self.assertTrue(second.exists())
