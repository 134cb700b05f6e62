# Copyright 2026 Client 360 contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

import json
from datetime import timedelta
from unittest.mock import MagicMock, patch

from freezegun import freeze_time

from odoo import fields
from odoo.tests import new_test_user, tagged

from odoo.addons.bus.models import ir_websocket
from odoo.addons.bus.models.bus import json_dump

from ..fake_services import generated_inn, unknown_inn
from .common import ExpressReportCase


@tagged("post_install", "-at_install")
class TestExpressReportQueue(ExpressReportCase):
    """Notices, budget and scheduled actions of the queue."""

    def test_history_and_notice(self):
        partner = self.partner(generated_inn(92))
        self.seller.notification_type = "inbox"
        self.request(partner)
        self.run_queue()
        subtype = self.env.ref("client360.mt_report_received")
        [entry] = partner.message_ids.filtered(lambda m: m.subtype_id == subtype)
        self.assertIn("High risk", entry.body)
        self.assertEqual(entry.author_id, self.seller.partner_id)
        self.assertEqual(entry.attachment_ids, partner.express_report_attachment_id)
        [notice] = self.notices(self.seller)
        self.assertIn("High risk", notice.body)
        self.assertEqual(notice.res_id, partner.id)

    def test_one_notice_for_many(self):
        partners = self.partner(generated_inn(1)) + self.partner(unknown_inn())
        partners += self.partner(generated_inn(92)) + self.partner(generated_inn(93))
        self.request(partners)
        self.run_queue()
        [notice] = self.notices(self.seller)
        self.assertIn("High risk: 2", notice.body)
        self.assertIn("Not found: 1", notice.body)
        self.run_queue()
        self.assertEqual(len(self.notices(self.seller)), 1)

    def test_screens_are_told(self):
        partner = self.partner(generated_inn(1))
        self.request(partner)
        self.env.cr.precommit.run()
        channel = [self.env.cr.dbname, "res.partner", partner.id, "express_report"]
        messages = self.env["bus.bus"].search([("channel", "=", json_dump(channel))])
        self.assertEqual(len(messages), 1)
        self.run_queue()
        messages = self.env["bus.bus"].search([("channel", "=", json_dump(channel))])
        self.assertEqual(len(messages), 2)
        self.assertEqual(
            json.loads(messages[-1].message),
            {"type": "client360.express_report", "payload": {"partner_id": partner.id}},
        )

    def test_channel_only_for_readers(self):
        partner = self.partner(generated_inn(1))
        company = self.env["res.company"].create({"name": "Another company"})
        hidden = self.partner(generated_inn(2), company_id=company.id)
        portal = new_test_user(self.env, "express_portal", "base.group_portal")
        channels = [
            f"client360_express_report:{partner.id}",
            f"client360_express_report:{hidden.id}",
            "client360_express_report:999999999",
            "client360_express_report:x",
        ]
        for user, expected in ((self.seller, {partner}), (portal, set())):
            websocket = self.env["ir.websocket"].with_user(user)
            with patch.object(ir_websocket, "wsrequest", self.websocket_of(user)):
                result = websocket._build_bus_channel_list(list(channels))
            listened = {
                c[0]
                for c in result
                if isinstance(c, tuple) and c[1] == "express_report"
            }
            self.assertEqual(listened, expected, user.login)

    def websocket_of(self, user):
        request = MagicMock()
        request.session.uid = user.id
        return request

    def test_one_retried_request_withholds_no_notice(self):
        failing = self.partner(generated_inn(2))
        reports = self.request(self.partner(generated_inn(1)) + failing)
        self.server.fault("kontur", 500, inn=failing.vat, pdf_only=True)
        self.run_queue()
        self.assertEqual(set(reports.mapped("state")), {"done", "queued"})
        self.assertEqual(len(self.notices(self.seller)), 1)

    def test_a_person_takes_over_what_was_automatic(self):
        partner = self.partner(generated_inn(1))
        self.reports._request(partner, automatic=True)
        report = self.request(partner)
        self.assertEqual(report.requested_by_id, self.seller)
        self.assertFalse(report.is_automatic or report.is_bulk)
        self.run_queue()
        self.assertEqual(len(self.notices(self.seller)), 1)

    def test_who_was_a_moment_too_late(self):
        """Another's transaction has queued the card, and this one does not see it."""
        partner = self.partner(generated_inn(1))
        self.request(partner)
        seen = type(self.reports).search

        def blind(records, domain, **kwargs):
            found = seen(records, domain, **kwargs)
            return found if "partner_id" not in str(domain) else found.browse()

        with patch.object(type(self.reports), "search", blind):
            action = partner.with_user(self.seller).action_request_express_report()
        self.assertIn("Requested before: 1", action["params"]["message"])
        self.assertEqual(action["params"]["type"], "info")

    def test_an_old_report_of_another_card_is_no_answer(self):
        inn = generated_inn(1)
        self.request(self.partner(inn))
        self.run_queue()
        self.server.reset()
        self.reports.search([]).date_done -= timedelta(days=1)
        second = self.request(self.partner(inn))
        self.run_queue()
        self.assertEqual(second.state, "done")
        self.assertEqual(len(self.server.calls(method="briefReport", pdf=False)), 1)

    def test_another_inn_between_the_answer_and_the_pdf(self):
        """The risk of the company that the card was before is not the new one's."""
        partner = self.partner(generated_inn(92))
        report = self.request(partner)
        original = type(self.reports)._finish
        companies = []

        def correct(reports, pdf):
            companies.append(reports.inn)
            if len(companies) == 1:
                reports.partner_id.vat = generated_inn(1)
            return original(reports, pdf)

        with patch.object(type(self.reports), "_finish", correct):
            self.run_queue()
        self.assertEqual(companies, [generated_inn(92), generated_inn(1)])
        self.assertEqual((report.inn, report.risk), (generated_inn(1), "green"))
        self.assertEqual(partner.express_report_status, "green")
        self.assertIn(generated_inn(1), report.attachment_id.name)

    def test_scheduled_actions_are_on(self):
        for name, interval in (
            ("express_report", (10, "minutes")),
            ("autofill", (1, "hours")),
            ("refresh_requisites", (1, "days")),
        ):
            cron = self.env.ref(f"client360.ir_cron_{name}")
            self.assertTrue(cron.active, name)
            self.assertEqual((cron.interval_number, cron.interval_type), interval)
            self.assertEqual(cron.user_id, self.env.ref("base.user_root"))
            self.assertRegex(cron.code, r"^model\._cron_\w+\(\)$")
            method = cron.code.removeprefix("model.").removesuffix("()")
            self.assertTrue(hasattr(self.env[cron.model_id.model], method))

    def test_budget_is_a_ceiling(self):
        """With 3 a day, deleting cards or changing INNs buys no more than 3."""
        self.env["ir.config_parameter"].set_param("client360.express_report_budget", 3)
        number = 1
        for _day_s_trick in range(3):
            partners = self.env["res.partner"].union(
                *(self.partner(generated_inn(number + n)) for n in range(3))
            )
            self.request(partners)
            self.run_queue()
            number += 3
            for n, partner in enumerate(partners):
                partner.vat = generated_inn(40 + number + n)
            self.request(partners)
            self.run_queue()
            partners.unlink()
        self.assertEqual(len(self.server.spent()), 3)

    def test_a_company_that_was_asked_about_today_is_free(self):
        self.env["ir.config_parameter"].set_param("client360.express_report_budget", 1)
        partner = self.partner(generated_inn(1))
        reports = self.request(partner)
        self.run_queue()
        reports += self.request(partner)
        self.run_queue()
        self.assertEqual(reports.mapped("state"), ["done", "done"])

    def test_people_come_first_when_little_is_left(self):
        self.env["ir.config_parameter"].set_param("client360.express_report_budget", 1)
        automatic = self.partner(generated_inn(1))
        self.reports._request(automatic, automatic=True)
        partner = self.partner(generated_inn(2))
        self.request(partner)
        self.run_queue()
        self.assertEqual(partner.express_report_status, "green")
        self.assertEqual(automatic.express_report_status, "queued")

    def test_budget(self):
        self.env["ir.config_parameter"].set_param("client360.express_report_budget", 2)
        partners = self.env["res.partner"].union(
            *(self.partner(generated_inn(number)) for number in range(3))
        )
        reports = self.request(partners)
        self.run_queue(2)
        done = reports.filtered(lambda r: r.state == "done")
        self.assertEqual(len(done), 2)
        self.assertEqual(len(self.server.spent()), 2)
        next_day = self.env["client360.service.usage"]._next_day_start()
        self.assertEqual(self.next_trigger(), next_day)
        with freeze_time(fields.Datetime.now() + timedelta(days=1)):
            self.run_queue()
        self.assertEqual(set(reports.mapped("state")), {"done"})

    def test_a_retry_costs_nothing(self):
        self.env["ir.config_parameter"].set_param("client360.express_report_budget", 1)
        self.server.fault("kontur", 500, times=1)
        report = self.request(self.partner(generated_inn(1)))
        self.run_queue()
        self.make_due()
        self.run_queue()
        self.assertEqual(report.state, "done")
