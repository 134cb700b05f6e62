# Copyright 2026 Client 360 contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo.tests import TransactionCase


class RequisitesCase(TransactionCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.russia = cls.env.ref("base.ru")
        cls.poland = cls.env.ref("base.pl")
        cls.env.company.country_id = cls.russia

    def company(self, **values):
        values = {"name": "Ромашка", "is_company": True, **values}
        values.setdefault("country_id", self.russia.id)
        return self.env["res.partner"].create(values)
