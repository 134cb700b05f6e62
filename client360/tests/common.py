# Copyright 2026 Client 360 contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from contextlib import contextmanager
from datetime import timedelta

from odoo import SUPERUSER_ID, api, fields
from odoo.modules.registry import Registry
from odoo.tests import BaseCase
from odoo.tests.common import get_db_name

from .fake_services import (
    DEMO_DADATA_TOKEN,
    DEMO_KONTUR_TOKEN,
    FakeServices,
    generated_inn,
)
from .pooler import start_pooler
from .worker_pool import Workers


def service_parameters(server):
    """System parameters that point the addon to fakes of the two services."""
    return {
        "client360.dadata_url": server.url,
        "client360.kontur_focus_url": server.url,
        "client360.dadata_api_token": DEMO_DADATA_TOKEN,
        "client360.kontur_focus_api_token": DEMO_KONTUR_TOKEN,
        # The facts behind a report have tests of their own.
        "client360.reliability_with_report": "False",
    }


class FakeServicesMixin:
    """Points the addon to fakes of the two services on loopback."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.server = FakeServices()
        cls.server.__enter__()
        cls.addClassCleanup(cls.server.close)
        for key, value in service_parameters(cls.server).items():
            cls.env["ir.config_parameter"].sudo().set_param(key, value)
        # whose cards without a country are Russian
        cls.env.company.country_id = cls.env.ref("base.ru")

    def setUp(self):
        super().setUp()
        self.server.reset()


class WorkersCase(BaseCase):
    """Real processes on the real, committed database; cleans up behind itself.

    :cvar int first: number of the first of 100 companies of the fake services' series
        that no other test uses
    """

    first = None

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.registry = Registry(get_db_name())
        cls.server = FakeServices()
        cls.server.__enter__()
        cls.addClassCleanup(cls.server.close)
        with cls.transaction() as env:
            parameters = env["ir.config_parameter"]
            before = {name: parameters.get_param(name) for name in cls.parameters()}
            cls.clean(env)
            for name, value in cls.parameters().items():
                parameters.set_param(name, value)
        cls.addClassCleanup(cls.restore, before)
        cls.workers = cls.start_workers()
        cls.addClassCleanup(cls.workers.close)

    @classmethod
    def start_workers(cls):
        return Workers(get_db_name())

    @classmethod
    def parameters(cls):
        """System parameters that these tests set."""
        return service_parameters(cls.server)

    @classmethod
    @contextmanager
    def transaction(cls):
        """A person's transaction, who does not wait for a worker."""
        with cls.registry.cursor() as cr:
            cr.execute("SET LOCAL lock_timeout = '2s'")
            env = api.Environment(cr, SUPERUSER_ID, {"tracking_disable": True})
            yield env
            env.flush_all()
            cls.registry.signal_changes()
            # The workers are other processes.
            cr.commit()  # pylint: disable=invalid-commit

    @classmethod
    def restore(cls, parameters):
        with cls.transaction() as env:
            cls.clean(env)
            for name, value in parameters.items():
                env["ir.config_parameter"].set_param(name, value)

    @classmethod
    def clean(cls, env):
        """Remove everything that these tests have committed."""
        inns = [generated_inn(cls.first + number) for number in range(100)]
        partners = env["res.partner"].with_context(active_test=False)
        partners = partners.search([("vat", "in", inns)])
        domain = [("res_model", "=", "res.partner"), ("res_id", "in", partners.ids)]
        env["ir.attachment"].search(domain).unlink()
        partners.unlink()
        env["client360.service.usage"].search([("inn", "in", inns)]).unlink()
        crons = env.ref("client360.ir_cron_express_report")
        crons += env.ref("client360.ir_cron_autofill")
        crons += env.ref("client360.ir_cron_refresh_requisites")
        env["ir.cron.trigger"].search([("cron_id", "in", crons.ids)]).unlink()

    def end_leases(self):
        """Let the time pass after which the leases of a killed worker end."""
        with self.transaction() as env:
            for name in ("client360.express.report", "client360.reliability.reading"):
                leased = env[name].search([("lease_end", "!=", False)])
                leased.lease_end = fields.Datetime.now() - timedelta(seconds=1)

    def setUp(self):
        super().setUp()
        self.server.reset()
        self.addCleanup(self.check_log)

    def check_log(self):
        for word in ("Traceback", "ERROR", "CRITICAL", "WARNING"):
            self.assertNotIn(word, self.workers.log())


class PoolerMixin:
    """Has the workers of a :class:`WorkersCase` connect through a real PgBouncer."""

    @classmethod
    def start_workers(cls):
        return Workers(get_db_name(), start_pooler(cls).port)
