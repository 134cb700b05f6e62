# Copyright 2026 Client 360 contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from collections import Counter, defaultdict
from datetime import timedelta

from odoo import Command, api, fields, models
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.fields import Domain

from ..tools import kontur_focus, requisites
from ..tools.file_names import clean_name
from ..tools.service_http import ServiceError

#: Days after which an express report is out of date, unless the settings say otherwise.
DEFAULT_DAYS = 90
#: Requisites that have a form of their own, and how to tell it.
_CHECKS = {
    "vat": requisites.is_inn,
    "company_registry": requisites.is_ogrn,
    "kpp": requisites.is_kpp,
    "okpo": requisites.is_okpo,
    "oktmo": requisites.is_oktmo,
    "okato": requisites.is_okato,
    "okved": requisites.is_okved,
    "gln": requisites.is_gln,
}
#: Of these, the numbers that other countries have as well.
_OF_COUNTRY = ("vat", "company_registry")
#: What tells one address from another in the same region.
_PLACE = ("street", "street2", "city", "zip")
#: The order in which the Russian post wants an address.
_RUSSIAN_ADDRESS = (
    "%(street)s\n%(street2)s\n%(city)s\n%(state_name)s\n%(country_name)s\n%(zip)s"
)
#: How long these numbers are at least, for those that lost a zero in a spreadsheet.
_LENGTHS = {"vat": (10, 12), "kpp": (9,), "okpo": (8, 10)}


