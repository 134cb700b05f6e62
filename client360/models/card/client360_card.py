# Copyright 2026 Client 360 contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from typing import NamedTuple

from odoo import api, models


class CardModel(NamedTuple):
    """What a model gives to the card of a counterparty.

    :ivar str partner_field: its many2one to the counterparty, ``id`` for cards
        themselves
    :ivar str groups: XML ids of the groups that see its figures, besides those who may
        read it: those of the app's own stat button
    :ivar bool documents: its attachments are documents of the card
    :ivar bool timeline: what happens on its records is history of the card, its
        messages are contacts and its activities next steps
    """

    partner_field: str = "partner_id"
    groups: str = "base.group_user"
    documents: bool = False
    timeline: bool = False


class Client360Card(models.AbstractModel):
    """The one place where the models of a card are named."""

    _name = "client360.card"
    _description = "Card of a Counterparty"

    @api.model
    def _get_card_models(self):
        """Name the models whose records belong to a counterparty.

        Other addons add theirs::

            def _get_card_models(self):
                return {
                    **super()._get_card_models(),
                    "fleet.vehicle": CardModel("driver_id", documents=True),
                }

        :return: what each model gives to the card
        :rtype: dict[str, CardModel]
        """
        sales = "sales_team.group_sale_salesman"
        invoicing = "account.group_account_invoice,account.group_account_readonly"
        support = "helpdesk_mgmt.group_helpdesk_user_own"
        return {
            "res.partner": CardModel("id", documents=True, timeline=True),
            "crm.lead": CardModel(groups=sales, documents=True, timeline=True),
            "sale.order": CardModel(groups=sales, documents=True, timeline=True),
            "account.move": CardModel(groups=invoicing, timeline=True),
            "account.payment": CardModel(groups=invoicing, timeline=True),
            "agreement": CardModel(documents=True, timeline=True),
            "helpdesk.ticket": CardModel(groups=support, documents=True, timeline=True),
            "client360.letter": CardModel(documents=True, timeline=True),
            "project.project": CardModel(documents=True, timeline=True),
            "project.task": CardModel(documents=True, timeline=True),
            "project.milestone": CardModel(documents=True, timeline=True),
        }

    @api.model
    def _get_models(self, **gives):
        """Names of the installed models of the card that give something to it.

        :param gives: fields of :class:`CardModel` and the values they must have
        :return: the models and what each gives to the card
        :rtype: dict[str, CardModel]
        """
        return {
            name: model
            for name, model in self._get_card_models().items()
            if name in self.env
            and all(getattr(model, key) == value for key, value in gives.items())
        }

    @api.model
    def _may_see(self, model_name):
        """Whether the user sees the figures of a model on the card.

        :param str model_name: model
        :rtype: bool
        """
        card_model = self._get_card_models().get(model_name, CardModel())
        return self.env[model_name].has_access("read") and self.env.user.has_groups(
            card_model.groups
        )
