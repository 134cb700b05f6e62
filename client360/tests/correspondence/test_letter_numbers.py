# Copyright 2026 Client 360 contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

"""Letters and supplementary agreements numbered by several processes at once.

The processes are real: each is a Python of its own with its own registry and
connection, and commits what it registers, each record in a transaction that Odoo
repeats after a serialization error, as those of requests. They work in a company that
the test creates and takes away again, with everything in it.
"""

import contextlib
import json
import os
import subprocess
import sys
from datetime import date

from odoo import SUPERUSER_ID, api
from odoo.modules.registry import Registry
from odoo.tests import BaseCase, get_db_name, tagged
from odoo.tools import config

from ..pooler import start_pooler

PROCESSES = 4
LETTERS = 50
# Of the year after next, which no sequence has a range for yet.
NEW_YEAR = f"{date.today().year + 2}-01-02"

# Run by each process: waits for the word to start, so that they all need the sequence
# at the same time, then creates records, each in its own transaction.
WORKER = """
import functools, json, sys
from odoo import api
from odoo.modules.registry import Registry
from odoo.service.model import retrying
from odoo.tools import config

options, database, model, field, company_id, vals, count = json.loads(sys.argv[1])
config.parse_config(options)
registry = Registry(database)
print("ready", flush=True)
sys.stdin.readline()

def create(env, index):
    records = env[model].with_context(tracking_disable=True)
    return records.create({"name": f"{index}", **vals})[field]

numbers = []
for index in range(count):
    with registry.cursor() as cr:
        context = {"allowed_company_ids": [company_id]}
        env = api.Environment(cr, api.SUPERUSER_ID, context)
        numbers.append(retrying(functools.partial(create, env, index), env))
print(json.dumps(numbers), flush=True)
"""


@tagged("post_install", "-at_install")
class TestLetterNumbers(BaseCase):
    def setUp(self):
        super().setUp()
        self.registry = Registry(get_db_name())
        with self.environment() as env:
            company = env["res.company"].create({"name": "Journal of the test"})
            partner = env["res.partner"].create({"name": "Correspondent of the test"})
            self.company_id, self.partner_id = company.id, partner.id
        self.addCleanup(self.clean)

    @contextlib.contextmanager
    def environment(self):
        """An environment whose changes other processes see."""
        with self.registry.cursor() as cr:
            yield api.Environment(cr, SUPERUSER_ID, {})

    def clean(self):
        with self.environment() as env:
            # Registered letters are not deleted: by SQL, as no user can.
            env.cr.execute(
                "DELETE FROM client360_letter WHERE company_id = %s", [self.company_id]
            )
            agreements = env["agreement"].search([("partner_id", "=", self.partner_id)])
            agreements.sorted("id", reverse=True).unlink()
            domain = [("company_id", "=", self.company_id)]
            env["ir.sequence"].search(domain).unlink()
            env["res.partner"].browse(self.partner_id).unlink()
            company = env["res.company"].browse(self.company_id)
            # A company is archived: it has become part of what other apps set up.
            company.write({"name": f"Test {company.id}", "active": False})

    def server(self):
        """The options that lead the processes to PostgreSQL."""
        return [
            f"--db_host={config['db_host'] or ''}",
            f"--db_port={config['db_port'] or ''}",
        ]

    def start(self, model, field, vals, count):
        options = [
            f"--addons-path={','.join(config['addons_path'])}",
            *self.server(),
            f"--db_user={config['db_user'] or ''}",
            f"--data-dir={config['data_dir']}",
            "--log-level=warn",
        ]
        arguments = [
            options,
            self.registry.db_name,
            model,
            field,
            self.company_id,
            {
                "partner_id": self.partner_id,
                "company_id": self.company_id,
                **vals,
            },
            count,
        ]
        environment = {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)}
        if config["db_password"]:
            environment["PGPASSWORD"] = config["db_password"]
        process = subprocess.Popen(
            [sys.executable, "-c", WORKER, json.dumps(arguments)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            env=environment,
        )
        self.addCleanup(process.stdout.close)
        self.addCleanup(process.wait)
        self.addCleanup(process.kill)
        return process

    def create_at_once(self, processes, model, field, vals, count):
        """Let processes create records at the same time.

        :return: the numbers that they were given
        :rtype: list[str]
        """
        processes = [
            self.start(model, field, vals, count) for _index in range(processes)
        ]
        for process in processes:
            self.assertEqual(process.stdout.readline(), "ready\n")
        for process in processes:
            process.stdin.write("go\n")
            process.stdin.close()
        return [
            number
            for process in processes
            for number in json.loads(process.stdout.readline() or "[]")
        ]

    def test_200_letters_of_a_new_year_by_4_processes(self):
        vals = {"state": "execution", "registration_date": NEW_YEAR}
        numbers = self.create_at_once(
            PROCESSES, "client360.letter", "number", vals, LETTERS
        )
        self.assertEqual(len(numbers), PROCESSES * LETTERS)
        self.assertEqual(len(set(numbers)), PROCESSES * LETTERS)
        with self.environment() as env:
            domain = [("company_id", "=", self.company_id)]
            sequence = env["ir.sequence"].search(
                domain + [("code", "=", "client360.letter.incoming")]
            )
            # One sequence with one range of that year: nobody created a second one.
            self.assertEqual(len(sequence), 1)
            years = [range.date_from.year for range in sequence.date_range_ids]
            self.assertEqual(sorted(years), [date.today().year, int(NEW_YEAR[:4])])
            letters = env["client360.letter"].search(domain)
            self.assertEqual(sorted(letters.mapped("number")), sorted(numbers))
            # No gaps but those of transactions that were repeated.
            last = max(int(number.rpartition("/")[2]) for number in numbers)
            self.assertLess(last, PROCESSES * LETTERS + 5 * PROCESSES)

    def test_12_supplementary_agreements_by_4_processes(self):
        self.check_supplementary_agreements("N-1", self.company_id)

    def test_12_supplementary_agreements_without_a_company(self):
        """A unique constraint does not compare them: nothing equals no company."""
        self.check_supplementary_agreements("N-2", False)

    def check_supplementary_agreements(self, number, company_id):
        with self.environment() as env:
            main = env["agreement"].create(
                {
                    "name": "Main",
                    "code": number,
                    "partner_id": self.partner_id,
                    "company_id": company_id,
                }
            )
        vals = {"parent_id": main.id, "company_id": company_id}
        codes = self.create_at_once(PROCESSES, "agreement", "code", vals, 3)
        self.assertEqual(
            sorted(codes, key=lambda code: int(code[4:])),
            [f"{number}/{serial}" for serial in range(1, 13)],
        )


class TestLetterNumbersThroughAPooler(TestLetterNumbers):
    """The same behind a PgBouncer in transaction mode."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.pooler = start_pooler(cls)

    def server(self):
        return ["--db_host=127.0.0.1", f"--db_port={self.pooler.port}"]
