# Copyright 2026 Client 360 contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from datetime import timedelta

from odoo import fields
from odoo.tests import tagged

from ...models.service.client360_service_request import LEASE
from ..express_report.common import ExpressReportCase
from ..fake_services import generated_inn


@tagged("post_install", "-at_install")
class TestServiceRequest(ExpressReportCase):
    """Leases of requests. Workers that meet are in ``test_express_report_workers``."""

    def setUp(self):
        super().setUp()
        self.partners = self.env["res.partner"]
        for number in range(3):
            self.partners += self.partner(generated_inn(number))
        self.inns = self.partners.mapped("vat")
        self.request(self.partners)
        self.env.flush_all()

    def queued(self):
        return self.reports.search([("state", "=", "queued")], order="id")

    def lease(self, owner, limit=100):
        self.env.flush_all()
        inns = self.reports._lease(owner, limit)
        self.env.flush_all()
        return inns

    def test_each_counterparty_has_one_worker(self):
        self.assertEqual(self.lease("first", 2), self.inns[:2])
        self.assertEqual(self.lease("second"), self.inns[2:])
        self.assertEqual(self.lease("third"), [])
        self.assertEqual(
            self.queued().mapped("lease_owner"), ["first", "first", "second"]
        )

    def test_a_lease_ends_by_its_owner_or_by_itself(self):
        self.lease("first", 2)
        self.lease("second")
        self.reports._end_lease("first")
        self.assertEqual(self.lease("third"), self.inns[:2])
        self.queued()[2].lease_end = fields.Datetime.now() - timedelta(seconds=1)
        self.assertEqual(self.lease("fourth"), self.inns[2:])

    def test_a_clock_that_was_wrong(self):
        """A lease that ends in years is none."""
        self.lease("first")
        self.queued()[0].lease_end = fields.Datetime.now() + timedelta(days=365)
        self.assertEqual(self.lease("second"), self.inns[:1])

    def test_another_card_of_a_counterparty_waits_with_it(self):
        """Not even when the card that the worker came for is gone meanwhile."""
        branch = self.partner(self.inns[0])
        self.request(branch)
        self.assertEqual(self.lease("first", 1), self.inns[:1])
        self.assertEqual(
            set(branch.express_report_ids.mapped("lease_owner")), {"first"}
        )
        late = self.partner(self.inns[0])
        self.request(late)
        self.partners[0].express_report_ids.unlink()
        self.assertEqual(self.lease("second"), self.inns[1:])

    def test_each_step_begins_the_lease_anew(self):
        self.lease("first")
        reports = self.queued()
        reports.lease_end = fields.Datetime.now() + timedelta(seconds=1)
        reports[:2]._renew_lease()
        left = [end - fields.Datetime.now() for end in reports.mapped("lease_end")]
        self.assertGreater(left[0], LEASE - timedelta(seconds=30))
        self.assertLess(left[2], timedelta(seconds=2))

    def test_a_worker_renews_its_lease(self):
        renewed = self.reports.browse()
        original = type(self.reports)._renew_lease

        def watched(records):
            nonlocal renewed
            renewed |= records
            return original(records)

        self.patch(type(self.reports), "_renew_lease", watched)
        self.run_queue()
        self.assertEqual(set(renewed.ids), set(self.partners.express_report_ids.ids))

    def test_what_is_done_keeps_no_lease(self):
        self.run_queue()
        reports = self.partners.express_report_ids
        self.assertEqual(set(reports.mapped("state")), {"done"})
        self.assertFalse(any(reports.mapped("lease_owner")))
        self.assertFalse(any(reports.mapped("lease_end")))

    def test_what_is_postponed_is_let_go(self):
        self.server.fault("kontur", 500)
        self.run_queue()
        self.assertEqual(self.queued().mapped("attempts"), [1, 1, 1])
        self.assertFalse(any(self.queued().mapped("lease_end")))

    def test_what_fails_often_goes_alone(self):
        self.queued().attempts = 3
        self.assertEqual(self.lease("first"), self.inns[:1])
