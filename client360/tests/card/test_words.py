# Copyright 2026 Client 360 contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

import re

from odoo.tests import tagged

from ..screens import REGISTERS, ScreensCase
from ..window import open_window

#: Names of products and of formats, which are the same in Russian.
NAMES = {
    *("crm", "dadata", "odoo", "odoobot", "pdf", "zip", "excel", "peppol", "kanban"),
    *("iban", "swift", "bic", "gln", "api", "url", "html", "csv", "json", "ip", "ok"),
    *("it", "id", "qa", "uat", "whatsapp", "google", "telegram", "sms", "email"),
    *(
        "mail",
        "usd",
        "eur",
        "rub",
        "alt",
        "ctrl",
        "esc",
        "enter",
        "shift",
        "xml",
        "inc",
    ),
}
#: What is data: addresses, files, numbers of documents and codes.
DATA = re.compile(
    r"""
    [\w.+-]+@[\w.-]+                      # e-mail
    | https?://\S+ | (?:www\.)?[\w-]+(?:\.[\w-]+)*\.(?:ru|com|org|net|test|example)\b\S*
    | [^\s/]+\.(?:pdf|png|jpe?g|docx?|xlsx?|zip|txt|xml|html)\b
    | \b[\w№-]*[A-Za-z]+[\w-]*[/-][\w/-]*\d[\w/-]*    # INV/2026/00001
    | \b[A-Za-z]+\d[\w-]* | \b\d+[A-Za-z][\w-]*         # S00042
    | \b[A-Z]{4}RU[A-Z0-9]{2,5}\b         # SWIFT
    | \b[IVXLCDM]+\b                      # Roman numbers
    """,
    re.VERBOSE,
)
#: What core's web client composes in its templates, where nobody can translate it.
CORE = re.compile(r'^Back to "[^"]*"( form)?$|^[\w ]+ View$|^Invoices/Bills/Mandates$')
WORD = re.compile(r"[A-Za-z][A-Za-z'’]+")


def english(text):
    """Words of a text in Latin letters that are neither data nor names.

    :param str text: what a screen shows
    :rtype: list[str]
    """
    words = WORD.findall(DATA.sub(" ", CORE.sub(" ", text)))
    return [word for word in words if word.lower() not in NAMES]


@tagged("post_install", "-at_install")
class TestWords(ScreensCase):
    """No English on any screen of the addon, for a Russian user."""

    def names_of_records(self):
        """What core's and our demo data call in English, and people might."""
        names = set()
        for model, field in (
            ("res.users", "name"),
            ("res.partner", "name"),
            ("res.company", "name"),
            ("product.product", "name"),
            ("account.journal", "name"),
            ("account.journal", "code"),
            ("project.project", "name"),
            ("project.task", "name"),
            ("project.milestone", "name"),
            ("helpdesk.ticket", "name"),
            ("crm.lead", "name"),
            ("agreement", "name"),
            ("agreement.type", "name"),
            ("crm.team", "name"),
            ("crm.stage", "name"),
            ("crm.tag", "name"),
            ("project.tags", "name"),
            ("res.partner.category", "name"),
            ("helpdesk.ticket.team", "name"),
            ("helpdesk.ticket.stage", "name"),
            ("project.task.type", "name"),
        ):
            records = self.env[model].with_context(active_test=False, lang="ru_RU")
            for name in records.search([]).mapped(field):
                names.update(WORD.findall(name or ""))
        names.update(WORD.findall(self.env.company.partner_id.contact_address))
        return {name.lower() for name in names}

    def look(self, window, place):
        window.load("client360/static/tests/layout/words.js")
        for text, where in window.evaluate("client360LatinTexts()"):
            words = [w for w in english(text) if w.lower() not in self.names]
            if words and (text, where) not in self.seen:
                self.seen.add((text, where))
                self.faults.append(f"{place} [{where}]: {text[:120]} {words}")

    def walk(self, login):
        self.names = self.names_of_records()
        self.seen = set()
        with open_window(self, login) as window:
            window.resize(1920)
            for page in self.open_card(window):
                self.open_page(window, page)
                self.look(window, page)
                self.look_into_menus(window, page)
            for dialog in self.dialogs(window):
                self.look(window, dialog)
            for xml_id in REGISTERS:
                self.open_register(window, xml_id, "list")
                self.look(window, xml_id)
                self.look_into_menus(window, xml_id)
        self.check()

    def look_into_menus(self, window, place):
        """Filters, and the columns that one may choose."""
        for opener in (
            ".o_searchview_dropdown_toggler",
            ".o_optional_columns_dropdown",
        ):
            count = window.evaluate(
                'document.querySelectorAll(".o_form_sheet .tab-pane '
                f'{opener}, .o_action > .o_control_panel {opener}").length'
            )
            for number in range(count):
                toggle = (
                    'document.querySelectorAll(".o_form_sheet .tab-pane '
                    f'{opener}, .o_action > .o_control_panel {opener}")[{number}]'
                )
                window.evaluate(
                    f"({toggle}.querySelector('button') || {toggle}).click()"
                )
                window.evaluate("client360Settled()")
                self.look(window, f"{place} {opener}")
                window.evaluate(
                    f"({toggle}.querySelector('button') || {toggle}).click()"
                )
                window.evaluate("client360Settled(50)")

    def test_what_is_english(self):
        for text, expected in (
            ("Пользовательский фильтр", []),
            ("Custom Filter...", ["Custom", "Filter"]),
            ("INV/2026/00001 от 3 мая", []),
            ("buh@versta.example", []),
            ("S00042: Quotation", ["Quotation"]),
            ("Договор.pdf в PDF", []),
            ("SABRRUMM", []),
            ("Список View", []),
        ):
            with self.subTest(text=text):
                self.assertEqual(english(text), expected)

    def test_administrator(self):
        self.walk("admin")

    def test_more_screens(self):
        self.names = self.names_of_records()
        self.seen = set()
        with open_window(self, "admin") as window:
            window.resize(1920)
            for name in self.more_screens(window):
                self.look(window, name)
        self.check()

    def test_salesperson(self):
        self.walk("darya")
