# Copyright 2026 Client 360 contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

"""Opening the card of a customer with many records, beside Odoo's own partner form.

The card's cost is that of its fields and of the lists on the page that it opens on.
"""

from lxml import etree

from odoo.tools.safe_eval import safe_eval

from .data import big_customer
from .form import specification
from .measure import in_turn, table, verdict
from .session import environment

LIMIT = 1.25


def form_arch(env):
    view = env.ref("base.view_partner_form")
    return etree.fromstring(env["res.partner"].get_view(view.id, "form")["arch"])


def stock_arch(env):
    """The form as it is without this addon's views."""
    ids = env["ir.model.data"].search(
        [("module", "=", "client360"), ("model", "=", "ir.ui.view")]
    )
    views = env["ir.ui.view"].browse(ids.mapped("res_id"))
    views = views.filtered(lambda view: view.model == "res.partner" and view.inherit_id)
    views.active = False
    arch = form_arch(env)
    views.active = True
    return arch


def first_page_lists(env, arch, partner):
    """The calls of the lists on the page that the card opens on."""
    calls = []
    for widget in arch.findall(".//page[@name='client360_main']//widget"):
        if widget.get("name") != "client360_list":
            continue
        model = env[widget.get("model")]
        view = model.get_view(int(widget.get("list_view") or 0) or None, "list")
        names = {"id": partner.id}
        calls.append(
            (
                model.with_context(
                    **safe_eval(widget.get("context", "{}"), dict(names))
                ),
                safe_eval(widget.get("domain"), dict(names)),
                specification(etree.fromstring(view["arch"]), model),
            )
        )
    return calls


def open_card(arch, partner):
    env = partner.env
    fields = specification(arch, partner)
    lists = first_page_lists(env, arch, partner)

    def call():
        return [
            partner.web_read(fields),
            *(
                model.web_search_read(domain, spec, limit=10, count_limit=10001)
                for model, domain, spec in lists
            ),
        ]

    return call


def main():
    rows = []
    sizes = []
    with environment() as env:
        card, stock = form_arch(env), stock_arch(env)
        for records in (10, 1000, 10000):
            partner_id = big_customer(env, records=records, messages=records * 5)
            partner = env["res.partner"].browse(partner_id)
            stock_fields = specification(stock, partner)
            costs = in_turn(
                env,
                stock=lambda partner=partner, spec=stock_fields: partner.web_read(spec),
                card=open_card(card, partner),
            )
            ratio = costs["card"].ms / costs["stock"].ms
            sizes.append(costs["card"].size)
            for name, cost in costs.items():
                rows.append(
                    (
                        f"{name}, {records} deals, orders, tasks",
                        f"{cost.ms:.1f}",
                        cost.queries,
                        cost.size,
                        f"{ratio:.2f}" if name == "card" else "",
                    )
                )
    table(("form", "ms", "queries", "bytes", "card / stock"), rows)
    growth = sizes[-1] / sizes[-2]
    return verdict(
        "card",
        [
            ("card / stock form, the big customer", ratio, LIMIT, "times"),
            ("answer of 10000 records / of 1000", growth, 1.01, "times"),
        ],
    )


if __name__ == "__main__":
    raise SystemExit(0 if main() else 1)
