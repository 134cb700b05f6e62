# Copyright 2026 Client 360 contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError

from .client360_letter import REGISTERED

# What a registered letter keeps.
FIXED = ("direction", "number", "registration_date", "company_id")


class Client360Letter(models.Model):
    """Registration of letters in the journals of incoming and outgoing ones.

    A letter has a number, a date of registration and a correspondent from its
    registration on, and neither number nor date before.
    """

    # pylint: disable=consider-merging-classes-inherited
    # The letter's own file has its fields and its way through the statuses.
    _inherit = "client360.letter"

    number = fields.Char(
        "Registration Number",
        copy=False,
        index="trigram",
        tracking=True,
        help="Given at registration, by direction, company and year.",
    )
    registration_date = fields.Date(copy=False, tracking=True)

    _number_uniq = models.UniqueIndex(
        "(company_id, direction, number,"
        " COALESCE(date_part('year', registration_date), 0))"
        " WHERE number IS NOT NULL",
        lambda env, _diagnostics: env._(
            "A letter with this registration number is already in the journal."
        ),
    )
    _number_has_date = models.Constraint(
        "CHECK (number IS NULL OR registration_date IS NOT NULL)",
        lambda env, _diagnostics: env._(
            "A registration number needs the date of registration."
        ),
    )

    @api.constrains("number", "registration_date", "state", "partner_id")
    def _check_registration(self):
        for letter in self:
            if letter.state in REGISTERED:
                if not letter.partner_id:
                    raise ValidationError(
                        self.env._(
                            "The letter %(letter)s has no correspondent.",
                            letter=letter.display_name,
                        )
                    )
            elif letter.number or letter.registration_date:
                raise ValidationError(
                    self.env._(
                        "The letter %(letter)s is not registered: it has neither a "
                        "registration number nor its date.",
                        letter=letter.display_name,
                    )
                )

    @api.model_create_multi
    def create(self, vals_list):
        """Letters created in a registered status, as imports and e-mails are, get
        their number at once, if they do not bring one."""
        letters = super().create([self._complete_number(vals) for vals in vals_list])
        letters.filtered(lambda letter: letter.state in REGISTERED)._give_number()
        return letters

    def write(self, vals):
        if "number" in vals:
            vals = self._complete_number(vals)
        self._check_fixed(vals)
        result = super().write(vals)
        if "state" in vals and vals["state"] in REGISTERED:
            self._give_number()
        return result

    @api.ondelete(at_uninstall=False)
    def _unlink_only_unregistered(self):
        for letter in self:
            if letter.number:
                raise UserError(
                    self.env._(
                        "The letter %(letter)s is registered: annul it instead of "
                        "deleting it.",
                        letter=letter.display_name,
                    )
                )

    def _complete_number(self, vals):
        """Let a number that a person or an import gives come without blanks, and
        with a date of registration.

        :param dict vals: values of ``create``, or of ``write`` to these letters
        :return: the values to use instead
        :rtype: dict
        """
        vals = dict(vals)
        if vals.get("number"):
            vals["number"] = vals["number"].strip()
        if vals.get("number"):
            if not vals.get("registration_date") and not all(
                letter.registration_date for letter in self or [self]
            ):
                today = fields.Date.context_today(self)
                vals["registration_date"] = vals.get("date") or today
        elif "number" in vals:
            vals["number"] = False
        return vals

    def _check_fixed(self, vals):
        """What identifies a registered letter in the journal does not change.

        :param dict vals: values of ``write``
        :raise UserError: names the letter and the field
        """
        changed = [self._fields[name] for name in FIXED if name in vals]
        for letter in self.filtered("number") if changed else ():
            for field in changed:
                old = field.convert_to_cache(letter[field.name], letter)
                if field.convert_to_cache(vals[field.name], letter) != old:
                    raise UserError(
                        self.env._(
                            "The letter %(letter)s is registered: “%(field)s” cannot "
                            "change any more.",
                            letter=letter.display_name,
                            field=field._description_string(self.env),
                        )
                    )

    def _give_number(self):
        """Give those letters that have none their number and date of registration."""
        today = fields.Date.context_today(self)
        for (company, direction, date), letters in (
            self.filtered(lambda letter: not letter.number)
            .grouped(
                lambda letter: (
                    letter.company_id,
                    letter.direction,
                    letter.registration_date or today,
                )
            )
            .items()
        ):
            numbers = company._draw_register_numbers(
                f"client360.letter.{direction}",
                date,
                len(letters),
                lambda numbers, journal=(company, direction, date): (
                    self._get_taken_numbers(*journal, numbers)
                ),
            )
            for letter, number in zip(letters, numbers, strict=True):
                letter.write({"registration_date": date, "number": number})

    def _get_taken_numbers(self, company, direction, date, numbers=None):
        """Get the numbers of a journal that letters have already.

        :param company: res.company
        :param str direction: the journal
        :param datetime.date date: in the journal's year
        :param numbers: only these, all without
        :type numbers: list[str] or None
        :rtype: list[str]
        """
        domain = [
            ("company_id", "=", company.id),
            ("direction", "=", direction),
            ("registration_date", ">=", date.replace(month=1, day=1)),
            ("registration_date", "<=", date.replace(month=12, day=31)),
            ("number", "!=", False) if numbers is None else ("number", "in", numbers),
        ]
        letters = (
            self.sudo()
            .with_context(active_test=False)
            .search_fetch(domain, ["number"], order="id")
        )
        return letters.mapped("number")
