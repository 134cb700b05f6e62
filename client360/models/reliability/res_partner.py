# Copyright 2026 Client 360 contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from markupsafe import Markup, escape

from odoo import Command, api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.fields import Domain

from ...tools import kontur_analytics

SUBTYPE = "client360.mt_reliability"
ACTIVITY = "client360.mail_activity_type_reliability"

#: What only a reading writes.
SYSTEM_FIELDS = {
    "founder_inns",
    "kontur_watched",
    "reliability_date",
    "reliability_news_date",
    "reliability_reason_ids",
}


class ResPartner(models.Model):
    # pylint: disable=consider-merging-classes-inherited
    # One class for each subject of the card, see docs/architecture.rst.
    _inherit = "res.partner"

    reliability_fact_ids = fields.One2many(
        "client360.reliability.fact",
        "partner_id",
        "Facts on Reliability",
        readonly=True,
        groups="base.group_user",
    )
    reliability_reason_ids = fields.Many2many(
        "client360.reliability.reason",
        string="Reasons of the Risk",
        readonly=True,
        copy=False,
        groups="base.group_user",
    )
    reliability_date = fields.Datetime(
        "Facts Read On",
        readonly=True,
        copy=False,
        index="btree_not_null",
        groups="base.group_user",
        prefetch="client360",
    )
    # The day on which facts were last found to have changed
    reliability_news_date = fields.Date(
        readonly=True,
        copy=False,
        groups="base.group_user",
        export_string_translation=False,
        prefetch="client360",
    )
    kontur_watched = fields.Boolean(
        "On the Watch List of Kontur.Focus",
        readonly=True,
        copy=False,
        groups="base.group_user",
        prefetch="client360",
    )
    _kontur_watched_idx = models.Index("(id) WHERE kontur_watched")

    @api.model
    def _get_system_fields(self):
        return super()._get_system_fields() | SYSTEM_FIELDS

    def write(self, vals):
        result = super().write(vals)
        if "vat" in vals:
            self._drop_foreign_facts()
        return result

    def _drop_foreign_facts(self):
        """End the facts about an INN that the card has no more."""
        facts = self.env["client360.reliability.fact"].sudo()
        facts = facts.search([("partner_id", "in", self.ids), ("date_to", "=", False)])
        foreign = facts.filtered(
            lambda fact: fact.inn != fact.partner_id._normalized_inn()
        )
        if foreign:
            partners = foreign.partner_id
            foreign.date_to = self.env["client360.service.usage"]._today()
            partners.write(
                {
                    "reliability_date": False,
                    "reliability_news_date": False,
                    "reliability_reason_ids": [Command.clear()],
                }
            )

    def _get_reliability_day(self):
        """Day of the card's last reading.

        :rtype: datetime.date or False
        """
        self.ensure_one()
        date = self.sudo().reliability_date
        return (
            date
            and fields.Datetime.context_timestamp(
                self.with_context(tz="Europe/Moscow"), date
            ).date()
        )

    def action_request_reliability(self):
        """Queue readings of the facts on these counterparties.

        :return: client action that says so
        :rtype: dict
        :raise AccessError: where the user may not spend money on reports
        :raise UserError: where no API key is set or none of them can be read
        """
        if not (
            self.env.su or self.env.user.has_group("client360.group_express_report")
        ):
            raise AccessError(self.env._("You may not request express reports."))
        self.check_access("read")
        if not self.env["client360.kontur.focus"]._get_key():
            raise UserError(
                self.env._(
                    "There is no API key of Kontur.Focus yet. An administrator can"
                    " enter it in the settings of Client 360."
                )
            )
        asked = self.env["client360.reliability.reading"]._request(
            self.commercial_partner_id, urgent=True
        )
        if not asked:
            raise UserError(
                self.env._(
                    "Facts can be read about a Russian company or entrepreneur with a"
                    " valid INN."
                )
            )
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {
                "message": self.env._(
                    "Facts are being read: %(count)s.", count=len(asked)
                ),
                "type": "info",
            },
        }

    def _update_reliability_reasons(self):
        """Keep the reasons by which lists are filtered in step with the facts."""
        partners = self.sudo()
        # a dictionary of some dozens
        reasons = self.env["client360.reliability.reason"].sudo()
        reasons = reasons.search([])  # pylint: disable=no-search-all
        by_code = {reason.code: reason for reason in reasons}
        facts = (
            self.env["client360.reliability.fact"]
            .sudo()
            .search(
                Domain("partner_id", "in", self.ids)
                & Domain("date_to", "=", False)
                & Domain("tone", "in", ("red", "yellow"))
            )
        )
        by_partner = facts.grouped("partner_id")
        for partner in partners:
            codes = {
                kontur_analytics.get_reason(fact.method, fact.code)
                for fact in by_partner.get(partner, ())
            }
            found = reasons.filtered(lambda reason, codes=codes: reason.code in codes)
            if codes - set(by_code):
                found |= by_code.get("other", found.browse())
            if found != partner.reliability_reason_ids:
                partner.reliability_reason_ids = found

    def _tell_reliability_news(self):
        """Note new red and yellow facts in the history, and tell who is responsible,
        once."""
        untold = self.env["client360.reliability.fact"].sudo()
        untold = untold.search(
            [("partner_id", "in", self.ids), ("is_untold", "=", True)]
        )
        worse = untold.filtered(lambda fact: not fact.date_to)
        untold.is_untold = False
        for partner, facts in worse.grouped("partner_id").items():
            user = partner.user_id
            user = user if user.active and not user.share else user.browse()
            lang = (user or self.env.company.partner_id).lang
            facts = facts.with_context(lang=lang).sorted(lambda f: (f.severity, f.id))
            told = "; ".join(facts.mapped("name"))
            partner.message_post(
                body=facts.env._("Reliability, new: %(facts)s.", facts=told),
                author_id=self.env.ref("base.partner_root").id,
                subtype_xmlid=SUBTYPE,
            )
            if not user:
                continue
            waiting = partner.activity_search([ACTIVITY], user_id=user.id)[:1]
            if waiting:
                waiting.note = Markup("<br/>").join([waiting.note or "", told])
            else:
                partner.activity_schedule(ACTIVITY, user_id=user.id, note=escape(told))
