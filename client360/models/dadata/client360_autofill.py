# Copyright 2026 Client 360 contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

import json

from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError
from odoo.fields import Domain
from odoo.tools import format_date, html2plaintext

from ...tools import dadata, dadata_details, requisites
from ...tools.service_http import ServiceError
from .client360_dadata import RETRY_DELAY

ADDRESS = ("street", "street2", "city", "state_id", "zip", "country_id")
#: What a card takes from the registry, in the order of the dialog.
FILLED = (
    "name",
    "legal_name",
    "legal_form",
    "counterparty_kind",
    "vat",
    "kpp",
    "company_registry",
    "okpo",
    "okved",
    "oktmo",
    "okato",
    "ceo_name",
    "ceo_post",
    "registration_date",
    "liquidation_date",
    "registry_state",
    "legal_address",
    "phone",
    "email",
)
#: The registry's telephone is no better than the one that people use.
NEVER_REPLACED = ("phone", "email")
#: What a person does not know better than the registry.
REGISTRY_WINS = ("registry_state", "liquidation_date")
#: What is written to a card that does not take the rest of a reading.
ALWAYS_WRITTEN = ("registry_state", "liquidation_date", "ceo_name", "ceo_post")
#: What tells of a reading itself.
TECHNICAL_FIELDS = ("dadata_snapshot", "dadata_date")
#: What the first reading leaves to people: they have their own ways to call a
#: counterparty, and may know its office better.
KEEP_ON_FIRST_READ = ("name", "address")
BAD_STATES = ("liquidating", "liquidated", "bankrupt")
#: Cards that the watch reads between two commits.
WATCH_BATCH_SIZE = 50
#: System parameter: when the present round of the watch began.
ROUND = "client360.dadata_watch_round"


