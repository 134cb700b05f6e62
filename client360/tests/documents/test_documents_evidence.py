# Copyright 2026 Client 360 contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

import base64

from odoo import Command
from odoo.exceptions import AccessError
from odoo.tests import tagged

from .test_documents import DocumentsCase


@tagged("post_install", "-at_install")
class TestEvidence(DocumentsCase):
    """The file of an express report was paid for: nobody changes it."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.admin = cls.env.ref("base.user_admin")
        cls.other_partner = cls.env["res.partner"].create({"name": "Other"})
        cls.partner.vat = "7728168971"
        cls.report, cls.pdf = cls.bought(cls.partner)

    @classmethod
    def bought(cls, partner):
        """A report as the queue keeps it."""
        report = cls.env["client360.express.report"].create(
            {
                "partner_id": partner.id,
                "inn": "7728168971",
                "answer": {"risk": "red", "ogrn": "1027700132195", "dissolved": False},
            }
        )
        report._finish(b"%PDF-1.4 bought")
        return report, report.attachment_id

    def test_nobody_changes_it(self):
        scan = self.document(name="scan.txt")
        for user in (self.salesperson, self.manager, self.admin):
            for vals in (
                {"raw": b"%PDF-1.4 forged"},
                {"datas": base64.b64encode(b"%PDF-1.4 forged")},
                {"db_datas": b"%PDF-1.4 forged"},
                {"store_fname": scan.store_fname},
                {"checksum": scan.checksum},
                {"name": "Nothing.pdf"},
                {"res_model": "res.users"},
                {"res_id": self.other_partner.id},
                {"res_field": "image_1920"},
                {"type": "url", "url": "https://example.com"},
                {"url": "https://example.com"},
                {"mimetype": "text/plain"},
                {"public": True},
                {"document_type_id": self.scan.id},
                {"version_of_id": scan.id},
                {"company_id": self.other_company.id},
            ):
                with (
                    self.subTest(user=user.login, vals=list(vals)),
                    self.assertRaises(AccessError),
                    self.env.cr.savepoint(),
                ):
                    self.pdf.with_user(user).write(vals)
            with self.subTest(user=user.login), self.assertRaises(AccessError):
                self.pdf.with_user(user).unlink()
            with self.subTest(user=user.login), self.assertRaises(AccessError):
                (scan | self.pdf).with_user(user).unlink()
        self.assertEqual(self.pdf.raw, b"%PDF-1.4 bought")
        self.assertEqual(self.pdf.res_id, self.partner.id)
        self.assertFalse(self.pdf.version_of_id)

    def test_no_version_takes_its_place(self):
        for user in (self.salesperson, self.admin):
            pdf = self.pdf.with_user(user)
            with self.assertRaises(AccessError):
                pdf._add_version("new.pdf", b"new")
            with self.assertRaises(AccessError):
                pdf.action_replace_document()
            with self.assertRaises(AccessError), self.env.cr.savepoint():
                pdf.create(
                    {
                        "name": "new.pdf",
                        "raw": b"new",
                        "res_model": "res.partner",
                        "res_id": self.partner.id,
                        "version_ids": [Command.link(pdf.id)],
                    }
                )
        self.assertEqual(self.found(), self.pdf)

    def test_what_may_be_done(self):
        """A remark, a link for who reads the message, and documents of one's own."""
        pdf = self.pdf.with_user(self.salesperson)
        pdf.description = "Read by Anna"
        self.assertTrue(pdf.generate_access_token())
        self.assertTrue(pdf.is_evidence)
        own = self.document(
            name="own.pdf",
            document_type_id=self.env.ref("client360.document_type_express_report").id,
        ).with_user(self.salesperson)
        self.assertFalse(own.is_evidence)
        own.name = "renamed.pdf"
        own.unlink()

    def test_a_message_with_it(self):
        message = self.partner.with_user(self.salesperson).message_post(
            body="See this", attachment_ids=self.pdf.ids
        )
        self.assertEqual(message.attachment_ids, self.pdf)
        message.sudo().unlink()
        self.assertTrue(self.pdf.exists())

    def test_it_goes_with_its_card(self):
        partner, pdf = self.partner, self.pdf
        partner.with_user(self.manager).unlink()
        self.assertFalse(partner.exists())
        self.assertFalse(pdf.exists())

    def test_it_follows_a_merge(self):
        self.env["base.partner.merge.automatic.wizard"]._merge(
            (self.partner | self.other_partner).ids, self.other_partner
        )
        self.assertEqual(self.pdf.res_id, self.other_partner.id)
        self.assertEqual(self.pdf.raw, b"%PDF-1.4 bought")

    def test_the_list_offers_nothing_of_it(self):
        arch = self.env["ir.attachment"].get_view(
            self.env.ref("client360.ir_attachment_view_list").id
        )["arch"]
        for name in ("action_replace_document", "unlink"):
            button = arch.split(f'name="{name}"')[1].split("/>")[0]
            self.assertIn("is_evidence", button)
