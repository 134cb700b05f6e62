# Copyright 2026 Client 360 contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from typing import NamedTuple

from odoo import api, models
from odoo.fields import Domain


class Highlight(NamedTuple):
    """A tile above the pages of the card, which counts a model's current records.

    :ivar str key: what the tile is called in code, unique among tiles
    :ivar str label: its title, translated
    :ivar str icon: class of Font Awesome
    :ivar amount: stored field that is summed up, in the currency of the record's
        company, or None
    :ivar badge_color: number of the colour of a badge with the same figure in the list
        and the kanban of partners, None for no badge
    """

    key: str
    label: str
    icon: str
    amount: str | None = None
    badge_color: int | None = None


class CardModel(NamedTuple):
    """What a model gives to the card of a counterparty.

    :ivar str partner_field: its stored many2one to the counterparty, ``id`` for cards
        themselves
    :ivar str groups: XML ids of the groups that see its figures, besides those who may
        read it: those of the app's own stat button
    :ivar bool documents: its attachments are documents of the card
    :ivar bool timeline: what happens on its records is history of the card, its
        messages are contacts and its activities next steps
    :ivar Domain current: records that still call for something: open deals, contracts
        in force. The highlight and the badge count them, and a list with
        ``records="current"`` shows no others
    :ivar highlight: its :class:`Highlight`, or None
    """

    partner_field: str = "partner_id"
    groups: str = "base.group_user"
    documents: bool = False
    timeline: bool = False
    current: Domain = Domain.TRUE
    highlight: Highlight | None = None


class Client360Card(models.AbstractModel):
    """The one place where the models of a card are named."""

    _name = "client360.card"
    _description = "Card of a Counterparty"

    @api.model
    def _get_card_models(self):
        """Name the models whose records belong to a counterparty.

        Highlights stand above the card in this order. Other addons add theirs, or
        change what a model gives with ``_replace``::

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
            "crm.lead": CardModel(
                groups=sales,
                documents=True,
                timeline=True,
                current=Domain("type", "=", "opportunity")
                & Domain("won_status", "=", "pending")
                & Domain("active", "=", True),
                highlight=Highlight(
                    "deals", self.env._("Open deals"), "fa-star", "expected_revenue"
                ),
            ),
            "sale.order": CardModel(
                groups=sales,
                documents=True,
                timeline=True,
                current=Domain("state", "=", "sale"),
                highlight=Highlight(
                    "orders",
                    self.env._("Orders this year"),
                    "fa-shopping-cart",
                    "amount_untaxed_company",
                ),
            ),
            "account.move": CardModel(
                groups=invoicing,
                timeline=True,
                current=Domain(
                    "move_type", "in", ("out_invoice", "out_refund", "out_receipt")
                )
                & Domain("state", "=", "posted")
                & Domain("payment_state", "in", ("not_paid", "partial")),
                highlight=Highlight(
                    "receivable",
                    self.env._("Receivable"),
                    "fa-money",
                    "amount_residual_signed",
                ),
            ),
            "account.payment": CardModel(groups=invoicing, timeline=True),
            "helpdesk.ticket": CardModel(
                groups=support,
                documents=True,
                timeline=True,
                current=Domain("stage_id.closed", "=", False),
                highlight=Highlight(
                    "tickets",
                    self.env._("Open tickets"),
                    "fa-life-ring",
                    badge_color=1,
                ),
            ),
            "agreement": CardModel(
                documents=True,
                timeline=True,
                current=Domain("stage", "=", "active")
                & Domain("is_template", "=", False),
                highlight=Highlight(
                    "contracts",
                    self.env._("Contracts in force"),
                    "fa-file-text-o",
                    badge_color=3,
                ),
            ),
            "client360.letter": CardModel(
                documents=True,
                timeline=True,
                current=Domain("direction", "=", "incoming")
                & Domain("state", "in", ("resolution", "execution"))
                & Domain("is_answered", "=", False),
                highlight=Highlight(
                    "letters",
                    self.env._("Unanswered letters"),
                    "fa-envelope-o",
                    badge_color=9,
                ),
            ),
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
    def _get_current_domain(self, model_name):
        """The records of a model that still call for something.

        :param str model_name: one of the card's models
        :rtype: Domain
        """
        return self._get_card_models()[model_name].current

    @api.model
    def _get_highlighted_models(self):
        """The models whose highlights and badges the user sees, by their keys.

        :return: name of the model and what it gives to the card, for each key
        :rtype: dict[str, tuple[str, CardModel]]
        """
        return {
            model.highlight.key: (name, model)
            for name, model in self._get_models().items()
            if model.highlight and self._may_see(name)
        }

    @api.model
    def _may_see(self, model_name):
        """Whether the user sees the figures of a model on the card.

        :param str model_name: model
        :rtype: bool
        """
        if model_name not in self.env:
            return False
        card_model = self._get_card_models().get(model_name, CardModel())
        return self.env[model_name].has_access("read") and self.env.user.has_groups(
            card_model.groups
        )
