# Copyright 2026 Client 360 contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

import json

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import hash_sign, verify_hash_signed

from ...tools import dadata, requisites
from ...tools.service_http import ServiceError
from .client360_autofill import REGISTRY_WINS, TECHNICAL_FIELDS

#: What the signature of an answer in a form is good for.
PROPOSAL_SCOPE = "client360.dadata_proposal"


class ResPartner(models.Model):
    # pylint: disable=consider-merging-classes-inherited
    # One class for each subject of the card, see docs/architecture.rst.
    _inherit = "res.partner"

    dadata_date = fields.Datetime(
        "Read from DaData",
        readonly=True,
        copy=False,
        index="btree_not_null",
        groups="base.group_user",
        prefetch="client360",
    )
    # The watch trusts it.
    dadata_snapshot = fields.Text(
        "Answer of DaData",
        readonly=True,
        copy=False,
        groups=fields.NO_ACCESS,
        prefetch=False,
    )
    dadata_proposal = fields.Char(
        compute="_compute_dadata_proposal",
        inverse="_inverse_dadata_proposal",
        groups="base.group_user",
        export_string_translation=False,
        help="What a form was filled with, under a signature of the server.",
    )

    # Depends on nothing: it is there from the form until the card is saved.
    def _compute_dadata_proposal(self):
        self.dadata_proposal = False

    def _inverse_dadata_proposal(self):
        """Keep the answer that a form was filled with.

        :raise UserError: it was not signed here
        """
        for partner in self.filtered("dadata_proposal"):
            reading = partner._read_dadata_proposal(partner.dadata_proposal)
            partner.sudo().with_context(mail_notrack=True).write(reading)

    # ------------------------------------------------------------------ proposals
    @api.model
    def _sign_dadata_reading(self, values):
        """Let a form, or another program, save what only the system determines.

        A card on the screen is saved by its user, who may not write the answer that
        the watch compares with. So he gets it under a signature, and gives it back in
        the field ``dadata_proposal``.

        :param dict values: with :data:`TECHNICAL_FIELDS`
        :return: the same with ``dadata_proposal`` in their place
        :rtype: dict
        """
        reading = [
            values["dadata_snapshot"],
            fields.Datetime.to_string(values["dadata_date"]),
        ]
        return {
            **{n: value for n, value in values.items() if n not in TECHNICAL_FIELDS},
            "dadata_proposal": hash_sign(self.sudo().env, PROPOSAL_SCOPE, reading),
        }

    @api.model
    def _read_dadata_proposal(self, proposal):
        """Read what :meth:`_sign_dadata_reading` has signed.

        :param str proposal: from a form
        :return: values of :data:`TECHNICAL_FIELDS`
        :rtype: dict
        :raise UserError: it was not signed here
        """
        try:
            reading = verify_hash_signed(self.sudo().env, PROPOSAL_SCOPE, proposal)
        except ValueError:
            # no base64, or nothing of the right form
            reading = None
        if reading is None:
            raise UserError(
                self.env._(
                    "The requisites do not come from DaData: press Autofill again."
                )
            )
        snapshot, date = reading
        return {"dadata_snapshot": snapshot, "dadata_date": date}

    def _get_dadata_snapshot(self):
        """The last answer that was written to a card.

        :return: values by field, None without an answer about the card's INN
        :rtype: dict or None
        """
        self.ensure_one()
        try:
            snapshot = json.loads(self.sudo().dadata_snapshot or "null")
        # deeply nested brackets exhaust the parser
        except (ValueError, RecursionError):
            return None
        if not isinstance(snapshot, dict) or snapshot.get("vat") != self.vat:
            return None
        return snapshot

    @api.model
    def _dadata_values(self, inn, kpp=None):
        """Values of a card for an INN, from DaData.

        :param str inn: INN of a company or an entrepreneur
        :param str kpp: KPP of a branch; without it the head office
        :return: values for create or write, ``{}`` when not found
        :rtype: dict
        :raise UserError: when DaData gives no usable answer
        """
        inn = requisites.compact_digits(inn)
        if not requisites.is_inn(inn):
            return {}
        service = self.env["client360.dadata"]
        try:
            found = service._find_party(inn, requisites.compact_digits(kpp))
        except ServiceError as error:
            raise service._user_error(error) from None
        if not found:
            return {}
        (values,) = self.env["client360.autofill"]._prepare_partner_vals_list(found[:1])
        return self._sign_dadata_reading(values)

    # -------------------------------------------------------------------- the form
    @api.model
    def dadata_autofill(self, inn, kpp=None, current=None, hid=None):
        """Compare the registry with a card on the screen, which may be unsaved.

        :param str inn: INN
        :param str kpp: KPP of a branch
        :param dict current: the card's values: ids for many2one, texts for dates
        :param str hid: one of several answers, of those under "branches"
        :return: one of

            * error: sentence; settings: whether the settings may help
            * branches: list of dicts hid, kpp, name, address, main: one is to be chosen
            * fill: values for the form; conflicts: list of dicts key, label, old,
              new, take, values; warning: sentence or False; name
        :rtype: dict
        :raise AccessError: for who may neither create nor write cards
        """
        self._check_may_fill()
        current = current or {}
        inn = requisites.compact_digits(inn)
        kpp = requisites.compact_digits(kpp) if kpp else False
        if not inn:
            return {"error": self.env._("Type an INN first.")}
        if not requisites.is_inn(inn):
            return {"error": self._get_requisite_error_message("vat", inn)}
        service = self.env["client360.dadata"]
        try:
            found = service._find_party(inn, kpp, main=False)
            if not found and kpp:
                # the branch may have another KPP now: let the user choose
                kpp = False
                found = service._find_party(inn, main=False)
        except ServiceError as error:
            return {
                "error": service._get_error_message(error),
                "settings": service._needs_settings(error),
            }
        if hid:
            found = [data for data in found if data.get("hid") == hid]
        if not found:
            return {"error": self.env._("No company found for INN %s.", inn)}
        if not hid and not kpp and any(map(dadata.is_branch, found)):
            return {"branches": [self._dadata_branch(data) for data in found]}
        autofill = self.env["client360.autofill"]
        (values,) = autofill._prepare_partner_vals_list(found[:1])
        fill, conflicts = autofill._get_autofill_changes(values, _from_form(current))
        state = values.get("registry_state")
        return {
            "name": values.get("name", inn),
            "fill": self._convert_to_web(self._sign_dadata_reading(fill)),
            "conflicts": [
                {
                    "key": key,
                    "label": autofill._label(key),
                    "old": autofill._display({n: current.get(n) for n in new}),
                    "new": autofill._display(new),
                    "take": key in REGISTRY_WINS,
                    "values": self._convert_to_web(new),
                }
                for key, new in conflicts.items()
            ],
            "warning": state not in (False, None, "active")
            and self.env._(
                "%(name)s: %(state)s.",
                name=values.get("name", inn),
                state=autofill._display({"registry_state": state}),
            ),
        }

    @api.model
    def _check_may_fill(self):
        """:raise AccessError: for who may neither create nor write cards"""
        if not self.has_access("create") and not self.has_access("write"):
            self.check_access("write")

    @api.model
    def _convert_to_web(self, values):
        """Convert values for ``record.update`` in the browser.

        :param dict values: values of a card
        :rtype: dict
        """
        result = {}
        for name, value in values.items():
            field = self._fields[name]
            if field.type == "many2one" and value:
                record = self.env[field.comodel_name].browse(value)
                value = {"id": record.id, "display_name": record.display_name}
            elif field.type == "date" and value:
                value = fields.Date.to_string(value)
            result[name] = value
        return result

    @api.model
    def dadata_suggest(self, query):
        """Companies and entrepreneurs for a name or a number that is being typed.

        :param str query: what was typed
        :return: dicts name, inn, kpp, description and card: False, or a dict id, name
            of the card that there is already, if the user may open it; none when
            DaData cannot be asked, since nobody waits for suggestions
        :rtype: list[dict]
        :raise AccessError: for who may neither create nor write cards
        """
        self._check_may_fill()
        try:
            found = self.env["client360.dadata"]._suggest_party(query)
        except ServiceError:
            return []
        autofill = self.env["client360.autofill"]
        parties = [
            facts
            for facts in map(dadata.party, found)
            if "inn" in facts and "name" in facts
        ]
        cards = self._find_cards_by_numbers(
            [(facts["inn"], facts.get("kpp", False)) for facts in parties]
        )
        result = []
        for facts in parties:
            kpp = facts.get("kpp", False)
            card = cards.get((facts["inn"], kpp))
            state = facts.get("state")
            description = (
                card and self._get_card_note(card),
                self.env._("INN %s", facts["inn"]),
                facts.get("city"),
                state != "active" and autofill._display({"registry_state": state}),
            )
            result.append(
                {
                    "name": autofill._prepare_written_names(facts).get(
                        "name", facts["name"]
                    ),
                    "inn": facts["inn"],
                    "kpp": kpp,
                    "description": ", ".join(filter(None, description)),
                    "card": bool(card) and {"id": card.id, "name": card.display_name},
                }
            )
        return result

    @api.model
    def _get_card_note(self, card):
        if card.active:
            return self.env._("there is a card already")
        return self.env._("there is an archived card already")

    @api.model
    def _dadata_branch(self, data):
        facts = dadata.party(data)
        names = self.env["client360.autofill"]._prepare_written_names(facts)
        return {
            "hid": facts.get("hid", ""),
            "kpp": facts.get("kpp", ""),
            "name": names.get("name") or facts.get("name", ""),
            "address": facts.get("address", ""),
            "main": not dadata.is_branch(data),
        }

    # ------------------------------------------------------------------ saved cards
    def action_dadata_autofill(self):
        """Fill what is empty from DaData, with a note of it on each card.

        Contact persons stand for their company. Some dozens of cards are filled at
        once, more in the background.

        :return: action that shows the result
        :rtype: dict
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

    # Suggestions in the field of the name and of the INN, see
    # static/src/dadata/partner_name_field.js.
    @api.model
    def _get_view(self, view_id=None, view_type="form", **options):
        arch, view = super()._get_view(view_id, view_type, **options)
        if view_type == "form":
            if self.env["client360.dadata"]._get_key():
                for node in arch.xpath("//field[@name='name' or @name='vat']"):
                    if not node.xpath("ancestor::field"):
                        node.set("widget", "client360_partner_name")
            # What the head shows is copied, not typed, whatever has been set on all
            for node in arch.xpath("//span[hasclass('o_client360_fact')]/field"):
                node.set("widget", "CopyClipboardChar")
        return arch, view

    @api.model
    def _get_view_cache_key(self, view_id=None, view_type="form", **options):
        key = super()._get_view_cache_key(view_id, view_type, **options)
        return key + (bool(self.env["client360.dadata"]._get_key()),)


def _from_form(current):
    """Values that came from a browser: dates are texts there."""
    dates = ("registration_date", "liquidation_date")
    return {
        **current,
        **{name: fields.Date.to_date(current.get(name) or None) for name in dates},
    }
