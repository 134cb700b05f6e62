# Copyright 2026 Client 360 contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo import models
from odoo.tools import SQL


class MergePartnerAutomatic(models.TransientModel):
    _inherit = "base.partner.merge.automatic.wizard"

    def _merge(self, partner_ids, dst_partner=None, extra_checks=True):
        # Two cards of one body are what a merge begins with.
        merging = self.with_context(client360_merge=True)
        if dst_partner:
            dst_partner = dst_partner.with_context(client360_merge=True)
        return super(MergePartnerAutomatic, merging)._merge(
            partner_ids, dst_partner, extra_checks
        )

    def _update_foreign_keys(self, src_partners, dst_partner):
        """Take the express reports along: those that wait become one."""
        merged = src_partners | dst_partner
        reports = self.env["client360.express.report"].sudo()
        queued = reports.search(
            [("partner_id", "in", merged.ids), ("state", "=", "queued")], order="id"
        )
        queued[1:].unlink()
        self._end_double_facts(src_partners, dst_partner)
        self._drop_double_links(src_partners, dst_partner)
        self.env["client360.duplicate"]._follow_merge(src_partners, dst_partner)
        result = super()._update_foreign_keys(src_partners, dst_partner)
        # Odoo moves them by SQL, past what is computed from them.
        for links in ("client360.timeline.link", "client360.timeline.document"):
            self.env[links]._link_partners(dst_partner)
        for name in ("express_report_status", "express_report_date"):
            self.env.add_to_compute(dst_partner._fields[name], dst_partner)
        self.env["client360.reliability.fact"].invalidate_model(["partner_id"])
        dst_partner._update_reliability_reasons()
        return result

    def _end_double_facts(self, src_partners, dst_partner):
        """Of facts on one counterparty, those of the card that stays hold."""
        facts = self.env["client360.reliability.fact"].sudo()
        facts = facts.search(
            [
                ("partner_id", "in", (src_partners | dst_partner).ids),
                ("date_to", "=", False),
            ]
        )
        for doubles in facts.grouped(lambda fact: (fact.method, fact.code)).values():
            kept = doubles.filtered(lambda fact: fact.partner_id == dst_partner)
            (doubles - (kept or doubles)[:1]).unlink()
        readings = self.env["client360.reliability.reading"].sudo()
        readings.search([("partner_id", "in", src_partners.ids)]).unlink()

    def _drop_double_links(self, src_partners, dst_partner):
        """Take away what both cards follow, or were notified of: where one row clashes
        with another, Odoo deletes all rows of the card that goes."""
        self.env.flush_all()
        for table, column, same in (
            ("mail_followers", "partner_id", ("res_model", "res_id")),
            ("mail_notification", "res_partner_id", ("mail_message_id",)),
        ):
            self._drop_doubles(
                table, column, same, src_partners, dst_partner, SQL("TRUE")
            )
        self._drop_doubles(
            "mail_followers",
            "res_id",
            ("partner_id",),
            src_partners,
            dst_partner,
            SQL("a.res_model = 'res.partner' AND b.res_model = 'res.partner'"),
        )
        self.env["mail.followers"].invalidate_model()
        self.env["mail.notification"].invalidate_model()

    def _drop_doubles(self, table, column, same, src_partners, dst_partner, where):
        self.env.cr.execute(
            SQL(
                "DELETE FROM %(table)s a USING %(table)s b"
                " WHERE a.%(column)s = ANY(%(source)s) AND %(same)s AND %(where)s"
                " AND (b.%(column)s = %(target)s"
                # of two that go, the first one stays
                " OR b.%(column)s = ANY(%(source)s) AND b.id < a.id)",
                table=SQL.identifier(table),
                column=SQL.identifier(column),
                same=SQL(" AND ").join(
                    SQL("a.%(name)s = b.%(name)s", name=SQL.identifier(name))
                    for name in same
                ),
                where=where,
                source=src_partners.ids,
                target=dst_partner.id,
            )
        )

    def _update_values(self, src_partners, dst_partner):
        """Take along what only the system may write, and the OGRN: Odoo leaves out
        what is computed, if only at times."""
        dst_partner.check_access("write")
        result = super()._update_values(src_partners.sudo(), dst_partner.sudo())
        if not dst_partner.company_registry:
            same = src_partners.filtered(
                lambda partner: partner.company_registry
                and partner.vat in (False, dst_partner.vat)
            )
            dst_partner.company_registry = same[-1:].company_registry
        return result

    def _log_merge_operation(self, src_partners, dst_partner):
        """Mark the message that Odoo posts, for the history."""
        domain = [("model", "=", "res.partner"), ("res_id", "=", dst_partner.id)]
        Message = self.env["mail.message"].sudo()
        before = Message.search(domain, order="id desc", limit=1)
        result = super()._log_merge_operation(src_partners, dst_partner)
        posted = Message.search(domain + [("id", ">", before.id or 0)])
        posted.subtype_id = self.env.ref("client360.mt_merged")
        return result
