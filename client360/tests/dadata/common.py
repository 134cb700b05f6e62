# Copyright 2026 Client 360 contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from unittest.mock import patch

from odoo.tests import TransactionCase

from ...tools import dadata_client
from ..common import FakeServicesMixin
from ..fake_services import special_inn

INN = special_inn("try_legal")
#: Seconds for an exchange, where no test waits for what comes slowly.
PATIENCE = 60


class AutofillCase(FakeServicesMixin, TransactionCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.partners = cls.env["res.partner"]
        cls.service = cls.env["client360.dadata"]
        cls.russia = cls.env.ref("base.ru")

    def setUp(self):
        super().setUp()
        # what was spent on this database before
        self.env["client360.service.usage"].search([]).unlink()
        # a test with many faults must not run into the limit of the minute
        dadata_client.window.clear()
        # a busy machine may take its time
        patcher = patch.object(dadata_client, "DEADLINE", PATIENCE)
        patcher.start()
        self.addCleanup(patcher.stop)

    def company(self, inn=INN, **values):
        values = {"name": "Card", "is_company": True, "vat": inn, **values}
        values.setdefault("country_id", self.russia.id)
        return self.partners.create(values)

    def form(self, inn=INN, **current):
        """Answer to the button on a new card."""
        return self.partners.dadata_autofill(inn, current.get("kpp"), current)

    def notes(self, partner):
        """Bodies of the card's notes with the tracked values, newest first."""
        return [
            f"{message.body} "
            + "; ".join(
                f"{value.field_id.name}: {value.old_value_char} -> "
                f"{value.new_value_char}"
                for value in message.sudo().tracking_value_ids
            )
            for message in partner.message_ids
        ]

    def set_parameter(self, name, value):
        self.env["ir.config_parameter"].set_param(f"client360.{name}", value)
