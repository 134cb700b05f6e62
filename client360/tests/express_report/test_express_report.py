# Copyright 2026 Client 360 contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from datetime import timedelta

from psycopg2.errors import UniqueViolation

from odoo import fields
from odoo.exceptions import AccessError, UserError
from odoo.tests import new_test_user, tagged
from odoo.tools import mute_logger

from ...tools import kontur_focus
from ..fake_services import generated_inn, special_inn, unknown_inn
from .common import ExpressReportCase


@tagged("post_install", "-at_install")
class TestExpressReport(ExpressReportCase):
    def test_report(self):
        inn = generated_inn(1)
        partner = self.partner(inn)
        self.assertEqual(partner.express_report_status, "none")
        report = self.request(partner)
        self.assertEqual(partner.express_report_status, "queued")
        self.assertFalse(self.server.requests, "Nothing is asked for at once")
        self.run_queue()
        self.assertEqual(report.state, "done")
        self.assertEqual(report.risk, "green")
        self.assertEqual(partner.express_report_status, "green")
        self.assertTrue(report.date_done)
        attachment = report.attachment_id
        ogrn = self.server.registry.find(inn)["ogrn"]
        self.assertEqual(attachment.name, f"BriefReport_inn_{inn}_ogrn_{ogrn}.pdf")
        self.assertEqual(attachment.mimetype, "application/pdf")
        self.assertEqual(attachment.res_model, "res.partner")
        self.assertEqual(attachment.res_id, partner.id)
        self.assertTrue(attachment.raw.startswith(b"%PDF-"))
        self.assertEqual(
            attachment.document_type_id,
            self.env.ref("client360.document_type_express_report"),
        )
        self.assertEqual(attachment.create_uid, self.seller)
        self.assertEqual(partner.express_report_attachment_id, attachment)
        self.assertIn(inn, partner.express_report_focus_url)
        partner.company_registry = ogrn
        self.assertIn(ogrn, partner.express_report_focus_url)
        self.assertEqual(len(self.server.calls(method="briefReport", pdf=False)), 1)
        self.assertEqual(len(self.server.calls(method="briefReport", pdf=True)), 1)

    def test_a_repeated_report_replaces_the_former(self):
        partner = self.partner(generated_inn(1))
        first = self.request(partner)
        self.run_queue()
        second = self.request(partner)
        self.run_queue()
        self.assertEqual((first | second).mapped("state"), ["done", "done"])
        self.assertEqual(first.attachment_id.version_of_id, second.attachment_id)
        self.assertFalse(second.attachment_id.version_of_id)
        third = self.request(partner)
        self.run_queue()
        former = (first | second).attachment_id
        self.assertEqual(former.version_of_id, third.attachment_id)
        # that of another card is not touched
        other = self.partner(generated_inn(2))
        report = self.request(other)
        self.run_queue()
        self.assertFalse((report | third).attachment_id.version_of_id)

    def test_status_of_every_kind_of_company(self):
        for key, inn, status in (
            ("green", generated_inn(1), "green"),
            ("yellow", generated_inn(85), "yellow"),
            ("red", generated_inn(92), "red"),
            ("no marks", generated_inn(96), "none"),
            ("all marks", special_inn("kontur_all"), "red"),
            ("false marks", special_inn("kontur_false"), "none"),
            ("dissolved", special_inn("liquidated_after_bankruptcy"), "red"),
            ("unknown", unknown_inn(), "not_found"),
            ("entrepreneur", special_inn("try_entrepreneur"), "yellow"),
            ("leading zero", special_inn("leading_zero"), "green"),
            ("unknown keys", special_inn("unknown_keys"), "green"),
        ):
            with self.subTest(key):
                partner = self.partner(inn)
                report = self.request(partner)
                self.run_queue()
                self.assertEqual(partner.express_report_status, status)
                self.assertEqual(bool(report.attachment_id), key != "unknown")
                self.assertTrue(partner.express_report_date)

    def test_dissolved_by_the_card(self):
        partner = self.partner(generated_inn(1), registry_state="liquidated")
        self.request(partner)
        self.run_queue()
        self.assertEqual(partner.express_report_status, "red")
        self.assertFalse(self.server.calls(method="req"), "It was known already")

    def test_dissolved_later(self):
        partner = self.partner(generated_inn(1))
        self.request(partner)
        self.run_queue()
        self.assertEqual(partner.express_report_status, "green")
        partner.registry_state = "liquidated"
        self.assertEqual(partner.express_report_status, "red")

    def test_req_is_not_part_of_every_tariff(self):
        for kind in ("tariff", 404, "html"):
            with self.subTest(kind):
                self.server.reset()
                self.server.fault("kontur", kind, method="req")
                report = self.request(self.partner(generated_inn(1)))
                self.run_queue()
                self.assertEqual((report.state, report.risk), ("done", "green"))

    def test_bulk_request_is_one_call(self):
        partners = self.env["res.partner"].union(
            *(self.partner(generated_inn(number)) for number in range(30))
        )
        self.request(partners)
        self.run_queue()
        self.assertEqual(set(partners.express_report_ids.mapped("state")), {"done"})
        [call] = self.server.calls(method="briefReport", pdf=False)
        self.assertEqual(set(call.inns), set(partners.mapped("vat")))
        self.assertEqual(len(self.server.calls(pdf=True)), 30)
        self.assertLessEqual(self.server.connections, 1, "The connection is kept")

    def test_never_more_than_a_hundred_in_a_call(self):
        vals_list = [
            {"name": str(number), "is_company": True, "vat": generated_inn(number)}
            for number in range(105)
        ]
        partners = self.env["res.partner"].create(vals_list)
        self.request(partners)
        self.server.fault("kontur", 404, pdf_only=True)  # for speed
        self.run_queue()
        sizes = [
            len(call.inns)
            for call in self.server.calls(method="briefReport", pdf=False)
        ]
        self.assertEqual(sizes, [100, 5])

    def test_second_request_joins(self):
        partner = self.partner(generated_inn(1))
        first = self.request(partner)
        second = self.request(partner, self.env.ref("base.user_admin"))
        self.assertEqual(first, second)
        self.assertEqual(first.requested_by_id, self.seller)
        with (
            self.assertRaises(UniqueViolation),
            self.env.cr.savepoint(),
            mute_logger("odoo.sql_db"),
        ):
            self.reports.create({"partner_id": partner.id, "inn": partner.vat})

    def test_a_concurrent_request_joins(self):
        partner = self.partner(generated_inn(1))
        vals = {"partner_id": partner.id, "inn": partner.vat}
        other = self.partner(generated_inn(2))
        self.reports.create(vals)
        created = self.reports._create_unless_queued(
            [vals, {"partner_id": other.id, "inn": other.vat}]
        )
        self.assertEqual(created.partner_id, other)

    def test_cards_with_one_inn_share_one_answer(self):
        inn = generated_inn(1)
        partners = self.partner(inn) + self.partner(inn, kpp="779901001")
        self.request(partners)
        self.run_queue()
        self.assertEqual(partners.mapped("express_report_status"), ["green", "green"])
        self.assertEqual(len(self.server.calls(method="briefReport")), 2)
        attachments = partners.express_report_ids.attachment_id
        self.assertEqual(set(attachments.mapped("res_id")), set(partners.ids))

    def test_answer_of_meanwhile_serves_a_waiting_request(self):
        inn = generated_inn(1)
        first, second = self.partner(inn), self.partner(inn)
        waiting = self.request(second)
        waiting.date_next = fields.Datetime.now() + timedelta(hours=1)
        report = self.request(first)
        report._store_briefs({inn: kontur_focus.Brief("red", "")})
        report._finish(b"%PDF-1.4 %%EOF")
        self.make_due()
        self.run_queue()
        self.assertEqual(second.express_report_status, "red")
        self.assertFalse(self.server.requests)

    def test_repeated_report_keeps_the_older_one(self):
        partner = self.partner(generated_inn(1))
        first = self.request(partner)
        self.run_queue()
        self.server.change(partner.vat, kontur={"redStatements": True})
        second = self.request(partner)
        self.assertEqual(partner.express_report_status, "green", "Still the last one")
        self.assertTrue(partner.is_express_report_pending)
        self.run_queue()
        self.assertEqual(partner.express_report_status, "red")
        self.assertEqual(len((first + second).attachment_id.exists()), 2)
        self.assertEqual(partner.express_report_attachment_id, second.attachment_id)

    def test_last_good_result_outlives_a_failed_request(self):
        partner = self.partner(generated_inn(1))
        self.request(partner)
        self.run_queue()
        self.server.fault("kontur", 400)
        report = self.request(partner)
        self.run_queue()
        self.assertEqual(report.state, "failed")
        self.assertEqual(partner.express_report_status, "green")
        self.assertIn("HTTP 400", partner.express_report_error)

    def test_another_inn_is_another_counterparty(self):
        partner = self.partner(generated_inn(1))
        self.request(partner)
        self.run_queue()
        partner.vat = generated_inn(92)
        self.assertEqual(partner.express_report_status, "none")
        self.assertFalse(partner.express_report_attachment_id)
        report = self.request(partner)
        partner.vat = generated_inn(93)
        self.run_queue()
        self.assertEqual(report.inn, generated_inn(93))
        self.assertEqual(partner.express_report_status, "red")

    def test_a_card_without_an_inn_any_more(self):
        partner = self.partner(generated_inn(1))
        report = self.request(partner)
        partner.vat = False
        self.run_queue()
        self.assertEqual(report.state, "failed")
        self.assertEqual(report.error_kind, "not_a_company")
        self.assertFalse(self.server.requests)

    def test_deleted_and_merged_cards(self):
        deleted = self.partner(generated_inn(1))
        self.request(deleted)
        deleted.unlink()
        one, two = self.partner(generated_inn(2)), self.partner(generated_inn(2))
        self.request(one + two)
        self.run_queue()
        merge = self.env["base.partner.merge.automatic.wizard"].create({})
        self.request(one + two)
        merge._merge((one + two).ids, two)
        self.assertEqual(two.express_report_status, "green")
        queued = two.express_report_ids.filtered(lambda r: r.state == "queued")
        self.assertEqual(len(queued), 1)
        done = two.express_report_ids.filtered(lambda r: r.state == "done")
        self.assertEqual(len(done), 2, "Nothing that was paid for gets lost")

    def test_out_of_date(self):
        partner = self.partner(generated_inn(1))
        other = self.partner(generated_inn(2))
        report = self.request(partner)
        self.run_queue()
        self.assertFalse(partner.express_report_outdated)
        report.date_done -= timedelta(days=91)
        partners = partner + other
        self.assertTrue(partner.express_report_outdated)
        for operator, value, found in (
            ("=", True, partner),
            ("=", False, other),
            ("!=", True, other),
        ):
            with self.subTest(operator=operator, value=value):
                domain = [
                    ("id", "in", partners.ids),
                    ("express_report_outdated", operator, value),
                ]
                self.assertEqual(self.env["res.partner"].search(domain), found)
        self.env["ir.config_parameter"].set_param("client360.express_report_days", "0")
        partner.invalidate_recordset()
        self.assertFalse(partner.express_report_outdated)

    def test_who_can_have_a_report(self):
        inn = generated_inn(1)
        company = self.partner(generated_inn(2))
        germany = self.env.ref("base.de")
        for name, values, expected in (
            ("company", {}, True),
            ("Russian company", {"country_id": self.env.ref("base.ru").id}, True),
            ("entrepreneur", {"counterparty_kind": "entrepreneur"}, True),
            ("individual", {"counterparty_kind": "individual"}, False),
            (
                "contact person",
                {"is_company": False, "parent_id": company.id},
                False,
            ),
            ("branch", {"parent_id": company.id}, True),
            ("foreign", {"country_id": germany.id, "vat": "DE123456788"}, False),
            # a number of ten digits that could be an INN
            ("foreign with an INN", {"country_id": germany.id}, False),
            ("foreign organization in Russia", {"vat": special_inn("foreign")}, False),
            ("no INN", {"vat": False}, False),
        ):
            with self.subTest(name):
                partner = self.partner(inn, **values)
                self.assertEqual(bool(partner._express_report_inn()), expected)
                if not expected:
                    with self.assertRaises(UserError):
                        partner.with_user(self.seller).action_request_express_report()

    def test_selection_leaves_out_who_cannot_have_a_report(self):
        partners = self.partner(generated_inn(1)) + self.partner(False)
        action = partners.with_user(self.seller).action_request_express_report()
        self.assertIn("1", action["params"]["message"])
        self.assertEqual(action["params"]["type"], "warning")
        self.assertEqual(len(partners.express_report_ids), 1)

    def test_without_a_key(self):
        partner = self.partner(generated_inn(1))
        report = self.request(partner)
        self.env["ir.config_parameter"].set_param(
            "client360.kontur_focus_api_token", ""
        )
        self.run_queue()
        self.assertEqual(report.state, "queued")
        self.assertFalse(self.server.requests)
        with self.assertRaises(UserError):
            partner.with_user(self.seller).action_request_express_report()

    # ---------------------------------------------------------------- rights
    def test_group(self):
        partner = self.partner(generated_inn(1))
        clerk = new_test_user(
            self.env, "express_clerk", "base.group_user,base.group_partner_manager"
        )
        with self.assertRaises(AccessError):
            partner.with_user(clerk).action_request_express_report()
        action = self.env.ref("client360.action_request_express_report")
        with self.assertRaises(AccessError):
            action.with_user(clerk).with_context(
                active_model="res.partner", active_ids=partner.ids
            ).run()
        self.assertFalse(partner.express_report_ids)
        biller = new_test_user(
            self.env, "express_biller", "account.group_account_invoice"
        )
        self.assertTrue(biller.has_group("client360.group_express_report"))
        result = (
            action.with_user(biller)
            .with_context(active_model="res.partner", active_ids=partner.ids)
            .run()
        )
        self.assertEqual(result["tag"], "display_notification")
        self.assertTrue(partner.express_report_ids)
        for user, shown in ((clerk, False), (biller, True)):
            bindings = self.env["ir.actions.actions"].with_user(user)
            bindings = bindings.get_bindings("res.partner")["action"]
            self.assertEqual(action.id in [b["id"] for b in bindings], shown)
            arch = self.env["res.partner"].with_user(user).get_view(view_type="list")
            self.assertEqual("action_request_express_report" in arch["arch"], shown)

    def test_reports_follow_the_partner(self):
        company = self.env["res.company"].create({"name": "Another company"})
        partner = self.partner(generated_inn(1), company_id=company.id)
        report = self.request(partner, self.env.ref("base.user_root"))
        self.run_queue()
        own = self.request(self.partner(generated_inn(2)))
        reports = self.reports.with_user(self.seller)
        self.assertEqual(reports.search([]), own)
        self.assertEqual(reports.search_count([("id", "in", (report + own).ids)]), 1)
        with self.assertRaises(AccessError):
            report.with_user(self.seller).read(["risk"])
        with self.assertRaises(AccessError):
            report.attachment_id.with_user(self.seller).read(["name"])
        self.seller.company_ids += company
        seller = self.seller.with_context(
            allowed_company_ids=self.seller.company_ids.ids
        )
        reports = self.reports.with_user(seller).with_context(**seller.env.context)
        self.assertEqual(reports.search([]), own + report)
        with self.assertRaises(AccessError):
            reports.browse(report.id).unlink()
        with self.assertRaises(AccessError):
            reports.browse(report.id).write({"risk": "green"})
        with self.assertRaises(AccessError):
            reports.create({"partner_id": partner.id, "inn": partner.vat})

    def test_a_rule_of_ones_own_on_partners_counts(self):
        partner = self.partner(generated_inn(1))
        report = self.request(partner)
        self.env["ir.rule"].create(
            {
                "name": "Not this one",
                "model_id": self.env["ir.model"]._get("res.partner").id,
                "domain_force": f"[('id', '!=', {partner.id})]",
            }
        )
        self.assertFalse(self.reports.with_user(self.seller).search([]))
        self.assertFalse(report.with_user(self.seller).has_access("read"))

    def test_token_is_for_system_administrators(self):
        with self.assertRaises(AccessError):
            self.env["ir.config_parameter"].with_user(self.seller).get_param(
                "client360.kontur_focus_api_token"
            )
        with self.assertRaises(AccessError):
            self.env["res.config.settings"].with_user(self.seller).create({})

    def test_settings(self):
        settings = self.env["res.config.settings"].create(
            {
                "client360_express_report_budget": 0,
                "client360_express_report_days": 30,
                "client360_kontur_focus_token": "key",
            }
        )
        settings.execute()
        service = self.env["client360.kontur.focus"]
        self.assertEqual(service._get_budget(), 0)
        self.assertEqual(service._get_key(), "key")
        settings = self.env["res.config.settings"].create({})
        self.assertEqual(settings.client360_express_report_budget, 0)
        self.assertEqual(settings.client360_express_report_days, 30)
        self.assertIn("0", settings.client360_express_report_queue)
