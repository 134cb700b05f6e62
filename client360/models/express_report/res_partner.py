# Copyright 2026 Client 360 contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.fields import Domain

from ...tools import kontur_focus, requisites

#: Days after which an express report is out of date, unless the settings say otherwise.
DEFAULT_DAYS = 90
#: Cards of this transaction whose reports are queued at its end.
PENDING = "client360.express_report"


class ResPartner(models.Model):
    # pylint: disable=consider-merging-classes-inherited
    # One class for each subject of the card, see docs/architecture.rst.
    _inherit = "res.partner"

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
    is_express_report_pending = fields.Boolean(
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
            partner.is_express_report_pending = last.state == "queued"
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
        if not self.vat:
            return ""
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
        self._check_may_request_express_report()
        self.check_access("read")
        if not self.env["client360.kontur.focus"]._get_key():
            raise UserError(
                self.env._(
                    "There is no API key of Kontur.Focus yet. An administrator can"
                    " enter it in the settings of Client 360."
                )
            )
        created, waiting = self.env["client360.express.report"]._request(self)
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

    @api.model
    def _check_may_request_express_report(self):
        """:raise AccessError: where the user may not spend money on reports"""
        if not (
            self.env.su or self.env.user.has_group("client360.group_express_report")
        ):
            raise AccessError(self.env._("You may not request express reports."))

    def _request_express_report_after_create(self):
        """Queue express reports on new counterparties, for an automated action.

        Odoo runs an automated action once for each record. What it finds is queued
        together at the end of the transaction, so that an import stays fast.

        An automated action runs with all rights, whoever has created the card. Where
        somebody runs its server action by hand, the right to spend money counts.

        :raise AccessError: where the user may not spend money on reports
        """
        self._check_may_request_express_report()
        precommit = self.env.cr.precommit
        if PENDING not in precommit.data:
            precommit.data[PENDING] = {}
            precommit.add(self.browse()._request_pending_express_reports)
        precommit.data[PENDING].setdefault(self.env.uid, []).extend(self.ids)

    @api.model
    def _request_pending_express_reports(self):
        """Queue what :meth:`_request_express_report_after_create` has collected."""
        pending = self.env.cr.precommit.data.pop(PENDING, {})
        if not self.env["client360.kontur.focus"]._get_key():
            return
        for uid, ids in pending.items():
            # a card may be gone with a savepoint
            partners = self.with_user(uid).sudo().browse(ids).exists()
            partners.env["client360.express.report"]._request(partners, automatic=True)
