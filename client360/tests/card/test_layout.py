# Copyright 2026 Client 360 contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

import os
import re

from odoo.tests import tagged

from ..screens import REGISTERS, ScreensCase
from ..window import open_window

PHONE = 390
WIDTHS = (820, 1024, 1366, 1440, 1536, 1600, 1920, 2560)


@tagged("post_install", "-at_install")
class TestLayout(ScreensCase):
    """Nothing that says nothing when cut is cut: numbers, dates, statuses, buttons.

    Every page of the card, every register and the dialogs are opened in Russian, whose
    words are longer than the English ones, in windows of the usual widths. With
    ``LAYOUT_PICTURES`` set to a folder a picture of each is left there.
    """

    def measure(self, window, place, widths):
        for width in widths:
            window.resize(width)
            window.evaluate("client360Settled()")
            found = window.evaluate("client360Faults()")
            self.faults += [f"{place} at {width}: {fault}" for fault in found]
            folder = os.environ.get("LAYOUT_PICTURES")
            if folder:
                name = re.sub(r"\W+", "_", f"{place}_{width}")
                window.picture(os.path.join(folder, f"{name}.png"))

    def measure_card(self, window, widths):
        pages = self.open_card(window)
        self.assertIn("client360_crm", pages)
        for page in pages:
            window.resize(widths[0])
            self.open_page(window, page)
            self.measure(window, page, widths)

    def check_first_row(self, window):
        """On a laptop the first row of a list is in the upper half of the screen."""
        window.resize(1366, 768)
        window.evaluate(
            "document.querySelector('.o_notebook_headers [name=client360_contracts]')"
            ".click()"
        )
        window.evaluate("client360Settled()")
        top = window.evaluate(
            "document.querySelector('.o_client360_list .o_data_row')"
            ".getBoundingClientRect().top"
        )
        if top > 768 / 2:
            self.faults.append(f"the first row begins at {top} of 768")

    def check_phone(self, window):
        """A phone has one row of tabs, and a list begins on its first screen."""
        height = window.evaluate(
            "document.querySelector('.o_notebook_headers').offsetHeight"
        )
        if height > 60:
            self.faults.append(f"the tabs take {height} pixels of a phone")
        self.open_page(window, "client360_contracts")
        window.resize(PHONE, 844)
        top = window.evaluate(
            "document.querySelector('.o_client360_list .o_kanban_record')"
            ".getBoundingClientRect().top"
        )
        if top > 844 * 0.75:
            self.faults.append(f"the first row begins at {top} of 844 of a phone")

    def measure_registers(self, window, widths):
        for xml_id in REGISTERS:
            view = "list" if widths[0] > PHONE else "kanban"
            self.open_register(window, xml_id, view)
            self.measure(window, xml_id, widths)

    def test_desktop(self):
        with open_window(self, "admin") as window:
            window.resize(WIDTHS[0])
            self.measure_card(window, WIDTHS)
            self.check_first_row(window)
            for dialog in self.dialogs(window):
                self.measure(window, dialog, (820, 1366))
            self.measure_registers(window, WIDTHS)
        self.check()

    def test_more_screens(self):
        with open_window(self, "admin") as window:
            window.resize(1366)
            for name in self.more_screens(window):
                self.measure(window, name, (1366,))
        self.check()

    def test_phone(self):
        with open_window(self, "admin") as window:
            window.touch(True)
            window.resize(PHONE)
            self.measure_card(window, (PHONE,))
            self.check_phone(window)
            window.resize(PHONE)
            for dialog in self.dialogs(window):
                self.measure(window, dialog, (PHONE,))
            self.measure_registers(window, (PHONE,))
        self.check()
