# Copyright 2026 Client 360 contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

import json
import logging

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.service.model import PG_CONCURRENCY_EXCEPTIONS_TO_RETRY
from odoo.tools import format_date

from ...tools import dadata, dadata_details, registry_names, requisites
from ...tools.service_http import ErrorKind, ServiceError

_logger = logging.getLogger(__name__)

ADDRESS = ("street", "street2", "city", "state_id", "zip", "country_id")
#: Which field of a card takes which fact of :func:`dadata.party`, in the order of the
#: dialog.
FACT_OF_FIELD = {
    "name": "name",
    "legal_name": "full_name",
    "legal_form": "legal_form",
    "counterparty_kind": "kind",
    "vat": "inn",
    "kpp": "kpp",
    "company_registry": "ogrn",
    "okpo": "okpo",
    "okved": "okved",
    "oktmo": "oktmo",
    "okato": "okato",
    "ceo_name": "director",
    "ceo_post": "director_post",
    "registration_date": "registration_date",
    "liquidation_date": "liquidation_date",
    "registry_state": "state",
    "legal_address": "address",
    "phone": "phone",
    "email": "email",
}
#: The registry's telephone is no better than the one that people use.
NEVER_REPLACED = ("phone", "email")
#: What a person does not know better than the registry.
REGISTRY_WINS = ("registry_state", "liquidation_date")
#: What tells of a reading itself.
TECHNICAL_FIELDS = ("dadata_snapshot", "dadata_date")
#: What the first reading leaves to people: they have their own ways to call a
#: counterparty, and may know its office better.
KEEP_ON_FIRST_READ = ("name", "address")


