# Copyright 2026 Client 360 contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo import api, fields, models
from odoo.exceptions import ValidationError


class ResPartner(models.Model):
    # pylint: disable=consider-merging-classes-inherited
    # One class for each subject of the card, see docs/architecture.rst.
    _inherit = "res.partner"

    contact_role_ids = fields.Many2many(
        "client360.contact.role", string="Roles", groups="base.group_user"
    )
    main_contact_id = fields.Many2one(
        "res.partner",
        index="btree_not_null",
        copy=False,
        ondelete="set null",
        domain="[('parent_id', '=', id), ('is_company', '=', False), "
        "('type', '=', 'contact')]",
        groups="base.group_user",
    )
    main_contact_phone = fields.Char(
        "Phone of Main Contact",
        related="main_contact_id.phone",
        related_sudo=False,
        groups="base.group_user",
    )
    main_contact_email = fields.Char(
        "E-mail of Main Contact",
        related="main_contact_id.email",
        related_sudo=False,
        groups="base.group_user",
    )
    is_main_contact = fields.Boolean(
        compute="_compute_is_main_contact",
        inverse="_inverse_is_main_contact",
        groups="base.group_user",
        help="A counterparty has one main contact: it is taken from who had it.",
    )

    @api.depends("parent_id.main_contact_id")
    def _compute_is_main_contact(self):
        for partner in self:
            main = partner.parent_id.main_contact_id
            partner.is_main_contact = bool(main) and main == partner._origin

    def _inverse_is_main_contact(self):
        for partner in self:
            card = partner.parent_id
            if partner.is_main_contact:
                card.main_contact_id = partner
            elif card.main_contact_id == partner:
                card.main_contact_id = False

    @api.constrains("main_contact_id")
    def _check_main_contact_id(self):
        for partner in self:
            main = partner.main_contact_id
            if main and not partner._may_have_main_contact(main):
                raise ValidationError(
                    self.env._(
                        "%(contact)s is no person of %(partner)s and cannot be its "
                        "main contact.",
                        contact=main.display_name,
                        partner=partner.display_name,
                    )
                )

    def _may_have_main_contact(self, contact):
        """Whether a contact is a person of this counterparty.

        :param contact: res.partner
        :rtype: bool
        """
        return (
            contact.parent_id == self
            and not contact.is_company
            and contact.type == "contact"
        )

    def write(self, vals):
        """Who leaves a counterparty, or is archived, is not its main contact."""
        res = super().write(vals)
        if not {"parent_id", "is_company", "type", "active"}.isdisjoint(vals):
            cards = self.sudo().search([("main_contact_id", "in", self.ids)])
            cards.filtered(
                lambda card: (
                    not card.main_contact_id.active
                    or not card._may_have_main_contact(card.main_contact_id)
                )
            ).main_contact_id = False
        return res
