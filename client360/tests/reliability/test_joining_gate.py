# Copyright 2026 Client 360 contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from pathlib import Path

from odoo.exceptions import UserError
from odoo.tests import tagged

from ...exceptions import CounterpartyHeldError
from ..joining import JoiningAddonMixin
from .common import GatesCommon

FOLDER = Path(__file__).parent / "joining_addon"
# in a checkout; an installation has no documentation
DOCS = Path(__file__).parents[3] / "docs" / "reliability.rst"


@tagged("post_install", "-at_install")
class TestJoiningGate(JoiningAddonMixin, GatesCommon):
    """A gate that another addon adds for its own document, in the lines of the docs."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.install_addon(
            "fleet_lease",
            FOLDER,
            models=("lease", "models"),
            data=("ir.model.access.csv",),
        )

    def lease(self, partner, **values):
        return (
            self.env["fleet.lease"]
            .with_user(self.clerk)
            .create({"name": "Lorry", "partner_id": partner.id, **values})
        )

    def set_policy(self, policy):
        self.company.fleet_gate_lease = policy

    def test_nothing(self):
        self.set_policy("nothing")
        lease = self.lease(self.red)
        lease.action_start()
        self.assertEqual(lease.state, "running")

    def test_from_the_start_it_warns(self):
        self.assertEqual(self.company.fleet_gate_lease, "warn")
        lease = self.lease(self.red)
        with self.assertRaises(CounterpartyHeldError) as caught:
            lease.action_start()
        self.assertEqual(
            caught.exception.context, {"res_model": "fleet.lease", "res_ids": lease.ids}
        )
        self.decide(lease, self.clerk)
        self.assertEqual(lease.state, "running")
        decision = self.env["client360.risk.decision"].search(
            [("res_model", "=", "fleet.lease"), ("res_id", "=", lease.id)]
        )
        self.assertEqual(decision.document_name, "Lorry")
        self.assertIn("Prepaid in full", self.red.message_ids[0].body)
        self.assertIn("Lorry", self.red.message_ids[0].body)

    def test_ask(self):
        self.set_policy("ask")
        lease = self.lease(self.red)
        with self.assertRaisesRegex(UserError, "may not decide"):
            self.decide(lease, self.clerk)
        wizard = (
            self.env["client360.risk.decision.make"]
            .with_user(self.clerk)
            .with_context(default_res_model=lease._name, default_res_ids=lease.ids)
            .create({"reason": "An old customer", "decider_id": self.decider.id})
        )
        self.assertEqual(wizard.mode, "request")
        wizard.action_request()
        # The document has no activities: the card has.
        activity = self.red.activity_ids
        self.assertEqual(activity.user_id, self.decider)
        self.assertEqual(activity.summary, "Lorry")
        self.assertIn("An old customer", activity.note)
        self.decide(lease, self.decider)
        self.assertEqual(lease.state, "running")

    def test_refuse(self):
        self.set_policy("refuse")
        lease = self.lease(self.red)
        with self.assertRaisesRegex(UserError, "settings of the company"):
            lease.action_start()
        with self.assertRaisesRegex(UserError, "settings of the company"):
            self.decide(lease, self.decider)
        lease.invalidate_recordset()
        self.assertEqual(lease.state, "draft")

    def test_who_is_not_risky_passes(self):
        self.set_policy("refuse")
        leases = self.lease(self.good) | self.lease(self.yellow)
        leases.action_start()
        self.assertEqual(set(leases.mapped("state")), {"running"})
        self.assertEqual(self.lease(self.good, state="running").state, "running")
        with self.assertRaises(UserError):
            self.lease(self.red, state="running")

    def test_nobody_is_looking(self):
        self.set_policy("warn")
        held, twin = self.lease(self.red), self.lease(self.red, name="Van")
        good = self.lease(self.good)
        leases = (held | twin | good).sudo().with_context(cron_id=1)
        for _times in range(2):
            self.assertEqual(leases._client360_hold_back(), good)
        self.assertEqual(
            self.red.activity_ids.mapped("summary"), ["Lorry", "Van"], "told once"
        )
        with self.assertRaises(UserError):
            leases.action_start()

    def test_it_is_the_example_of_the_documentation(self):
        if not DOCS.exists():
            self.skipTest("There is no documentation beside this installation")
        text = DOCS.read_text(encoding="utf-8")
        code = (FOLDER / "models.py").read_text(encoding="utf-8")
        for line in code.split("models\n", 1)[1].splitlines():
            self.assertIn(line.strip(), text)
