# Copyright 2026 Client 360 contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo.tests import HttpCase, tagged


@tagged("post_install", "-at_install")
class TestDocumentsTour(HttpCase):
    def test_documents_and_history(self):
        self.env["res.lang"]._activate_lang("en_US")
        self.env.ref("base.user_admin").lang = "en_US"
        partner = self.env["res.partner"].create({"name": "Tour Customer"})
        self.env.flush_all()
        self.env.cr.flush()
        partner.phone = "Tour phone"
        self.env.flush_all()
        self.env.cr.flush()
        url = f"/odoo/contacts/{partner.id}"
        self.start_tour(url, "client360_documents", login="admin")
        names = partner.document_ids.mapped("name")
        self.assertEqual(sorted(names), ["one.txt", "three.png", "two.pdf"])
