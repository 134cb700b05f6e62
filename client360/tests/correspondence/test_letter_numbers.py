# Copyright 2026 Client 360 contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

"""Letters registered by several processes at once.

The processes are real: each is a Python of its own with its own registry and
connection, and commits what it registers. They work in a company that the test
creates and takes away again, with everything in it.
"""

import contextlib
import json
import os
import subprocess
import sys

from odoo import SUPERUSER_ID, api
from odoo.modules.registry import Registry
from odoo.tests import BaseCase, get_db_name, tagged
from odoo.tools import config

PROCESSES = 4
LETTERS = 50

# Run by each process: waits for the word to start, so that they all need the sequence
# at the same time, then registers letters, each in its own transaction.
WORKER = """
import json, sys
from odoo import api
from odoo.modules.registry import Registry
from odoo.tools import config

options, database, company_id, partner_id, count = json.loads(sys.argv[1])
config.parse_config(options)
registry = Registry(database)
print("ready", flush=True)
sys.stdin.readline()
numbers = []
for index in range(count):
    with registry.cursor() as cr:
        context = {"allowed_company_ids": [company_id]}
        env = api.Environment(cr, api.SUPERUSER_ID, context)
        letter = env["client360.letter"].with_context(tracking_disable=True).create(
            {"name": str(index), "partner_id": partner_id, "company_id": company_id}
        )
        letter.action_register()
        numbers.append(letter.number)
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
            domain = [("company_id", "=", self.company_id)]
            env["ir.sequence"].search(domain).unlink()
            env["res.partner"].browse(self.partner_id).unlink()
            company = env["res.company"].browse(self.company_id)
            # A company is archived: it has become part of what other apps set up.
            company.write({"name": f"Test {company.id}", "active": False})

    def start(self):
        options = [
            f"--addons-path={','.join(config['addons_path'])}",
            f"--db_host={config['db_host'] or ''}",
            f"--db_port={config['db_port'] or ''}",
            f"--db_user={config['db_user'] or ''}",
            f"--data-dir={config['data_dir']}",
            "--log-level=warn",
        ]
        arguments = [
            options,
            self.registry.db_name,
            self.company_id,
            self.partner_id,
            LETTERS,
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

    def test_200_letters_by_4_processes(self):
        processes = [self.start() for _index in range(PROCESSES)]
        for process in processes:
            self.assertEqual(process.stdout.readline(), "ready\n")
        for process in processes:
            process.stdin.write("go\n")
            process.stdin.close()
        numbers = [
            number
            for process in processes
            for number in json.loads(process.stdout.readline())
        ]
        self.assertEqual(len(numbers), PROCESSES * LETTERS)
        self.assertEqual(len(set(numbers)), PROCESSES * LETTERS)
        with self.environment() as env:
            domain = [("company_id", "=", self.company_id)]
            # One sequence with one range: nobody created a second one beside it.
            sequences = env["ir.sequence"].search(
                domain + [("code", "=", "client360.letter.incoming")]
            )
            self.assertEqual(len(sequences), 1)
            self.assertEqual(len(sequences.date_range_ids), 1)
            letters = env["client360.letter"].search(domain)
            self.assertEqual(sorted(letters.mapped("number")), sorted(numbers))
