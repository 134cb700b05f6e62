# Copyright 2026 Client 360 contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo import models

EXPRESS_REPORT_CODE = "records._request_express_report_after_create()"


class BaseAutomation(models.Model):
    _inherit = "base.automation"

    def _process(self, records, domain_post=None):
        """Queue the express reports of all new partners of one create() together.

        The base runs an action once for each record, which would make an import
        many times slower. An action that an administrator has changed or added
        runs as usual.
        """
        actions = self.sudo().action_server_ids
        if (
            records._name == "res.partner"
            and self.sudo().trigger == "on_create"
            and len(actions) == 1
            and actions.state == "code"
            and (actions.code or "").strip() == EXPRESS_REPORT_CODE
        ):
            records._request_express_report_after_create()
            return None
        return super()._process(records, domain_post=domain_post)
