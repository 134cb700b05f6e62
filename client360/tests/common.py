# Copyright 2026 Client 360 contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from .standin import DEMO_DADATA_TOKEN, DEMO_KONTUR_TOKEN, StandIn


class StandInMixin:
    """Points the addon to a stand-in of the two services on loopback."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.server = StandIn()
        cls.server.__enter__()
        cls.addClassCleanup(cls.server.close)
        for key, value in {
            "client360.dadata_url": cls.server.url,
            "client360.kontur_focus_url": cls.server.url,
            "client360.dadata_api_token": DEMO_DADATA_TOKEN,
            "client360.kontur_focus_api_token": DEMO_KONTUR_TOKEN,
        }.items():
            cls.env["ir.config_parameter"].sudo().set_param(key, value)

    def setUp(self):
        super().setUp()
        self.server.reset()
