# Copyright 2026 Client 360 contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo import api, fields, models
from odoo.exceptions import ValidationError

from ...tools import requisites

#: Requisites that have a form of their own, and how to tell it.
_CHECKS = {
    "vat": requisites.is_inn,
    "company_registry": requisites.is_ogrn,
    "kpp": requisites.is_kpp,
    "okpo": requisites.is_okpo,
    "oktmo": requisites.is_oktmo,
    "okato": requisites.is_okato,
    "okved": requisites.is_okved,
    "global_location_number": requisites.is_gln,
}
#: Of these, the numbers that other countries have as well.
_OF_COUNTRY = ("vat", "company_registry", "global_location_number")
#: What stands there for no number.
_NONE = (False, "", "/")
#: What tells one address from another in the same region.
_PLACE = ("street", "street2", "city", "zip")
#: The order in which the Russian post wants an address.
_RUSSIAN_ADDRESS = (
    "%(street)s\n%(street2)s\n%(city)s\n%(state_name)s\n%(country_name)s\n%(zip)s"
)
#: How long these numbers are at least, for those that lost a zero in a spreadsheet.
_LENGTHS = {"vat": (10, 12), "kpp": (9,), "okpo": (8, 10)}


class ResPartner(models.Model):
    # pylint: disable=consider-merging-classes-inherited
    # One class for each subject of the card, see docs/architecture.rst.
    _inherit = "res.partner"

    # The prefetch group: who reads a contact's name does not read all of these along.
    kpp = fields.Char(
        "KPP", tracking=True, index="btree_not_null", prefetch="client360"
    )
    okpo = fields.Char("OKPO", tracking=True, prefetch="client360")
    okved = fields.Char(
        "OKVED", tracking=True, help="Code of the main activity.", prefetch="client360"
    )
    oktmo = fields.Char("OKTMO", tracking=True, prefetch="client360")
    okato = fields.Char("OKATO", tracking=True, prefetch="client360")
    # Odoo's own field, which electronic documents read.
    global_location_number = fields.Char(tracking=True)
    gln = fields.Char(
        "GLN Code",
        related="global_location_number",
        readonly=False,
        help="Global Location Number, 13 digits.",
    )
    company_registry = fields.Char(tracking=True)
    legal_name = fields.Char(
        "Full Name",
        tracking=True,
        help="Full name with the legal form.",
        prefetch="client360",
    )
    legal_form = fields.Char(
        tracking=True, help="OOO, AO, IP and so on.", prefetch="client360"
    )
    counterparty_kind = fields.Selection(
        [
            ("legal_entity", "Legal Entity"),
            ("entrepreneur", "Entrepreneur"),
            ("individual", "Individual"),
            ("public_body", "Public Body"),
        ],
        tracking=True,
        index="btree_not_null",
        prefetch="client360",
    )
    ceo_name = fields.Char("Director", tracking=True, prefetch="client360")
    ceo_post = fields.Char("Director's Post", tracking=True, prefetch="client360")
    registration_date = fields.Date(tracking=True, prefetch="client360")
    liquidation_date = fields.Date(tracking=True, prefetch="client360")
    registry_state = fields.Selection(
        [
            ("active", "Operating"),
            ("liquidating", "In Liquidation"),
            ("liquidated", "Liquidated"),
            ("bankrupt", "Bankrupt"),
            ("reorganizing", "In Reorganization"),
        ],
        "State in the Registry",
        tracking=True,
        index="btree_not_null",
        # what we hold against a counterparty is not for its portal user
        groups="base.group_user",
        prefetch="client360",
    )
    legal_address = fields.Char(
        "Legal Address in One Line",
        tracking=True,
        help="As the registry gives it.",
        prefetch="client360",
    )
    has_russian_requisites = fields.Boolean(
        compute="_compute_has_russian_requisites", export_string_translation=False
    )
    requisites_problem = fields.Text(
        compute="_compute_requisites_problem", groups="base.group_user"
    )
    has_invalid_requisites = fields.Boolean(
        "Wrong Requisites",
        compute="_compute_has_invalid_requisites",
        store=True,
        groups="base.group_user",
        help="A number whose form or check digit is wrong. Such numbers come in only "
        "by an import that forgives them.",
        prefetch="client360",
    )
    _has_invalid_requisites_idx = models.Index(
        "(id) WHERE has_invalid_requisites IS TRUE"
    )

    @api.depends("country_id", "company_id", "vat")
    @api.depends_context("company")
    def _compute_has_russian_requisites(self):
        for partner in self:
            partner.has_russian_requisites = partner._is_taken_for_russian()

    def _is_taken_for_russian(self):
        """Whether the tax ID and the registry number are those of Russia.

        Without a country they are those of the company's own, unless the tax ID has a
        prefix, or anything else that an INN has not.

        :rtype: bool
        """
        self.ensure_one()
        if self.country_id:
            return self.country_id.code == "RU"
        company = self.company_id or self.env.company
        if company.sudo().country_id.code != "RU":
            return False
        return self.vat in (False, "/", "") or requisites.is_digits(
            _compact_inn(self.vat)
        )

    @api.depends(lambda self: self._requisite_fields())
    def _compute_requisites_problem(self):
        for partner in self:
            partner.requisites_problem = "\n".join(partner._get_requisite_problems())

    @api.depends(lambda self: self._requisite_fields())
    def _compute_has_invalid_requisites(self):
        for partner in self:
            partner.has_invalid_requisites = bool(partner._get_requisite_problems())

    @api.model
    def _requisite_fields(self):
        """Names of the fields that decide whether the requisites are well formed.

        :rtype: tuple[str, ...]
        """
        return (*_CHECKS, "company_id", "country_id", "is_company", "parent_id")

    def _get_requisite_problems(self):
        """What is wrong with the requisites of one partner.

        The tax ID and the registry number are judged where they are taken for Russian;
        without a country, where they are nothing but digits. A contact person has
        those of the company, where they are judged.

        :return: sentences
        :rtype: list[str]
        """
        self.ensure_one()
        if self.parent_id and not self.is_company:
            return []
        # "/" is Odoo's way to say that there is none
        values = {name: self[name] for name in _CHECKS if self[name] not in _NONE}
        russian = bool(values) and self._is_taken_for_russian()
        problems = []
        for name, value in values.items():
            if _CHECKS[name](value):
                continue
            if name in _OF_COUNTRY and not russian:
                continue
            problem = self._get_requisite_error_message(name, value)
            if name in _OF_COUNTRY and not self.country_id:
                if not requisites.is_digits(value):
                    continue
                problem += " " + self.env._("If it is not Russian, set its country.")
            problems.append(problem)
        return problems

    @api.model
    def _get_requisite_error_message(self, name, value):
        """Say in one sentence what is wrong with a number.

        :param str name: field
        :param str value: number that did not pass its check
        :rtype: str
        """
        digits = requisites.is_digits(value)
        if name == "vat":
            if digits and len(value) in (10, 12):
                return self.env._(
                    "INN %s has wrong check digits: look for a typo.", value
                )
            return self.env._(
                "INN %s is not an INN: it has 10 digits for a legal entity and 12 for "
                "a person.",
                value,
            )
        if name == "company_registry":
            if digits and len(value) in (13, 15):
                return self.env._(
                    "OGRN %s has a wrong check digit: look for a typo.", value
                )
            return self.env._(
                "OGRN %s is not an OGRN: it has 13 digits, and that of an "
                "entrepreneur 15.",
                value,
            )
        if name == "kpp":
            return self.env._(
                "KPP %s is not a KPP: it has 9 characters, all digits but for letters "
                "in the fifth and the sixth place.",
                value,
            )
        if name == "global_location_number":
            return self.env._(
                "GLN %s is not a GLN: it has 13 digits, the last one a check digit.",
                value,
            )
        lengths = {
            "okpo": self.env._("8, 10 or 14 digits"),
            "oktmo": self.env._("8 or 11 digits"),
            "okato": self.env._("2 to 11 digits"),
            "okved": self.env._("digits in pairs, as in 62.01"),
        }
        return self.env._(
            "%(field)s %(value)s is wrong: it consists of %(form)s.",
            field=self._fields[name].get_description(self.env, ["string"])["string"],
            value=value,
            form=lengths[name],
        )

    @api.constrains(lambda self: self._requisite_fields())
    def _check_requisites(self):
        if self._forgives_requisites():
            return
        for partner in self:
            problems = partner._get_requisite_problems()
            if problems:
                raise ValidationError("\n".join(problems))

    @api.model
    def _forgives_requisites(self):
        """Whether wrong numbers are let in and marked instead of refused.

        An import of a file does so unless the settings say otherwise. The context
        key ``no_vat_validation`` is Odoo's own one, for other programs.

        :rtype: bool
        """
        if self.env.context.get("no_vat_validation"):
            return True
        return bool(
            self.env.context.get("import_file")
            and self.env["ir.config_parameter"]
            .sudo()
            .get_param("client360.import_requisites", "mark")
            == "mark"
        )

    @api.onchange(*_CHECKS, "gln")
    def _onchange_requisites(self):
        """Bring numbers to their normal form. What is wrong stands above them."""
        values = {name: self[name] for name in _CHECKS if self[name]}
        for name, value in self._normalized_requisites(values).items():
            if value != self[name]:
                self[name] = value

    @api.onchange("vat", "counterparty_kind", "is_company")
    def _onchange_counterparty_kind(self):
        """A kind makes a company or a person, and the length of an INN a kind."""
        if not self.counterparty_kind and self.has_russian_requisites and self.vat:
            inn = requisites.compact_digits(self.vat)
            if self.is_company and requisites.is_inn(inn):
                self.counterparty_kind = (
                    "entrepreneur" if len(inn) == 12 else "legal_entity"
                )
        elif self.counterparty_kind == "individual" and self.is_company:
            # whichever of the two was changed last
            if self._origin.counterparty_kind == "individual":
                self.counterparty_kind = False
            else:
                self.company_type = "person"
        elif self.counterparty_kind not in (False, "individual") and (
            not self.is_company
        ):
            if self._origin.counterparty_kind == self.counterparty_kind:
                self.counterparty_kind = False
            else:
                self.company_type = "company"

    def _normalized_requisites(self, values):
        """Return values in the form in which numbers are stored.

        :param dict values: for create or write
        :return: the same dict, or a changed copy of it
        :rtype: dict
        """
        if "gln" in values:
            values = {**values, "global_location_number": values["gln"]}
            del values["gln"]
        names = [name for name in _CHECKS if values.get(name)]
        if not names:
            return values
        if "country_id" in values:
            countries = self.env["res.country"].browse(values["country_id"])
        else:
            countries = self.country_id
        # Without a country the company's own decides, see _is_taken_for_russian.
        foreign = any(country.code != "RU" for country in countries) or (
            not countries and self.env.company.sudo().country_id.code != "RU"
        )
        result = dict(values)
        for name in names:
            value = result[name]
            if not isinstance(value, str):
                continue
            if name in _OF_COUNTRY:
                # of another country, or of an unknown one and not of our form
                number = _compact_inn(value)
                if foreign or (not countries and not requisites.is_digits(number)):
                    continue
                result[name] = number or value
            elif name == "okved":
                result[name] = "".join(value.split()).rstrip(".")
            else:
                result[name] = requisites.compact_digits(value)
            if self.env.context.get("import_file"):
                result[name] = requisites.with_lost_zero(
                    result[name], _CHECKS[name], _LENGTHS.get(name, ())
                )
        return result

    @api.model_create_multi
    def create(self, vals_list):
        return super().create(
            [
                self._with_branch_type(self._normalized_requisites(values))
                for values in vals_list
            ]
        )

    def write(self, vals):
        return super().write(self._normalized_requisites(vals))

    @api.model
    def _commercial_fields(self):
        return [*super()._commercial_fields(), "kpp"]

    # EXTENDS 'base': its format has a region's code, which nobody knows in Russia.
    @api.model
    def _get_address_format(self):
        result = super()._get_address_format()
        if (
            self.country_id.code == "RU"
            and result == self._get_default_address_format()
        ):
            return _RUSSIAN_ADDRESS
        return result

    def _prepare_display_address(self, without_company=False):
        address_format, values = super()._prepare_display_address(without_company)
        state = self.state_id
        if (self.env.lang or "").startswith("ru") and state.russian_name:
            values["state_name"] = state.russian_name
        if self.city and self.city in (state.name, state.russian_name):
            # Moscow is its own region
            values["state_name"] = ""
        return address_format, values

    # EXTENDS 'base': a partner of the type "contact" and its parent have one address.
    def _fields_sync(self, values):
        """Keep the address of a Russian branch apart from that of its head office:
        each would overwrite the other."""
        if (
            self.is_company
            and self.parent_id
            and self.type == "contact"
            and self.country_id.code == "RU"
            and any(values.get(name) for name in _PLACE)
        ):
            self.type = "other"
        return super()._fields_sync(values)

    @api.model
    def _with_branch_type(self, values):
        """Return values to create a partner with, where ``_fields_sync`` comes too
        late: an import asks the type before.

        :param dict values: for create
        :return: the same dict, or a changed copy of it
        :rtype: dict
        """
        if (
            values.get("is_company")
            and values.get("parent_id")
            and values.get("type", "contact") == "contact"
            and values.get("country_id")
            == self.env["ir.model.data"]._xmlid_to_res_id("base.ru")
            and any(values.get(name) for name in _PLACE)
        ):
            return {**values, "type": "other"}
        return values

    def _is_branch_without_kpp(self):
        """Whether the INN alone does not tell which branch this card is.

        :rtype: bool
        """
        self.ensure_one()
        return bool(
            self.is_company
            and self.parent_id
            and not self.kpp
            and len(self.vat or "") == 10
        )

    # EXTENDS 'base_vat': its check forgets "modulo 10" for the 12 digits of a person.
    @api.model
    def check_vat_ru(self, vat):
        return requisites.is_inn(vat)

    @api.model
    def format_vat_ru(self, vat):
        """Called by ``base_vat``, on each change of a tax ID or a country."""
        return _compact_inn(vat) or vat

    # EXTENDS 'base_vat'
    @api.model
    def _run_vat_checks(self, country, vat, partner_name="", validation="error"):
        if country.code == "RU" and self._forgives_requisites():
            validation = False
        return super()._run_vat_checks(country, vat, partner_name, validation)

    # EXTENDS 'base_vat'
    @api.model
    def _build_vat_error_message(self, country_code, wrong_vat, record_label):
        if country_code.upper() == "RU":
            return self._get_requisite_error_message("vat", wrong_vat)
        return super()._build_vat_error_message(country_code, wrong_vat, record_label)

    def _get_company_registry_labels(self):
        return {**super()._get_company_registry_labels(), "RU": self.env._("OGRN")}

    @api.depends("counterparty_kind")
    def _compute_company_registry_label(self):
        result = super()._compute_company_registry_label()
        for partner in self:
            if (
                partner.counterparty_kind == "entrepreneur"
                and partner.country_id.code == "RU"
            ):
                partner.company_registry_label = self.env._("OGRNIP")
        return result

    # EXTENDS 'account'
    @api.depends("has_russian_requisites")
    def _compute_partner_vat_placeholder(self):
        result = super()._compute_partner_vat_placeholder()
        for partner in self.filtered("has_russian_requisites"):
            partner.partner_vat_placeholder = self.env._("10 or 12 digits")
        return result

    @api.depends("has_russian_requisites")
    def _compute_vat_label(self):
        result = super()._compute_vat_label()
        for partner in self.filtered("has_russian_requisites"):
            partner.vat_label = self.env._("INN")
        return result


def _compact_inn(value):
    """The digits of an INN, without Russia's prefix; another number as it is."""
    return requisites.compact_digits(value.upper().removeprefix("RU"))
