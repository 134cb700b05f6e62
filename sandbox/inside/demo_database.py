"""Turn a fresh database into that of a Russian company and load the addon's demo.

Odoo's own demo data is not there: its companies are American.
"""

from odoo.modules.loading import load_data
from odoo.modules.module_graph import ModuleGraph

TIMEZONE = "Europe/Moscow"
NOBODY = "http://127.0.0.1:9"  # the port that discards; nobody listens
VAT_RATE = 22.0

# Invented; the numbers have valid check digits but belong to nobody.
COMPANY = {
    "name": "ООО «Северная Верфь Софт»",
    "street": "ул. Корабельных Программистов, д. 7, лит. А",
    "city": "Санкт-Петербург",
    "zip": "199000",
    "phone": "+7 812 000-00-07",
    "email": "office@svsoft.example",
    "website": "https://svsoft.example",
    "vat": "7899000009",
    "company_registry": "1247800000007",
}
# Those that the company's card has, and the company does not.
REQUISITES = {
    "legal_name": "Общество с ограниченной ответственностью «Северная Верфь Софт»",
    "legal_form": "ООО",
    "counterparty_kind": "legal_entity",
    "kpp": "789901001",
}


def make_company_russian(env):
    """Country, currency, chart of accounts and taxes, before any entry exists."""
    company = env.ref("base.main_company")
    russia = env.ref("base.ru")
    rouble = env.ref("base.RUB")
    rouble.active = True
    company.write({**COMPANY, "country_id": russia.id, "currency_id": rouble.id})
    company.partner_id.write(REQUISITES)
    company.logo = False  # "Your logo"
    # A demo asks nothing of services on the internet
    if "iap_enrich_auto_done" in company._fields:
        company.iap_enrich_auto_done = True
    for key in ("iap.endpoint", "iap.partner_autocomplete.endpoint"):
        env["ir.config_parameter"].set_param(key, NOBODY)
    make_chart_russian(env, company, russia)
    other = env["res.currency"].search([("id", "!=", rouble.id)])
    env["product.pricelist"].search([]).currency_id = rouble
    other.active = False
    company.resource_calendar_id.tz = TIMEZONE
    return company


def make_chart_russian(env, company, country):
    """Turn the generic chart from dollars to roubles: Odoo has none for Russia."""
    company.account_fiscal_country_id = country
    for model in ("account.tax.group", "account.tax"):
        env[model].search([("company_id", "=", company.id)]).country_id = country
    # Who is at home pays VAT, the others are export
    home = [("company_id", "=", company.id), ("country_id", "!=", False)]
    env["account.fiscal.position"].search(home).country_id = country
    for tax in company.account_sale_tax_id + company.account_purchase_tax_id:
        tax.amount = VAT_RATE
        for code, name in (("en_US", "VAT"), ("ru_RU", "НДС")):
            label = f"{name} {VAT_RATE:g}%"
            tax.with_context(lang=code).write({"name": label, "invoice_label": label})


def speak_russian(env):
    env["ir.default"].set("res.partner", "lang", "ru_RU")
    env["ir.default"].set("res.partner", "tz", TIMEZONE)
    users = env["res.users"].with_context(active_test=False).search([])
    users.partner_id.write({"lang": "ru_RU", "tz": TIMEZONE})
    env.ref("base.user_admin").name = "Администратор"


def load_addon_demo(env, addon):
    """Load the demo files of one module, though its dependencies have none.

    The flag makes Odoo load them again when the module is updated.
    """
    installed = env["ir.module.module"].search([("state", "=", "installed")])
    graph = ModuleGraph(env.cr, mode="load")
    graph.extend(installed.mapped("name"))
    # As during an installation: records may say when they were created, and nobody
    # is notified of them.
    env.registry.ready = False
    load_data(env(su=True), {}, "init", kind="demo", package=graph[addon])
    env.registry.ready = True
    env.cr.execute("UPDATE ir_module_module SET demo = true WHERE name = %s", [addon])


make_company_russian(env)
speak_russian(env)
env.cr.commit()
user = env.ref("base.user_admin")
load_addon_demo(
    env(context={"lang": "ru_RU", "tz": TIMEZONE, "uid": user.id}), "client360"
)
env.cr.commit()
