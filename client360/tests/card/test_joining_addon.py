# Copyright 2026 Client 360 contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from pathlib import Path

from lxml import etree

from odoo.exceptions import AccessError
from odoo.tests import TransactionCase, new_test_user, tagged
from odoo.tools.safe_eval import safe_eval

from ..joining import JoiningAddonMixin

FOLDER = Path(__file__).parent / "joining_addon"
README = Path(__file__).parents[3] / "README.rst"


@tagged("post_install", "-at_install")
class TestJoiningAddon(JoiningAddonMixin, TransactionCase):
    """The README's addon."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        data = ("ir.model.access.csv", "views.xml")
        cls.install_addon("delivery", FOLDER, data=data)
        cls.seller = new_test_user(
            cls.env, login="joining seller", groups="sales_team.group_sale_salesman"
        )
        cls.reader = new_test_user(
            cls.env, login="joining reader", groups="base.group_user"
        )
        partners = cls.env["res.partner"]
        cls.partner = partners.create({"name": "Receiver", "is_company": True})
        cls.contact = partners.create({"name": "Anna", "parent_id": cls.partner.id})
        stranger = partners.create({"name": "Stranger"})
        trips = cls.env["delivery.trip"].create(
            [
                {"name": "Pipes", "receiver_id": cls.contact.id},
                {
                    "name": "Old",
                    "receiver_id": cls.partner.id,
                    "date_done": "2026-01-01",
                },
                {"name": "Other", "receiver_id": stranger.id},
            ]
        )
        cls.trip = trips[0]
        cls.note, _old, _other = cls.env["ir.attachment"].create(
            [
                {
                    "name": f"{trip.name}.txt",
                    "raw": b"Received",
                    "res_model": "delivery.trip",
                    "res_id": trip.id,
                }
                for trip in trips
            ]
        )

    def widgets(self, user):
        arch = self.partner.with_user(user).get_view(
            self.env.ref("base.view_partner_form").id
        )["arch"]
        return etree.fromstring(arch).xpath("//widget[@model='delivery.trip']")

    def badges(self, user):
        partner = self.partner.with_user(user)
        partner.invalidate_recordset(["application_statistics"])
        return {
            badge["iconClass"]: badge for badge in partner.application_statistics or ()
        }

    def tile(self, user):
        tiles = self.partner.with_user(user).client360_highlights()
        return next((tile for tile in tiles if tile["key"] == "trips"), None)

    def test_list(self):
        [widget] = self.widgets(self.seller)
        domain = safe_eval(widget.get("domain"), {"id": self.partner.id})
        found = self.env["delivery.trip"].with_user(self.seller).search(domain)
        self.assertEqual(found, self.trip)
        self.assertEqual(widget.get("partner_field"), "receiver_id")
        self.assertFalse(self.widgets(self.reader))

    def test_documents(self):
        domain = [("card_partner_id", "child_of", self.partner.id)]
        documents = self.env["ir.attachment"].with_user(self.seller).search(domain)
        self.assertEqual(set(documents.mapped("name")), {"Pipes.txt", "Old.txt"})
        self.assertEqual(self.note.card_partner_id, self.contact)
        self.assertEqual(self.note.document_place, "Delivery: Pipes")
        self.assertTrue(self.note.document_type_id)
        self.assertFalse(
            self.env["ir.attachment"].with_user(self.reader).search(domain)
        )

    def test_highlight(self):
        [figure] = self.tile(self.seller)["figures"]
        self.assertEqual(figure["values"], [{"type": "integer", "value": 1}])
        partner = self.partner.with_user(self.seller)
        action = partner.action_client360_highlight("trips")
        self.assertEqual(action["context"], {"default_receiver_id": partner.id})
        records = partner.env[action["res_model"]].search(action["domain"])
        self.assertEqual(records, self.trip)
        self.assertIsNone(self.tile(self.reader))
        with self.assertRaises(AccessError):
            self.partner.with_user(self.reader).action_client360_highlight("trips")

    def test_badge(self):
        badge = self.badges(self.seller)["fa-truck"]
        self.assertEqual(badge["value"], 1)
        self.assertEqual(badge["label"], "Deliveries under way")
        self.assertEqual(badge["tagClass"], "o_tag_color_4")
        self.assertNotIn("fa-truck", self.badges(self.reader))

    def test_it_is_the_example_of_the_readme(self):
        text = README.read_text(encoding="utf-8")
        for file in ("models.py", "views.xml"):
            code = (FOLDER / file).read_text(encoding="utf-8")
            code = code.split("/agpl).\n\n")[-1].split("<odoo>\n")[-1]
            code = code.removesuffix("</odoo>\n")
            for line in code.splitlines():
                self.assertIn(line.strip(), text)
