# Copyright 2026 Client 360 contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

import base64
import json

from odoo import Command, fields
from odoo.tests import HttpCase, new_test_user, tagged

from ..window import open_window

TAB = "document.querySelector('.o_notebook a[name=client360_documents]')"
STRIP = "document.querySelector('.o_client360_document_needs')"


@tagged("post_install", "-at_install")
class TestDocumentNeedsOnCard(HttpCase):
    browser_size = "1366x768"

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env["client360.document.requirement"].search([]).unlink()
        cls.charter = cls.env["client360.document.type"].create(
            {
                "name": "Charter",
                "has_end_date": True,
                "requirement_ids": [
                    Command.create({"counterparty_kind": "individual"})
                ],
            }
        )
        cls.card = cls.env["res.partner"].create(
            {"name": "Ivan", "counterparty_kind": "individual"}
        )
        cls.user = new_test_user(
            cls.env,
            "documents tour",
            "base.group_user,base.group_partner_manager",
        )

    def orm(self, window, method, *args):
        """Call the server as the page does: the cursor of the test is that of the
        requests, which may be under way."""
        return window.evaluate(
            "odoo.__WOWL_DEBUG__.root.env.services.orm"
            f".{method}('ir.attachment', ...{json.dumps(args)})"
        )

    def tell(self, window):
        """What a list of the card says when something in it was changed."""
        window.evaluate(
            "odoo.__WOWL_DEBUG__.root.env.bus.trigger("
            f"'CLIENT360:CARD-CHANGED', {{resId: {self.card.id}}})"
        )

    def test_mark_and_strip(self):
        """The tab counts before its page is open, and both follow what is added."""
        with open_window(self, self.user.login) as window:
            window.open(f"/odoo/contacts/{self.card.id}", f"!!{TAB}")
            window.wait_for(f"{TAB}.dataset.client360Mark === '1'")
            window.evaluate(f"{TAB}.click()")
            window.wait_for(f"{STRIP}?.textContent.includes('Missing: Charter')")
            charter = {
                "name": "charter.txt",
                "datas": base64.b64encode(b"charter").decode(),
                "res_model": "res.partner",
                "res_id": self.card.id,
                "document_type_id": self.charter.id,
                "valid_until": str(fields.Date.today()),
            }
            ids = self.orm(window, "create", [charter])
            self.tell(window)
            window.wait_for(f"{STRIP}?.textContent.includes('Soon to expire')")
            self.orm(window, "write", ids, {"valid_until": False})
            self.tell(window)
            window.wait_for(f"!{STRIP} && !{TAB}.dataset.client360Mark")
