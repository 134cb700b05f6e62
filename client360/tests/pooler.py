# Copyright 2026 Client 360 contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

import os
from unittest import SkipTest

from odoo.modules.registry import Registry
from odoo.tests.common import get_db_name
from odoo.tools import config

from .pgbouncer import Pooler


def start_pooler(test_class):
    """Return a pooler that runs until a class of tests has ended.

    :param type test_class: of ``unittest.TestCase``
    :rtype: Pooler
    :raise unittest.SkipTest: where PgBouncer is not installed
    """
    if not Pooler.program():
        raise SkipTest("PgBouncer is not installed.")
    with Registry(get_db_name()).cursor() as cr:
        server = cr._cnx.info
    # Odoo takes it from libpq's variables, too, and does not keep it.
    password = config["db_password"] or os.environ.get("PGPASSWORD", "")
    pooler = Pooler(server.host, server.port, server.user, password)
    test_class.addClassCleanup(pooler.close)
    return pooler