class Client360Autofill(models.AbstractModel):
    """What an answer of DaData changes on a card, and the change itself."""

    _name = "client360.autofill"
    _inherit = ["client360.retry.mixin"]
    _description = "Autofill from DaData"

    # ------------------------------------------------------------------- mapping
    @api.model
    def _prepare_partner_vals_list(self, found):
        """Turn answers into values of cards: the one place where facts of DaData get
        names of fields.

        :param list found: ``suggestions[].data`` of each card
        :return: for each card its values, and those of :data:`TECHNICAL_FIELDS`
        :rtype: list[dict]
        """
        russia_id = self.env["ir.model.data"]._xmlid_to_res_id("base.ru")
        states = self.env["res.country.state"].search_fetch(
            [("country_id", "=", russia_id)], ["code"]
        )
        state_by_code = {state.code: state.id for state in states}
        now = fields.Datetime.now()
        result = []
        for data in found:
            facts = dadata.party(data)
            values = {
                name: facts[fact]
                for name, fact in FACT_OF_FIELD.items()
                if fact in facts
            }
            # what the registry itself says
            snapshot = {
                **values,
                "branch": dadata.is_branch(data),
                # for the page Reliability
                "details": dadata_details.read(data),
            }
            values.update(self._prepare_written_names(facts))
            values.update(is_company=True, country_id=russia_id)
            for name in ("street", "street2", "city", "zip"):
                if name in facts:
                    values[name] = facts[name]
            if state_id := state_by_code.get(facts.get("region_code")):
                values["state_id"] = state_id
            elif region := facts.get("region_name"):
                # Odoo does not list the newer regions
                parts = (region, facts.get("street2"))
                values["street2"] = ", ".join(filter(None, parts))
            values["dadata_snapshot"] = json.dumps(
                snapshot, default=str, ensure_ascii=False
            )
            values["dadata_date"] = now
            result.append(values)
        return result

    @api.model
    def _prepare_written_names(self, facts):
        """Names in the form that people write, ООО «Ласточкин берег», unless the
        settings want those of the registry. The legal name always stays as given.

        :param dict facts: from :func:`dadata.party`
        :return: values of cards
        :rtype: dict[str, str]
        """
        parameters = self.env["ir.config_parameter"].sudo()
        if parameters.get_param("client360.registry_names") == "registry":
            return {}
        is_person = facts.get("kind") == "entrepreneur"
        writers = {
            "name": registry_names.entrepreneur
            if is_person
            else registry_names.company,
            "ceo_name": registry_names.person,
            "ceo_post": registry_names.post,
        }
        return {
            name: write(facts[FACT_OF_FIELD[name]])
            for name, write in writers.items()
            if FACT_OF_FIELD[name] in facts
        }

    # ------------------------------------------------------------------ comparing
    @api.model
    def _get_autofill_changes(self, values, current):
        """Compare the registry with a card.

        :param dict values: one of :meth:`_prepare_partner_vals_list`
        :param dict current: the card's values in the same form
        :return: values to write, which overwrite nothing, and for each key values
            that would. An address is one thing.
        :rtype: tuple[dict, dict[str, dict]]
        """
        fill = {}
        conflicts = {}
        for name in FACT_OF_FIELD:
            if name not in values:
                continue
            old, new = current.get(name), values[name]
            if not old:
                fill[name] = new
            elif not (
                requisites.same(old, new)
                or name in NEVER_REPLACED
                or (name == "counterparty_kind" and "entrepreneur" not in (old, new))
            ):
                conflicts[name] = {name: new}
        # as the form does when a kind is chosen
        kind = fill.get("counterparty_kind") or current.get("counterparty_kind")
        if (
            kind not in (False, None, "individual")
            and not current.get("is_company")
            and not current.get("parent_id")
        ):
            fill["is_company"] = True
        address = {name: values.get(name, False) for name in ADDRESS}
        if not any(values.get(name) for name in ("street", "street2", "city", "zip")):
            address = {"country_id": values["country_id"]}
        differs = any(
            current.get(name) and not requisites.same(current[name], new)
            for name, new in address.items()
        )
        if differs and len(address) > 1:
            conflicts["address"] = address
        elif not differs:
            fill.update(
                {
                    name: new
                    for name, new in address.items()
                    if new and not current.get(name)
                }
            )
        fill.update({name: values[name] for name in TECHNICAL_FIELDS})
        return fill, conflicts

    @api.model
    def _get_current_vals(self, partner):
        """A card's values in the form of :meth:`_prepare_partner_vals_list`.

        :param partner: card
        :rtype: dict
        """
        result = {name: partner[name] for name in (*FACT_OF_FIELD, "is_company")}
        for name in ADDRESS:
            value = partner[name]
            result[name] = value.id if isinstance(value, models.Model) else value
        result["parent_id"] = partner.parent_id.id
        return result

    @api.model
    def _label(self, key):
        own = {
            "address": self.env._("Address"),
            # Odoo's names for them are those of no country in particular
            "vat": self.env._("INN"),
            "company_registry": self.env._("OGRN"),
        }
        if key in own:
            return own[key]
        field = self.env["res.partner"]._fields[key]
        return field.get_description(self.env, ["string"])["string"]

    @api.model
    def _display(self, values):
        """What a person reads for the values of one conflict.

        :param dict values: one field, or the fields of an address
        :rtype: str
        """
        parts = []
        for name, value in values.items():
            field = self.env["res.partner"]._fields[name]
            if not value:
                continue
            if field.type == "many2one":
                value = self.env[field.comodel_name].browse(value).display_name
            elif field.type == "selection":
                value = dict(field._description_selection(self.env)).get(value, value)
            elif field.type == "date":
                value = format_date(self.env, value)
            parts.append(value)
        return ", ".join(parts)

    # -------------------------------------------------------------------- in bulk
    @api.model
    def _get_lookup_keys(self, partners):
        """What DaData is asked about each card.

        :param partners: cards with an INN
        :return: {card: (INN, KPP or False)}
        :rtype: dict
        """
        return {partner: (partner.vat, partner.kpp) for partner in partners}

    @api.model
    def _fetch_parties(self, numbers, watch=False, answered=None):
        """Ask DaData for many cards.

        :param dict numbers: from :meth:`_get_lookup_keys`
        :param bool watch: on the budget of the watch
        :param answered: called with the number of answers so far
        :return: {card: ``suggestions[].data``, None if there is none, or
            :class:`ServiceError`}
        :rtype: dict
        :raise ServiceError: ``no_token``
        """
        service = self.env["client360.dadata"]
        answers = service._find_parties([*numbers.values()], watch, answered)
        result = {}
        moved = {}
        for (partner, (inn, kpp)), answer in zip(numbers.items(), answers, strict=True):
            if isinstance(answer, list):
                if not answer and kpp:
                    moved[partner] = (inn, None)
                answer = answer[0] if answer else None
            result[partner] = answer
        if moved:
            # a company that moved to another tax office has another KPP
            answers = service._find_parties([*moved.values()], watch)
            for partner, answer in zip(moved, answers, strict=True):
                if isinstance(answer, list):
                    answer = answer[0] if answer else None
                snapshot = partner._get_dadata_snapshot()
                if isinstance(answer, dict) and (
                    snapshot is None or snapshot.get("branch")
                ):
                    # or is the card that of a branch which is closed?
                    answer = ServiceError(ErrorKind.OTHER_KPP, 200)
                result[partner] = answer
        return result

    @api.model
    def _lock_unchanged(self, numbers, found):
        """Lock the cards that answers are about, for the moment of writing.

        :param dict numbers: what was asked, from :meth:`_get_lookup_keys`
        :param dict found: from :meth:`_fetch_parties`
        :return: ``found`` without the cards that somebody is saving, has deleted or
            has given other numbers meanwhile
        :rtype: dict
        """
        partners = self.env["res.partner"].concat(*found)
        partners = partners.try_lock_for_update(allow_referencing=True)
        now = self._get_lookup_keys(partners)
        return {
            partner: answer
            for partner, answer in found.items()
            if now.get(partner) == numbers[partner]
        }

    @api.model
    def _fill(self, found):
        """Fill what is empty on cards, with a note of it on each.

        :param dict found: from :meth:`_fetch_parties`
        :return: {card: (state, sentence or False)}; see ``client360.autofill.line``
        :rtype: dict
        """
        service = self.env["client360.dadata"]
        result = {}
        answers = {p: data for p, data in found.items() if isinstance(data, dict)}
        values = self._prepare_partner_vals_list(answers.values())
        for partner, new in zip(answers, values, strict=True):
            done, error = self._isolated(partner, self._fill_card, partner, new)
            result[partner] = ("failed", error) if error else done
        for partner, data in found.items():
            if data is None:
                message = self.env._("No company found for INN %s.", partner.vat)
                result[partner] = ("not_found", message)
            elif isinstance(data, ServiceError):
                result[partner] = ("failed", service._get_error_message(data))
        return result

    @api.model
    def _fill_card(self, partner, new):
        """Fill what is empty on a card.

        :param partner: card
        :param dict new: one of :meth:`_prepare_partner_vals_list`
        :return: state, sentence or False
        :rtype: tuple
        """
        fill, conflicts = self._get_autofill_changes(
            new, self._get_current_vals(partner)
        )
        fill["dadata_snapshot"] = self._prepare_unsettled_snapshot(
            partner, new, conflicts
        )
        state, details = self._write_and_log(partner, fill)
        if "registry_state" in conflicts:
            news = self._display(conflicts["registry_state"])
            news = f"{self._label('registry_state')}: {news}"
            details = f"{details}. {news}" if details else news
        return state, details

    @api.model
    def _isolated(self, partner, step, *args):
        """Call ``step(*args)`` so that its failure is the card's own: nothing of it
        stays, and the other cards go on.

        Whatever another addon does on writing a card may fail in any way. A conflict
        with another transaction is no failure of the card.

        :param partner: card, for the log
        :param step: what writes it
        :return: what the step returns, and a sentence if it has failed, else False
        :rtype: tuple
        """
        try:
            with self.env.cr.savepoint():
                return step(*args), False
        except PG_CONCURRENCY_EXCEPTIONS_TO_RETRY:
            raise
        except UserError as error:
            return None, str(error.args[0]).strip()
        except Exception:
            _logger.exception("The answer of DaData cannot be written to %s", partner)
            return None, self.env._(
                "An error in the program: an administrator finds it in the server's "
                "log."
            )

    @api.model
    def _prepare_unsettled_snapshot(self, partner, new, conflicts):
        """The snapshot to keep where conflicts are left alone: the watch is still to
        see them as changes.

        :param dict new: one of :meth:`_prepare_partner_vals_list`
        :param conflicts: keys of :meth:`_get_autofill_changes`
        :return: JSON text
        :rtype: str
        """
        before = partner._get_dadata_snapshot()
        now = json.loads(new["dadata_snapshot"])
        settled = map(snapshot_key, KEEP_ON_FIRST_READ) if before is None else ()
        for key in {*map(snapshot_key, conflicts)}.difference(settled):
            now.pop(key, None)
            if before and key in before:
                now[key] = before[key]
        return json.dumps(now, ensure_ascii=False)

    @api.model
    def _write_and_log(self, partner, values, title=None):
        """Write values, and an event of the history with the old and the new ones.

        :param partner: card
        :param dict values: for write
        :param title: first line of the event
        :return: state of ``client360.autofill.line``, what was filled or False
        :rtype: tuple
        """
        reading = {n: values[n] for n in TECHNICAL_FIELDS if n in values}
        written = {n: values[n] for n in values if n not in reading}
        changed = [name for name in written if name != "is_company"]
        tracked = set(partner._track_get_fields()) & set(changed)
        if set(changed) & set(ADDRESS):
            tracked.add("contact_address_inline")
        before = {name: partner[name] for name in tracked}
        # ours is the better note, and it is there at once
        partner = partner.with_context(mail_notrack=True)
        if written:
            partner.write(written)
        # which no user may write
        partner.sudo().write(reading)
        if not changed:
            return ("unchanged", False)
        _updated, commands = partner._mail_track(partner.fields_get(tracked), before)
        partner._message_log_as(
            "client360.mt_requisites_refreshed",
            body=title or self.env._("Filled from DaData."),
            tracking_value_ids=commands,
        )
        labels = dict.fromkeys(
            self._label("address" if name in ADDRESS else name) for name in changed
        )
        return ("filled", ", ".join(labels))


def snapshot_key(key):
    """What a field, or the address, is called in a snapshot.

    :param str key: key of ``_get_autofill_changes``
    :rtype: str
    """
    return "legal_address" if key == "address" else key
