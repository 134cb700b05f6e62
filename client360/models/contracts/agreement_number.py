# Copyright 2026 Client 360 contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from psycopg2.errors import UniqueViolation

from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.fields import Domain
from odoo.tools import mute_logger
from odoo.tools.sql import escape_psql

# Number of a contract that has none yet: it is given one at saving.
NO_CODE = "/"
#: What the database says when another contract of the counterparty has the number.
_NUMBER_TAKEN = ("agreement_code_uniq", "agreement_code_without_company_uniq")


class Agreement(models.Model):
    """Numbers of contracts and of supplementary agreements."""

    # pylint: disable=consider-merging-classes-inherited
    # The contract's own file has its fields and its way through the statuses.
    _inherit = "agreement"

    # The label is repeated because OCA's addon has no Russian translation.
    code = fields.Char("Number", default=NO_CODE)

    _code_uniq = models.Constraint(
        "unique(code, commercial_partner_id, company_id)",
        lambda env, _diagnostics: env._(
            "There is already a contract with this number with this counterparty."
        ),
    )

    # Nothing is equal to a company that is not there: the constraint sees no two of
    # these, nor does the check below see what another transaction is adding.
    _code_without_company_uniq = models.UniqueIndex(
        "(code, commercial_partner_id) WHERE company_id IS NULL",
        lambda env, _diagnostics: env._(
            "There is already a contract with this number with this counterparty."
        ),
    )

    @api.depends("code", "name")
    def _compute_display_name(self):
        """A contract without number yet is called by its subject."""
        unnumbered = self.filtered(lambda agreement: agreement.code in (False, NO_CODE))
        for agreement in unnumbered:
            agreement.display_name = agreement.name
        return super(Agreement, self - unnumbered)._compute_display_name()

    @api.constrains("code", "commercial_partner_id", "company_id")
    def _check_code(self):
        """A contract has a number, and the only one of its counterparty: the database
        compares none that has a company with one that has not."""
        for agreement in self:
            if (agreement.code or "").strip() in ("", NO_CODE):
                raise ValidationError(
                    self.env._(
                        "The contract “%(subject)s” needs a number.",
                        subject=agreement.name,
                    )
                )
            if not agreement.commercial_partner_id:
                continue
            domain = Domain(
                [
                    ("id", "!=", agreement.id),
                    ("code", "=", agreement.code),
                    ("commercial_partner_id", "=", agreement.commercial_partner_id.id),
                ]
            )
            if agreement.company_id:
                domain &= Domain("company_id", "=", False)
            if (
                self.sudo()
                .with_context(active_test=False)
                .search_count(domain, limit=1)
            ):
                raise ValidationError(
                    self.env._(
                        "There is already a contract with number %(number)s with "
                        "%(partner)s.",
                        number=agreement.code,
                        partner=agreement.commercial_partner_id.display_name,
                    )
                )

    @api.model_create_multi
    def create(self, vals_list):
        """Give contracts that bring no number the next one of their company, and
        supplementary agreements the next one of their main contract."""
        vals_list = [dict(vals) for vals in vals_list]
        supplementary = set()
        for index, vals in enumerate(vals_list):
            main = self.browse(vals.get("parent_id"))
            if main:
                for name in ("partner_id", "company_id", "currency_id"):
                    vals.setdefault(name, main[name].id)
            if (vals.get("code") or "").strip() not in ("", NO_CODE):
                continue
            if main:
                supplementary.add(index)
            else:
                company = self.env["res.company"].browse(vals.get("company_id"))
                vals["code"] = self._next_code(company or self.env.company)
        if not supplementary:
            return super().create(vals_list)
        return self.browse().concat(
            *(
                self._create_supplementary(vals)
                if index in supplementary
                else super(Agreement, self).create([vals])
                for index, vals in enumerate(vals_list)
            )
        )

    def _next_code(self, company):
        """Draw the next number of a company's contracts.

        :param company: res.company
        :rtype: str
        """

        def find_taken(codes):
            domain = Domain("company_id", "in", [company.id, False])
            if codes is not None:
                domain &= Domain("code", "in", codes)
            contracts = self.sudo().with_context(active_test=False)
            return contracts.search_fetch(domain, ["code"]).mapped("code")

        today = fields.Date.context_today(self)
        return company._draw_register_numbers(
            "client360.agreement", today, 1, find_taken
        )[0]

    def _create_supplementary(self, vals):
        """Create a supplementary agreement with the next number of its main contract:
        «<number of the main contract>/<n>».

        Another transaction may just be adding the same number, which ours does not see
        before the database refuses it: the next one is tried, as core's
        ``sequence.mixin`` does.

        :param dict vals: values of ``create``, with ``parent_id``
        :return: the agreement
        """
        main = self.browse(vals["parent_id"])
        number = self._get_last_supplementary(main)
        while True:
            number += 1
            values = {**vals, "code": f"{main.code}/{number}"}
            try:
                with self.env.cr.savepoint(), mute_logger("odoo.sql_db"):
                    # the create of this model's own override has chosen the number
                    # pylint: disable-next=super-method-mismatch
                    return super().create([values])
            except UniqueViolation as error:
                if error.diag.constraint_name not in _NUMBER_TAKEN:
                    raise

    def _get_last_supplementary(self, main):
        """Get the last number that a supplementary agreement has in use.

        :param main: the main contract
        :return: 0 where there is none
        :rtype: int
        """
        contracts = self.sudo().with_context(active_test=False)
        domain = Domain("parent_id", "=", main.id) | Domain(
            [
                ("code", "=like", f"{escape_psql(main.code)}/%"),
                ("commercial_partner_id", "=", main.commercial_partner_id.id),
            ]
        )
        ends = (
            code.rpartition("/")[2]
            for code in contracts.search_fetch(domain, ["code"]).mapped("code")
        )
        return max((int(end) for end in ends if end.isdecimal()), default=0)
