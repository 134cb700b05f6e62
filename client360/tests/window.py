# Copyright 2026 Client 360 contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

import base64
from contextlib import contextmanager
from urllib.parse import urljoin

from odoo.tests.common import ChromeBrowser
from odoo.tools import file_open


class Window(ChromeBrowser):
    """A browser that a test leads itself: it opens pages, and changes its size."""

    # A window as high as this has no scroll bar of its own.
    height = 4000

    def open(self, path, ready):
        """Open a page.

        :param str path: of the address
        :param str ready: JavaScript that is true as soon as the page can be used
        """
        self.navigate_to(urljoin(self.test_case.base_url(), path), wait_stop=False)
        self.wait_for(ready, timeout=30)

    def wait_for(self, condition, timeout=10):
        """Wait for a JavaScript expression to become true.

        :param str condition: the expression
        :param float timeout: seconds
        :raise AssertionError: it does not
        """
        if not self._wait_ready(condition, timeout=timeout):
            raise AssertionError(f"{condition} does not become true")

    def resize(self, width, height=None):
        """Make the window as wide as this many pixels."""
        self._websocket_request(
            "Emulation.setDeviceMetricsOverride",
            params={
                "mobile": False,
                "width": width,
                "height": height or self.height,
                "deviceScaleFactor": 1,
            },
        )

    def touch(self, enabled):
        """Pretend to be a telephone, or no longer."""
        self._websocket_request(
            "Emulation.setTouchEmulationEnabled", params={"enabled": enabled}
        )

    def evaluate(self, code, timeout=30):
        """:return: value of a JavaScript expression, of a promise what it gives"""
        answer = self._websocket_request(
            "Runtime.evaluate",
            params={"expression": code, "awaitPromise": True, "returnByValue": True},
            timeout=timeout,
        )
        if "exceptionDetails" in answer:
            raise AssertionError(f"{code}: {answer['exceptionDetails']}")
        return answer["result"].get("value")

    def press(self, key):
        """Press and let go a key, as a person does.

        :param str key: its name, "Tab" or "Enter"
        """
        code = {"Tab": 9, "Enter": 13, "Escape": 27}[key]
        text = {"text": "\r"} if key == "Enter" else {}
        for kind in ("rawKeyDown" if key != "Enter" else "keyDown", "keyUp"):
            self._websocket_request(
                "Input.dispatchKeyEvent",
                params={
                    "type": kind,
                    "key": key,
                    "code": key,
                    "windowsVirtualKeyCode": code,
                    **(text if kind == "keyDown" else {}),
                },
            )

    def load(self, path):
        """Evaluate a script of an addon in the page."""
        with file_open(path) as script:
            self.evaluate(script.read())

    def picture(self, path):
        """Write what the window shows into a PNG file."""
        answer = self._websocket_request("Page.captureScreenshot", timeout=30)
        with open(path, "wb") as file:
            file.write(base64.b64decode(answer["data"]))


@contextmanager
def open_window(test_case, login):
    """A window in which a user is logged in, for a test of ``HttpCase``."""
    window = Window(test_case)
    try:
        with test_case.allow_requests(browser=window):
            test_case.authenticate(login, login, browser=window)
            test_case.cr.flush()
            test_case.cr.clear()
            yield window
            window.navigate_to("about:blank")
            test_case._wait_remaining_requests()
    finally:
        window.stop()
