# Copyright 2026 Client 360 contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo.exceptions import UserError
from odoo.service.model import call_kw
from odoo.tests import tagged

from ...exceptions import CounterpartyHeldError
from .common import GatesCommon

#: {gate: (maker of a document, method of the button, states behind the gate)}
DOCUMENTS = {
    "sale": ("order", "action_confirm", ("sale",)),
    "agreement": ("agreement", "action_activate", ("active",)),
    "payment": ("payment", "action_post", ("in_process", "paid")),
    "bill": ("bill", "action_post", ("posted",)),
}
#: {condition: (the counterparty for which it alone holds, what is said of it)}
CONDITIONS = {
    "red": ("red", "high risk by the express report"),
    "dissolved": ("bankrupt", "state in the registry: bankrupt"),
    "no_report": ("unchecked", "there is no express report"),
}
WAYS = ("button", "list", "rpc_button", "rpc_write", "import", "copy", "cron", "portal")


@tagged("post_install", "-at_install")
class TestGateTable(GatesCommon):
    """Every gate, for every condition, whichever way a document comes."""

    def test_table(self):
        self.env["client360.risk.decision"].search([]).sudo().unlink()
        for condition, (partner, said) in CONDITIONS.items():
            for gate, (maker, method, states) in DOCUMENTS.items():
                for way in WAYS:
                    if way == "portal" and gate != "sale":
                        continue  # a customer signs nothing else of these online
                    with self.subTest(gate=gate, condition=condition, way=way):
                        self.set_gates(
                            "warn", **{c: c == condition for c in CONDITIONS}
                        )
                        document = getattr(self, maker)(getattr(self, partner))
                        come = getattr(self, f"come_by_{way}")
                        held, answer = come(gate, document, method, states)
                        held.invalidate_recordset()
                        self.assertNotIn(held.state, states)
                        self.assertIn(said, answer)
                        # The same way is open when the condition does not count.
                        self.set_gates("warn", **dict.fromkeys(CONDITIONS, False))
                        document = getattr(self, maker)(getattr(self, partner))
                        passed, _answer = come(gate, document, method, states)
                        passed.invalidate_recordset()
                        self.assertIn(passed.state, states)

    def ask(self, call):
        """Call; return what the dialog would show, "" where nothing is asked."""
        try:
            with self.env.cr.savepoint():
                call()
        except CounterpartyHeldError as error:
            return str(error)
        return ""

    def come_by_button(self, gate, document, method, states):
        return document, self.ask(getattr(document, method))

    def come_by_list(self, gate, document, method, states):
        good = getattr(self, DOCUMENTS[gate][0])(self.good)
        answer = self.ask(getattr(good | document, method))
        good.invalidate_recordset()
        # all of a list or none of it
        self.assertEqual(good.state in states, not answer)
        return document, answer

    def come_by_rpc_button(self, gate, document, method, states):
        model = self.env[document._name].with_user(self.clerk)
        call = lambda: call_kw(model, method, [document.ids], {})  # noqa: E731
        return document, self.ask(call)

    def come_by_rpc_write(self, gate, document, method, states):
        model = self.env[document._name].with_user(self.clerk)
        values = {"state": states[0]}
        call = lambda: call_kw(model, "write", [document.ids, values], {})  # noqa: E731
        return document, self.ask(call)

    def come_by_import(self, gate, document, method, states):
        labels = dict(document._fields["state"]._description_selection(self.env))
        model = self.env[document._name].with_user(self.clerk)
        result = model.load([".id", "state"], [[str(document.id), labels[states[0]]]])
        return document, " ".join(m["message"] for m in result["messages"])

    def come_by_copy(self, gate, document, method, states):
        values = {
            "agreement": {
                "code": f"C-{next(self.numbers)}",
                "state": "counterparty_signing",
            },
            "bill": {"invoice_date": document.create_date.date()},
        }.get(gate)
        if self.ask(getattr(document, method)):
            self.decide(document, self.clerk)
        copy = document.copy(values)
        self.assertNotIn(copy.state, states)
        return copy, self.ask(getattr(copy, method))

    def come_by_cron(self, gate, document, method, states):
        attended = document.sudo().with_context(cron_id=1)
        try:
            with self.env.cr.savepoint():
                getattr(attended, method)()
        except UserError as error:
            # Odoo notes it on the bill, see test_scheduled_posting_of_bills
            self.assertEqual(gate, "bill")
            self.assertNotIsInstance(error, CounterpartyHeldError)
            return document, str(error)
        return document, " ".join(document.sudo().activity_ids.mapped("note"))

    def come_by_portal(self, gate, document, method, states):
        document = document.sudo()
        document.state = "sent"
        document.user_id = self.clerk
        portal = self.env["res.users"].sudo().search([("login", "=", "gate_portal")])
        portal = portal or self.create_user("portal", "base.group_portal")
        document.with_user(portal).sudo()._validate_order()
        return document, " ".join(document.activity_ids.mapped("note"))