class ResPartner(models.Model):
    _inherit = "res.partner"

    # The form does not read these: they serve domains, export and automation.
    payment_ids = fields.One2many("account.payment", "partner_id", "Payments")
    letter_ids = fields.One2many("client360.letter", "partner_id", "Letters")
    release_ids = fields.One2many("project.milestone", "partner_id", "Releases")
    document_ids = fields.One2many(
        "ir.attachment",
        "res_id",
        "Documents",
        domain=[("res_model", "=", "res.partner"), ("res_field", "=", False)],
    )

    # ------------------------------------------------------------------ requisites
    kpp = fields.Char("KPP", tracking=True, index="btree_not_null")
    okpo = fields.Char("OKPO", tracking=True)
    okved = fields.Char("OKVED", tracking=True, help="Code of the main activity.")
    oktmo = fields.Char("OKTMO", tracking=True)
    okato = fields.Char("OKATO", tracking=True)
    gln = fields.Char(
        "GLN Code", tracking=True, help="Global Location Number, 13 digits."
    )
    company_registry = fields.Char(tracking=True)
    legal_name = fields.Char(
        "Full Name", tracking=True, help="Full name with the legal form."
    )
    legal_form = fields.Char(tracking=True, help="OOO, AO, IP and so on.")
    counterparty_kind = fields.Selection(
        [
            ("legal_entity", "Legal Entity"),
            ("entrepreneur", "Entrepreneur"),
            ("individual", "Individual"),
            ("public_body", "Public Body"),
        ],
        tracking=True,
        index="btree_not_null",
    )
    ceo_name = fields.Char("Director", tracking=True)
    ceo_post = fields.Char("Director's Post", tracking=True)
    registration_date = fields.Date(tracking=True)
    liquidation_date = fields.Date(tracking=True)
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
    )
    legal_address = fields.Char(
        "Legal Address in One Line", tracking=True, help="As the registry gives it."
    )
    has_russian_requisites = fields.Boolean(
        compute="_compute_has_russian_requisites", export_string_translation=False
    )
    requisites_problem = fields.Text(compute="_compute_requisites_problem")
    requisites_wrong = fields.Boolean(
        "Wrong Requisites",
        compute="_compute_requisites_wrong",
        store=True,
        help="A number whose form or check digit is wrong. Such numbers come in only "
        "by an import that forgives them.",
    )
    _requisites_wrong_idx = models.Index("(id) WHERE requisites_wrong IS TRUE")
    duplicate_note = fields.Text(compute="_compute_same_vat_partner_id")

    @api.depends("country_id")
    def _compute_has_russian_requisites(self):
        for partner in self:
            partner.has_russian_requisites = partner.country_id.code in (False, "RU")

    @api.depends(lambda self: self._requisite_fields())
    def _compute_requisites_problem(self):
        for partner in self:
            partner.requisites_problem = "\n".join(partner._requisite_problems())

    @api.depends(lambda self: self._requisite_fields())
    def _compute_requisites_wrong(self):
        for partner in self:
            partner.requisites_wrong = bool(partner._requisite_problems())

    @api.model
    def _requisite_fields(self):
        """Names of the fields that decide whether the requisites are well formed."""
        return (*_CHECKS, "country_id", "is_company", "parent_id")

    def _requisite_problems(self):
        """What is wrong with the requisites of one partner.

        The tax ID and the registry number are numbers of the partner's country, and
        judged for Russia; without a country, where they are nothing but digits. A
        contact person has those of the company, where they are judged.

        :return: list of sentences
        """
        self.ensure_one()
        if self.parent_id and not self.is_company:
            return []
        problems = []
        for name, is_right in _CHECKS.items():
            value = self[name]
            # "/" is Odoo's way to say that there is none
            if not value or value == "/" or is_right(value):
                continue
            problem = self._requisite_sentence(name, value)
            if name in _OF_COUNTRY and self.country_id.code != "RU":
                if self.country_id or not requisites.is_digits(value):
                    continue
                problem += " " + self.env._("If it is not Russian, set its country.")
            problems.append(problem)
        return problems

    @api.model
    def _requisite_sentence(self, name, value):
        """Say in one sentence what is wrong with a number.

        :param str name: field
        :param str value: number that did not pass its check
        """
        digits = requisites.is_digits(value)
        if name == "vat":
            if digits and len(value) in (10, 12):
                return self.env._(
                    "INN %s has wrong check digits: look for a typo.", value
                )
            return self.env._(
                "INN %s is not an INN: it has 10 digits for a body and 12 for a "
                "person.",
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
        if name == "gln":
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
            problems = partner._requisite_problems()
            if problems:
                raise ValidationError("\n".join(problems))

    @api.model
    def _forgives_requisites(self):
        """Whether wrong numbers are let in and marked instead of refused.

        An import of a file does so unless the settings say otherwise. The context
        key ``no_vat_validation`` is Odoo's own one, for other programs.
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

    @api.onchange(*_CHECKS)
    def _onchange_requisites(self):
        """Bring numbers to their normal form, and say at once what is wrong."""
        values = {name: self[name] for name in _CHECKS if self[name]}
        for name, value in self._normalized_requisites(values).items():
            if value != self[name]:
                self[name] = value
        problems = self._requisite_problems()
        if problems:
            return {
                "warning": {
                    "title": self.env._("Check the requisites"),
                    "message": "\n".join(problems),
                    "type": "notification",
                }
            }
        return None

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
        """
        names = [name for name in _CHECKS if values.get(name)]
        if not names:
            return values
        if "country_id" in values:
            countries = self.env["res.country"].browse(values["country_id"])
        else:
            countries = self.country_id
        result = dict(values)
        for name in names:
            value = result[name]
            if not isinstance(value, str):
                continue
            if name in _OF_COUNTRY:
                # of another country, or of an unknown one and not of our form
                number = requisites.compact_digits(value.removeprefix("RU"))
                if any(country.code != "RU" for country in countries) or (
                    not countries and not requisites.is_digits(number)
                ):
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
        partners = super().create(
            [
                self._with_branch_type(self._normalized_requisites(values))
                for values in vals_list
            ]
        )
        partners._log_contacts({}, partners._parents())
        return partners

    def write(self, vals):
        vals = self._normalized_requisites(vals)
        if "parent_id" not in vals:
            return super().write(vals)
        old_parents = self._parents()
        result = super().write(vals)
        self._log_contacts(old_parents, self._parents())
        return result

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
        """
        russia = self.env.ref("base.ru")
        if (
            values.get("is_company")
            and values.get("parent_id")
            and values.get("type", "contact") == "contact"
            and values.get("country_id") == russia.id
            and any(values.get(name) for name in _PLACE)
        ):
            return {**values, "type": "other"}
        return values

    def _is_branch_without_kpp(self):
        """Whether the INN alone does not tell which branch this card is."""
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
        number = requisites.compact_digits(vat.upper().removeprefix("RU"))
        return number or vat

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
            return self._requisite_sentence("vat", wrong_vat)
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
    def _compute_partner_vat_placeholder(self):
        result = super()._compute_partner_vat_placeholder()
        for partner in self.filtered("has_russian_requisites"):
            partner.partner_vat_placeholder = self.env._("10 or 12 digits")
        return result

    @api.depends("country_id")
    def _compute_vat_label(self):
        result = super()._compute_vat_label()
        for partner in self:
            if partner.country_id.code == "RU":
                partner.vat_label = self.env._("INN")
        return result

    # ------------------------------------------------------------------ duplicates
    @api.depends("kpp", "parent_id", "is_company", "country_id")
    @api.depends_context("uid", "allowed_company_ids")
    def _compute_same_vat_partner_id(self):
        """The same INN and KPP is a duplicate; branches share the INN alone.

        Unlike in Odoo, the banner names only cards that the user may open.
        """
        result = super()._compute_same_vat_partner_id()
        self.duplicate_note = False
        for partner in self.filtered("has_russian_requisites"):
            domain = partner._duplicate_domain()
            if not domain:
                if partner.vat and partner.is_company:
                    partner.same_vat_partner_id = False
                    partner.same_company_registry_partner_id = False
                continue
            found, hidden = self._find_duplicate(domain)
            partner.same_vat_partner_id = found.id
            same_registry = (
                partner.company_registry
                and partner.company_registry == found.company_registry
            )
            partner.same_company_registry_partner_id = found if same_registry else False
            if found and not found.active:
                partner.duplicate_note = self.env._(
                    "That card is archived: restore it rather than fill a new one."
                )
            elif hidden:
                partner.duplicate_note = self.env._(
                    "There is a card with the same INN and KPP that you may not open; "
                    "ask an administrator."
                )
        return result

    @api.model
    def _find_duplicate(self, domain):
        """Look for a card among all, and for one that the user may open.

        :param domain: from :meth:`_duplicate_domain`
        :return: tuple of the card, and whether there is only one that the user may
            not open
        """
        # not as superuser, who would tell the names of all
        everyone = self.sudo(False).with_context(active_test=False)
        if not everyone.sudo().search_count(domain, limit=1):
            return everyone.browse(), False
        found = everyone.search(domain, limit=1, order="active desc, id")
        return found, not found

    def _duplicate_domain(self):
        """Domain of other cards of the same body, None if there can be none.

        A card without a KPP may be any branch. Cards of two companies that share
        nothing do not disturb each other.
        """
        self.ensure_one()
        own_number = self.is_company or not self.parent_id
        if not own_number or not self.vat or not requisites.is_inn(self.vat):
            return None
        domain = Domain("vat", "=", self.vat) & (
            Domain("is_company", "=", True) | Domain("parent_id", "=", False)
        )
        domain &= Domain("country_id.code", "=", "RU") | Domain(
            "country_id", "=", False
        )
        if self.kpp:
            domain &= Domain("kpp", "in", (self.kpp, False))
        if self.company_id:
            domain &= Domain("company_id", "in", (False, self.company_id.id))
        origin = self._origin
        if origin:
            domain &= Domain("id", "!=", origin.id)
            domain &= ~Domain("id", "child_of", origin.id)
        if self.parent_id:
            parent_id = self.parent_id._origin.id
            domain &= ~Domain("id", "parent_of", parent_id)
            # branches of one company; without a KPP none can be told from another
            siblings = Domain("id", "child_of", parent_id)
            if self.kpp:
                siblings &= Domain("kpp", "=", False)
            domain &= ~siblings
        return domain

    @api.constrains("vat", "kpp", "company_id", "is_company", "active", "country_id")
    def _check_duplicates(self):
        if self.env.context.get("client360_merge"):
            return
        parameters = self.env["ir.config_parameter"].sudo()
        if not parameters.get_param("client360.refuse_duplicates"):
            return
        for partner in self:
            if not partner.active or not partner.has_russian_requisites:
                continue
            domain = partner._duplicate_domain()
            if not domain:
                continue
            found, hidden = self._find_duplicate(domain)
            if hidden:
                raise ValidationError(
                    self.env._(
                        "There is a card with INN %s already, which you may not open; "
                        "ask an administrator.",
                        partner.vat,
                    )
                )
            if found:
                raise ValidationError(
                    self.env._(
                        "There is a card with INN %(inn)s already: %(name)s.",
                        inn=partner.vat,
                        name=found.display_name,
                    )
                )

    # -------------------------------------------------------------------- autofill
    # Not readonly: the form saves both along with what it was filled with.
    dadata_date = fields.Datetime(
        "Read from DaData", copy=False, index="btree_not_null"
    )
    dadata_snapshot = fields.Text("Answer of DaData", copy=False)

    @api.model
    def _dadata_values(self, inn, kpp=None):
        """Values of a card for an INN, from DaData.

        :param str inn: INN of a company or an entrepreneur
        :param kpp: KPP of a branch; without it the head office
        :return: dict for create or write, ``{}`` when not found
        :raise UserError: when DaData gives no usable answer
        """
        inn = requisites.compact_digits(inn)
        if not requisites.is_inn(inn):
            return {}
        service = self.env["client360.dadata"]
        try:
            found = service._ask("find_party", inn, requisites.compact_digits(kpp))
        except ServiceError as error:
            raise service._user_error(error) from None
        return (
            self.env["client360.autofill"]._form_values(found[:1])[0] if found else {}
        )

    @api.model
    def dadata_autofill(self, inn, kpp=None, current=None, hid=None):
        """Compare the registry with a card on the screen, which may be unsaved.

        :param str inn: INN
        :param kpp: KPP of a branch
        :param dict current: the card's values: ids for many2one, texts for dates
        :param hid: one of several answers, of those under "branches"
        :return: dict with one of
            * error: sentence; settings: whether the settings may help
            * branches: list of dicts hid, kpp, name, address, main: one is to be chosen
            * fill: values for the form; conflicts: list of dicts key, label, old,
              new, take, values; warning: sentence or False; name
        """
        if not self.has_access("create") and not self.has_access("write"):
            self.check_access("write")
        return self.env["client360.autofill"]._for_form(inn, kpp, current or {}, hid)

    def action_dadata_autofill(self):
        """Fill what is empty from DaData, with a note of it on each card.

        Contact persons stand for their company. Some dozens of cards are filled at
        once, more in the background.

        :return: action that shows the result
        :raise UserError: when DaData gives no usable answer at all
        """
        partners = self.commercial_partner_id
        partners.check_access("write")
        run = self.env["client360.autofill.run"]._start(partners)
        if len(partners) == 1:
            return self._autofill_notification(run.line_ids)
        return {
            "type": "ir.actions.act_window",
            "name": run.display_name,
            "res_model": run._name,
            "res_id": run.id,
            "views": [(False, "form")],
        }

    @api.model
    def _autofill_notification(self, line):
        if line.state == "filled":
            kind, message = "success", self.env._("Filled: %s.", line.details)
        elif line.state == "unchanged" and not line.details:
            kind, message = "info", self.env._("There was nothing to fill.")
        else:
            kind, message = "warning", line.details
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {
                "type": kind,
                "message": message,
                "next": {"type": "ir.actions.client", "tag": "soft_reload"},
            },
        }

    @api.model
    def dadata_suggest(self, query):
        """Companies and entrepreneurs for a name or a number that is being typed.

        :param str query: what was typed
        :return: list of dicts name, inn, kpp, description; empty when DaData cannot
            be asked, since nobody waits for suggestions
        """
        if not self.has_access("create") and not self.has_access("write"):
            self.check_access("write")
        try:
            found = self.env["client360.dadata"]._ask("suggest_party", query)
        except ServiceError:
            return []
        return self.env["client360.autofill"]._suggestions(found)

    # Suggestions in the field of the name and of the INN, see
    # static/src/dadata_autofill/partner_name_field.js.
    @api.model
    def _get_view(self, view_id=None, view_type="form", **options):
        arch, view = super()._get_view(view_id, view_type, **options)
        if view_type == "form":
            for node in arch.iterfind(".//label[@name='client360_inn']"):
                # base gives all labels of the tax ID the name of its own country
                node.set("string", self.env._("INN"))
            if self.env["client360.dadata"]._token():
                for node in arch.xpath("//field[@name='name' or @name='vat']"):
                    if not node.xpath("ancestor::field"):
                        node.set("widget", "client360_partner_name")
        return arch, view

    @api.model
    def _get_view_cache_key(self, view_id=None, view_type="form", **options):
        key = super()._get_view_cache_key(view_id, view_type, **options)
        return key + (bool(self.env["client360.dadata"]._token()),)

    # ---------------------------------------------------------------- documents
    def _add_document(self, name, content, document_type_id=False):
        """Add a file to the card.

        Markup is kept as plain text, so that no script in it ever runs.

        :param name: name of the file, as somebody sent it
        :param content: its bytes
        :param document_type_id: id of its type, none for the default one
        :return: the ``ir.attachment``
        :raise UserError: the file is empty or larger than the server allows
        """
        self.ensure_one()
        self.check_access("write")
        documents = self.env["ir.attachment"]
        name = clean_name(name)
        documents._check_document(name, content)
        values = {
            "name": name,
            "raw": content,
            "res_model": self._name,
            "res_id": self.id,
            "document_type_id": document_type_id,
        }
        document = documents.with_context(attachments_mime_plainxml=True).create(values)
        return document.with_env(self.env)

    # ------------------------------------------------------------------ history
    # What client360.event shows besides what Odoo tracks itself.
    active = fields.Boolean(tracking=True)
    category_id = fields.Many2many(tracking=True)
    company_id = fields.Many2one(tracking=True)
    contact_address_inline = fields.Char("Address", tracking=True)
    function = fields.Char(tracking=True)
    industry_id = fields.Many2one(tracking=True)
    is_company = fields.Boolean(tracking=True)
    ref = fields.Char(tracking=True)
    type = fields.Selection(tracking=True)
    website = fields.Char(tracking=True)

    def _parents(self):
        return {partner: partner.parent_id for partner in self}

    def unlink(self):
        parents = {partner: partner.parent_id - self for partner in self}
        names = {partner: partner._history_name() for partner in self}
        result = super().unlink()
        self._log_contacts(parents, {}, names)
        return result

    def _log_contacts(self, old_parents, new_parents, names=None):
        """Log contacts that came and went on the card that they belong to: their
        own messages tell nothing there once they are gone.

        :param old_parents: ``{contact: parent before}``
        :param new_parents: ``{contact: parent now}``
        :param names: ``{contact: name}`` of contacts that are deleted
        """
        if self.env.context.get("tracking_disable") or self.env.context.get(
            "mail_notrack"
        ):
            return
        nobody = self.browse()
        changes = defaultdict(list)
        for contact in self:
            old, new = (
                old_parents.get(contact, nobody),
                new_parents.get(contact, nobody),
            )
            if old == new:
                continue
            name = names[contact] if names else contact._history_name()
            if old:
                changes[old].append((name, ""))
            if new:
                changes[new].append(("", name))
        for parent, contacts in changes.items():
            parent._log_history("child_ids", contacts)

    def _history_name(self):
        """A contact's name, without that of its company as in the display name."""
        contact = self.sudo()
        return contact.name or contact.display_name

    def _log_history(self, field_name, changes, subtype_xml_id=None):
        """Log changes that do not go through a write of the field itself.

        :param field_name: the field that they are logged as
        :param changes: list of ``(old text, new text)``
        :param subtype_xml_id: subtype of the message, a note's by default
        """
        self.ensure_one()
        field_id = self.env["ir.model.fields"]._get_ids(self._name)[field_name]
        message = self._message_log(
            tracking_value_ids=[
                Command.create(
                    {
                        "field_id": field_id,
                        "old_value_char": old,
                        "new_value_char": new,
                    }
                )
                for old, new in changes
            ]
        )
        if subtype_xml_id:
            message.subtype_id = self.env.ref(subtype_xml_id)

    # ------------------------------------------------- express report of Kontur.Focus
    express_report_ids = fields.One2many(
        "client360.express.report",
        "partner_id",
        "Express Reports",
        readonly=True,
        groups="base.group_user",
    )
    express_report_status = fields.Selection(
        [
            ("none", "Not set"),
            ("queued", "Requested"),
            ("green", "No risks found"),
            ("yellow", "Needs a check"),
            ("red", "High risk"),
            ("not_found", "Not found"),
            ("failed", "Error"),
        ],
        "Check Status",
        compute="_compute_express_report_status",
        store=True,
        precompute=True,
        index=True,
        groups="base.group_user",
    )
    express_report_date = fields.Datetime(
        "Check Date",
        compute="_compute_express_report_status",
        store=True,
        precompute=True,
        groups="base.group_user",
    )
    express_report_outdated = fields.Boolean(
        "Check Out of Date",
        compute="_compute_express_report_outdated",
        search="_search_express_report_outdated",
        groups="base.group_user",
    )
    # The form reads these, a list does not.
    express_report_waiting = fields.Boolean(
        "Express Report Requested",
        compute="_compute_express_report_details",
        compute_sudo=True,
        groups="base.group_user",
    )
    express_report_error = fields.Char(
        compute="_compute_express_report_details",
        compute_sudo=True,
        groups="base.group_user",
    )
    express_report_attachment_id = fields.Many2one(
        "ir.attachment",
        "Latest Express Report",
        compute="_compute_express_report_details",
        compute_sudo=True,
        groups="base.group_user",
    )
    express_report_focus_url = fields.Char(
        "Company in Kontur.Focus",
        compute="_compute_express_report_focus_url",
        groups="base.group_user",
    )

    @api.depends(
        "vat",
        "registry_state",
        "express_report_ids.inn",
        "express_report_ids.state",
        "express_report_ids.risk",
        "express_report_ids.date_done",
    )
    def _compute_express_report_status(self):
        reports = self._express_reports()
        for partner in self:
            status, date = "none", False
            for report in reports.get(partner._origin, ()):
                if report.state in ("done", "failed") and report.risk:
                    status, date = report.risk, report.date_done
                elif report.state == "done":
                    status, date = "none", report.date_done
                elif report.state == "not_found":
                    status, date = "not_found", report.date_done
                elif status not in ("green", "yellow", "red"):
                    # the last good result outlives a request that waits or failed
                    status, date = report.state, False
            if date and status != "not_found" and partner._is_known_as_dissolved():
                status = "red"
            partner.express_report_status = status
            partner.express_report_date = date

    def _express_reports(self):
        """Return {partner: reports about the INN that it has now, oldest first}."""
        if not self.ids:
            return {}
        reports = self.env["client360.express.report"].sudo()
        reports = reports.search([("partner_id", "in", self.ids)], order="id")
        inns = {partner._origin: partner._normalized_inn() for partner in self}
        grouped = reports.grouped(lambda report: report.partner_id.sudo(self.env.su))
        return {
            partner: group.filtered(lambda r: r.inn == inns.get(r.partner_id))
            for partner, group in grouped.items()
        }

    @api.depends("express_report_date")
    def _compute_express_report_outdated(self):
        limit = self._express_report_limit()
        for partner in self:
            date = partner.express_report_date
            partner.express_report_outdated = bool(limit and date and date < limit)

    @api.model
    def _search_express_report_outdated(self, operator, value):
        if operator != "in" or set(value) != {True}:
            return NotImplemented
        limit = self._express_report_limit()
        return Domain("express_report_date", "<", limit) if limit else Domain.FALSE

    @api.model
    def _express_report_days(self):
        """Return the days after which a report is out of date, 0 for never."""
        parameters = self.env["ir.config_parameter"].sudo()
        value = parameters.get_param("client360.express_report_days", DEFAULT_DAYS)
        return int(value) if str(value).isdigit() else DEFAULT_DAYS

    @api.model
    def _express_report_limit(self):
        """Return the time before which a report is out of date, None for never."""
        days = self._express_report_days()
        return fields.Datetime.now() - timedelta(days=days) if days else None

    @api.depends(
        "vat",
        "express_report_ids.state",
        "express_report_ids.attachment_id",
        "express_report_ids.error_kind",
    )
    @api.depends_context("lang")
    def _compute_express_report_details(self):
        reports = self._express_reports()
        for partner in self:
            own = reports.get(partner._origin) or self.env["client360.express.report"]
            last = own[-1:]
            partner.express_report_waiting = last.state == "queued"
            partner.express_report_error = last.error
            partner.express_report_attachment_id = own.attachment_id[-1:]

    @api.depends(
        "vat",
        "company_registry",
        "commercial_partner_id",
        "country_id",
        "counterparty_kind",
    )
    def _compute_express_report_focus_url(self):
        for partner in self:
            inn = partner._express_report_inn()
            ogrn = requisites.compact_digits(partner.company_registry)
            number = ogrn if requisites.is_ogrn(ogrn) else inn
            partner.express_report_focus_url = inn and kontur_focus.focus_url(number)

    def _normalized_inn(self):
        """Return the digits of the tax id, without a country code before them."""
        return requisites.compact_digits(self.vat).removeprefix("RU")

    def _express_report_inn(self):
        """Return the INN under which Kontur.Focus may know the counterparty.

        "" for contact persons, individuals and foreign partners, and where there is
        no valid INN.
        """
        self.ensure_one()
        if self.commercial_partner_id != self or self.counterparty_kind == "individual":
            return ""
        if self.country_id and self.country_id.code != "RU":
            return ""
        inn = self._normalized_inn()
        # 9909 is for foreign organizations, which Kontur.Focus refuses.
        return inn if requisites.is_inn(inn) and not inn.startswith("9909") else ""

    def _is_known_as_dissolved(self):
        self.ensure_one()
        return self.registry_state == "liquidated"

    def action_request_express_report(self):
        """Queue express reports on these counterparties.

        :return: client action that says how many
        :raise AccessError: where the user may not spend money on reports
        :raise UserError: where no API key is set or none of them can have a report
        """
        user = self.env.user
        if not (self.env.su or user.has_group("client360.group_express_report")):
            raise AccessError(self.env._("You may not request express reports."))
        self.check_access("read")
        if not self.env["client360.kontur.focus"]._key():
            raise UserError(
                self.env._(
                    "There is no API key of Kontur.Focus yet. An administrator can"
                    " enter it in the settings of Client 360."
                )
            )
        reports = self.env["client360.express.report"]
        created, waiting = reports._request(self, user)
        left_out = len(self) - len(created) - len(waiting)
        if not (created or waiting):
            raise UserError(
                self.env._(
                    "An express report needs a Russian company or entrepreneur with"
                    " a valid INN."
                )
            )
        lines = [self.env._("Requested: %(count)s.", count=len(created))]
        if waiting:
            lines.append(self.env._("Requested before: %(count)s.", count=len(waiting)))
        if left_out:
            lines.append(
                self.env._("Left out, without a valid INN: %(count)s.", count=left_out)
            )
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {
                "title": self.env._("Express report"),
                "message": " ".join(lines),
                "type": "warning" if left_out else "info",
                "next": {"type": "ir.actions.act_window_close"},
            },
        }

    def _request_express_report_after_create(self):
        """Queue express reports on new counterparties, for an automated action."""
        if self.env["client360.kontur.focus"]._key():
            self.env["client360.express.report"]._request(self.sudo())

    # -- Highlights -----------------------------------------------------------------

    def client360_highlights(self):
        """Tiles of the strip above the pages, as the user may see them.

        :return: list of dicts, see ``client360.highlights``
        :raise AccessError: the user may not read the partner
        """
        self.ensure_one()
        self.check_access("read")
        return self.env["client360.highlights"]._tiles(self)

    def client360_highlights_chart(self):
        """Revenue by month and receivables by age, for the chart under the strip.

        :return: dict, see ``client360.highlights._chart``
        :raise AccessError: the user may not read the partner
        """
        self.ensure_one()
        self.check_access("read")
        return self.env["client360.highlights"]._chart(self)

    def action_client360_highlight(self, key):
        """Open the records behind a figure of the strip.

        :param str key: key of the figure
        :return: an action, or False where there is nothing to open
        :raise AccessError: the user may not see the partner or the records
        """
        self.ensure_one()
        self.check_access("read")
        return self.env["client360.highlights"]._action(self, key)

    # -- Registers: counters of the apps, in one query each and rolled up ----------

    def _roll_up(self, model, domain, *groupby):
        """Count records of contacts and of those below them, archived ones too.

        :param model: model with a ``partner_id``
        :param domain: domain of the records to count
        :param groupby: more fields to count by
        :return list: rows (id of a partner of ``self``, a value of each field, number);
            none for a user who may not read the model
        """
        Model = self.env[model]
        if not Model.has_access("read"):
            return []
        partners = self.with_context(active_test=False).search_fetch(
            [("id", "child_of", self.ids)], ["parent_id"]
        )
        ids = set(self.ids)
        rows = []
        for partner, *values in Model._read_group(
            Domain("partner_id", "in", partners.ids) & Domain(domain),
            ["partner_id", *groupby],
            ["__count"],
        ):
            while partner:
                if partner.id in ids:
                    rows.append((partner.id, *values))
                partner = partner.parent_id
        return rows

    def _roll_up_count(self, model, domain):
        """:return Counter: {id of a partner: number}, see :meth:`_roll_up`"""
        counts = Counter()
        for partner_id, count in self._roll_up(model, domain):
            counts[partner_id] += count
        return counts

    def _compute_agreements_count(self):
        """OCA counts only the contact's own contracts, templates among them, and
        fails for users who may not read contracts."""
        counts = self._roll_up_count("agreement", [("is_template", "=", False)])
        for partner in self:
            partner.agreements_count = counts[partner._origin.id]

    def action_open_agreement(self):
        action = super().action_open_agreement()
        action["domain"] = [
            ("partner_id", "child_of", self.ids),
            ("is_template", "=", False),
        ]
        return action

    def _compute_helpdesk_ticket_count(self):
        """OCA reads every ticket of every contact to count them."""
        total, active = Counter(), Counter()
        for partner_id, stage, count in self._roll_up(
            "helpdesk.ticket", [], "stage_id"
        ):
            total[partner_id] += count
            if not stage.closed:
                active[partner_id] += count
        for partner in self:
            all_count = total[partner._origin.id]
            active_count = active[partner._origin.id]
            partner.helpdesk_ticket_count = all_count
            partner.helpdesk_ticket_active_count = active_count
            partner.helpdesk_ticket_count_string = f"{active_count} / {all_count}"

    def _compute_application_statistics_hook(self):
        """Add the registers' badges to those of the apps in the list and kanban."""
        statistics = super()._compute_application_statistics_hook()
        for model, domain, badge in self.env["client360.highlights"]._counters():
            for partner_id, count in self._roll_up_count(model, domain).items():
                statistics[partner_id].append({**badge, "value": count})
        return statistics
