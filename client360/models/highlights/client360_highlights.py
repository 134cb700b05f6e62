# Copyright 2026 Client 360 contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from dateutil.relativedelta import relativedelta

from odoo import models
from odoo.exceptions import AccessError
from odoo.fields import Domain
from odoo.tools import SQL

from ..contracts.agreement import REMIND_DAYS

REPORT_TONES = {
    "green": "success",
    "yellow": "warning",
    "red": "danger",
    "failed": "danger",
}


class Client360Highlights(models.AbstractModel):
    """The strip above the pages of the card: how we stand with a counterparty.

    A tile is a dict that the client draws:

    * ``key``, ``label``, ``icon`` (a Font Awesome class);
    * ``figures``: a list of dicts, each with a ``key`` (what a click opens), a
      ``label`` or nothing, a ``tone`` (``success``, ``warning``, ``danger`` or nothing)
      and ``values``: a list of ``{"type", "value"}`` where type is ``integer``,
      ``monetary`` (with ``currency_id``), ``date``, ``datetime`` or ``text``.

    The models that have a tile, and which of their records it counts, are named by
    ``client360.card``. A tile that says more than number and amount has a method
    ``_tile_<key>(subject)``; a figure of it that stands for a part of the records has
    a method ``_records_<key>()``, which returns the model and the domain of the part.
    """

    _name = "client360.highlights"
    _inherit = "client360.highlights.query"
    _description = "Highlights of a Counterparty"

    def _tiles(self, partner):
        """Tiles of one partner that the user may read, in their order.

        :param partner: one ``res.partner``
        :rtype: list[dict]
        """
        subject = self._subject(partner)
        models_by_key = self.env["client360.card"]._get_highlighted_models()
        tiles = []
        for key, (_name, card_model) in models_by_key.items():
            own = getattr(self, f"_tile_{key}", None)
            tiles.append(own(subject) if own else self._tile_of(subject, card_model))
        tiles.append(self._tile_last_contact(subject))
        tiles.append(self._tile_next_activity(subject))
        tiles.append(self._tile_report(subject))
        return [tile for tile in tiles if tile]

    # -- Records behind the figures -------------------------------------------------

    def _records(self, figure):
        """What a figure stands for.

        :param str figure: key of the figure
        :return: name of the model and domain of the part of its current records, or
            two times None where there is no such figure for the user
        :rtype: tuple[str, Domain]
        """
        own = getattr(self, f"_records_{figure}", None)
        if own:
            return own()
        highlighted = self.env["client360.card"]._get_highlighted_models()
        if figure in highlighted:
            return highlighted[figure][0], Domain.TRUE
        return None, None

    def _records_orders(self):
        start = self._midnight(self._today().replace(month=1, day=1))
        return "sale.order", Domain("date_order", ">=", start)

    def _records_orders_last_year(self):
        """Up to the same day of last year: like is compared with like."""
        today = self._today()
        start = self._midnight(today.replace(year=today.year - 1, month=1, day=1))
        end = self._midnight(today + relativedelta(years=-1, days=1))
        period = Domain("date_order", ">=", start) & Domain("date_order", "<", end)
        return "sale.order", period

    def _records_overdue(self):
        return "account.move", Domain("invoice_date_due", "<", self._today())

    def _records_tickets_overdue(self):
        """Open tickets past their deadline, and those where a step that somebody
        planned has not been done."""
        today = self._today()
        overdue = Domain("activity_ids.date_deadline", "<", today)
        return "helpdesk.ticket", overdue | Domain("deadline", "<", today)

    def _records_contracts(self):
        """Main contracts, as the first list of their page: what changes a contract is
        no other one."""
        return "agreement", Domain("parent_id", "=", False)

    def _records_contracts_expiring(self):
        model, part = self._records_contracts()
        return model, part & Domain("end_date", "!=", False)

    def _records_letters_overdue(self):
        return "client360.letter", Domain("deadline", "<", self._today())

    def _figures(self, subject, *figures):
        """Totals of the records behind figures of one model, in one query.

        :return: a :class:`Total` a figure
        """
        records = [self._records(figure) for figure in figures]
        return self._totals(subject, records[0][0], [part for _model, part in records])

    # -- Tiles ----------------------------------------------------------------------

    def _tile_of(self, subject, card_model):
        """Number of the current records, and their amount where there is one."""
        key, label, icon, amount, _color = card_model.highlight
        (total,) = self._figures(subject, key)
        figures = [self._figure(key, self._integer(total.count))]
        if amount:
            figures.append(self._figure(key, self._money(total.amount)))
        return self._tile(key, *figures)

    def _tile_deals(self, subject):
        (deals,) = self._figures(subject, "deals")
        return self._tile(
            "deals",
            self._figure("deals", self._integer(deals.count)),
            self._figure(
                "deals", self._money(deals.amount), label=self.env._("expected")
            ),
        )

    def _tile_orders(self, subject):
        this, last = self._figures(subject, "orders", "orders_last_year")
        return self._tile(
            "orders",
            self._figure(
                "orders",
                self._money(this.amount),
                self._integer(this.count),
                tone="success" if this.amount > last.amount else "",
            ),
            self._figure(
                "orders_last_year",
                self._money(last.amount),
                label=self._part_label("orders_last_year"),
                tone="warning" if this.amount < last.amount else "",
            ),
        )

    def _tile_receivable(self, subject):
        unpaid, overdue = self._figures(subject, "receivable", "overdue")
        return self._tile(
            "receivable",
            self._figure(
                "receivable", self._money(unpaid.amount), self._integer(unpaid.count)
            ),
            self._figure(
                "overdue",
                self._money(overdue.amount),
                label=self._part_label("overdue"),
                tone="danger" if overdue.count else "",
            ),
        )

    def _tile_tickets(self, subject):
        tickets, overdue = self._figures(subject, "tickets", "tickets_overdue")
        return self._tile(
            "tickets",
            self._figure("tickets", self._integer(tickets.count)),
            self._figure(
                "tickets_overdue",
                self._integer(overdue.count),
                label=self._part_label("tickets_overdue"),
                tone="danger" if overdue.count else "",
            ),
        )

    def _tile_contracts(self, subject):
        _model, part = self._records_contracts()
        domain = self._domain(subject, "agreement") & part
        [(count, end)] = self.env["agreement"]._read_group(
            domain, [], ["__count", "end_date:min"]
        )
        soon = self._today() + relativedelta(days=REMIND_DAYS)
        figures = [self._figure("contracts", self._integer(count))]
        if end:
            figures.append(
                self._figure(
                    "contracts_expiring",
                    {"type": "date", "value": end},
                    label=self._part_label("contracts_expiring"),
                    tone="warning" if end <= soon else "",
                )
            )
        return self._tile("contracts", *figures)

    def _tile_letters(self, subject):
        letters, overdue = self._figures(subject, "letters", "letters_overdue")
        return self._tile(
            "letters",
            self._figure("letters", self._integer(letters.count)),
            self._figure(
                "letters_overdue",
                self._integer(overdue.count),
                label=self._part_label("letters_overdue"),
                tone="danger" if overdue.count else "",
            ),
        )

    def _tile_last_contact(self, subject):
        contact = self._last_contact(subject)
        return self._own_tile(
            "last_contact",
            self.env._("Last contact"),
            "fa-comments-o",
            self._figure(
                "last_contact",
                {"type": "datetime", "value": contact and contact[2]},
            ),
        )

    def _tile_next_activity(self, subject):
        total, deadline = self._activities(subject)
        today = self._today()
        tone = ""
        if deadline:
            tone = "danger" if deadline < today else "success"
            tone = "warning" if deadline == today else tone
        return self._own_tile(
            "next_activity",
            self.env._("Next activity"),
            "fa-clock-o",
            self._figure(
                "next_activity",
                {"type": "date", "value": deadline},
                tone=tone,
            ),
            self._figure(
                "next_activity",
                self._integer(total),
                label=self.env._("planned"),
            ),
        )

    def _tile_report(self, subject):
        """The express report, where the partner can have one."""
        partner = subject.partner
        status = partner.express_report_status
        if status == "none" and not partner.express_report_focus_url:
            return None
        field = partner._fields["express_report_status"]
        text = dict(field._description_selection(self.env))[status]
        figures = [
            self._figure(
                "report",
                {"type": "text", "value": text},
                tone=REPORT_TONES.get(status, ""),
            )
        ]
        date = partner.express_report_date
        if date:
            figures.append(self._figure("report", {"type": "datetime", "value": date}))
        return self._own_tile(
            "report",
            self.env._("Express report"),
            "fa-shield",
            *figures,
        )

    # -- Counters in the list and kanban of partners -----------------------------------

    def _counters(self):
        """Badges beside those of the apps, for models that the user may see.

        :return: list of (model, its partner field, domain of the records, badge)
        """
        return [
            (
                name,
                card_model.partner_field,
                card_model.current & self._records(key)[1],
                {
                    "iconClass": card_model.highlight.icon,
                    "label": card_model.highlight.label,
                    "tagClass": f"o_tag_color_{card_model.highlight.badge_color}",
                },
            )
            for key, (name, card_model) in self.env["client360.card"]
            ._get_highlighted_models()
            .items()
            if card_model.highlight.badge_color is not None
        ]

    # -- Opening a figure -----------------------------------------------------------

    def _action(self, partner, key):
        """Action that opens what is behind a figure.

        :raise AccessError: the user may not see it, or there is no such figure
        """
        if key == "last_contact":
            return self._action_last_contact(partner)
        if key == "next_activity":
            return self._action_activities(partner)
        if key == "report":
            domain = Domain("partner_id", "=", partner.id)
            return self._list_action(
                partner, "client360.express.report", domain, {"create": False}
            )
        model, part = self._records(key)
        card = self.env["client360.card"]
        if not model or not card._may_see(model):
            raise AccessError(self.env._("You may not see these records."))
        card_model = card._get_card_models()[model]
        context = {f"default_{card_model.partner_field}": partner.id}
        if model == "account.move":
            context["default_move_type"] = "out_invoice"
        family = Domain(card_model.partner_field, "child_of", partner.id)
        part &= card_model.current
        if key == "contracts_expiring":
            [(end,)] = self.env[model]._read_group(family & part, [], ["end_date:min"])
            part &= Domain("end_date", "=", end)
        label = card_model.highlight.label if card_model.highlight else ""
        title = ": ".join(filter(None, [label, self._part_label(key)]))
        return {
            **self._list_action(partner, model, family & part, context),
            "name": f"{title} – {partner.display_name}",
            # The client shows the part as a filter that can be removed.
            "client360_filter": {
                "description": title,
                "domain": list(part),
                "rest": list(family),
            },
        }

    def _part_label(self, figure):
        """What a figure that stands for a part of a tile's records says beside it.

        :param str figure: key of the figure
        :return: "" for one that stands for all of them
        :rtype: str
        """
        overdue = self.env._("overdue")
        return {
            "orders_last_year": self.env._("last year by now"),
            "overdue": overdue,
            "tickets_overdue": overdue,
            "letters_overdue": overdue,
            "contracts_expiring": self.env._("next to expire"),
        }.get(figure, "")

    def _action_last_contact(self, partner):
        contact = self._last_contact(self._subject(partner))
        if not contact:
            return False
        model, res_id, _date, message_id = contact
        if (model, res_id) == (partner._name, partner.id):
            # The card is open already: its entry is what there is to open.
            events = self.env["client360.event"]
            return events._browse_message(message_id).action_open_record()
        return {
            "type": "ir.actions.act_window",
            "res_model": model,
            "res_id": res_id,
            "views": [(False, "form")],
        }

    def _action_activities(self, partner):
        """All planned activities, the next one first. The documents that they are
        about may be many: their ids are read only here, on a click."""
        query = self._activity_query(self._subject(partner))
        rows = self.env.execute_query(SQL("SELECT id FROM (%s) AS activity", query))
        ids = [id_ for (id_,) in rows]
        return self._list_action(
            partner, "mail.activity", Domain("id", "in", ids), {"create": False}
        )

    def _list_action(self, partner, model, domain, context):
        views = {
            kind: self.env.ref(
                f"client360.{model.replace('.', '_')}_view_{kind}",
                raise_if_not_found=False,
            )
            for kind in ("list", "kanban", "search")
        }
        ids = {kind: view.id if view else False for kind, view in views.items()}
        return {
            "type": "ir.actions.act_window",
            "name": partner.display_name,
            "res_model": model,
            "domain": list(domain),
            "context": context,
            "views": [
                (ids["list"], "list"),
                (ids["kanban"], "kanban"),
                (False, "form"),
            ],
            "search_view_id": [ids["search"], "search"],
        }

    # -- Pieces of a tile -----------------------------------------------------------

    def _tile(self, key, *figures):
        """The tile of a model that the user may see."""
        highlighted = self.env["client360.card"]._get_highlighted_models()
        highlight = highlighted[key][1].highlight
        return self._own_tile(key, highlight.label, highlight.icon, *figures)

    def _own_tile(self, key, label, icon, *figures):
        return {"key": key, "label": label, "icon": icon, "figures": list(figures)}

    def _figure(self, key, *values, label="", tone=""):
        return {"key": key, "values": list(values), "label": label, "tone": tone}

    def _integer(self, value):
        return {"type": "integer", "value": value}

    def _money(self, value):
        currency = self.env.company.currency_id
        return {"type": "monetary", "value": value, "currency_id": currency.id}
