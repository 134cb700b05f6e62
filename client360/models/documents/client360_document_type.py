# Copyright 2026 Client 360 contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from dateutil.relativedelta import relativedelta

from odoo import api, fields, models


class Client360DocumentType(models.Model):
    _name = "client360.document.type"
    _description = "Document Type"
    _order = "sequence, id"

    name = fields.Char(required=True, translate=True)
    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True)
    has_end_date = fields.Boolean(
        "Has an End Date", help="Who adds such a document is asked until when it holds."
    )
    valid_months = fields.Integer(
        "Valid for (months)",
        help="From the day on which it is added, where nobody says otherwise. None: "
        "nothing is proposed.",
    )
    requirement_ids = fields.One2many(
        "client360.document.requirement",
        "document_type_id",
        "Requirements",
        copy=True,
    )
    required_for = fields.Char(compute="_compute_required_for")

    _valid_months = models.Constraint(
        "CHECK (valid_months BETWEEN 0 AND 1200)",
        "A document is valid for 0 to 1200 months.",
    )

    @api.depends("requirement_ids.counterparty_kind")
    @api.depends_context("lang")
    def _compute_required_for(self):
        for document_type in self:
            names = document_type.requirement_ids.mapped("display_name")
            document_type.required_for = ", ".join(names)

    @api.onchange("has_end_date")
    def _onchange_has_end_date(self):
        if not self.has_end_date:
            self.valid_months = 0

    @api.model
    def _get_default_type(self):
        """The type of documents for which nobody has chosen one."""
        return (
            self.env.ref("client360.document_type_other", raise_if_not_found=False)
            or self.browse()
        )

    def _get_default_valid_until(self):
        """Until when a document holds that is added today.

        :return: the day, False where nothing is proposed
        :rtype: datetime.date or bool
        """
        if not self.has_end_date or not self.valid_months:
            return False
        today = fields.Date.context_today(self)
        return today + relativedelta(months=self.valid_months)
