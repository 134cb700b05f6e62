# Copyright 2026 Client 360 contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

import io
import zipfile
from datetime import datetime

from odoo.tests import BaseCase, tagged

from ...tools.file_names import MAX_BYTES, clean_name, safe_name, unique_names
from ...tools.zip_stream import CHUNK, stream_zip

DATE = datetime(2026, 3, 31, 12, 30, 10)


@tagged("post_install", "-at_install")
class TestFileNames(BaseCase):
    def test_clean_name(self):
        for name, expected in (
            ("scan.pdf", "scan.pdf"),
            ("../../etc/passwd", ".._.._etc_passwd"),
            ("a\\b.txt", "a_b.txt"),
            ("two\r\nlines\t.txt", "two lines .txt"),
            ('"quoted" it\'s.txt', '"quoted" it\'s.txt'),
            ("Договор № 1.docx", "Договор № 1.docx"),
            ("и\u0306.txt", "й.txt"),
            ("invoice\u202efdp.exe", "invoicefdp.exe"),
            ("\ud800.txt", ".txt"),
            ("", "file"),
            (None, "file"),
            ("..", "file"),
            (" / ", "file"),
        ):
            with self.subTest(name=name):
                self.assertEqual(clean_name(name), expected)

    def test_long_names_keep_their_extension(self):
        for letter in ("a", "я", "😀"):
            name = clean_name(letter * 300 + ".pdf")
            self.assertLessEqual(len(name.encode()), MAX_BYTES)
            self.assertGreater(len(name.encode()), MAX_BYTES - 4)
            self.assertTrue(name.endswith(f"{letter}.pdf"))

    def test_safe_name(self):
        for name, expected in (
            ('a<b>:"c"|d?*.txt', "a_b___c__d__.txt"),
            ("../../etc/passwd", "_.._etc_passwd"),
            ("trailing. ", "trailing"),
            (".hidden", "hidden"),
            ("CON", "_CON"),
            ("nul.txt", "_nul.txt"),
            ("console.txt", "console.txt"),
        ):
            with self.subTest(name=name):
                self.assertEqual(safe_name(name), expected)

    def test_unique_names(self):
        self.assertEqual(
            unique_names(["a.txt", "A.TXT", "a.txt", "a (2).txt", "b", "b"]),
            ["a.txt", "A (2).TXT", "a (3).txt", "a (2) (2).txt", "b", "b (2)"],
        )
        names = unique_names(["я" * 300 + ".pdf"] * 12)
        self.assertEqual(len(set(names)), 12)
        self.assertLessEqual(max(len(name.encode()) for name in names), MAX_BYTES)


@tagged("post_install", "-at_install")
class TestZipStream(BaseCase):
    def archive(self, chunks):
        return zipfile.ZipFile(io.BytesIO(b"".join(chunks)))

    def test_files(self):
        content = bytes(range(256)) * (CHUNK // 100)
        archive = self.archive(
            stream_zip(
                [
                    ("big.bin", DATE, lambda: io.BytesIO(content)),
                    ("Пустой.txt", datetime(1970, 1, 1), lambda: io.BytesIO()),
                ]
            )
        )
        self.assertIsNone(archive.testzip())
        self.assertEqual(archive.namelist(), ["big.bin", "Пустой.txt"])
        self.assertEqual(archive.read("big.bin"), content)
        self.assertEqual(
            archive.getinfo("big.bin").date_time, (2026, 3, 31, 12, 30, 10)
        )

    def test_nothing(self):
        self.assertEqual(self.archive(stream_zip([])).namelist(), [])

    def test_missing_file(self):
        def missing():
            raise FileNotFoundError()

        archive = self.archive(
            stream_zip(
                [("gone.pdf", DATE, missing), ("a.txt", DATE, lambda: io.BytesIO(b"a"))]
            )
        )
        self.assertEqual(archive.namelist(), ["a.txt", "missing.txt"])
        self.assertEqual(archive.read("missing.txt"), b"gone.pdf")

    def test_one_chunk_at_a_time(self):
        opened = []

        def opener(number):
            def open_file():
                opened.append(number)
                return io.BytesIO(b"x" * CHUNK * 3)

            return open_file

        chunks = stream_zip([(str(n), DATE, opener(n)) for n in range(5)])
        self.assertLess(len(next(chunks)), CHUNK * 2)
        self.assertEqual(opened, [0])
