# Copyright 2026 Client 360 contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo import api, models
from odoo.exceptions import AccessError


class ResPartner(models.Model):
    # pylint: disable=consider-merging-classes-inherited
    # One class for each subject of the card, see docs/architecture.rst.
    _inherit = "res.partner"

    @api.readonly
    def client360_highlights(self):
        """Tiles of the strip above the pages, as the user may see them.

        :return: tiles, see ``client360.highlights``
        :rtype: list[dict]
        :raise AccessError: the user is no employee, or may not read the partner
        """
        self._check_highlights_access()
        return self.env["client360.highlights"]._tiles(self)

    @api.readonly
    def client360_highlights_chart(self):
        """Revenue by month and receivables by age, for the chart under the strip.

        :return: see ``client360.highlights.chart``
        :rtype: dict
        :raise AccessError: the user is no employee, or may not read the partner
        """
        self._check_highlights_access()
        return self.env["client360.highlights.chart"]._chart(self)

    @api.readonly
    def action_client360_highlight(self, key):
        """Open the records behind a figure of the strip.

        :param str key: key of the figure
        :return: an action, or False where there is nothing to open
        :raise AccessError: the user is no employee, or may not see the partner or the
            records
        """
        self._check_highlights_access()
        return self.env["client360.highlights"]._action(self, str(key))

    def _check_highlights_access(self):
        """Our figures are for employees, whatever portal users may read of them.

        :raise AccessError: the user is no employee, or may not read the partner
        """
        self.ensure_one()
        if not (self.env.su or self.env.user._is_internal()):
            raise AccessError(self.env._("These figures are for employees only."))
        self.check_access("read")
