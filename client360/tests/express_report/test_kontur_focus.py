# Copyright 2026 Client 360 contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo.tests import BaseCase, tagged

from ...tools import kontur_focus
from ..fake_services import generated_inn

INN, OTHER = generated_inn(1), generated_inn(2)
OGRN = "1207799000012"


def item(inn=INN, ogrn=OGRN, **summary):
    return {
        "inn": inn,
        "ogrn": ogrn,
        "focusHref": "https://focus.kontur.ru/entity?query=1",
        "briefReport": {"summary": summary, "href": "https://focus-lite.kontur.ru/"},
    }


@tagged("post_install", "-at_install")
class TestKonturFocus(BaseCase):
    """What answers of Kontur.Focus mean."""

    def risk(self, **summary):
        return kontur_focus.briefs([item(**summary)], [INN])[INN].risk

    def test_worst_mark_counts(self):
        for marks, risk in (
            ({}, ""),
            ({"greenStatements": False}, ""),
            ({"greenStatements": True}, "green"),
            ({"greenStatements": True, "yellowStatements": True}, "yellow"),
            ({"greenStatements": True, "redStatements": True}, "red"),
            ({"yellowStatements": True, "redStatements": True}, "red"),
            ({"redStatements": False, "yellowStatements": True}, "yellow"),
            ({"purpleStatements": True, "greenStatements": True}, "green"),
        ):
            with self.subTest(marks=marks):
                self.assertEqual(self.risk(**marks), risk)

    def test_companies_are_matched_by_inn(self):
        payload = [item(OTHER, redStatements=True), item(INN, greenStatements=True)]
        found = kontur_focus.briefs(payload, [INN, OTHER, generated_inn(3)])
        self.assertEqual(found[INN].risk, "green")
        self.assertEqual(found[OTHER].risk, "red")
        self.assertEqual(len(found), 2, "Who is not in the answer is not found")

    def test_wrong_answers_are_refused(self):
        for name, payload in {
            "null": None,
            "object": {},
            "list of nulls": [None],
            "somebody else": [item(OTHER)],
            "a number for an INN": [item(int(INN))],
            "no INN": [{"briefReport": {"summary": {}}}],
            "no report": [{"inn": INN}],
            "no summary": [{"inn": INN, "briefReport": {"summary": None}}],
            "marks in a list": [item(redStatements=["x"])],
            "a contradiction": [item(greenStatements=True), item(redStatements=True)],
        }.items():
            with self.subTest(name), self.assertRaises(ValueError):
                kontur_focus.briefs(payload, [INN])

    def test_ogrn_is_checked(self):
        for value in (None, 1, "", "../../etc/passwd", OGRN[:-1] + "0"):
            with self.subTest(value):
                brief = kontur_focus.briefs([item(ogrn=value)], [INN])[INN]
                self.assertEqual(brief.ogrn, "")

    def test_dissolved(self):
        gone = {"status": {"dissolved": True}}
        self.assertEqual(
            kontur_focus.dissolved(
                [
                    {"inn": INN, "UL": gone},
                    {"inn": OTHER, "IP": {"status": {"statusString": "Действующее"}}},
                    {"inn": generated_inn(3), "UL": gone},
                    {"inn": generated_inn(4)},
                ],
                [INN, OTHER, generated_inn(4)],
            ),
            {INN},
        )

    def test_pdf(self):
        self.assertTrue(kontur_focus.is_pdf(b"%PDF-1.4\n...\n%%EOF\n"))
        for body in (b"", b"%PDF-1.4\n...", b"[]", b"<html>%PDF-1.4 %%EOF</html>"):
            with self.subTest(body):
                self.assertFalse(kontur_focus.is_pdf(body))

    def test_json(self):
        for body in (b"", b"<html>", b"[" * 100_000, b'"\xcf\xf0"'):
            with self.subTest(body[:10]), self.assertRaises(ValueError):
                kontur_focus.parse_json(body)
