# Copyright 2026 Client 360 contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo import api, fields, models
from odoo.tools import SQL

MERGERS = "base.group_partner_manager"


class Client360Duplicate(models.Model):
    """Two cards that are likely those of one counterparty.

    Rows are written by ``client360.duplicate.finder`` alone. A pair that a person has
    said to be two stays, so that it is not found again.
    """

    _name = "client360.duplicate"
    _inherit = ["client360.counterparty.access"]
    _description = "Likely Duplicate"
    _order = "score desc, id"
    _rec_name = "partner_a_id"
    _counterparty_fields = ("partner_a_id", "partner_b_id")

    partner_a_id = fields.Many2one(
        "res.partner",
        "Counterparty",
        required=True,
        readonly=True,
        ondelete="cascade",
    )
    partner_b_id = fields.Many2one(
        "res.partner",
        "Likely the Same",
        required=True,
        readonly=True,
        ondelete="cascade",
        index=True,
    )
    by_inn = fields.Boolean("Same INN and KPP", readonly=True)
    by_ogrn = fields.Boolean("Same OGRN", readonly=True)
    by_email = fields.Boolean("Same E-mail", readonly=True)
    by_phone = fields.Boolean("Same Telephone", readonly=True)
    by_name = fields.Boolean("Similar Name", readonly=True)
    score = fields.Integer(
        "Likelihood, %", readonly=True, aggregator="max", help="100 is certain."
    )
    reasons = fields.Char(compute="_compute_reasons")
    state = fields.Selection(
        [("found", "Likely Duplicate"), ("dismissed", "Not a Duplicate")],
        required=True,
        readonly=True,
        default="found",
    )
    dismissed_by_id = fields.Many2one("res.users", "Said by", readonly=True)

    _partners_uniq = models.UniqueIndex("(partner_a_id, partner_b_id)")

    @api.depends("by_inn", "by_ogrn", "by_email", "by_phone", "by_name")
    @api.depends_context("lang")
    def _compute_reasons(self):
        names = ("by_inn", "by_ogrn", "by_email", "by_phone", "by_name")
        labels = self.fields_get(names, ["string"])
        for pair in self:
            pair.reasons = ", ".join(
                labels[name]["string"] for name in names if pair[name]
            )

    @api.depends("partner_a_id", "partner_b_id")
    def _compute_display_name(self):
        for pair in self:
            pair.display_name = (
                f"{pair.partner_a_id.display_name} / {pair.partner_b_id.display_name}"
            )

    # -------------------------------------------------------------------- actions
    def _check_may_merge(self):
        """:raise AccessError: for who may not merge these cards"""
        self.check_access("read")
        self.env["base.partner.merge.automatic.wizard"].check_access("create")
        (self.partner_a_id | self.partner_b_id).check_access("write")

    def action_dismiss(self):
        """Note that these are two counterparties, for good."""
        self._check_may_merge()
        self.sudo().write({"state": "dismissed", "dismissed_by_id": self.env.uid})

    def action_restore(self):
        """Take back that these are two counterparties."""
        self._check_may_merge()
        self.sudo().write({"state": "found", "dismissed_by_id": False})

    def action_compare(self):
        """Open the two cards side by side.

        :return: action
        :rtype: dict
        """
        self.ensure_one()
        self._check_may_merge()
        wizard = self.env["client360.duplicate.merge"].create({"duplicate_id": self.id})
        return wizard._get_action()

    @api.model
    def action_find(self):
        """Look for duplicates again, in the background.

        :return: action that says so
        :rtype: dict
        """
        self.env["base.partner.merge.automatic.wizard"].check_access("create")
        self.env["client360.duplicate.finder"]._wake_queue()
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {
                "type": "info",
                "message": self.env._(
                    "The search is under way: reload the list in a minute."
                ),
            },
        }

    # -------------------------------------------------------------------- merging
    @api.model
    def _follow_merge(self, source, target):
        """Let what people said of cards that are merged hold for the one that stays.

        :param source: cards that go
        :param target: card that stays
        """
        self.flush_model()
        self.env.cr.execute(
            SQL(
                """
                INSERT INTO client360_duplicate
                       (partner_a_id, partner_b_id, state, dismissed_by_id, score)
                SELECT DISTINCT ON (other)
                       least(other, %(target)s), greatest(other, %(target)s),
                       'dismissed', dismissed_by_id, score
                  FROM (
                       SELECT CASE WHEN partner_a_id = ANY(%(source)s)
                                   THEN partner_b_id ELSE partner_a_id END AS other,
                              dismissed_by_id, score
                         FROM client360_duplicate
                        WHERE state = 'dismissed'
                          AND (partner_a_id = ANY(%(source)s)
                               OR partner_b_id = ANY(%(source)s))
                       ) AS said
                 WHERE other != %(target)s AND other != ALL(%(source)s)
                ON CONFLICT (partner_a_id, partner_b_id)
                DO UPDATE SET state = 'dismissed',
                              dismissed_by_id = EXCLUDED.dismissed_by_id
                """,
                source=source.ids,
                target=target.id,
            )
        )
        self.env.cr.execute(
            SQL(
                """DELETE FROM client360_duplicate
                    WHERE partner_a_id = ANY(%(source)s)
                       OR partner_b_id = ANY(%(source)s)""",
                source=source.ids,
            )
        )
        self.invalidate_model()
