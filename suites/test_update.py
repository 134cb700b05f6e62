"""A database of the former version, updated to this one: see suites/update.py."""

import json
import os
from contextlib import contextmanager
from pathlib import Path

import pytest

from odoo import SUPERUSER_ID, api
from odoo.modules.registry import Registry
from odoo.tests.common import get_db_name

from odoo.addons.client360.tests.common import FakeServices, service_parameters

from suites import update_facts


@contextmanager
def transaction():
    with Registry(get_db_name()).cursor() as cr:
        yield api.Environment(cr, SUPERUSER_ID, {"lang": "en_US"})


@pytest.fixture(scope="module")
def before():
    return json.loads(Path(os.environ["UPDATE_FACTS"]).read_text(encoding="utf-8"))


@pytest.fixture(scope="module")
def server():
    """The fake services, which the updated database is pointed to."""
    with FakeServices() as fake:
        with transaction() as env:
            for key, value in service_parameters(fake).items():
                env["ir.config_parameter"].set_param(key, value)
        yield fake


def test_nothing_is_lost(before):
    with transaction() as env:
        after = update_facts.read(env.cr)
    problems = []
    for table, rows in before["tables"].items():
        for key, row in rows.items():
            now = after[table].get(key)
            if now is None:
                problems.append(f"{table} {key} is gone: {row}")
                continue
            problems += [
                f"{table} {key}: {name} was {value}, is {now[name]}"
                for name, value in row.items()
                if name in now and now[name] != value
            ]
    assert not problems, "\n".join(problems[:20])


def test_marks_of_wrong_numbers_are_kept(before):
    ids = before["ids"]
    with transaction() as env:
        partner = env["res.partner"].browse(ids["wrong"])
        assert partner.has_invalid_requisites
        assert not env["res.partner"].browse(ids["card"]).has_invalid_requisites
        assert env["res.partner.bank"].browse(ids["account"]).is_acc_number_invalid
        found = env["res.partner"].search([("has_invalid_requisites", "=", True)])
        assert partner in found
        env.cr.execute(
            """SELECT table_name, column_name FROM information_schema.columns
                WHERE (table_name, column_name) IN
                      (('res_partner', 'requisites_wrong'),
                       ('res_partner_bank', 'number_wrong'))"""
        )
        assert not env.cr.fetchall(), "columns of the former names are still there"


def test_gln_is_kept(before):
    with transaction() as env:
        card = env["res.partner"].browse(before["ids"]["card"])
        name = "gln" if "gln" in card._fields else "global_location_number"
        assert card[name] == "4600000000008"


def test_numbers_of_letters_go_on(before):
    ids = before["ids"]
    with transaction() as env:
        letters = env["client360.letter"].browse(ids["letters"])
        assert len(set(letters.mapped("number"))) == 3
        new = env["client360.letter"].create(
            {"name": "One more", "partner_id": ids["card"], "state": "execution"}
        )
        assert new.number not in letters.mapped("number")
        assert new.number > max(letters.mapped("number"))
        env.cr.rollback()


def test_people_approve_what_they_ask_for_as_they_could():
    with transaction() as env:
        parameters = env["ir.config_parameter"]
        assert parameters.get_param("client360.allow_own_approval")


def test_queued_report_is_finished(before, server):
    ids = before["ids"]
    with transaction() as env:
        report = env["client360.express.report"].browse(ids["report"])
        assert report.state == "queued"
        env.ref("client360.ir_cron_express_report").method_direct_trigger()
    with transaction() as env:
        report = env["client360.express.report"].browse(ids["report"])
        assert (report.state, bool(report.attachment_id)) == ("done", True)
        assert report.attachment_id.res_id == ids["card"]


def own(env, model):
    """Records of the addon's data."""
    found = env["ir.model.data"].search(
        [("module", "=", "client360"), ("model", "=", model)], order="name"
    )
    return {data.name: env[model].browse(data.res_id) for data in found}


def test_each_scheduled_action_runs(server):
    with transaction() as env:
        crons = own(env, "ir.cron")
        assert crons
        for name, cron in crons.items():
            failures = cron.failure_count
            cron.method_direct_trigger()
            assert cron.failure_count == failures, name


def test_each_server_action_runs(before, server):
    with transaction() as env:
        for name, action in own(env, "ir.actions.server").items():
            if action.usage == "ir_cron" or action.state != "code":
                continue
            records = env[action.model_id.model].search([], limit=1)
            if action.model_id.model == "res.partner":
                records = env["res.partner"].browse(before["ids"]["card"])
            action = action.with_context(
                active_model=records._name,
                active_ids=records.ids,
                active_id=records[:1].id,
            )
            try:
                action.run()
            except (AttributeError, NameError, KeyError) as error:
                pytest.fail(f"{name}: {error}")
        env.cr.rollback()


def test_automation_asks_for_the_report_of_a_new_card(server):
    with transaction() as env:
        card = env["res.partner"].create(
            {
                "name": "New",
                "is_company": True,
                "vat": "5990002033",
                "country_id": env.ref("base.ru").id,
            }
        )
        env.flush_all()
        env.cr.precommit.run()
        queued = env["client360.express.report"].search([("partner_id", "=", card.id)])
        assert queued.state == "queued"
        env.cr.rollback()
