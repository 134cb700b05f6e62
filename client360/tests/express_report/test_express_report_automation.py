# Copyright 2026 Client 360 contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from contextlib import suppress
from datetime import timedelta

from odoo.tests import new_test_user, tagged

from ..fake_services import generated_inn, special_inn
from .common import ExpressReportCase


@tagged("post_install", "-at_install")
class TestExpressReportAutomation(ExpressReportCase):
    """The automated action after create."""

    def test_automation(self):
        self.automation.active = True
        company = self.partner(generated_inn(1))
        entrepreneur = self.partner(
            special_inn("try_entrepreneur"), counterparty_kind="entrepreneur"
        )
        self.env.cr.flush()
        self.assertEqual(company.express_report_ids.mapped("state"), ["queued"])
        self.assertTrue(company.express_report_ids.is_automatic)
        self.assertTrue(entrepreneur.express_report_ids)
        for name, values in {
            "contact person": {"is_company": False, "parent_id": company.id},
            "individual": {"is_company": False, "counterparty_kind": "individual"},
            "foreign": {"country_id": self.env.ref("base.de").id},
            "no INN": {"vat": False},
        }.items():
            with self.subTest(name):
                partner = self.partner(generated_inn(2), **values)
                self.env.cr.flush()
                self.assertFalse(partner.express_report_ids)

    def test_automation_without_a_key(self):
        self.automation.active = True
        self.env["ir.config_parameter"].set_param(
            "client360.kontur_focus_api_token", ""
        )
        partner = self.partner(generated_inn(1))
        self.env.cr.flush()
        self.assertFalse(partner.express_report_ids)

    def test_automation_is_one_step_for_many(self):
        """Twice as many cards, and not one query more for the reports."""
        self.automation.active = True
        counts = []
        for first, many in ((200, 20), (300, 40)):
            self.env["res.partner"].create(
                [
                    {
                        "name": str(n),
                        "is_company": True,
                        "vat": generated_inn(first + n),
                    }
                    for n in range(many)
                ]
            )
            self.env.flush_all()
            before = self.env.cr.sql_log_count
            self.env.cr.precommit.run()
            counts.append(self.env.cr.sql_log_count - before)
            self.assertEqual(
                self.reports.search_count([("state", "=", "queued")]), many
            )
            self.reports.search([]).unlink()
        self.assertLessEqual(counts[1], counts[0] + 2, counts)
        self.assertFalse(self.server.requests)

    def test_automation_forgets_what_was_rolled_back(self):
        self.automation.active = True
        kept = self.partner(generated_inn(1))
        with suppress(ZeroDivisionError), self.env.cr.savepoint(flush=False):
            self.partner(generated_inn(2))
            raise ZeroDivisionError
        self.env.cr.flush()
        self.assertEqual(self.reports.search([]).partner_id, kept)

    def test_automation_as_an_administrator_changed_it(self):
        self.automation.active = True
        action = self.automation.action_server_ids
        action.code = "record.write({'ref': 'changed'})"
        partners = self.env["res.partner"].create(
            [
                {"name": "A", "is_company": True, "vat": generated_inn(1)},
                {"name": "B", "is_company": True, "vat": generated_inn(2)},
            ]
        )
        self.assertEqual(partners.mapped("ref"), ["changed"] * 2)
        self.automation.unlink()
        partner = self.partner(generated_inn(3))
        self.env.cr.flush()
        self.assertFalse(partner.express_report_ids)

    def test_anyone_may_create_a_card(self):
        self.automation.active = True
        clerk = new_test_user(
            self.env, "express_clerk", "base.group_user,base.group_partner_manager"
        )
        partner = (
            self.env["res.partner"]
            .with_user(clerk)
            .create({"name": "A", "is_company": True, "vat": generated_inn(1)})
        )
        self.env.cr.flush()
        self.assertEqual(partner.express_report_status, "queued")
        report = partner.sudo().express_report_ids
        self.assertEqual(report.requested_by_id, clerk, "It always says who")

    def test_automatic_reports_give_no_notice(self):
        self.automation.active = True
        with self.env.cr.savepoint():
            partner = (
                self.env["res.partner"]
                .with_user(self.seller)
                .create({"name": "A", "is_company": True, "vat": generated_inn(1)})
            )
        self.env.cr.flush()
        self.run_queue()
        self.assertEqual(partner.express_report_status, "green")
        self.assertFalse(self.notices(self.seller))

    def test_automatic_requests_withhold_no_notice(self):
        """Not even those for the same user's new cards, which are left for later."""
        partner = self.partner(generated_inn(1))
        self.request(partner)
        other = self.partner(generated_inn(2))
        automatic = self.reports.with_user(self.seller)._request(other, automatic=True)
        automatic[0].sudo().date_next += timedelta(hours=1)
        self.run_queue()
        self.assertEqual(len(self.notices(self.seller)), 1)

    def test_person_goes_before_an_import(self):
        vals_list = [
            {"name": str(number), "is_company": True, "vat": generated_inn(number)}
            for number in range(5)
        ]
        self.automation.active = True
        self.env["res.partner"].create(vals_list)
        self.env.cr.flush()
        self.automation.active = False
        partner = self.partner(generated_inn(50))
        self.request(partner)
        self.env.flush_all()
        self.assertEqual(self.reports._lease("a worker", 1), [partner.vat])
