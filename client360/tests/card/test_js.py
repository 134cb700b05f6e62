# Copyright 2026 Client 360 contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo.tests import no_retry, tagged

from odoo.addons.web.tests.test_js import HOOTCommon, unit_test_error_checker


@tagged("post_install", "-at_install")
class TestJavaScript(HOOTCommon):
    """The unit tests of ``static/tests``, as core runs its own; without core's."""

    _test_params = [("+", "@client360")]

    @no_retry
    def test_unit_desktop(self):
        self.browser_js(
            "/web/tests?headless&loglevel=2&preset=desktop&timeout=15000"
            + self.hoot_filters,
            "",
            "",
            login="admin",
            timeout=100,
            success_signal="[HOOT] Test suite succeeded",
            error_checker=unit_test_error_checker,
        )


# Core's tests of its own helpers, which are inherited along, are not ours to run.
del HOOTCommon
