# Copyright 2026 Client 360 contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

import base64
import csv
import io
import json

from odoo import Command
from odoo.exceptions import AccessError, ValidationError
from odoo.http import Request
from odoo.tests import HttpCase, new_test_user, tagged

from .test_documents import DocumentsCase

GARBAGE_IDS = ("", "x", "1.5", "-1", "0", "None", "[1]", "99999999999999999999", "2e9")


@tagged("post_install", "-at_install")
class TestDocumentsDoors(DocumentsCase):
    """Ways to what a user may not see: through versions, wizards, public files."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.hidden_partner = cls.env["res.partner"].create(
            {"name": "Hush Ltd", "company_id": cls.other_company.id}
        )
        cls.hidden = cls.env["ir.attachment"].create(
            {
                "name": "hush 4711",
                "raw": b"x",
                "res_model": "res.partner",
                "res_id": cls.hidden_partner.id,
            }
        )

    def test_version_of_a_file_that_may_not_be_read(self):
        own = self.document().with_user(self.salesperson)
        values = {
            "name": "mine",
            "raw": b"x",
            "res_model": "res.partner",
            "res_id": self.partner.id,
        }
        for case, attempt in {
            "write": lambda: own.write({"version_of_id": self.hidden.id}),
            "create": lambda: own.create({**values, "version_of_id": self.hidden.id}),
            "without a record": lambda: own.create(
                {"name": "mine", "raw": b"x", "version_of_id": self.hidden.id}
            ),
            "other way": lambda: own.create(
                {**values, "version_ids": [Command.link(self.hidden.id)]}
            ),
            "load": lambda: own.load(
                ["name", "version_of_id/.id"], [["mine", str(self.hidden.id)]]
            ),
        }.items():
            with self.subTest(case), self.env.cr.savepoint() as savepoint:
                try:
                    result = attempt()
                except (AccessError, ValidationError) as error:
                    self.assertNotIn("4711", str(error))
                else:
                    self.assertEqual(case, "load", "nothing was refused")
                    self.assertFalse(result["ids"])
                    self.assertNotIn("4711", str(result))
                savepoint.rollback()
        self.assertFalse(self.hidden.version_ids)
        self.assertFalse(self.hidden.version_of_id)

    def test_version_in_the_context(self):
        documents = self.env["ir.attachment"].with_user(self.salesperson)
        documents = documents.with_context(default_version_of_id=self.hidden.id)
        spec = {"version_of_id": {"fields": {"display_name": {}}}}
        self.assertNotIn("4711", str(documents.onchange({}, [], spec)))
        self.assertNotIn("version_of_id", documents.default_get(["version_of_id"]))

    def test_wizard_tells_no_name(self):
        wizard = self.env["client360.document.version"].with_user(self.salesperson)
        content = base64.b64encode(b"x")
        record = wizard.create({"document_id": self.hidden.id, "file": content})
        spec = {"document_id": {}, "display_name": {}, "file_name": {}}
        answers = [
            record.read(),
            record.web_read(spec),
            wizard.with_context(default_document_id=self.hidden.id).onchange(
                {}, [], spec
            ),
        ]
        self.assertNotIn("4711", str(answers))
        with self.assertRaises(AccessError):
            record.action_replace()
        self.assertFalse(self.hidden.version_of_id)

    def test_wizards_of_others(self):
        document = self.document()
        for model, values in {
            "client360.document.download": {"name": "A", "document_ids": document.ids},
            "client360.document.version": {
                "document_id": document.id,
                "file": base64.b64encode(b"x"),
            },
        }.items():
            records = self.env[model]
            record = records.with_user(self.salesperson).create(values)
            record.read()
            for user in (self.manager, self.env.ref("base.user_admin")):
                with self.subTest(model=model, user=user.login):
                    with self.assertRaises(AccessError):
                        record.with_user(user).read()
                    found = records.with_user(user).search([])
                    self.assertNotIn(record.id, found.ids)

    def test_public_file_on_a_hidden_card(self):
        """... or on a record of a card that its reader may see or not."""
        self.hidden.public = True
        of_lead = self.document(
            self.env["crm.lead"].create(
                {
                    "name": "Hush deal",
                    "partner_id": self.partner.id,
                    "user_id": self.manager.id,
                }
            ),
            "lead.txt",
            public=True,
        )
        for user in (self.salesperson, self.reader):
            for document in (self.hidden, of_lead):
                with self.subTest(user=user.login, document=document.name):
                    [values] = document.with_user(user).read(
                        ["name", "card_partner_id", "document_place"]
                    )
                    self.assertEqual(values["name"], document.name)
                    self.assertFalse(values["card_partner_id"])
                    self.assertFalse(values["document_place"])
        self.assertEqual(of_lead.with_user(self.manager).card_partner_id, self.partner)

    def test_buttons_check_the_rights(self):
        hidden = self.hidden.with_user(self.salesperson)
        for button in (
            "action_download_document",
            "action_download_documents",
            "action_edit_document",
            "action_replace_document",
        ):
            with self.subTest(button), self.assertRaises(AccessError):
                getattr(hidden, button)()

    def test_zip_of_ids_that_are_none(self):
        download = self.env["client360.document.download"].with_user(self.salesperson)
        own = self.document(name="own.txt")
        for ids in ([own.id, "x", None, 10**12, {}, True], {"a": 1}, "abc", 5):
            with self.subTest(ids=ids):
                record = download.create({"name": "All", "document_ids": ids})
                names = [name for name, _date, _opener in record._zip_entries()]
                expected = ["own.txt"] if isinstance(ids, list) else []
                self.assertEqual(names, expected)


@tagged("post_install", "-at_install")
class TestDocumentsGarbage(DocumentsCase, HttpCase):
    def setUp(self):
        super().setUp()
        self.authenticate(self.salesperson.login, self.salesperson.login)

    def post(self, route="/client360/documents/upload", files=None, **data):
        data["csrf_token"] = Request.csrf_token(self)
        return self.url_open(route, data=data, files=files)

    def test_upload_to_garbage(self):
        file = {"ufile": ("a.txt", b"a")}
        gone = self.env["res.partner"].create({"name": "Gone"})
        gone_type = self.env["client360.document.type"].create({"name": "Gone"})
        gone_ids = (str(gone.id), str(gone_type.id))
        gone.unlink()
        gone_type.unlink()
        good = {"partner_id": str(self.partner.id)}
        attempts = [{"partner_id": value} for value in (*GARBAGE_IDS, gone_ids[0])]
        attempts += [
            {**good, "document_type_id": value}
            for value in (*GARBAGE_IDS[1:], gone_ids[1])
            if value
        ]
        attempts.append({})
        for data in attempts:
            with self.subTest(data=data):
                answer = self.post(files=dict(file), **data)
                self.assertEqual(answer.status_code, 200)
                self.assertTrue(answer.json()["error"]["message"])
        for data in (good, {**good, "ufile": "text"}):
            with self.subTest(data=data):
                answer = self.post(**data)
                self.assertEqual(answer.status_code, 200)
                self.assertTrue(answer.json()["error"]["message"])
        self.assertFalse(self.partner.document_ids)

    def test_zip_of_garbage(self):
        for value in (0, 1, 2**31 - 1, 2**31, 10**30, "x", "1.5"):
            with self.subTest(value=value):
                answer = self.url_open(f"/client360/documents/zip/{value}")
                self.assertEqual(answer.status_code, 404)

    def test_portal_user_of_the_card_downloads_nothing(self):
        """The counterparty may read its own card, but not what we keep about it."""
        portal = new_test_user(
            self.env, login="documents portal", groups="base.group_portal"
        )
        portal.partner_id.parent_id = self.partner
        self.assertTrue(self.partner.with_user(portal).has_access("read"))
        document = self.document(name="verdict.pdf", raw=b"%PDF-1.4 red")
        download = self.env["client360.document.download"].with_user(self.salesperson)
        download = download.create({"name": "All", "document_ids": document.ids})
        self.authenticate(portal.login, portal.login)
        for url in (
            f"/web/content/{document.id}",
            f"/web/content/{document.id}?download=true",
            f"/web/image/{document.id}",
            f"/client360/documents/zip/{download.id}",
        ):
            with self.subTest(url=url):
                answer = self.url_open(url)
                self.assertNotIn(b"%PDF-1.4 red", answer.content)
        answer = self.post(
            files={"ufile": ("a.txt", b"a")}, partner_id=str(self.partner.id)
        )
        self.assertIn("error", answer.json())
        self.assertEqual(self.partner.document_ids, document)

    def test_csv_has_no_formulas(self):
        names = [
            "=1+1.txt",
            "+1.txt",
            "-1.txt",
            "@SUM(1).txt",
            "\t=1+1.txt",
            "\r=1.txt",
            "\n=1.txt",
            "a@b.txt",
        ]
        for name in names:
            self.document(name=name)
        self.salesperson.group_ids += self.env.ref("base.group_allow_export")
        fields = [{"name": "name", "label": "Name"}]
        answer = self.post(
            "/web/export/csv",
            data=json.dumps(
                {
                    "model": "ir.attachment",
                    "fields": fields,
                    "ids": self.partner.document_ids.ids,
                    "domain": [],
                    "groupby": [],
                    "context": {},
                    "import_compat": False,
                }
            ),
        )
        self.assertEqual(answer.status_code, 200)
        text = answer.content.decode("utf-8-sig")
        rows = [row[0] for row in csv.reader(io.StringIO(text, newline=""))][1:]
        self.assertEqual(len(rows), len(names))
        self.assertIn("a@b.txt", rows)
        for row in rows:
            self.assertRegex(row, r"^('|a@b)")
