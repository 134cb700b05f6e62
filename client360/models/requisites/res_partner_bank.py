# Copyright 2026 Client 360 contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo import api, fields, models
from odoo.exceptions import ValidationError

from ...tools import requisites
from ...tools.service_http import ServiceError


class ResPartnerBank(models.Model):
    _name = "res.partner.bank"
    _inherit = ["res.partner.bank", "client360.system.fields.mixin"]

    bic = fields.Char(
        "BIC",
        compute="_compute_bic",
        inverse="_inverse_bic",
        help="Type it, and the bank is found or filled from DaData.",
    )
    bank_city = fields.Char(related="bank_id.city", string="Bank's City")
    corr_account = fields.Char(related="bank_id.corr_account")
    is_acc_number_invalid = fields.Boolean(
        "Wrong Number",
        compute="_compute_is_acc_number_invalid",
        store=True,
        help="It does not fit the BIC. Such accounts come in only by an import that "
        "forgives them.",
    )
    _is_acc_number_invalid_idx = models.Index(
        "(partner_id) WHERE is_acc_number_invalid IS TRUE"
    )

    @api.model
    def _get_system_fields(self):
        return super()._get_system_fields() | {"is_acc_number_invalid"}

    @api.depends("acc_number", "bank_id.bic", "bank_id.country")
    def _compute_is_acc_number_invalid(self):
        for account in self:
            account.is_acc_number_invalid = bool(account._account_problem())

    @api.depends("bank_id.bic")
    def _compute_bic(self):
        for account in self:
            account.bic = account.bank_id.bic

    def _inverse_bic(self):
        """Find the bank, or add it, when the account is saved."""
        banks = self.env["res.bank"]
        for account in self:
            bic = requisites.compact_digits(account.bic)
            if self.env.context.get("import_file"):
                bic = requisites.with_lost_zero(bic, requisites.is_bic, (9,))
            if not bic:
                continue
            bank = account.bank_id
            if bic == requisites.compact_digits(bank.bic):
                if requisites.is_bic(bic) and bank._is_taken_for_russian():
                    banks._get_or_create_by_bic(bic)
            elif requisites.is_bic(bic):
                account.bank_id = banks._get_or_create_by_bic(bic)
            else:
                # a SWIFT code
                account.bank_id = banks.search(
                    [("bic", "=ilike", bic)], limit=1
                ) or banks.create({"name": bic, "bic": bic})

    @api.onchange("bic")
    def _onchange_bic(self):
        """Show the bank of a BIC. One that is not there yet is only named: it is added
        when the account is saved."""
        bic = requisites.compact_digits(self.bic)
        banks = self.env["res.bank"]
        if not bic or bic == requisites.compact_digits(self.bank_id.bic):
            return None
        if not requisites.is_bic(bic):
            # a SWIFT code, or a typo
            self.bank_id = banks.search([("bic", "=ilike", bic)], limit=1)
            if requisites.is_digits(bic) and not self.bank_id:
                return banks._bic_warning(
                    self.env._("BIC %s is not a BIC: it has 9 digits.", bic)
                )
            return None
        self.bank_id = banks._find_by_bic(bic)
        self.bic = bic
        if self.bank_id:
            return None
        try:
            values = banks._dadata_values(bic)
        except ServiceError as error:
            return banks._bic_warning(
                self.env["client360.dadata"]._get_error_message(error)
            )
        if not values:
            return banks._bic_warning(banks._bic_not_found(bic))
        self.bank_city = values.get("city")
        self.corr_account = values.get("corr_account")
        return banks._bic_warning(
            self.env._("%s will be added when you save.", values.get("name", bic))
        )

    @api.onchange("acc_number", "bank_id")
    def _onchange_account_key(self):
        problem = self._account_problem()
        if not problem:
            return None
        return {
            "warning": {
                "title": self.env._("Check the account"),
                "message": problem,
                "type": "notification",
            }
        }

    @api.constrains("acc_number", "bank_id")
    def _check_account_key(self):
        if self.env["res.partner"]._forgives_requisites():
            return
        for account in self:
            problem = account._account_problem()
            if problem:
                raise ValidationError(problem)

    def _account_problem(self):
        """One sentence about the account's number, False if it is right.

        Only accounts at Russian banks have a key that depends on the bank.

        :rtype: str or bool
        """
        self.ensure_one()
        bic = self.bank_id.bic or ""
        number = requisites.compact(self.acc_number)
        if not number or not requisites.is_bic(bic) or not bic.startswith("04"):
            return False
        if not self.bank_id._is_taken_for_russian():
            return False
        if requisites.account_key_matches(number, bic):
            return False
        if len(number) != 20:
            return self.env._("Account %s is wrong: it has 20 digits.", number)
        return self.env._(
            "Account %(account)s does not fit BIC %(bic)s: look for a typo.",
            account=number,
            bic=bic,
        )
