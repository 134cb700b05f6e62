# Copyright 2026 Client 360 contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

import json

from odoo import SUPERUSER_ID
from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from ...exceptions import CounterpartyHeldError
from .common import GATES, GatesCommon

#: {gate: (maker of a document, method of the button, states behind the gate)}
DOCUMENTS = {
    "sale": ("order", "action_confirm", ("sale",)),
    "agreement": ("agreement", "action_activate", ("active",)),
    "payment": ("payment", "action_post", ("in_process", "paid")),
    "bill": ("bill", "action_post", ("posted",)),
}
#: {counterparty: conditions that hold for it}
RISKS = {
    "good": set(),
    "yellow": set(),
    "foreign": set(),
    "red": {"red"},
    "contact": {"red"},
    "bankrupt": {"dissolved"},
    "liquidating": {"dissolved"},
    # a dissolved company is red whatever its report says
    "liquidated": {"red", "dissolved"},
    "unchecked": {"no_report"},
    "outdated": {"no_report"},
}
CONDITIONS = ("red", "dissolved", "no_report")


@tagged("post_install", "-at_install")
class TestGates(GatesCommon):
    def create_document(self, gate, partner, **values):
        return getattr(self, DOCUMENTS[gate][0])(partner, **values)

    def press(self, gate, document):
        return getattr(document, DOCUMENTS[gate][1])()

    def assertPassed(self, gate, document):
        self.assertIn(document.state, DOCUMENTS[gate][2])

    def assertHeld(self, gate, document):
        document.invalidate_recordset()
        self.assertNotIn(document.state, DOCUMENTS[gate][2])

    # ---------------------------------------------------------------- the table
    def test_from_the_start(self):
        company = self.env["res.company"].sudo().create({"name": "New"})
        self.assertEqual([company[gate] for gate in GATES], ["warn"] * 3)
        self.assertTrue(company.client360_gate_on_red)
        self.assertTrue(company.client360_gate_on_dissolved)
        self.assertFalse(company.client360_gate_on_no_report)

    def test_who_is_risky(self):
        gate = self.env["client360.gate"]
        for name, conditions in RISKS.items():
            partner = getattr(self, name).commercial_partner_id
            for switched in CONDITIONS:
                with self.subTest(partner=name, condition=switched):
                    risks = gate._get_risks(partner, {switched})
                    expected = conditions & {switched}
                    self.assertEqual(risks.get(partner.sudo(), set()), expected)

    def test_gates_conditions_and_policies(self):
        for gate in DOCUMENTS:
            for name in ("good", "red", "bankrupt", "unchecked"):
                partner = getattr(self, name)
                for policy in ("nothing", "warn", "ask", "refuse"):
                    for switched in CONDITIONS:
                        with self.subTest(
                            gate=gate, partner=name, policy=policy, on=switched
                        ):
                            self.set_gates(
                                policy, **{c: c == switched for c in CONDITIONS}
                            )
                            self.check_gate(
                                gate,
                                partner,
                                policy,
                                policy != "nothing" and switched in RISKS[name],
                            )

    def check_gate(self, gate, partner, policy, is_held):
        document = self.create_document(gate, partner)
        if not is_held:
            self.press(gate, document)
            self.assertPassed(gate, document)
            return
        with self.assertRaises(UserError) as caught:
            self.press(gate, document)
        self.assertHeld(gate, document)
        asks = isinstance(caught.exception, CounterpartyHeldError)
        self.assertEqual(asks, policy != "refuse")
        self.assertIn(partner.name, str(caught.exception))
        if asks:
            self.assertEqual(
                caught.exception.context,
                {"res_model": document._name, "res_ids": document.ids},
            )

    def test_only_what_the_gate_is_for(self):
        self.set_gates("refuse")
        payment = self.payment(
            self.red, payment_type="inbound", partner_type="customer"
        )
        payment.action_post()
        self.assertPassed("payment", payment)
        invoice = self.bill(self.red, move_type="out_invoice")
        invoice.action_post()
        self.assertPassed("bill", invoice)
        refund = self.bill(self.red, move_type="in_refund")
        refund.action_post()
        self.assertPassed("bill", refund)
        # to decline a request to repeal is no activation
        self.set_gates("nothing")
        agreement = self.agreement(self.red)
        agreement.action_activate()
        agreement.action_request_repeal()
        self.set_gates("refuse")
        agreement.action_keep()
        self.assertPassed("agreement", agreement)

    # --------------------------------------------------------------- the ways in
    def test_every_way_in(self):
        self.set_gates("warn")
        for gate, (_maker, _method, states) in DOCUMENTS.items():
            with self.subTest(gate=gate, way="write"):
                document = self.create_document(gate, self.red)
                with self.assertRaises(CounterpartyHeldError):
                    document.write({"state": states[0]})
                self.assertHeld(gate, document)
            with self.subTest(gate=gate, way="a list's action"):
                documents = self.create_document(gate, self.good)
                documents |= self.create_document(gate, self.red)
                with self.assertRaises(CounterpartyHeldError) as caught:
                    self.press(gate, documents)
                self.assertNotIn("Good", str(caught.exception))
                for document in documents:
                    self.assertHeld(gate, document)
            with self.subTest(gate=gate, way="a copy"):
                document = self.create_document(gate, self.red)
                self.decide(document, self.clerk)
                self.assertPassed(gate, document)
                copy = document.copy(
                    {
                        "agreement": {"code": f"C-{next(self.numbers)}"},
                        "bill": {"invoice_date": document.create_date.date()},
                    }.get(gate)
                )
                if gate == "agreement":
                    copy.state = "approval"
                    # which another person than the asker grants
                    copy.sudo().state = "signing"
                    copy.state = "counterparty_signing"
                self.assertHeld(gate, copy)
                with self.assertRaises(CounterpartyHeldError):
                    self.press(gate, copy)

    def test_created_behind_the_gate(self):
        """An import, or a program, that brings the state along."""
        self.set_gates("warn")
        with self.assertRaisesRegex(UserError, "draft first"):
            self.order(self.red, state="sale")
        with self.assertRaisesRegex(UserError, "draft first"):
            self.agreement(self.red, state="active")
        self.assertEqual(self.order(self.good, state="sale").state, "sale")
        result = (
            self.env["sale.order"]
            .with_user(self.clerk)
            .load(
                ["partner_id/.id", "state"],
                [[str(self.red.id), "Sales Order"], [str(self.good.id), "Sales Order"]],
            )
        )
        self.assertFalse(result["ids"])
        self.assertIn("draft first", result["messages"][0]["message"])

    def test_electronic_signature_of_a_contract(self):
        self.set_gates("warn")
        agreement = self.agreement(self.red)
        with self.assertRaises(CounterpartyHeldError):
            agreement.action_counterparty_sign()
        self.decide(agreement, self.clerk)
        self.assertPassed("agreement", agreement)

    def test_customer_who_signs_online(self):
        self.set_gates("refuse")
        order = self.order(self.red, user_id=self.clerk.id, state="sent")
        portal = self.create_user("portal", "base.group_portal")
        order = order.with_user(portal).sudo()
        order.write({"signed_by": "Customer"})
        order._validate_order()
        self.assertEqual(order.state, "sent")
        self.assertEqual(order.signed_by, "Customer")
        activities = order.activity_ids
        self.assertEqual(activities.user_id, self.clerk)
        self.assertIn("high risk", activities.note)
        order._validate_order()
        self.assertEqual(order.activity_ids, activities, "told once")
        with self.assertRaises(UserError) as caught:
            order.write({"state": "sale"})
        self.assertNotIn("risk", str(caught.exception))
        self.assertNotIn("Red", str(caught.exception))

    def test_scheduled_action(self):
        self.set_gates("ask")
        for gate in ("sale", "agreement", "payment"):
            with self.subTest(gate=gate):
                documents = self.create_document(gate, self.red)
                good = self.create_document(gate, self.good)
                documents |= good
                self.press(gate, documents.sudo().with_context(cron_id=1))
                self.assertPassed(gate, good)
                self.assertHeld(gate, documents - good)
                self.assertEqual(
                    (documents - good).activity_ids.activity_type_id,
                    self.env.ref("client360.mail_activity_type_risk_decision"),
                )

    def test_scheduled_posting_of_bills(self):
        self.set_gates("warn")
        values = {"auto_post": "at_date"}
        held, good = self.bill(self.red, **values), self.bill(self.good, **values)
        others = self.env["account.move"].sudo()
        others = others.search(
            [
                ("auto_post", "!=", "no"),
                ("state", "=", "draft"),
                ("id", "not in", (held + good).ids),
            ]
        )
        others.auto_post = "no"
        self.env.flush_all()
        with self.enter_registry_test_mode(), self.env.registry.cursor() as cr:
            env = self.env(cr=cr, user=SUPERUSER_ID, context={"cron_id": 1})
            env["account.move"]._autopost_draft_entries()
        self.env.invalidate_all()
        self.assertPassed("bill", good)
        self.assertHeld("bill", held)
        self.assertIn("high risk", held.message_ids[0].body)

    def test_paying_a_bill_by_the_dialog_of_payments(self):
        self.set_gates("nothing")
        bill = self.bill(self.red)
        bill.action_post()
        self.set_gates("warn")

        def register():
            return (
                self.env["account.payment.register"]
                .with_user(self.clerk)
                .with_context(active_model="account.move", active_ids=bill.ids)
                .create({})
                ._create_payments()
            )

        with self.assertRaises(CounterpartyHeldError) as caught:
            register()
        self.assertEqual(
            caught.exception.context, {"res_model": "account.move", "res_ids": bill.ids}
        )
        action = self.decide(bill, self.clerk)
        self.assertEqual(action["res_model"], "account.payment.register")
        payment = register()
        self.assertPassed("payment", payment)
        self.set_gates("refuse")
        bill = self.bill(self.good)
        bill.action_post()
        self.assertPassed("payment", register())

    # ----------------------------------------------------------------- decisions
    def test_decision(self):
        self.set_gates("warn")
        for gate in DOCUMENTS:
            with self.subTest(gate=gate):
                document = self.create_document(gate, self.red)
                before = self.red.message_ids
                self.decide(document, self.clerk, "  Prepaid in full  ")
                self.env.invalidate_all()
                self.assertPassed(gate, document)
                decision = self.env["client360.risk.decision"].search(
                    [("res_model", "=", document._name), ("res_id", "=", document.id)]
                )
                self.assertEqual(decision.user_id, self.clerk)
                self.assertEqual(decision.reason, "Prepaid in full")
                self.assertEqual(decision.partner_id, self.red)
                subtype = self.env.ref("client360.mt_risk_decision")
                for messages in (
                    document.message_ids.filtered_domain(
                        [("subtype_id", "=", subtype.id)]
                    ),
                    self.red.message_ids - before,
                ):
                    self.assertEqual(len(messages), 1)
                    self.assertIn("Prepaid in full", messages.body)
                    self.assertIn("high risk", messages.body)
                    self.assertEqual(messages.author_id, self.clerk.partner_id)
                    self.assertTrue(messages.subtype_id.internal)

    def test_a_decision_holds_for_that_document_alone(self):
        self.set_gates("warn")
        order = self.order(self.red)
        self.decide(order, self.clerk)
        order._action_cancel()
        order.action_draft()
        order.action_confirm()
        self.assertPassed("sale", order)
        order._action_cancel()
        order.action_draft()
        for other in (self.bankrupt, self.create_counterparty("Another", "red")):
            order.partner_id = other
            with self.assertRaises(CounterpartyHeldError):
                order.action_confirm()
        with self.assertRaises(CounterpartyHeldError):
            self.order(self.red).action_confirm()

    def test_a_new_risk_wants_a_new_decision(self):
        self.set_gates("warn")
        order = self.order(self.red)
        self.decide(order, self.clerk)
        order._action_cancel()
        order.action_draft()
        self.red.registry_state = "bankrupt"
        with self.assertRaisesRegex(CounterpartyHeldError, "bankrupt"):
            order.action_confirm()

    def test_somebody_with_the_right(self):
        self.set_gates("ask")
        order = self.order(self.red, user_id=self.clerk.id)
        with self.assertRaisesRegex(UserError, "may not decide"):
            self.decide(order, self.clerk)
        self.assertHeld("sale", order)
        wizard = (
            self.env["client360.risk.decision.make"]
            .with_user(self.clerk)
            .with_context(default_res_model=order._name, default_res_ids=order.ids)
            .create({"reason": "An old customer", "decider_id": self.decider.id})
        )
        self.assertEqual(wizard.mode, "request")
        self.assertIn("Red:\n• High risk", wizard.risk)
        wizard.action_request()
        activity = order.activity_ids
        self.assertEqual(activity.user_id, self.decider)
        self.assertIn("An old customer", activity.note)
        wizard.decider_id = self.clerk
        with self.assertRaisesRegex(UserError, "Choose who"):
            wizard.action_request()
        self.decide(order, self.decider)
        self.assertPassed("sale", order)

    def test_what_a_clerk_decided_is_not_enough_later(self):
        self.set_gates("warn")
        order = self.order(self.red)
        self.decide(order, self.clerk)
        order._action_cancel()
        order.action_draft()
        self.set_gates("ask")
        with self.assertRaises(CounterpartyHeldError):
            order.action_confirm()

    def test_nobody_decides_what_is_refused(self):
        self.set_gates("warn")
        order = self.order(self.red)
        self.decide(order, self.decider)
        order._action_cancel()
        order.action_draft()
        self.set_gates("refuse")
        with self.assertRaisesRegex(UserError, "settings of the company"):
            order.action_confirm()
        with self.assertRaisesRegex(UserError, "settings of the company"):
            self.decide(order, self.decider)

    def test_a_contact_stands_for_its_counterparty(self):
        self.set_gates("refuse")
        order = self.order(self.contact)
        with self.assertRaisesRegex(UserError, "settings of the company"):
            order.action_confirm()
        self.assertHeld("sale", order)

    def test_a_mixed_batch(self):
        self.set_gates("warn")
        orders = self.order(self.good) | self.order(self.red) | self.order(self.contact)
        self.decide(orders, self.clerk)
        self.assertEqual(set(orders.mapped("state")), {"sale"})
        decisions = self.env["client360.risk.decision"].search(
            [("res_model", "=", "sale.order"), ("res_id", "in", orders.ids)]
        )
        self.assertEqual(decisions.partner_id, self.red)
        self.assertEqual(len(decisions), 2)

    def test_the_dialog_asks_for_a_sentence_and_for_rights(self):
        self.set_gates("warn")
        order = self.order(self.red)
        for reason in ("", "  ", False):
            with self.assertRaisesRegex(UserError, "Give a reason"):
                self.decide(order, self.clerk, reason)
        outsider = self.create_user("outsider", "base.group_user")
        with self.assertRaises(AccessError):
            self.decide(order, outsider)
        with self.assertRaisesRegex(UserError, "no gate"):
            self.decide(self.red, self.clerk)
        with self.assertRaisesRegex(UserError, "not saved yet"):
            self.decide(order.browse(2**30), self.clerk)
        with self.assertRaises(AccessError):
            self.decide(order, self.create_user("portal", "base.group_portal"))
        with self.assertRaises(AccessError):
            self.env["client360.risk.decision"].with_user(self.decider).create(
                {
                    "res_model": order._name,
                    "res_id": order.id,
                    "partner_id": self.red.id,
                    "reason": "Forged",
                    "user_id": self.decider.id,
                }
            )
        self.assertHeld("sale", order)

    def test_settings_of_the_document_s_own_company(self):
        other = self.env["res.company"].sudo().create({"name": "Other company"})
        self.set_gates("refuse")
        other.write(dict.fromkeys(GATES, "nothing"))
        self.clerk.sudo().company_ids |= other
        order = (
            self.env["sale.order"]
            .with_user(self.clerk)
            .with_context(allowed_company_ids=[self.company.id, other.id])
            .create({"partner_id": self.red.id, "company_id": other.id})
        )
        order.action_confirm()
        self.assertPassed("sale", order)
        with self.assertRaises(UserError):
            self.order(self.red).action_confirm()

    # ---------------------------------------------------------------------- cost
    def test_one_query_when_all_is_well(self):
        orders = self.order(self.good) | self.order(self.good) | self.order(self.good)
        counts = {}
        for policy in ("nothing", "warn"):
            self.set_gates(policy)
            self.env.flush_all()
            self.env.invalidate_all()
            # what the confirmation reads anyway
            orders.sudo().partner_id.mapped("commercial_partner_id.name")
            self.company.sudo().mapped("client360_gate_sale")
            before = self.cr.sql_log_count
            orders._client360_pass_gate()
            counts[policy] = self.cr.sql_log_count - before
        self.assertEqual(counts["warn"] - counts["nothing"], 1)

    def test_context_that_a_program_gives(self):
        """No key of a context opens a gate."""
        self.set_gates("warn")
        order = self.order(self.red)
        order.with_context(cron_id=1).action_confirm()
        self.assertHeld("sale", order)
        with self.assertRaises(UserError):
            order.with_context(cron_id=1).write({"state": "sale"})

    def test_what_the_web_client_gets(self):
        from odoo.http import serialize_exception

        self.set_gates("warn")
        order = self.order(self.red)
        with self.assertRaises(CounterpartyHeldError) as caught:
            order.action_confirm()
        answer = json.loads(json.dumps(serialize_exception(caught.exception)))
        # static/src/reliability/gate_handler.js
        self.assertEqual(
            answer["name"], "odoo.addons.client360.exceptions.CounterpartyHeldError"
        )
        self.assertEqual(
            answer["context"], {"res_model": "sale.order", "res_ids": order.ids}
        )
