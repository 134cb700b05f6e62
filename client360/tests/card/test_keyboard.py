# Copyright 2026 Client 360 contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo.tests import tagged

from ..screens import ScreensCase
from ..window import open_window

#: The focused element: the list that it is in, and what it is.
FOCUSED = """
(() => {
    const el = document.activeElement;
    const list = el.closest(".o_client360_list");
    const lists = [...document.querySelectorAll(".o_client360_list")];
    const kinds = {
        tile: ".o_client360_figure",
        chart: ".o_client360_chart_toggle",
        tab: ".o_notebook_headers .nav-link",
        new: ".o_list_button_add",
        search: ".o_searchview_input",
        "row button": ".o_data_row button",
        row: ".o_data_row",
        chatter: ".o-mail-Chatter *",
    };
    const kind = Object.keys(kinds).find((name) => el.matches(kinds[name])) || "";
    return [list ? lists.indexOf(list) : -1, kind];
})()
"""
STOPS = 400


@tagged("post_install", "-at_install")
class TestKeyboard(ScreensCase):
    """Everything of the card can be reached, and used, without a mouse."""

    def walk(self, window):
        """Press Tab until the page comes round.

        :return: (number of the list or -1, kind) of each stop
        :rtype: list[tuple]
        """
        stops = []
        for _number in range(STOPS):
            window.press("Tab")
            place, kind = window.evaluate(FOCUSED)
            stops.append((place, kind))
            if kind == "chatter":
                break
        return stops

    def start(self, window, page):
        window.resize(1920)
        self.open_card(window)
        self.open_page(window, page)
        window.evaluate("document.activeElement.blur()")
        window.evaluate("document.querySelector('.o_client360_head').tabIndex = -1")
        window.evaluate("document.querySelector('.o_client360_head').focus()")

    def test_all_lists_of_a_page(self):
        with open_window(self, "admin") as window:
            self.start(window, "client360_crm")
            stops = self.walk(window)
        kinds = {kind for _place, kind in stops}
        self.assertLessEqual({"tile", "chart", "tab", "row button"}, kinds)
        for place in range(4):
            with self.subTest(list=place):
                here = {kind for at, kind in stops if at == place}
                self.assertLessEqual({"new", "search", "row button"}, here)

    def test_enter_acts(self):
        with open_window(self, "admin") as window:
            self.start(window, "client360_crm")
            window.evaluate(
                "document.querySelector('[name=client360_contracts]').focus()"
            )
            window.press("Enter")
            window.evaluate("client360Settled(500)")
            self.assertTrue(
                window.evaluate(
                    "!!document.querySelector('.o_client360_list[data-model=agreement]')"
                )
            )
            window.evaluate(
                "document.querySelector('.o_client360_figure[data-key=tickets]').focus()"
            )
            window.press("Enter")
            window.evaluate("client360Settled(1000)")
            self.assertEqual(
                window.evaluate(
                    "document.querySelectorAll('.o_searchview_facet').length"
                ),
                1,
            )
