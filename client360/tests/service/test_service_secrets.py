# Copyright 2026 Client 360 contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

import io
import logging
from contextlib import contextmanager

from odoo import modules, sql_db
from odoo.exceptions import AccessError, UserError
from odoo.service.model import call_kw
from odoo.tests import Form, TransactionCase, new_test_user, tagged
from odoo.tools import SQL, mute_logger

from ...hooks import uninstall_hook
from ..common import FakeServicesMixin
from ..fake_services import DEMO_DADATA_TOKEN, DEMO_KONTUR_TOKEN, generated_inn

SECRETS = (DEMO_DADATA_TOKEN, DEMO_KONTUR_TOKEN)
NEW_KEY = "f00dface" * 5
ROLES = {
    "portal": "base.group_portal",
    "public": "base.group_public",
    "internal": "base.group_user",
    "contacts": "base.group_user,base.group_partner_manager",
    "salesperson": "sales_team.group_sale_salesman",
    "sales manager": "sales_team.group_sale_manager",
    "accountant": "account.group_account_manager",
    "project manager": "project.group_project_manager",
    "letters": "client360.group_letter_manager",
    "access rights": "base.group_erp_manager",
}
PREFIXES = ("client360_dadata", "client360_kontur_focus")


@tagged("post_install", "-at_install")
class TestServiceSecrets(FakeServicesMixin, TransactionCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.settings = cls.env["res.config.settings"]
        cls.parameters = cls.env["ir.config_parameter"]
        cls.administrator = cls.env.ref("base.user_admin")
        cls.names = [n for n in cls.settings._fields if n.startswith("client360_")]
        cls.shown = [n for n in cls.names if "sealed" not in n]

    def calls(self, record_id, names):
        """Ways to read settings by RPC: (method, arguments)."""
        spec = {name: {} for name in names}
        return (
            ("default_get", [names]),
            ("default_get", [list(self.settings._fields)]),
            ("get_values", []),
            ("onchange", [[], {}, [], spec]),
            ("onchange", [[record_id], {}, [], spec]),
            ("read", [[record_id], names]),
            ("web_read", [[record_id], spec]),
            ("search_read", [[], names]),
            ("export_data", [[record_id], names]),
            ("web_save", [[], {}, spec]),
            ("web_save", [[record_id], {}, spec]),
            ("copy_data", [[record_id]]),
            ("create", [{}]),
            ("execute", [[record_id]]),
            ("action_client360_dadata_check", [[record_id]]),
            ("action_client360_kontur_focus_check", [[record_id]]),
            ("action_resume_express_reports", [[record_id]]),
        )

    def typed(self, **values):
        return self.settings.with_user(self.administrator).create(values)

    def test_nobody_reads_a_key(self):
        settings = self.typed(
            client360_dadata_token=NEW_KEY, client360_kontur_focus_token=NEW_KEY
        )
        for role, groups in ROLES.items():
            user = new_test_user(self.env, f"secrets {role}", groups)
            model = self.settings.with_user(user)
            for method, args in (
                *self.calls(settings.id, self.names),
                *self.calls(settings.id, self.shown),
            ):
                with self.subTest(role, method=method):
                    try:
                        with mute_logger("odoo.models"), self.env.cr.savepoint():
                            answer = call_kw(model, method, list(args), {})
                    except UserError:
                        continue
                    text = str(answer)
                    for secret in (*SECRETS, NEW_KEY):
                        self.assertNotIn(secret, text)
                    self.assertNotIn("client360_", text)
        self.assertFalse(self.server.requests, "No check on others' money")

    def test_an_administrator_sees_that_a_key_is_set(self):
        settings = self.typed(client360_dadata_token=NEW_KEY)
        # each call of a browser has a cache of its own
        self.env.invalidate_all()
        model = self.settings.with_user(self.administrator)
        for method, args in self.calls(settings.id, self.shown):
            if method == "execute":
                continue
            with self.subTest(method), self.env.cr.savepoint():
                answer = str(call_kw(model, method, list(args), {}))
                for secret in (*SECRETS, NEW_KEY):
                    self.assertNotIn(secret, answer)
        for name in set(self.names) - set(self.shown):
            with self.assertRaises(AccessError):
                settings.read([name])
        self.assertEqual(settings.client360_dadata_token_state, "typed")
        self.assertEqual(settings.client360_kontur_focus_token_state, "set")
        self.assertFalse(settings.client360_dadata_token)

    def test_a_new_key_is_set_and_an_old_one_removed(self):
        for prefix, model in zip(
            PREFIXES, ("client360.dadata", "client360.kontur.focus"), strict=True
        ):
            service = self.env[model]
            old = service._get_key()
            with self.subTest(prefix):
                settings = self.typed(**{f"{prefix}_token": f" {NEW_KEY}\n"})
                self.assertEqual(service._get_key(), old, "Not before it is saved")
                settings.execute()
                self.assertEqual(service._get_key(), NEW_KEY)
                self.typed().execute()
                self.assertEqual(service._get_key(), NEW_KEY, "Nothing was typed")
                self.typed(**{f"{prefix}_remove_token": True}).execute()
                self.assertEqual(service._get_key(), "")
                state = self.typed()[f"{prefix}_token_state"]
                self.assertEqual(state, "none")

    def test_the_form(self):
        """What was typed is not shown again, and comes in force when it is saved."""
        form = Form(self.settings.with_user(self.administrator))
        self.assertFalse(form.client360_dadata_token)
        self.assertEqual(form.client360_dadata_token_state, "set")
        form.client360_dadata_token = NEW_KEY
        settings = form.save()
        self.assertFalse(form.client360_dadata_token)
        self.assertEqual(form.client360_dadata_token_state, "typed")
        settings.execute()
        self.assertEqual(self.env["client360.dadata"]._get_key(), NEW_KEY)

    def test_both_keys_at_once(self):
        settings = self.typed(
            client360_dadata_token="one", client360_kontur_focus_token="two"
        )
        settings.execute()
        self.assertEqual(self.env["client360.dadata"]._get_key(), "one")
        self.assertEqual(self.env["client360.kontur.focus"]._get_key(), "two")

    def test_the_table_of_settings_holds_no_key(self):
        settings = self.typed(
            client360_dadata_token=NEW_KEY, client360_kontur_focus_token=NEW_KEY
        )
        self.env.flush_all()
        for saved in (False, True):
            if saved:
                settings.execute()
                self.env.flush_all()
            rows = self.env.execute_query(
                SQL("SELECT t::text FROM res_config_settings t")
            )
            text = str(rows)
            for secret in (*SECRETS, NEW_KEY):
                self.assertNotIn(secret, text)
        self.assertFalse(settings.sudo().client360_dadata_sealed_token)

    def test_a_check_is_of_the_typed_key_or_the_one_that_is_set(self):
        for prefix in PREFIXES:
            with self.subTest(prefix):
                check = f"action_{prefix}_check"
                self.assertEqual(self.answer(self.typed(), check), "success")
                wrong = self.typed(**{f"{prefix}_token": NEW_KEY})
                self.assertEqual(self.answer(wrong, check), "danger")
                good = dict(zip(PREFIXES, SECRETS, strict=True))[prefix]
                parameter = "client360." + prefix.removeprefix("client360_")
                self.parameters.set_param(f"{parameter}_api_token", NEW_KEY)
                right = self.typed(**{f"{prefix}_token": good})
                self.assertEqual(self.answer(right, check), "success")
                self.assertEqual(self.answer(self.typed(), check), "danger")
                self.parameters.set_param(f"{parameter}_api_token", False)
                self.assertEqual(self.answer(self.typed(), check), "danger")

    def answer(self, settings, check):
        params = getattr(settings, check)()["params"]
        for secret in (*SECRETS, NEW_KEY):
            self.assertNotIn(secret, params["message"])
        return params["type"]

    def test_no_log_names_a_key(self):
        model = self.settings.with_user(self.administrator)
        with self.debug_log() as log:
            spec = {name: {} for name in self.shown}
            values = {f"{prefix}_token": NEW_KEY for prefix in PREFIXES}
            [saved] = call_kw(model, "web_save", [[], values, spec], {})
            call_kw(model, "onchange", [[], values, [*values], spec], {})
            call_kw(model, "execute", [[saved["id"]]], {})
            self.env.flush_all()
        text = log.getvalue()
        self.assertIn("web_save", text, "The log was on")
        self.assertIn("UPDATE", text, "Queries too")
        lines = [line[:300] for line in text.splitlines() if NEW_KEY in line]
        self.assertFalse(lines)
        self.assertEqual(self.env["client360.dadata"]._get_key(), NEW_KEY)

    @contextmanager
    def debug_log(self):
        log = io.StringIO()
        handler = logging.StreamHandler(log)
        loggers = [logging.getLogger(name) for name in ("odoo", "odoo.service.model")]
        loggers.append(sql_db._logger)
        levels = {logger: logger.level for logger in loggers}
        others = {h: h.level for h in logging.getLogger().handlers}
        for other in others:
            other.setLevel(max(other.level, logging.WARNING))
        for logger in loggers:
            # one of them may have been told not to hand its records on
            logger.addHandler(handler)
            logger.setLevel(logging.DEBUG)
        try:
            yield log
        finally:
            for logger in loggers:
                logger.removeHandler(handler)
            for logger, level in (levels | others).items():
                logger.setLevel(level)

    def test_a_neutralised_copy_keeps_none_and_asks_nothing(self):
        self.typed(client360_dadata_token=NEW_KEY, client360_kontur_focus_token=NEW_KEY)
        partner = self.env["res.partner"].create(
            {"name": "A", "is_company": True, "vat": generated_inn(1)}
        )
        partner.action_request_express_report()
        self.env.flush_all()
        path = modules.get_module_path("client360") + "/data/neutralize.sql"
        with open(path, encoding="utf-8") as script:
            self.env.cr.execute(script.read())
        self.env.invalidate_all()
        self.env.registry.clear_all_caches()
        for table in ("ir_config_parameter", "res_config_settings"):
            rows = self.env.execute_query(
                SQL("SELECT t::text FROM %s t", SQL.identifier(table))
            )
            for secret in (*SECRETS, NEW_KEY):
                self.assertNotIn(secret, str(rows))
        sealed = self.settings.sudo().search([])
        self.assertFalse(any(sealed.mapped("client360_dadata_sealed_token")))
        self.assertFalse(any(sealed.mapped("client360_kontur_focus_sealed_token")))
        with self.enter_registry_test_mode():
            for cron in ("express_report", "autofill", "refresh_requisites"):
                self.env.ref(f"client360.ir_cron_{cron}").method_direct_trigger()
        self.assertFalse(self.server.requests)
        self.assertEqual(partner.express_report_status, "queued")

    def test_uninstalling_leaves_no_parameter(self):
        self.parameters.set_param("client360x.other", "kept")
        uninstall_hook(self.env)
        self.assertFalse(self.parameters.search([("key", "=like", "client360.%")]))
        self.assertEqual(self.parameters.get_param("client360x.other"), "kept")
