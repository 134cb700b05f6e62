# Copyright 2026 Client 360 contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

import json
import logging
from datetime import date, timedelta

from odoo import api, models
from odoo.fields import Domain
from odoo.tools import SQL

from ...tools import kontur_focus, kontur_watch, requisites
from ...tools.service_http import ErrorKind, ServiceError

_logger = logging.getLogger(__name__)

#: System parameters: whether the watch is by list, and what its last run has found.
ENABLED = "client360.kontur_watch"
STATE = "client360.kontur_watch_state"
#: Days that are read anew after a pause; the service keeps no more for sure.
MAX_DAYS = 7
#: Cards that are read into memory at once.
CARDS_AT_ONCE = 1000


class Client360KonturWatch(models.AbstractModel):
    """The watch by list: Kontur.Focus names those that have changed, and only they are
    read. What it does not cover, DaData's watch reads as before.

    100,000 counterparties with 200 changes a day cost some nine requests on the first
    day, and five afterwards.
    """

    _name = "client360.kontur.watch"
    _inherit = ["client360.retry.mixin", "client360.queue.mixin"]
    _description = "Watch by the List of Kontur.Focus"
    _queue_cron = "client360.ir_cron_kontur_watch"
    _queue_method = "_cron_watch"

    @api.model
    def _is_enabled(self):
        """Whether the settings want the watch by list.

        :rtype: bool
        """
        return self.env["client360.kontur.focus"]._get_parameter(ENABLED) == "True"

    @api.model
    def _get_state(self):
        """What the last run has found.

        :return: ``day`` (ISO date up to which changes are read), ``changed`` (their
            number), ``error`` (a kind of error, "" where all went well)
        :rtype: dict
        """
        value = self.env["ir.config_parameter"].sudo().search([("key", "=", STATE)])
        try:
            state = json.loads(value.value or "{}")
        except ValueError:
            return {}
        return state if isinstance(state, dict) else {}

    def _set_state(self, **values):
        self.env["ir.config_parameter"].sudo().set_param(
            STATE, json.dumps({**self._get_state(), **values})
        )

    @api.model
    def _get_domain(self):
        """Cards that belong on the list.

        :rtype: Domain
        """
        return self.env["client360.watch"]._get_watchable_domain()

    # ----------------------------------------------------------------------- run
    @api.model
    def _cron_watch(self):
        """Put new counterparties on the list and read those that have changed."""
        service = self.env["client360.kontur.focus"]
        if not self._is_enabled():
            self._leave_to_dadata()
            return
        if not service._get_key() or service._is_stopped():
            return
        try:
            client = service._get_client()
            self._complete_list(client)
            self._read_changes(client)
        except ServiceError as error:
            _logger.info("The watch by list has failed: %s", error)
            if error.kind == ErrorKind.DENIED or error.kind == ErrorKind.REFUSED:
                # The tariff has no list: DaData reads them all.
                self._leave_to_dadata()
            self._set_state(error=error.kind.value)

    def _leave_to_dadata(self):
        self.env["res.partner"].flush_model(["kontur_watched"])
        self.env.cr.execute(
            "UPDATE res_partner SET kontur_watched = NULL WHERE kontur_watched"
        )
        self.env["res.partner"].invalidate_model(["kontur_watched"])

    def _complete_list(self, client):
        """Put counterparties on the list that it lacks, and note who is on it."""
        partners = self.env["res.partner"].sudo()
        ours = {}
        ids = partners.search(self._get_domain()).ids
        for start in range(0, len(ids), CARDS_AT_ONCE):
            batch = partners.browse(ids[start : start + CARDS_AT_ONCE])
            batch.fetch(
                ["vat", "commercial_partner_id", "counterparty_kind", "country_id"]
            )
            for partner in batch:
                inn = partner._express_report_inn()
                if inn:
                    ours.setdefault(inn, []).append(partner.id)
            # At times there are a hundred thousand of them.
            batch.invalidate_recordset()
        watched = client.get_watched()
        missing = sorted(ours.keys() - watched)
        for start in range(0, len(missing), kontur_watch.LIST_CHUNK):
            chunk = missing[start : start + kontur_watch.LIST_CHUNK]
            watched = client.watch(chunk)
        covered = [id_ for inn, ids in ours.items() if inn in watched for id_ in ids]
        self._note_covered(covered)
        # What is on the list stays there, whatever happens next.
        self.env["ir.cron"]._commit_progress()

    def _note_covered(self, ids):
        """Note by SQL who is on the list: at times a hundred thousand cards at once."""
        self.env["res.partner"].flush_model(["kontur_watched"])
        self.env.cr.execute(
            SQL(
                """
                UPDATE res_partner SET kontur_watched = NULL
                 WHERE kontur_watched AND id NOT IN (SELECT unnest(%s::integer[]))
                """,
                ids,
            )
        )
        self.env.cr.execute(
            SQL(
                """
                UPDATE res_partner AS partner SET kontur_watched = TRUE
                  FROM unnest(%s::integer[]) AS covered(id)
                 WHERE partner.id = covered.id
                   AND partner.kontur_watched IS NOT TRUE
                """,
                ids,
            )
        )
        self.env["res.partner"].invalidate_model(["kontur_watched"])

    def _read_changes(self, client):
        """Read the counterparties that the list names since the last run."""
        service = self.env["client360.kontur.focus"]
        today = self.env["client360.service.usage"]._today()
        day = self._get_first_day(today)
        changed = set()
        while day <= today:
            changed |= client.get_changed(day)
            day += timedelta(days=1)
        partners = self.env["res.partner"].search(
            Domain("kontur_watched", "=", True) & Domain("vat", "in", list(changed))
        )
        groups = partners.grouped(lambda partner: partner._express_report_inn())
        inns = list(groups)
        granted, fresh = service._take_inns(inns)
        for start in range(0, len(inns), kontur_focus.MAX_INNS):
            batch = [
                inn
                for inn in inns[start : start + kontur_focus.MAX_INNS]
                if inn in granted
            ]
            if not batch:
                continue
            try:
                states = client.get_states(batch)
            except ServiceError:
                service._give_back_inns(set(inns[start:]).intersection(fresh))
                raise
            for inn, state in states.items():
                self._retry_on_conflict(self._follow, groups[inn], state)
                self.env["ir.cron"]._commit_progress()
        # The facts behind it are read in their turn.
        self.env["client360.reliability.reading"]._request(partners)
        left = len(inns) > len(granted)
        self._set_state(
            # What the budget did not suffice for is named once more tomorrow.
            day=(self._get_first_day(today) if left else today).isoformat(),
            changed=len(inns),
            error="",
        )

    def _get_first_day(self, today):
        """The day from which changes are to be read: the last one was not over yet.

        :param datetime.date today: day of Moscow time
        :rtype: datetime.date
        """
        try:
            last = date.fromisoformat(self._get_state().get("day") or "")
        except (TypeError, ValueError):
            return today
        return min(max(last, today - timedelta(days=MAX_DAYS)), today)

    def _follow(self, partners, state):
        """Write what the registry says now, with a note and an activity.

        :param partners: res.partner with one INN
        :param State state: see ``tools.kontur_watch``
        """
        self = self.with_context(lang=self.env.company.partner_id.lang)
        autofill, watch = self.env["client360.autofill"], self.env["client360.watch"]
        for partner in partners.exists():
            values = {"registry_state": state.registry_state}
            if state.liquidation_date:
                values["liquidation_date"] = state.liquidation_date
            if state.ceo_name and partner.counterparty_kind != "entrepreneur":
                values["ceo_name"] = state.ceo_name
            changes = {
                name: value
                for name, value in values.items()
                if not requisites.same(partner[name], value)
            }
            if not changes:
                continue
            before = partner.registry_state, partner.ceo_name
            title = self.env._("The registry has changed.")
            written, problem = autofill._isolated(
                partner, autofill._write_and_log, partner, changes, title
            )
            if problem:
                autofill._isolated(
                    partner, watch._log_rejected_changes, partner, problem
                )
            elif written[0] == "filled":
                autofill._isolated(
                    partner,
                    watch._schedule_registry_activity,
                    *(partner, *before, changes),
                )
