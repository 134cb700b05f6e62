# Copyright 2026 Client 360 contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

import json

from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import html2plaintext

from ...tools import requisites
from ...tools.service_http import ServiceError
from .client360_autofill import (
    ADDRESS,
    KEEP_ON_FIRST_READ,
    TECHNICAL_FIELDS,
    snapshot_key,
)
from .client360_dadata import RETRY_DELAY

#: What is written to a card that does not take the rest of a reading.
ALWAYS_WRITTEN = ("registry_state", "liquidation_date", "ceo_name", "ceo_post")
BAD_STATES = ("liquidating", "liquidated", "bankrupt")
#: Cards that the watch reads between two commits.
WATCH_BATCH_SIZE = 50
#: System parameter: when the present round of the watch began.
ROUND = "client360.dadata_watch_round"


class Client360Watch(models.AbstractModel):
    """Reads cards anew, writes what has changed in the registry, and calls people."""

    _name = "client360.watch"
    _inherit = ["client360.queue.mixin"]
    _description = "Watch of the Registry"
    _queue_cron = "client360.ir_cron_refresh_requisites"
    _queue_method = "_cron_refresh"

    @api.model
    def _cron_refresh(self):
        """Read cards anew, oldest first, and say what has changed in the registry.

        A round reads each card once. What the day's budget does not suffice for, the
        next run goes on with.
        """
        # Nobody's language is at work here, and the notes are for all.
        self = self.with_context(lang=self.env.company.partner_id.lang)
        service = self.env["client360.dadata"]
        autofill = self.env["client360.autofill"]
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
            numbers = autofill._get_lookup_keys(batch)
            try:
                found = autofill._fetch_parties(numbers, watch=True)
            except ServiceError:
                # no key
                return
            trouble = service._get_blocking_error(found.values())
            # only now are cards locked, and what people did meanwhile is seen
            cron._commit_progress()
            done = autofill._retry_on_conflict(self._refresh, numbers, found, read)
            # A card that is in use waits for the next round, and within one second
            # the date does not tell what has been read.
            if left := batch if read <= begun else batch - done:
                domain &= Domain("id", "not in", left.ids)
            remaining = 0 if trouble else partners.search_count(domain)
            if remaining or trouble:
                parameters.set_param(ROUND, fields.Datetime.to_string(begun))
            if trouble and trouble.kind.is_transient:
                self._wake_queue(fields.Datetime.now() + RETRY_DELAY)
            if not cron._commit_progress(len(done), remaining=remaining) or trouble:
                return
        parameters.set_param(ROUND, False)

    @api.model
    def _watched_domain(self):
        """Cards that the watch reads from DaData, for addons to narrow down.

        :rtype: Domain
        """
        return self._get_watchable_domain()

    @api.model
    def _get_watchable_domain(self):
        """Cards of Russian counterparties that may still change.

        :rtype: Domain
        """
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
        autofill = self.env["client360.autofill"]
        found = autofill._lock_unchanged(numbers, found)
        answers = {p: data for p, data in found.items() if isinstance(data, dict)}
        values = autofill._prepare_partner_vals_list(answers.values())
        for partner, new in zip(answers, values, strict=True):
            new["dadata_date"] = read
            self._refresh_card(partner, new)
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
        unread.sudo().with_context(mail_notrack=True).dadata_date = read
        return unread.concat(*answers, unread)

    @api.model
    def _refresh_card(self, partner, new):
        """Bring one card up to date. What it does not take, and a notice that cannot
        be given, is the card's own trouble: the others go on.

        :param partner: card
        :param dict new: from ``client360.autofill``
        """
        isolated = self.env["client360.autofill"]._isolated
        state, director = partner.registry_state, partner.ceo_name
        written, problem = isolated(partner, self._write_changes, partner, new)
        if problem:
            isolated(partner, self._log_rejected_changes, partner, problem)
            written, problem = isolated(partner, self._write_urgent, partner, new)
        if problem:
            isolated(partner, self._write_date, partner, new["dadata_date"])
        elif written:
            isolated(
                partner,
                self._schedule_registry_activity,
                *(partner, state, director, written),
            )

    @api.model
    def _write_date(self, partner, date):
        partner.sudo().with_context(mail_notrack=True).dadata_date = date

    @api.model
    def _get_changes(self, partner, new):
        """What the registry changes on a card.

        :param partner: card
        :param dict new: from ``client360.autofill``
        :return: values to write, and whether some replace others
        :rtype: tuple[dict, bool]
        """
        autofill = self.env["client360.autofill"]
        changes, conflicts = autofill._get_autofill_changes(
            new, autofill._get_current_vals(partner)
        )
        replaced = [
            change
            for key, change in conflicts.items()
            if self._changed_in_registry(partner, key, new)
            and not (key == "address" and _is_vague(change))
        ]
        for change in replaced:
            changes.update(change)
        return changes, bool(replaced)

    @api.model
    def _write_changes(self, partner, new):
        """Write what the registry changes on a card.

        :param partner: card
        :param dict new: from ``client360.autofill``
        :return: what was written, empty if there was nothing
        :rtype: dict
        """
        changes, replaced = self._get_changes(partner, new)
        title = replaced and self.env._("The registry has changed.")
        autofill = self.env["client360.autofill"]
        state, _text = autofill._write_and_log(partner, changes, title)
        return changes if state == "filled" else {}

    @api.model
    def _changed_in_registry(self, partner, key, new):
        """Whether the registry says something else than at the last reading.

        Before the first reading all is new, but for what is people's own.
        """
        before = partner._get_dadata_snapshot()
        if before is None:
            return key not in KEEP_ON_FIRST_READ
        key = snapshot_key(key)
        now = json.loads(new["dadata_snapshot"])
        return not requisites.same(before.get(key), now.get(key))

    @api.model
    def _write_urgent(self, partner, new):
        """Write what people have to know, where the card does not take the rest. That
        is tried again with the next reading.

        :param partner: card
        :param dict new: from ``client360.autofill``
        :return: what was written, empty if there was nothing
        :rtype: dict
        """
        autofill = self.env["client360.autofill"]
        changes, _replaced = self._get_changes(partner, new)
        left = {"address" if name in ADDRESS else name for name in changes}
        left -= {*ALWAYS_WRITTEN, *TECHNICAL_FIELDS}
        urgent = {name: changes[name] for name in ALWAYS_WRITTEN if name in changes}
        urgent["dadata_date"] = new["dadata_date"]
        urgent["dadata_snapshot"] = autofill._prepare_unsettled_snapshot(
            partner, new, left
        )
        title = self.env._("The registry has changed.")
        state, _text = autofill._write_and_log(partner, urgent, title)
        return urgent if state == "filled" else {}

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
        speaker = self.env["client360.autofill"].with_context(lang=lang)
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


def _is_vague(address):
    """Whether an address of the registry says less than people need: that of an
    entrepreneur is a town alone, and one that DaData could not parse is one line."""
    return not (address["street"] and address["city"])
