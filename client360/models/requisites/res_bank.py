# Copyright 2026 Client 360 contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo import api, fields, models
from odoo.exceptions import ValidationError

from ...tools import dadata, requisites
from ...tools.service_http import ServiceError


class ResBank(models.Model):
    _inherit = "res.bank"

    corr_account = fields.Char(
        "Correspondent Account", help="Account at the Bank of Russia, 20 digits."
    )

    @api.constrains("bic", "corr_account", "country")
    def _check_corr_account(self):
        if self.env["res.partner"]._forgives_requisites():
            return
        for bank in self:
            if not bank._is_taken_for_russian():
                continue
            # a SWIFT code may stand in its place, which has letters
            if (
                bank.bic
                and requisites.is_digits(bank.bic)
                and not requisites.is_bic(bank.bic)
            ):
                raise ValidationError(
                    self.env._("BIC %s is not a BIC: it has 9 digits.", bank.bic)
                )
            if bank.corr_account and not (
                len(bank.corr_account) == 20
                and requisites.account_key_matches(bank.corr_account, bank.bic or "")
            ):
                raise ValidationError(
                    self.env._(
                        "Correspondent account %(account)s does not fit BIC %(bic)s: "
                        "look for a typo.",
                        account=bank.corr_account,
                        bic=bank.bic or "—",
                    )
                )

    def _is_taken_for_russian(self):
        """Whether the codes are those of the Bank of Russia: other countries have
        codes of nine digits as well. Without a country the company's own decides.

        :rtype: bool
        """
        country = self.country or self.env.company.sudo().country_id
        return country.code == "RU"

    @api.onchange("bic")
    def _onchange_bic(self):
        """Fill what is empty on a new bank."""
        bic = requisites.compact_digits(self.bic)
        if not requisites.is_bic(bic) or self.name or not self._is_taken_for_russian():
            return None
        self.bic = bic
        try:
            values = self._dadata_values(bic)
        except ServiceError as error:
            return self._bic_warning(
                self.env["client360.dadata"]._get_error_message(error)
            )
        if not values:
            return self._bic_warning(self._bic_not_found(bic))
        for name, value in values.items():
            if not self[name]:
                self[name] = value
        return None

    @api.model_create_multi
    def create(self, vals_list):
        return super().create([_normalized(values) for values in vals_list])

    def write(self, vals):
        return super().write(_normalized(vals))

    # -------------------------------------------------------------------- DaData
    @api.model
    def _dadata_values(self, bic):
        """Values of a bank, from DaData.

        :param str bic: 9 digits
        :return: values for create or write, ``{}`` when not found
        :rtype: dict
        :raise ServiceError: without a usable answer
        """
        data = self.env["client360.dadata"]._find_bank(bic)
        if not data:
            return {}
        known = dadata.bank(data)
        values = {
            name: known[name]
            for name in ("name", "bic", "corr_account", "city")
            if name in known
        }
        return {
            **values,
            "country": self.env["ir.model.data"]._xmlid_to_res_id("base.ru"),
        }

    @api.model
    def _find_by_bic(self, bic):
        """Find a bank.

        :param str bic: code of the Bank of Russia, 9 digits
        :rtype: ResBank
        """
        return self.search([("bic", "=", bic)], limit=1)

    @api.model
    def _get_or_create_by_bic(self, bic):
        """Find a bank, or create it with what DaData knows; one that it does not tell
        has only its BIC for a name. An old one without its correspondent account is
        completed.

        :param str bic: code of the Bank of Russia, 9 digits
        :rtype: ResBank
        """
        bank = self._find_by_bic(bic)
        if bank.corr_account or (bank and self.env.context.get("import_file")):
            # a file may have a thousand accounts at one bank
            return bank
        try:
            values = self._dadata_values(bic)
        except ServiceError:
            values = {}
        if not bank:
            return self.create({"name": bic, "bic": bic, **values})
        missing = {name: value for name, value in values.items() if not bank[name]}
        if missing and bank.has_access("write"):
            bank.write(missing)
        return bank

    @api.model
    def _bic_not_found(self, bic):
        return self.env._("No bank found for BIC %s.", bic)

    @api.model
    def _bic_warning(self, message):
        return {
            "warning": {
                "title": self.env._("Bank by BIC"),
                "message": message,
                "type": "notification",
            }
        }


def _normalized(values):
    result = dict(values)
    for name in ("bic", "corr_account"):
        value = result.get(name)
        if isinstance(value, str):
            number = requisites.compact_digits(value)
            if requisites.is_digits(number):
                result[name] = number
    return result
