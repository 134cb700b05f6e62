# Copyright 2026 Client 360 contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

import json
import os
from pathlib import Path

from odoo.tests import tagged

from ..screens import REGISTERS, ScreensCase
from ..window import open_window

#: axe-core, which the sandbox installs from npm.
AXE = os.environ.get("AXE_CORE", "")

#: Runs one or all rules and gives what is serious.
RUN = """
axe.run(
    CONTEXT,
    {resultTypes: ["violations"], ...OPTIONS}
).then(({violations}) => violations
    .filter(({impact}) => ["serious", "critical"].includes(impact))
    .flatMap(({id, nodes}) => nodes.map(({target, html}) =>
        `${id} | ${target.join(" ")} | ${html.slice(0, 160)}`)))
"""
STANDARD = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa"]
#: Rules about what core's page has around everything: its language, its viewport; and
#: about colours, which are those of Odoo's theme except in what we draw ourselves.
NOT_OURS = ["html-has-lang", "meta-viewport", "color-contrast"]
#: Core's own widgets, which this addon shows and does not draw.
CORE = (
    # the bar, the chatter, the panel of a view, what is searched
    *(".o_main_navbar", ".o-mail-Chatter", ".o-mail-ChatHub", ".o_control_panel"),
    # its tabs have no list of tabs around them
    ".o_notebook_headers",
    # its fields and the labels of theirs; those that we write are not left out
    ".o_field_widget:not([class*=o_field_client360])",
    # its pictures of users
    *(".o-mail-Avatar", ".o_m2o_avatar"),
    # the boxes to select rows and the menu of columns have no name
    *(".o_list_record_selector", ".o_list_actions_header"),
    # its own pages of this form, and its boards
    *("[name=contact_addresses]", ".o_kanban_renderer.o_res_partner_kanban"),
    # its list of stat buttons on a phone, its search button, its panel at the side
    *(".o-form-buttonbox", ".o_button_more", ".o_search_panel"),
    # its tabs of the settings
    ".settings_tab",
)
#: What we draw ourselves: whatever bears a class of ours, and the dossier.
OURS = "[class*=o_client360], .o_client360_dossier"
#: Within it, what has Odoo's colours: its badges, fields, buttons, labels and rows.
PALETTE = (
    *(".badge", ".o_field_widget", ".btn", ".o_view_controller", ".o_main_navbar"),
    *(".dropdown-item", ".o_notebook_headers", ".o-mail-Chatter", ".o_data_row"),
    *(".o_form_label", ".o_address_type"),
)


@tagged("post_install", "-at_install")
class TestAxe(ScreensCase):
    """No serious barrier of ours for who uses a keyboard or a screen reader."""

    def setUp(self):
        super().setUp()
        if not AXE:
            self.skipTest("AXE_CORE does not name the script of axe-core")

    def look(self, window, place):
        if not window.evaluate("!!window.axe"):
            window.evaluate(f"{Path(AXE).read_text(encoding='utf-8')}; true")
        context = {"exclude": [[selector] for selector in CORE]}
        rules = {name: {"enabled": False} for name in NOT_OURS}
        found = self.run_axe(window, context, {"runOnly": STANDARD, "rules": rules})
        if window.evaluate(f"!!document.querySelector('{OURS}')"):
            context = {
                "include": [[OURS]],
                "exclude": [[selector] for selector in PALETTE],
            }
            found += self.run_axe(window, context, {"runOnly": ["color-contrast"]})
        for fault in found:
            if fault not in self.seen:
                self.seen.add(fault)
                self.faults.append(f"{place}: {fault}")

    def run_axe(self, window, context, options):
        script = RUN.replace("CONTEXT", json.dumps(context))
        return window.evaluate(
            script.replace("...OPTIONS", f"...{json.dumps(options)}"), timeout=60
        )

    def walk(self, login, width, view):
        self.seen = set()
        with open_window(self, login) as window:
            window.touch(width < 768)
            window.resize(width)
            for page in self.open_card(window):
                self.open_page(window, page)
                self.look(window, page)
            for dialog in self.dialogs(window):
                self.look(window, dialog)
            for xml_id in REGISTERS:
                self.open_register(window, xml_id, view)
                self.look(window, xml_id)
        self.check()

    def test_desktop(self):
        self.walk("admin", 1366, "list")

    def test_phone(self):
        self.walk("darya", 390, "kanban")

    def test_more_screens(self):
        self.seen = set()
        with open_window(self, "admin") as window:
            window.resize(1366)
            for name in self.more_screens(window):
                self.look(window, name)
        self.check()
