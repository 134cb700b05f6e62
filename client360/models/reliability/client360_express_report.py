# Copyright 2026 Client 360 contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo import api, models

#: System parameter: whether the facts are read with each express report.
WITH_REPORT = "client360.reliability_with_report"


class Client360ExpressReport(models.Model):
    # pylint: disable=consider-merging-classes-inherited
    # What the facts add to it stands with the facts.
    _inherit = "client360.express.report"

    @api.model
    def _request(self, partners, automatic=False):
        result = super()._request(partners, automatic=automatic)
        if self._reads_facts():
            # Of the same company on the same day: the budget counts it once.
            self.env["client360.reliability.reading"]._request(
                partners, urgent=not automatic
            )
        return result

    @api.model
    def _reads_facts(self):
        """Whether the facts are read with each report.

        :rtype: bool
        """
        parameters = self.env["ir.config_parameter"].sudo()
        return parameters.get_param(WITH_REPORT) != "False"
