# Copyright 2026 Client 360 contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo import models


class ResPartner(models.Model):
    # pylint: disable=consider-merging-classes-inherited
    # One class for each subject of the card, see docs/architecture.rst.
    _inherit = "res.partner"

    def client360_highlights(self):
        """Tiles of the strip above the pages, as the user may see them.

        :return: list of dicts, see ``client360.highlights``
        :raise AccessError: the user may not read the partner
        """
        self.ensure_one()
        self.check_access("read")
        return self.env["client360.highlights"]._tiles(self)

    def client360_highlights_chart(self):
        """Revenue by month and receivables by age, for the chart under the strip.

        :return: dict, see ``client360.highlights._chart``
        :raise AccessError: the user may not read the partner
        """
        self.ensure_one()
        self.check_access("read")
        return self.env["client360.highlights"]._chart(self)

    def action_client360_highlight(self, key):
        """Open the records behind a figure of the strip.

        :param str key: key of the figure
        :return: an action, or False where there is nothing to open
        :raise AccessError: the user may not see the partner or the records
        """
        self.ensure_one()
        self.check_access("read")
        return self.env["client360.highlights"]._action(self, key)