class Client360Autofill(models.AbstractModel):
    """What an answer of DaData changes on a card, and the change itself."""

    _name = "client360.autofill"
    _inherit = ["client360.retry.mixin"]
    _description = "Autofill from DaData"

    # ------------------------------------------------------------------- mapping
    @api.model
    def _prepare_partner_vals_list(self, found):
        """Return the values of a card for each answer.

        :param found: list of ``suggestions[].data``
        :return: list of dicts for create or write
        """
        russia = self.env.ref("base.ru")
        states = self.env["res.country.state"].search_fetch(
            [("country_id", "=", russia.id)], ["code"]
        )
        state_by_code = {state.code: state.id for state in states}
        return [
            self._prepare_partner_vals(data, russia.id, state_by_code) for data in found
        ]

    def _prepare_partner_vals(self, data, russia, state_by_code):
        known = dadata.party(data)
        values = {name: known[name] for name in FILLED if name in known}
        values["is_company"] = True
        values["country_id"] = russia
        region = known.pop("region_name", "")
        state = state_by_code.get(known.pop("region_code", ""))
        known.pop("country_code", None)
        for name in ("street", "street2", "city", "zip"):
            if name in known:
                values[name] = known[name]
        if state:
            values["state_id"] = state
        elif region:
            # Odoo does not list the newer regions
            values["street2"] = ", ".join(filter(None, (region, known.get("street2"))))
        known["branch"] = dadata.is_branch(data)
        # for the page Reliability
        known["details"] = dadata_details.read(data)
        values["dadata_snapshot"] = json.dumps(known, default=str, ensure_ascii=False)
        values["dadata_date"] = fields.Datetime.now()
        return values

    # ------------------------------------------------------------------ comparing
    @api.model
    def _get_autofill_changes(self, values, current):
        """Compare the registry with a card.

        :param dict values: from :meth:`_prepare_partner_vals_list`
        :param dict current: the card's values in the same form
        :return: tuple of a dict to write, which overwrites nothing, and a dict
            {key: dict to write} of what would. An address is one thing.
        """
        fill = {}
        conflicts = {}
        for name in FILLED:
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
        for name in ("dadata_snapshot", "dadata_date"):
            fill[name] = values[name]
        return fill, conflicts

    @api.model
    def _get_current_vals(self, partner):
        """A card's values in the form of :meth:`_prepare_partner_vals_list`."""
        result = {name: partner[name] for name in (*FILLED, "is_company")}
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

    # -------------------------------------------------------------------- the form
    @api.model
    def _get_form_proposal(self, inn, kpp, current, hid):
        """Compare the registry with a card on the screen, see
        ``res.partner.dadata_autofill``."""
        inn = requisites.compact_digits(inn)
        kpp = requisites.compact_digits(kpp) if kpp else False
        if not inn:
            return {"error": self.env._("Type an INN first.")}
        if not requisites.is_inn(inn):
            return {
                "error": self.env["res.partner"]._get_requisite_error_message(
                    "vat", inn
                )
            }
        service = self.env["client360.dadata"]
        try:
            found = service._request("find_party", inn, kpp, main=False)
            if not found and kpp:
                # the branch may have another KPP now: let the user choose
                kpp = False
                found = service._request("find_party", inn, main=False)
            if hid:
                found = [data for data in found if data.get("hid") == hid]
        except ServiceError as error:
            return {
                "error": service._get_error_message(error),
                "settings": service._needs_settings(error),
            }
        if not found:
            return {"error": self._get_not_found_message(inn)}
        if not hid and not kpp and any(map(dadata.is_branch, found)):
            return {"branches": [self._branch(data) for data in found]}
        values = self._prepare_partner_vals_list(found[:1])[0]
        fill, conflicts = self._get_autofill_changes(values, self._from_form(current))
        state = values.get("registry_state")
        return {
            "name": values.get("name", inn),
            "fill": self._convert_to_web(fill),
            "conflicts": [
                {
                    "key": key,
                    "label": self._label(key),
                    "old": self._display({n: current.get(n) for n in new}),
                    "new": self._display(new),
                    "take": key in REGISTRY_WINS,
                    "values": self._convert_to_web(new),
                }
                for key, new in conflicts.items()
            ],
            "warning": state not in (False, None, "active")
            and self.env._(
                "%(name)s: %(state)s.",
                name=values.get("name", inn),
                state=self._display({"registry_state": state}),
            ),
        }

    @api.model
    def _get_not_found_message(self, inn):
        return self.env._("DaData knows nobody with INN %s.", inn)

    @api.model
    def _branch(self, data):
        known = dadata.party(data)
        return {
            "hid": dadata.text(data, "hid"),
            "kpp": known.get("kpp", ""),
            "name": known.get("name", ""),
            "address": known.get("legal_address", ""),
            "main": not dadata.is_branch(data),
        }

    @api.model
    def _suggestions(self, found):
        result = []
        for data in found:
            known = dadata.party(data)
            if "vat" not in known or "name" not in known:
                continue
            state = known.get("registry_state")
            result.append(
                {
                    "name": known["name"],
                    "inn": known["vat"],
                    "kpp": known.get("kpp", False),
                    "description": ", ".join(
                        filter(
                            None,
                            (
                                self.env._("INN %s", known["vat"]),
                                known.get("city"),
                                state != "active"
                                and self._display({"registry_state": state}),
                            ),
                        )
                    ),
                }
            )
        return result

    @api.model
    def _from_form(self, current):
        """Values that came from a browser: dates are texts there."""
        result = dict(current)
        for name in ("registration_date", "liquidation_date"):
            result[name] = fields.Date.to_date(current.get(name) or None)
        return result

    @api.model
    def _convert_to_web(self, values):
        """Values for ``record.update`` in the browser."""
        result = {}
        for name, value in values.items():
            field = self.env["res.partner"]._fields[name]
            if field.type == "many2one" and value:
                record = self.env[field.comodel_name].browse(value)
                value = {"id": record.id, "display_name": record.display_name}
            elif field.type == "date" and value:
                value = fields.Date.to_string(value)
            elif field.type == "datetime" and value:
                value = fields.Datetime.to_string(value)
            result[name] = value
        return result

    # -------------------------------------------------------------------- in bulk
    @api.model
    def _get_lookup_keys(self, partners):
        """What DaData is asked about each card.

        :param partners: cards with an INN
        :return: dict {card: (INN, KPP or False)}
        """
        return {partner: (partner.vat, partner.kpp) for partner in partners}

    @api.model
    def _fetch_parties(self, numbers, watch=False, answered=None):
        """Ask DaData for many cards.

        :param dict numbers: from :meth:`_get_lookup_keys`
        :param bool watch: on the budget of the watch
        :param answered: called with the number of answers so far
        :return: dict {card: ``suggestions[].data``, None if there is none, or
            :class:`ServiceError`}
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
                if isinstance(answer, dict) and not _was_head_office(partner):
                    # or is the card that of a branch which is closed?
                    answer = ServiceError("other_kpp", 200)
                result[partner] = answer
        return result

    @api.model
    def _lock_unchanged(self, numbers, found):
        """Lock the cards that answers are about, for the moment of writing.

        :param dict numbers: what was asked, from :meth:`_get_lookup_keys`
        :param dict found: from :meth:`_fetch_parties`
        :return: ``found`` without the cards that somebody is saving, has deleted or
            has given other numbers meanwhile
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
        :return: dict {card: (state, sentence or False)}; see
            ``client360.autofill.line``
        """
        service = self.env["client360.dadata"]
        result = {}
        answers = {p: data for p, data in found.items() if isinstance(data, dict)}
        values = self._prepare_partner_vals_list(answers.values())
        for partner, new in zip(answers, values, strict=True):
            fill, conflicts = self._get_autofill_changes(
                new, self._get_current_vals(partner)
            )
            fill["dadata_snapshot"] = self._prepare_unsettled_snapshot(
                partner, new, conflicts
            )
            state, details = self._write_and_log(partner, fill)
            if state != "failed" and "registry_state" in conflicts:
                news = self._display(conflicts["registry_state"])
                news = f"{self._label('registry_state')}: {news}"
                details = f"{details}. {news}" if details else news
            result[partner] = (state, details)
        for partner, data in found.items():
            if data is None:
                result[partner] = (
                    "not_found",
                    self._get_not_found_message(partner.vat),
                )
            elif isinstance(data, ServiceError):
                result[partner] = ("failed", service._get_error_message(data))
        return result

    @api.model
    def _prepare_unsettled_snapshot(self, partner, new, conflicts):
        """The snapshot to keep where conflicts are left alone: the watch is still to
        see them as changes.

        :param dict new: from :meth:`_prepare_partner_vals_list`
        :param dict conflicts: from :meth:`_get_autofill_changes`
        :return: JSON text
        """
        before = _snapshot(partner)
        now = json.loads(new["dadata_snapshot"])
        settled = map(_snapshot_key, KEEP_ON_FIRST_READ) if before is None else ()
        for key in {*map(_snapshot_key, conflicts)}.difference(settled):
            now.pop(key, None)
            if before and key in before:
                now[key] = before[key]
        return json.dumps(now, ensure_ascii=False)

    @api.model
    def _write_and_log(self, partner, values, title=None):
        """Write values and a note with the old and the new ones.

        :param partner: card
        :param dict values: for write
        :param title: first line of the note
        :return: tuple (state, sentence or False)
        """
        names = [name for name in values if name not in ("dadata_date",)]
        technical = {"dadata_snapshot", "is_company"}
        changed = [n for n in names if n not in technical]
        tracked = set(partner._track_get_fields()) & set(changed)
        if set(changed) & set(ADDRESS):
            tracked.add("contact_address_inline")
        before = {name: partner[name] for name in tracked}
        try:
            # ours is the better note, and it is there at once
            with self.env.cr.savepoint():
                partner.with_context(mail_notrack=True).write(values)
        except (UserError, ValidationError) as error:
            partner.invalidate_recordset()
            return ("failed", str(error.args[0]).strip())
        if not changed:
            return ("unchanged", False)
        _updated, commands = partner._mail_track(partner.fields_get(tracked), before)
        partner._message_log(
            body=title or self.env._("Filled from DaData."),
            tracking_value_ids=commands,
        )
        labels = dict.fromkeys(
            self._label("address" if name in ADDRESS else name) for name in changed
        )
        return ("filled", ", ".join(labels))

    # ----------------------------------------------------------------- the watch
    @api.model
    def _cron_refresh(self):
        """Read cards anew, oldest first, and say what has changed in the registry.

        A round reads each card once. What the day's budget does not suffice for, the
        next run goes on with.
        """
        # Nobody's language is at work here, and the notes are for all.
        self = self.with_context(lang=self.env.company.partner_id.lang)
        service = self.env["client360.dadata"]
        cron = self.env["ir.cron"]
        if service._get_parameter("client360.dadata_watch") == "False":
            return
        parameters = self.env["ir.config_parameter"].sudo()
        begun = fields.Datetime.to_datetime(
            parameters.get_param(ROUND) or fields.Datetime.now()
        )
        domain = self._watched_domain() & (
            Domain("dadata_date", "=", False) | Domain("dadata_date", "<=", begun)
        )
        partners = self.env["res.partner"]
        while batch := partners.search(
            domain, limit=WATCH_BATCH_SIZE, order="dadata_date nulls first, id"
        ):
            read = fields.Datetime.now()
            numbers = self._get_lookup_keys(batch)
            try:
                found = self._fetch_parties(numbers, watch=True)
            except ServiceError:
                # no key
                return
            trouble = service._get_blocking_error(found.values())
            # only now are cards locked, and what people did meanwhile is seen
            cron._commit_progress()
            done = self._retry_on_conflict(self._refresh, numbers, found, read)
            # A card that is in use waits for the next round, and within one second
            # the date does not tell what has been read.
            if left := batch if read <= begun else batch - done:
                domain &= Domain("id", "not in", left.ids)
            remaining = 0 if trouble else partners.search_count(domain)
            if remaining or trouble:
                parameters.set_param(ROUND, fields.Datetime.to_string(begun))
            if trouble and trouble.kind.is_transient:
                self.env.ref("client360.ir_cron_refresh_requisites")._trigger(
                    fields.Datetime.now() + RETRY_DELAY
                )
            if not cron._commit_progress(len(done), remaining=remaining) or trouble:
                return
        parameters.set_param(ROUND, False)

    @api.model
    def _watched_domain(self):
        """Cards of Russian counterparties that may still change."""
        domain = Domain("vat", "!=", False) & Domain(
            "has_invalid_requisites", "=", False
        )
        # A person's INN may be that of an entrepreneur, and the card is not.
        body = Domain("parent_id", "=", False) & Domain("vat", "=like", "_" * 10)
        domain &= Domain("is_company", "=", True) | body
        # not a branch without a KPP, for which DaData would answer with the head office
        domain &= Domain("parent_id", "=", False) | Domain("kpp", "!=", False)
        domain &= Domain("country_id.code", "=", "RU")
        return domain & Domain("registry_state", "!=", "liquidated")

    @api.model
    def _refresh(self, numbers, found, read):
        """Bring cards up to date with the registry.

        What changed in the registry since it was last read replaces the card's value,
        with the old one in the note. What did not change there leaves the card's
        value alone, whoever typed it.

        :param dict numbers: from :meth:`_get_lookup_keys`
        :param dict found: from :meth:`_fetch_parties`
        :param datetime read: when they were read
        :return: the cards that were read
        """
        found = self._lock_unchanged(numbers, found)
        answers = {p: data for p, data in found.items() if isinstance(data, dict)}
        values = self._prepare_partner_vals_list(answers.values())
        for partner, new in zip(answers, values, strict=True):
            changes, conflicts = self._get_autofill_changes(
                new, self._get_current_vals(partner)
            )
            replaced = [
                change
                for key, change in conflicts.items()
                if self._changed_in_registry(partner, key, new)
                and not (key == "address" and _is_vague(change))
            ]
            for change in replaced:
                changes.update(change)
            changes["dadata_date"] = read
            self._write_watched(partner, changes, bool(replaced))
        # Not known any more, or an answer of no use: not before their turn.
        unread = [
            partner
            for partner, answer in found.items()
            if answer is None
            or (
                isinstance(answer, ServiceError)
                and answer.sent
                and not answer.kind.is_blocking
            )
        ]
        unread = self.env["res.partner"].concat(*unread)
        unread.with_context(mail_notrack=True).dadata_date = read
        return unread.concat(*answers, unread)

    @api.model
    def _changed_in_registry(self, partner, key, new):
        """Whether the registry says something else than at the last reading.

        Before the first reading all is new, but for what is people's own.
        """
        before = _snapshot(partner)
        if before is None:
            return key not in KEEP_ON_FIRST_READ
        key = _snapshot_key(key)
        now = json.loads(new["dadata_snapshot"])
        return not requisites.same(before.get(key), now.get(key))

    @api.model
    def _write_watched(self, partner, changes, replaced):
        """Write changes of the registry, and call the salesperson if need be."""
        state, director = partner.registry_state, partner.ceo_name
        result, text = self._write_and_log(
            partner,
            changes,
            title=replaced and self.env._("The registry has changed."),
        )
        if result == "failed":
            self._log_rejected_changes(partner, text)
            result, changes = self._write_urgent(partner, changes)
        if result == "filled":
            self._schedule_registry_activity(partner, state, director, changes)

    @api.model
    def _write_urgent(self, partner, changes):
        """Write what people have to know, where the card does not take the rest. That
        is tried again with the next reading.

        :param dict changes: what could not be written
        :return: tuple (state, what was written)
        """
        left = {"address" if name in ADDRESS else name for name in changes}
        left -= {*ALWAYS_WRITTEN, *TECHNICAL_FIELDS}
        snapshot = self._prepare_unsettled_snapshot(partner, changes, left)
        urgent = {name: changes[name] for name in ALWAYS_WRITTEN if name in changes}
        urgent.update(dadata_date=changes["dadata_date"], dadata_snapshot=snapshot)
        title = self.env._("The registry has changed.")
        state, _text = self._write_and_log(partner, urgent, title)
        if state == "failed":
            partner.with_context(mail_notrack=True).dadata_date = changes["dadata_date"]
        return state, urgent

    @api.model
    def _log_rejected_changes(self, partner, text):
        """Write why a card does not take what the registry says, once."""
        title = self.env._(
            "Changes of the registry do not fit the card: %s", ""
        ).strip()
        body = f"{title} {text}"
        last = (
            self.env["mail.message"]
            .sudo()
            .search(
                [
                    ("model", "=", partner._name),
                    ("res_id", "=", partner.id),
                    ("body", "ilike", title),
                ],
                order="id desc",
                limit=1,
            )
        )
        if html2plaintext(last.body).strip() != body:
            partner._message_log(body=body)

    @api.model
    def _schedule_registry_activity(self, partner, state, director, changes):
        """Give the salesperson an activity for what may not be overlooked.

        :param state: state in the registry before
        :param director: director before
        :param dict changes: what was written
        """
        if not partner.user_id.active:
            return
        lang = partner.user_id.lang or self.env.lang
        speaker = self.with_context(lang=lang)
        news = []
        if changes.get("registry_state") in BAD_STATES:
            old = speaker._display({"registry_state": state}) or "—"
            now = speaker._display({"registry_state": changes["registry_state"]})
            news.append(f"{speaker._label('registry_state')}: {old} → {now}")
        if director and changes.get("ceo_name"):
            news.append(
                f"{speaker._label('ceo_name')}: {director} → {changes['ceo_name']}"
            )
        if news:
            partner.with_context(lang=lang).activity_schedule(
                "mail.mail_activity_data_warning",
                summary="; ".join(news),
                user_id=partner.user_id.id,
            )


def _snapshot(partner):
    """The last answer that was written to a card, None without one about its INN."""
    try:
        snapshot = json.loads(partner.dadata_snapshot or "null")
    except ValueError:
        return None
    if not isinstance(snapshot, dict) or snapshot.get("vat") != partner.vat:
        return None
    return snapshot


def _snapshot_key(key):
    """What a field, or the address, is called in a snapshot."""
    return "legal_address" if key == "address" else key


def _is_vague(address):
    """Whether an address of the registry says less than people need: that of an
    entrepreneur is a town alone, and one that DaData could not parse is one line."""
    return not (address["street"] and address["city"])


def _was_head_office(partner):
    snapshot = _snapshot(partner)
    return snapshot is not None and not snapshot.get("branch")
