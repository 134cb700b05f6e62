# Copyright 2026 Client 360 contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from collections import defaultdict
from datetime import timedelta

from odoo import api, fields, models
from odoo.fields import Domain

from ..card.batches import in_batches

REMIND_DAYS = 30
REMIND_BATCH = 200


class IrAttachment(models.Model):
    """Until when documents hold."""

    # pylint: disable=consider-merging-classes-inherited
    # One class for each subject, see docs/architecture.rst.
    _inherit = "ir.attachment"

    valid_until = fields.Date(
        index="btree_not_null",
        copy=False,
        help="The last day on which the document holds.",
    )
    is_expiry_reminded = fields.Boolean(
        copy=False,
        export_string_translation=False,
        help="The activity about the end of the document has been raised.",
    )

    # The documents that cards must have, see res.partner, _get_document_needs.
    _client360_needs_idx = models.Index(
        "(res_id, document_type_id, valid_until) WHERE res_model = 'res.partner' "
        "AND res_field IS NULL AND version_of_id IS NULL"
    )

    @api.model
    def _get_card_document_domain(self, document_types):
        """The documents of some types that are attached to cards themselves and in
        force.

        :param document_types: ``client360.document.type``
        :rtype: Domain
        """
        return Domain(
            [
                ("res_model", "=", "res.partner"),
                ("res_field", "=", False),
                ("version_of_id", "=", False),
                ("document_type_id", "in", document_types.ids),
            ]
        )

    @api.onchange("document_type_id")
    def _onchange_document_type_id(self):
        if not self.valid_until:
            self.valid_until = self.document_type_id._get_default_valid_until()

    @api.model_create_multi
    def create(self, vals_list):
        documents = super().create(vals_list)
        for document, vals in zip(documents, vals_list, strict=True):
            if "valid_until" not in vals and document.document_type_id.valid_months:
                end = document.document_type_id._get_default_valid_until()
                document.sudo().valid_until = end
        return documents

    def write(self, vals):
        if "valid_until" in vals:
            vals = {"is_expiry_reminded": False, **vals}
        return super().write(vals)

    @api.model
    def _cron_remind_of_expiry(self):
        """Raise an activity for required documents that expire within
        ``REMIND_DAYS`` days."""
        today = fields.Date.context_today(self)
        required = self.env["client360.document.requirement"]._get_required_types()
        types = self.env["client360.document.type"].concat(*required.values())
        domain = self._get_card_document_domain(types) & Domain(
            [
                ("valid_until", ">=", today),
                ("valid_until", "<=", today + timedelta(days=REMIND_DAYS)),
                ("is_expiry_reminded", "=", False),
            ]
        )
        for documents in in_batches(self, domain, REMIND_BATCH):
            documents._remind_of_expiry()

    def _remind_of_expiry(self):
        """Raise the activity on the cards of these documents, where they have nothing
        that holds longer, and mark the documents as reminded."""
        cards = self.env["res.partner"].browse(self.mapped("res_id")).exists()
        cards = cards.filtered("active")
        needs = cards._get_document_needs()
        users = {card.id: card.user_id for card in cards}
        expiring = self.filtered(
            lambda document: any(
                need.date == document.valid_until
                and need.document_type == document.document_type_id
                for need in needs.get(document.res_id, ())
            )
        )
        activities = defaultdict(self.env["res.partner"].browse)
        for document in expiring:
            user = users[document.res_id]
            user = user if user.active else document.create_uid
            what = user, document.document_type_id, document.valid_until
            activities[what] |= cards.browse(document.res_id)
        for (user, document_type, date), partners in activities.items():
            env = self.with_context(lang=user.lang).env
            name = document_type.with_env(env).name
            partners.with_env(env).activity_schedule(
                "client360.mail_activity_type_document_expires",
                date_deadline=date,
                summary=env._("%s expires: ask for a new one", name),
                user_id=user.id,
            )
        expiring.is_expiry_reminded = True
