"""What a user of the former version has: runs with that version's code.

It runs in Odoo's shell; the variable FACTS names the file for what it finds.
"""

import json
import os
from pathlib import Path

from suites import update_facts

WRONG_INN = "7701234567"  # its check digit is wrong
BIC = "044525225"
WRONG_ACCOUNT = "40702810000000000001"  # its key does not fit the BIC


def fill(env):
    """Make what an update may lose.

    :return: ids by name
    """
    russia = env.ref("base.ru")
    importing = env(context={**env.context, "import_file": True})
    wrong = importing["res.partner"].create(
        {
            "name": "Wrong requisites",
            "is_company": True,
            "vat": WRONG_INN,
            "country_id": russia.id,
        }
    )
    bank = importing["res.bank"].create({"name": "Bank", "bic": BIC})
    account = importing["res.partner.bank"].create(
        {"partner_id": wrong.id, "acc_number": WRONG_ACCOUNT, "bank_id": bank.id}
    )
    env.flush_all()
    assert wrong.requisites_wrong, "the former version does not mark the partner"
    assert account.number_wrong, "the former version does not mark the account"
    card = env["res.partner"].create(
        {
            "name": "A report is queued",
            "is_company": True,
            "vat": "7890002019",  # of an invented company of the fake services
            "country_id": russia.id,
            "gln": "4600000000008",
        }
    )
    env["client360.express.report"].search([("partner_id", "=", card.id)]).unlink()
    report, _waiting = env["client360.express.report"]._request(
        card, env.ref("base.user_admin")
    )
    letters = env["client360.letter"].create(
        [
            {"name": f"Letter {number}", "partner_id": card.id, "state": "execution"}
            for number in range(3)
        ]
    )
    contract = env["agreement"].create(
        {"name": "Contract", "partner_id": card.id, "company_id": env.company.id}
    )
    document = env["ir.attachment"].create(
        {"name": "a.txt", "raw": b"a", "res_model": "res.partner", "res_id": card.id}
    )
    return {
        "wrong": wrong.id,
        "account": account.id,
        "card": card.id,
        "report": report.id,
        "letters": letters.ids,
        "contract": contract.id,
        "document": document.id,
    }


ids = fill(env)
env.flush_all()
facts = {"ids": ids, "tables": update_facts.read(env.cr)}
Path(os.environ["FACTS"]).write_text(json.dumps(facts, default=str), encoding="utf-8")
env.cr.commit()
