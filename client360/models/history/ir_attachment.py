# Copyright 2026 Client 360 contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo import api, models


class IrAttachment(models.Model):
    """Documents that are added to a record without a message are events of it."""

    # pylint: disable=consider-merging-classes-inherited
    # One class for each subject, see docs/architecture.rst.
    _inherit = "ir.attachment"

    @api.model_create_multi
    def create(self, vals_list):
        attachments = super().create(vals_list)
        attachments._link_to_timeline()
        return attachments

    def write(self, vals):
        result = super().write(vals)
        documents = self.env["client360.timeline.document"]
        if documents._linked_fields & vals.keys():
            documents._link_sources(self.sudo())
        return result

    def _link_to_timeline(self):
        """Link new attachments of records of the timeline: no other has a link."""
        added = self.sudo().filtered(
            lambda attachment: attachment.res_id and not attachment.res_field
        )
        self.env["client360.timeline.document"]._link_sources(added, are_new=True)
