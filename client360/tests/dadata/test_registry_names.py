# Copyright 2026 Client 360 contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo.tests import tagged

from ...tools import registry_names
from .common import INN, AutofillCase

COMPANIES = {
    'ООО "ЛАСТОЧКИН БЕРЕГ"': "ООО «Ласточкин берег»",
    # the form in words
    'ОБЩЕСТВО С ОГРАНИЧЕННОЙ ОТВЕТСТВЕННОСТЬЮ "ЛУЧ"': (
        "Общество с ограниченной ответственностью «Луч»"
    ),
    'ФИЛИАЛ ООО "ЛУЧ" В Г. ОМСКЕ': "Филиал ООО «Луч» в г. Омске",
    "МБОУ СОШ № 5 Г. КАЗАНИ": "МБОУ СОШ № 5 г. Казани",
    # quotes inside, and such as are glued or missing
    'ООО "ТОРГОВЫЙ ДОМ "РОМАШКА"': "ООО «Торговый дом «Ромашка»",
    'ООО "ТД "РОМАШКА""': "ООО «ТД «Ромашка»",
    "ООО «ТД „РОМАШКА“»": "ООО «ТД «Ромашка»",
    'ООО"ЛУЧ"': "ООО «Луч»",
    'ООО "ЛУЧ': "ООО «Луч»",
    "ООО ЛАСТОЧКА": "ООО Ласточка",
    # capitals that are the name
    'ПАО "ВТБ"': "ПАО «ВТБ»",
    'ООО "НПО "ЗАВОД"': "ООО «НПО «Завод»",
    'ООО "XXI ВЕК"': "ООО «XXI век»",
    'ООО "АЛЬФА И К"': "ООО «Альфа и К»",
    'ООО "IT-СЕРВИС"': "ООО «IT-Сервис»",
    'ООО "1С-СОФТ"': "ООО «1С-Софт»",
    # hyphens
    'ООО "СТРОЙ-СЕРВИС"': "ООО «Строй-Сервис»",
    'АО "РОСТОВ-НА-ДОНУ"': "АО «Ростов-на-Дону»",
    'НАУЧНО-ПРОИЗВОДСТВЕННОЕ ОБЪЕДИНЕНИЕ "ЛУЧ"': (
        "Научно-производственное объединение «Луч»"
    ),
    # initials, and who or what it is called after
    'АО "ЗАВОД ИМ. А.С. ПУШКИНА"': "АО «Завод им. А.С. Пушкина»",
    'АО "ЗАВОД ИМЕНИ КИРОВА"': "АО «Завод имени Кирова»",
    'ГУП "ВОДОКАНАЛ САНКТ-ПЕТЕРБУРГА"': "ГУП «Водоканал Санкт-Петербурга»",
    # written by a person already
    'ООО "ЯндексБерег ПЛЮС"': "ООО «ЯндексБерег ПЛЮС»",
    "АО": "АО",
    "": "",
}
POSTS = {
    "ГЕНЕРАЛЬНЫЙ ДИРЕКТОР": "Генеральный директор",
    "ЗАМЕСТИТЕЛЬ ДИРЕКТОРА ПО ИТ": "Заместитель директора по ИТ",
    "И.О. ДИРЕКТОРА": "И. о. директора",
    "ВРИО НАЧАЛЬНИКА УФНС": "Врио начальника УФНС",
    "Директор по IT": "Директор по IT",
}
PEOPLE = {
    "РИМСКИЙ-КОРСАКОВ АНДРЕЙ НИКОЛАЕВИЧ": "Римский-Корсаков Андрей Николаевич",
    "АЛИЕВ ГЕЙДАР АЛИРЗА ОГЛЫ": "Алиев Гейдар Алирза оглы",
    "ван дер Берг Ян": "ван дер Берг Ян",
}
ENTREPRENEURS = {
    "ИП ДУБРАВИНА ЗЛАТА МИРОНОВНА": "ИП Дубравина Злата Мироновна",
    "ИНДИВИДУАЛЬНЫЙ ПРЕДПРИНИМАТЕЛЬ ДУБРАВИНА ЗЛАТА": (
        "Индивидуальный предприниматель Дубравина Злата"
    ),
}


@tagged("post_install", "-at_install")
class TestRegistryNames(AutofillCase):
    def test_rules(self):
        for write, examples in (
            (registry_names.company, COMPANIES),
            (registry_names.post, POSTS),
            (registry_names.person, PEOPLE),
            (registry_names.entrepreneur, ENTREPRENEURS),
        ):
            for given, expected in examples.items():
                with self.subTest(given=given):
                    self.assertEqual(write(given), expected)
                    self.assertEqual(write(expected), expected)

    def test_a_card_as_people_write(self):
        values = self.partners._dadata_values(INN)
        self.assertEqual(values["name"], "ООО «Ласточкин берег»")
        self.assertEqual(values["ceo_post"], "Генеральный директор")
        # as the registry gives it
        self.assertIn("ЛАСТОЧКИН БЕРЕГ", values["legal_name"])
        card = self.partners.create(values)
        self.assertIn("ЛАСТОЧКИН БЕРЕГ", card._get_dadata_snapshot()["name"])
        (suggestion, *_others) = self.partners.dadata_suggest("Ласточкин берег")
        self.assertEqual(suggestion["name"], values["name"])

    def test_a_card_as_in_the_registry(self):
        self.set_parameter("registry_names", "registry")
        values = self.partners._dadata_values(INN)
        self.assertEqual(values["name"], 'ООО "ЛАСТОЧКИН БЕРЕГ"')
        self.assertEqual(values["ceo_post"], "ГЕНЕРАЛЬНЫЙ ДИРЕКТОР")

    def test_the_form_of_a_name_is_no_change(self):
        """Cards filled before, and those of the watch, are not in conflict."""
        answer = self.form(name='ООО "ЛАСТОЧКИН БЕРЕГ"', is_company=True)
        self.assertFalse(answer["conflicts"])
        self.assertNotIn("name", answer["fill"])
