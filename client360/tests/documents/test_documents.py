# Copyright 2026 Client 360 contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

import base64
import io
import shutil
import subprocess
import tempfile
import zipfile
from datetime import datetime
from unittest import skipUnless

from odoo.exceptions import AccessError, UserError
from odoo.http import Request
from odoo.tests import HttpCase, TransactionCase, new_test_user, tagged

from ...hooks import post_init_hook
from ...tools.zip_stream import stream_zip

SVG = b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'
HTML = b"<!DOCTYPE html><html><script>alert(1)</script></html>"


class DocumentsCase(TransactionCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.other_company = cls.env["res.company"].create({"name": "Other Company"})
        cls.manager = cls._user("manager", "sales_team.group_sale_manager")
        cls.salesperson = cls._user("salesperson", "sales_team.group_sale_salesman")
        cls.reader = new_test_user(
            cls.env, login="documents reader", groups="base.group_user"
        )
        partners = cls.env["res.partner"]
        cls.partner = partners.create({"name": "Documents Ltd", "is_company": True})
        cls.contact = partners.create({"name": "Ann", "parent_id": cls.partner.id})
        cls.scan = cls.env.ref("client360.document_type_scan")
        cls.other = cls.env.ref("client360.document_type_other")

    @classmethod
    def _user(cls, name, groups):
        return new_test_user(
            cls.env,
            login=f"documents {name}",
            groups=f"base.group_user,base.group_partner_manager,{groups}",
        )

    def document(self, record=None, name="a.txt", **values):
        record = record or self.partner
        return self.env["ir.attachment"].create(
            {
                "name": name,
                "raw": name.encode(),
                "res_model": record._name,
                "res_id": record.id,
                **values,
            }
        )

    def found(self, user=None, domain=()):
        documents = self.env["ir.attachment"].with_user(user or self.manager)
        card = [("card_partner_id", "child_of", self.partner.id)]
        return documents.search(card + list(domain))


@tagged("post_install", "-at_install")
class TestDocuments(DocumentsCase):
    def test_type_of_documents(self):
        self.assertEqual(self.document().document_type_id, self.other)
        scan = self.document(document_type_id=self.scan.id)
        self.assertEqual(scan.document_type_id, self.scan)
        image = self.document(res_field="image_1920")
        self.assertFalse(image.document_type_id)
        moved = self.env["ir.attachment"].create({"name": "b", "raw": b"b"})
        self.assertFalse(moved.document_type_id)
        moved.write({"res_model": "res.partner", "res_id": self.partner.id})
        self.assertEqual(moved.document_type_id, self.other)
        view = self.document(self.env.ref("base.view_partner_form"))
        self.assertFalse(view.document_type_id)

    def test_types_of_documents_that_were_there_before(self):
        documents = self.document() | self.document(self.contact)
        documents.document_type_id = False
        kept = self.document(document_type_id=self.scan.id)
        image = self.document(res_field="image_1920")
        post_init_hook(self.env)
        self.assertEqual(documents.document_type_id, self.other)
        self.assertEqual(kept.document_type_id, self.scan)
        self.assertFalse(image.document_type_id)

    def test_who_edits_the_types(self):
        types = self.env["client360.document.type"]
        menu = self.env.ref("client360.client360_document_type_menu_crm")
        for user, may in ((self.manager, True), (self.salesperson, False)):
            with self.subTest(user=user.login):
                self.assertEqual(types.with_user(user).has_access("write"), may)
                menus = self.env["ir.ui.menu"].with_user(user).load_menus(False)
                self.assertEqual(menu.id in menus, may)

    def test_add(self):
        document = self.partner.with_user(self.salesperson)._add_document(
            "../scan\n1.pdf", b"%PDF-1.4", self.scan.id
        )
        self.assertEqual(document.name, ".._scan 1.pdf")
        self.assertEqual(document.raw, b"%PDF-1.4")
        self.assertEqual(document.document_type_id, self.scan)
        self.assertEqual(document.create_uid, self.salesperson)
        self.assertEqual(self.partner.document_ids, document)

    def test_add_what_cannot_be_added(self):
        with self.assertRaisesRegex(UserError, "empty.txt"):
            self.partner._add_document("empty.txt", b"")
        self.env["ir.config_parameter"].set_param("web.max_file_upload_size", 10)
        self.partner._add_document("ten.txt", b"x" * 10)
        with self.assertRaisesRegex(UserError, "eleven.txt"):
            self.partner._add_document("eleven.txt", b"x" * 11)
        with self.assertRaises(AccessError):
            self.partner.with_user(self.reader)._add_document("a.txt", b"a")

    def test_markup_is_text(self):
        for name, content in (("x.svg", SVG), ("x.html", HTML), ("x.xml", SVG)):
            for user in (self.salesperson, self.env.ref("base.user_admin")):
                partner = self.partner.with_user(user)
                document = partner._add_document(name, content)
                self.assertEqual(document.mimetype, "text/plain")
                version = document._add_version(name, content + b" ")
                self.assertEqual(version.mimetype, "text/plain")

    def test_new_version(self):
        first = self.document(name="v1.txt", document_type_id=self.scan.id)
        second = first.with_user(self.salesperson)._add_version("v2.txt", b"2")
        third = second._add_version("v3.txt", b"3")
        self.assertEqual(third.version_ids, first | second)
        self.assertEqual(third.document_type_id, self.scan)
        self.assertEqual(first.raw, b"v1.txt")
        current = [("version_of_id", "=", False)]
        self.assertEqual(self.found(domain=current), third)
        third.unlink()
        self.assertEqual(self.found(domain=current), second)
        self.assertEqual(second.version_ids, first)
        first.unlink()
        second.unlink()
        self.assertFalse(self.found())

    def test_new_version_through_the_dialog(self):
        document = self.document(name="contract.txt")
        action = document.action_replace_document()
        wizard = (
            self.env[action["res_model"]]
            .with_context(**action["context"])
            .create({"file": base64.b64encode(b"new")})
        )
        wizard.action_replace()
        self.assertEqual(document.version_of_id.name, "contract.txt")
        self.assertEqual(document.version_of_id.raw, b"new")

    def test_who_may_replace(self):
        document = self.document()
        with self.assertRaises(AccessError):
            document.with_user(self.reader)._add_version("b.txt", b"b")
        with self.assertRaises(AccessError):
            document.with_user(self.reader).action_replace_document()
        wizard = self.env["client360.document.version"].with_user(self.reader)
        with self.assertRaises(AccessError):
            wizard.create(
                {"document_id": document.id, "file": base64.b64encode(b"b")}
            ).action_replace()

    def test_documents_of_the_card(self):
        """The card's own, its contacts' and those of its records, no others."""
        self.document(self.env["res.partner"].create({"name": "Somebody else"}))
        partner_id = self.partner.id
        project = self.env["project.project"].create(
            {"name": "Project", "partner_id": partner_id}
        )
        records = [
            self.partner,
            self.contact,
            self.env["crm.lead"].create({"name": "Deal", "partner_id": partner_id}),
            self.env["sale.order"].create({"partner_id": self.contact.id}),
            self.env["agreement"].create(
                {"name": "Contract", "code": "DOC-1", "partner_id": partner_id}
            ),
            self.env["helpdesk.ticket"].create(
                {"name": "Ticket", "description": "x", "partner_id": partner_id}
            ),
            self.env["client360.letter"].create(
                {"name": "Letter", "partner_id": partner_id}
            ),
            project,
            self.env["project.task"].create(
                {"name": "Task", "project_id": project.id, "partner_id": partner_id}
            ),
            self.env["project.milestone"].create(
                {"name": "Release", "project_id": project.id, "partner_id": partner_id}
            ),
        ]
        documents = self.env["ir.attachment"]
        for record in records:
            documents |= self.document(record)
        self.contact.active = False
        admin = self.env.ref("base.user_admin")
        self.assertEqual(self.found(admin), documents)
        self.assertEqual(
            documents.card_partner_id, self.partner | self.contact, "the other way"
        )
        for record, document in zip(records, documents.sorted("id"), strict=True):
            self.assertIn(record.display_name, document.document_place)
        own = [("res_model", "=", "res.partner"), ("res_id", "=", partner_id)]
        self.assertEqual(self.found(domain=own), documents.sorted("id")[:1])
        groups = (
            self.env["ir.attachment"]
            .with_user(admin)
            ._read_group(
                [("card_partner_id", "child_of", partner_id)],
                ["document_type_id"],
                ["__count"],
            )
        )
        self.assertEqual(groups, [(self.other, len(documents))])

    def test_documents_that_the_user_may_not_read(self):
        deal = self.env["crm.lead"].create(
            {"name": "Deal", "partner_id": self.partner.id, "user_id": self.manager.id}
        )
        letter = self.env["client360.letter"].create(
            {"name": "Letter", "partner_id": self.partner.id}
        )
        own, of_deal = self.document(), self.document(deal, "hush 4711")
        of_letter = self.document(letter, "hush 4712")
        self.assertEqual(self.found(self.manager), own | of_deal | of_letter)
        self.assertEqual(self.found(self.salesperson), own | of_letter)
        self.assertEqual(self.found(self.reader), own)
        for user, hidden in (
            (self.salesperson, of_deal),
            (self.reader, of_deal | of_letter),
        ):
            documents = self.env["ir.attachment"].with_user(user)
            domain = [("card_partner_id", "child_of", self.partner.id)]
            names = str(documents.search_read(domain, ["name"]))
            names += str(documents.formatted_read_group(domain, ["name"], ["__count"]))
            names += str(documents.name_search("hush", domain))
            for document in hidden:
                self.assertNotIn(document.name, names)
                with self.assertRaises(AccessError):
                    document.with_user(user).read(["name", "document_place"])
        self.partner.company_id = self.other_company
        self.assertFalse(self.found(self.reader))

    def test_zip_has_what_the_user_may_read_when_it_is_sent(self):
        deal = self.env["crm.lead"].create(
            {"name": "Deal", "partner_id": self.partner.id, "user_id": self.manager.id}
        )
        documents = self.document(name="own.txt") | self.document(deal, "deal.txt")
        link = self.document(name="link", type="url", url="https://example.com")
        gone = self.document(name="gone.txt")
        download = self.env["client360.document.download"].with_user(self.salesperson)
        ids = (documents | link | gone).ids
        download = download.create({"name": "All", "document_ids": ids})
        gone.unlink()
        names = [name for name, _date, _opener in download._zip_entries()]
        self.assertEqual(names, ["own.txt"])
        deal.user_id = self.salesperson
        self.env.invalidate_all()
        names = [name for name, _date, _opener in download._zip_entries()]
        self.assertEqual(names, ["own.txt", "deal.txt"])

    def test_download_all_of_nothing(self):
        with self.assertRaises(UserError):
            self.env["ir.attachment"].action_download_all_documents(
                [("card_partner_id", "child_of", self.partner.id)]
            )


@tagged("post_install", "-at_install")
class TestDocumentsHttp(DocumentsCase, HttpCase):
    def upload(self, name, content, partner=None, **values):
        return self.url_open(
            "/client360/documents/upload",
            data={
                "partner_id": (partner or self.partner).id,
                "csrf_token": Request.csrf_token(self),
                **values,
            },
            files={"ufile": (name, content)},
        )

    def login(self, user):
        self.authenticate(user.login, user.login)

    def test_upload(self):
        self.login(self.salesperson)
        answer = self.upload("Скан.pdf", b"%PDF-1.4", document_type_id=self.scan.id)
        document = self.env["ir.attachment"].browse(answer.json()["id"])
        self.assertEqual(document.name, "Скан.pdf")
        self.assertEqual(document.document_type_id, self.scan)
        self.assertEqual(document.create_uid, self.salesperson)

    def test_one_bad_file_among_good_ones(self):
        self.env["ir.config_parameter"].set_param("web.max_file_upload_size", 1000)
        self.login(self.salesperson)
        answers = [
            self.upload(name, content)
            for name, content in (
                ("good.txt", b"good"),
                ("empty.txt", b""),
                ("large.txt", b"x" * 1001),
                ("huge.txt", b"x" * 1000_000),
                ("a/b\\c.txt", b"slash"),
                ("x" * 300 + ".txt", b"long"),
                ('quote".txt', b"quote"),
                ("line\nfeed.txt", b"feed"),
                ("script.svg", SVG),
                ("last.txt", b"last"),
            )
        ]
        self.assertIn("empty.txt", answers[1].json()["error"]["message"])
        self.assertIn("large.txt", answers[2].json()["error"]["message"])
        self.assertEqual(answers[3].status_code, 413)
        names = self.partner.document_ids.mapped("name")
        self.assertEqual(len(names), 7)
        self.assertLessEqual({"good.txt", "last.txt"}, set(names))
        for name in names:
            self.assertNotRegex(name, r"[\\/\n]")
            self.assertLess(len(name), 255)

    def test_upload_by_somebody_who_may_not(self):
        self.login(self.reader)
        self.assertIn("error", self.upload("a.txt", b"a").json())
        self.assertFalse(self.partner.document_ids)
        self.login(self.salesperson)
        self.partner.company_id = self.other_company
        self.assertIn("error", self.upload("a.txt", b"a").json())
        self.assertFalse(self.partner.document_ids)

    def test_script_does_not_run(self):
        for user in (self.salesperson, self.env.ref("base.user_admin")):
            self.authenticate(user.login, user.login)
            for name, content in (("x.svg", SVG), ("x.html", HTML)):
                document_id = self.upload(name, content).json()["id"]
                for route in ("content", "image"):
                    answer = self.url_open(f"/web/{route}/{document_id}")
                    kind = answer.headers["Content-Type"]
                    self.assertNotIn("html", kind)
                    self.assertNotIn("svg", kind)

    def test_zip(self):
        self.document(name="twice.txt", raw=b"1")
        self.document(name="twice.txt", raw=b"2")
        self.document(name='Счет № 1/2 "копия".pdf', raw=b"3")
        self.document(name="empty.bin", raw=b"")
        self.login(self.salesperson)
        documents = self.env["ir.attachment"].with_user(self.salesperson)
        action = documents.action_download_all_documents(
            [("card_partner_id", "child_of", self.partner.id)]
        )
        answer = self.url_open(action["url"])
        self.assertEqual(answer.headers["Content-Type"], "application/zip")
        self.assertIn("Documents%20Ltd.zip", answer.headers["Content-Disposition"])
        archive = zipfile.ZipFile(io.BytesIO(answer.content))
        self.assertEqual(
            {name: archive.read(name) for name in archive.namelist()},
            {
                "twice.txt": b"2",
                "twice (2).txt": b"1",
                "Счет № 1_2 _копия_.pdf": b"3",
                "empty.bin": b"",
            },
        )
        self.check_with_unzip(answer.content)

    @skipUnless(shutil.which("unzip"), "unzip is not installed")
    def check_with_unzip(self, content):
        with tempfile.NamedTemporaryFile(suffix=".zip") as file:
            file.write(content)
            file.flush()
            subprocess.run(["unzip", "-tqq", file.name], check=True)

    def test_files_in_the_database(self):
        """... are sent like those on the disk, each by a cursor of its own."""
        self.env["ir.config_parameter"].set_param("ir_attachment.location", "db")
        document = self.document(name="first.txt")
        gone = self.document(name="gone.txt")
        self.document(name="last.txt")
        self.assertFalse(document.store_fname)
        self.login(self.salesperson)
        documents = self.env["ir.attachment"].with_user(self.salesperson)
        action = documents.action_download_all_documents(
            [("card_partner_id", "child_of", self.partner.id)]
        )
        archive = zipfile.ZipFile(io.BytesIO(self.url_open(action["url"]).content))
        self.assertEqual(
            {name: archive.read(name) for name in archive.namelist()},
            {name: name.encode() for name in ("first.txt", "gone.txt", "last.txt")},
        )
        # What is deleted while the zip is on its way is named at its end.
        download = self.env["client360.document.download"].create(
            {"name": "All", "document_ids": (document | gone).ids}
        )
        entries = download._zip_entries()
        gone.unlink()
        self.env.flush_all()
        archive = zipfile.ZipFile(io.BytesIO(b"".join(stream_zip(entries))))
        self.assertEqual(archive.read("first.txt"), b"first.txt")
        self.assertEqual(archive.read("missing.txt"), b"gone.txt")

    def test_zip_of_what_is_older_than_zip_files(self):
        """A file's date may come from anywhere; a zip file knows none before 1980."""
        date = datetime(1970, 1, 1)
        entries = [("old.txt", date, lambda: io.BytesIO(b"old"))]
        archive = zipfile.ZipFile(io.BytesIO(b"".join(stream_zip(entries))))
        self.assertEqual(archive.read("old.txt"), b"old")
        self.assertEqual(archive.getinfo("old.txt").date_time[:3], (1980, 1, 1))

    def test_zip_of_somebody_else(self):
        document = self.document()
        download = self.env["client360.document.download"].with_user(self.salesperson)
        download = download.create({"name": "All", "document_ids": document.ids})
        self.login(self.reader)
        answer = self.url_open(f"/client360/documents/zip/{download.id}")
        self.assertEqual(answer.status_code, 404)
        self.assertEqual(self.url_open("/client360/documents/zip/0").status_code, 404)

    def test_buttons(self):
        document = self.document(name="a.txt")
        self.assertIn(str(document.id), document.action_download_document()["url"])
        action = document.action_edit_document()
        self.assertEqual((action["res_id"], action["target"]), (document.id, "new"))
        link = self.document(name="b", type="url", url="https://example.com")
        self.assertEqual(link.action_download_document()["url"], "https://example.com")
        both = document | link
        self.assertIn("/zip/", both.action_download_documents()["url"])
