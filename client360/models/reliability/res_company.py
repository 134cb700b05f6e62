# Copyright 2026 Client 360 contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo import fields, models

POLICIES = [
    ("nothing", "Nothing"),
    ("warn", "Warn"),
    ("ask", "Ask for a decision"),
    ("refuse", "Refuse"),
]


class ResCompany(models.Model):
    # pylint: disable=consider-merging-classes-inherited
    # One class for each subject of the card, see docs/architecture.rst.
    _inherit = "res.company"

    client360_gate_sale = fields.Selection(
        POLICIES, "Confirming a Sales Order", required=True, default="warn"
    )
    client360_gate_agreement = fields.Selection(
        POLICIES, "Activating a Contract", required=True, default="warn"
    )
    client360_gate_payment = fields.Selection(
        POLICIES, "Paying, Posting a Vendor Bill", required=True, default="warn"
    )
    client360_gate_on_red = fields.Boolean("Express Report: High Risk", default=True)
    client360_gate_on_dissolved = fields.Boolean(
        "Liquidated, in Liquidation, Bankrupt", default=True
    )
    client360_gate_on_no_report = fields.Boolean("No Express Report, or an Old One")
