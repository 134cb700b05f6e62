# Copyright 2026 Client 360 contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from collections import defaultdict

from odoo import api, fields, models

# Who reads all invoices. Salespeople read their own: a sum of those would be wrong.
INVOICE_READERS = "account.group_account_invoice,account.group_account_readonly"


class Agreement(models.Model):
    """What was paid of a contract's amount, and what is left."""

    # pylint: disable=consider-merging-classes-inherited
    # The contract's own file has its fields and its way through the statuses.
    _inherit = "agreement"

    invoice_count = fields.Integer(
        "Number of Invoices", compute="_compute_paid_amount", groups=INVOICE_READERS
    )
    paid_amount = fields.Monetary(
        "Paid",
        compute="_compute_paid_amount",
        groups=INVOICE_READERS,
        help="Paid of the contract's posted invoices, less what was given back by "
        "credit notes.",
    )
    left_amount = fields.Monetary(
        "Left to Pay", compute="_compute_left_amount", groups=INVOICE_READERS
    )
    tree_amount = fields.Monetary(
        "Amount with Agreements",
        compute="_compute_tree_amount",
        help="With the supplementary agreements that are in force or were.",
    )
    tree_paid_amount = fields.Monetary(
        "Paid with Agreements",
        compute="_compute_tree_paid_amount",
        groups=INVOICE_READERS,
    )
    tree_left_amount = fields.Monetary(
        "Left to Pay with Agreements",
        compute="_compute_tree_paid_amount",
        groups=INVOICE_READERS,
    )

    @api.model
    def _get_invoice_signs(self):
        """Say which invoices count for a contract, and which of them take away.

        :return: for each value of ``domain`` the types of moves and their signs
        :rtype: dict[str, dict[str, int]]
        """
        return {
            "sale": {"out_invoice": 1, "out_receipt": 1, "out_refund": -1},
            "purchase": {"in_invoice": 1, "in_receipt": 1, "in_refund": -1},
        }

    @api.depends("currency_id", "domain")
    @api.depends_context("uid", "allowed_company_ids")
    def _compute_paid_amount(self):
        paid = defaultdict(float)
        counts = defaultdict(int)
        signs = self._get_invoice_signs()
        for (
            agreement,
            move_type,
            payment_state,
            currency,
            company,
            date,
            count,
            total,
            residual,
            total_company,
            residual_company,
        ) in self.env["account.move"]._read_group(
            [("agreement_id", "in", self.ids), ("state", "=", "posted")],
            [
                "agreement_id",
                "move_type",
                "payment_state",
                "currency_id",
                "company_id",
                "invoice_date:day",
            ],
            [
                "__count",
                "amount_total:sum",
                "amount_residual:sum",
                "amount_total_signed:sum",
                "amount_residual_signed:sum",
            ],
        ):
            sign = signs[agreement.domain or "sale"].get(move_type)
            if not sign:
                continue
            counts[agreement] += count
            # A payment that waits for its bank statement leaves the residual as it is.
            if payment_state in ("in_payment", "paid", "reversed"):
                residual = residual_company = 0
            target = agreement.currency_id
            if target not in (currency, company.currency_id):
                amount = currency._convert(total - residual, target, company, date)
            elif target == currency:
                amount = total - residual
            else:
                # At the rate at which the invoice was booked.
                amount = abs(total_company - residual_company)
            paid[agreement] += sign * amount
        for agreement in self:
            agreement.paid_amount = paid[agreement._origin]
            agreement.invoice_count = counts[agreement._origin]

    @api.depends("amount", "paid_amount")
    def _compute_left_amount(self):
        for agreement in self:
            agreement.left_amount = agreement.amount - agreement.paid_amount

    def _get_trees(self):
        """The contracts, each with the agreements to it that are in force or were.

        :rtype: dict
        """
        trees = {agreement._origin: agreement._origin for agreement in self}
        for child in self.search(
            [
                ("id", "child_of", self.ids),
                ("id", "not in", self.ids),
                ("state", "in", ("active", "repeal_request", "archive")),
            ]
        ):
            parent = child.parent_id
            while parent:
                if parent in trees:
                    trees[parent] |= child
                parent = parent.parent_id
        return trees

    def _sum_up(self, name, currency):
        """Sum up amounts of contracts in one currency, at the rates of their dates.

        :param str name: monetary field
        :param currency: res.currency
        :rtype: float
        """
        today = fields.Date.context_today(self)
        return sum(
            agreement.currency_id._convert(
                agreement[name],
                currency,
                agreement.company_id or self.env.company,
                agreement.signature_date or today,
            )
            for agreement in self
        )

    @api.depends("amount", "currency_id", "child_ids.amount", "child_ids.state")
    @api.depends_context("uid", "allowed_company_ids")
    def _compute_tree_amount(self):
        trees = self._get_trees()
        for agreement in self:
            children = trees[agreement._origin] - agreement._origin
            agreement.tree_amount = agreement.amount + children._sum_up(
                "amount", agreement.currency_id
            )

    @api.depends("paid_amount", "tree_amount")
    def _compute_tree_paid_amount(self):
        trees = self._get_trees()
        for agreement in self:
            children = trees[agreement._origin] - agreement._origin
            paid = agreement.paid_amount + children._sum_up(
                "paid_amount", agreement.currency_id
            )
            agreement.tree_paid_amount = paid
            agreement.tree_left_amount = agreement.tree_amount - paid

    def action_view_invoices(self):
        """List the invoices that are counted, and the drafts."""
        self.ensure_one()
        types = list(self._get_invoice_signs()[self.domain or "sale"])
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Invoices"),
            "res_model": "account.move",
            "view_mode": "list,kanban,form",
            "domain": [("agreement_id", "=", self.id), ("move_type", "in", types)],
            "context": {
                "default_agreement_id": self.id,
                "default_partner_id": self.partner_id.id,
                "default_move_type": types[0],
            },
        }
