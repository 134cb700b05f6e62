# Copyright 2026 Client 360 contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

import json
import logging

from odoo import api, models

from ...tools import kontur_analytics
from ...tools.service_http import ErrorKind, ServiceError

_logger = logging.getLogger(__name__)

#: System parameter with the methods that the tariff does not give.
DENIED = "client360.reliability_denied"
QUEUE = "client360.express.report.queue"


class Client360ReliabilityQueue(models.AbstractModel):
    """Works off the readings of facts, by the means of the queue of reports: the same
    scheduled action, budget, locks and pauses.

    Each method is asked about up to a hundred counterparties, and what it says is
    committed before the next one is asked. A method that the tariff does not have is
    not asked for again on that day; the others are.
    """

    _name = "client360.reliability.queue"
    _inherit = [QUEUE]
    _description = "Queue of Readings of Facts"

    @api.model
    def _reports(self):
        return self.env["client360.reliability.reading"].sudo()

    def _send_notices(self):
        """What is new stands in the history. Nobody waits for a notice."""

    def _work(self, run, readings):
        """Ask about claimed readings, method by method, and store the facts."""
        readings = self._store_and_commit(
            run, readings, lambda left: left._follow_partners()
        )
        readings = self._within_budget(run, readings)
        for method in kontur_analytics.METHODS:
            asked = readings.exists().filtered(
                lambda reading, method=method: not reading._is_settled(method)
            )
            if asked and not self._ask_facts(run, asked, method):
                return
        self._finish(run, readings)

    def _ask_facts(self, run, readings, method):
        """Ask for the facts of one method and store them.

        :param readings: readings that lack the method
        :param str method: one of ``kontur_analytics.METHODS``
        :return: whether the next method may be asked for
        :rtype: bool
        """
        if method in self._get_denied_today():
            self._settle(run, readings, method, is_read=False)
            return self._may_go_on(run)
        groups = readings.grouped("inn")
        try:
            found = run.client.get_analytics(method, list(groups))
        except ServiceError as error:
            return self._on_facts_error(run, readings, method, error)
        run.failures = 0
        if self._get_denied():
            self._note_denied(method, False)
        self._store_and_commit(
            run, readings, lambda left: left._store_facts(method, found)
        )
        return self._may_go_on(run)

    def _may_go_on(self, run):
        return run.over in ("", "budget")

    def _on_facts_error(self, run, readings, method, error):
        """Decide what an error means for the method, and for the readings.

        :return: whether the next method may be asked for
        :rtype: bool
        """
        missing = error.kind == ErrorKind.REFUSED and error.status != 400
        if error.kind.is_blocking or missing:
            # This method alone: a key that is refused altogether stops the reports.
            _logger.info("Kontur.Focus does not give %s: %s", method, error)
            self._note_denied(method, True)
            self._settle(run, readings, method, is_read=False)
            return self._may_go_on(run)
        if error.kind.is_transient:
            self._on_error(run, readings, error)
            return False
        # The answer about one of them may be what spoils the rest.
        groups = list(readings.grouped("inn").values())
        if len(groups) > 1:
            return all(self._ask_facts(run, group, method) for group in groups)
        _logger.warning("Kontur.Focus: no usable %s: %s", method, error)
        self._settle(run, readings, method, is_read=False)
        return self._may_go_on(run)

    def _settle(self, run, readings, method, is_read):
        self._store_and_commit(
            run, readings, lambda left: left._settle(method, is_read)
        )

    def _finish(self, run, readings):
        readings = readings.exists()
        unsold = readings.filtered(lambda reading: not reading._has_read())
        unsold = set(unsold.mapped("inn")).intersection(run.fresh)
        ids = readings.ids
        self._store_and_commit(run, readings, lambda left: left._finish())
        self._reports().browse(ids).exists().filtered(
            lambda reading: reading.state == "done"
        ).unlink()
        if unsold:
            self._service()._give_back_inns(unsold)
        self._commit()

    # -------------------------------------------------------------------- tariff
    @api.model
    def _get_denied(self):
        """What the tariff did not give when it was last asked for.

        :return: {method: ISO date of the last refusal}
        :rtype: dict
        """
        # not get_param(): another worker may have written it a moment ago
        parameters = self.env["ir.config_parameter"].sudo()
        value = parameters.search([("key", "=", DENIED)]).value
        try:
            denied = json.loads(value or "{}")
        except ValueError:
            return {}
        if (
            not isinstance(denied, dict)
            or denied.get("access") != self._service()._get_access_digest()
        ):
            return {}
        methods = denied.get("methods")
        return methods if isinstance(methods, dict) else {}

    @api.model
    def _get_denied_today(self):
        """Methods that are not to be asked for any more today.

        :rtype: set[str]
        """
        today = self.env["client360.service.usage"]._today().isoformat()
        return {method for method, day in self._get_denied().items() if day == today}

    def _note_denied(self, method, is_denied):
        """Note whether the tariff has a method.

        :param str method: one of ``kontur_analytics.METHODS``
        :param bool is_denied: whether it was refused
        """
        if not is_denied and method not in self._get_denied():
            return
        with self._alone():
            methods = self._get_denied()
            methods.pop(method, None)
            if is_denied:
                today = self.env["client360.service.usage"]._today()
                methods[method] = today.isoformat()
            value = {
                "access": self._service()._get_access_digest(),
                "methods": methods,
            }
            self.env["ir.config_parameter"].sudo().set_param(DENIED, json.dumps(value))


class Client360ExpressReportQueue(models.AbstractModel):
    # pylint: disable=consider-merging-classes-inherited
    # What the facts add to it stands with the facts.
    _inherit = "client360.express.report.queue"

    @api.model
    def _cron_process_queue(self):
        result = super()._cron_process_queue()
        # The queue of readings inherits this method, too.
        if self._name == QUEUE:
            if self._commit():
                self.env["client360.reliability.queue"]._cron_process_queue()
            else:
                self._wake_queue()
        return result

    @api.model
    def _resume(self):
        result = super()._resume()
        if self._name == QUEUE:
            self.env["client360.reliability.queue"]._resume()
        return result
