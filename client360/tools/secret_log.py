# Copyright 2026 Client 360 contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

"""Keeps API keys, and what is no news, out of Odoo's log. No Odoo in here.

At level DEBUG Odoo logs the arguments of each call that comes from a browser, and the
parameters of each query.
"""

import logging
import re
import threading
from contextlib import contextmanager

_hidden = threading.local()


class _ArgumentMask(logging.Filter):
    """Hides the values of fields of our settings that hold keys."""

    _FIELD = re.compile(r"""(['"]client360_\w*_token['"]: )(['"])(?:\\.|(?!\2).)*\2""")

    def filter(self, record):
        message = record.getMessage()
        masked = self._FIELD.sub(r"\1***", message)
        if masked != message:
            record.msg, record.args = "%s", (masked,)
        return True


class _QueryMask(logging.Filter):
    """Drops the queries that hold what :func:`hidden` names, and all that there is in
    :func:`muted_queries`."""

    def filter(self, record):
        if getattr(_hidden, "muted", 0):
            return False
        secrets = getattr(_hidden, "secrets", ())
        return not secrets or not any(s in record.getMessage() for s in secrets)


logging.getLogger("odoo.service.model").addFilter(_ArgumentMask())
logging.getLogger("odoo.sql_db").addFilter(_QueryMask())


@contextmanager
def hidden(*secrets):
    """Keep texts out of the log of queries of this thread.

    :param str secrets: texts
    """
    _hidden.secrets = secrets
    try:
        yield
    finally:
        _hidden.secrets = ()


@contextmanager
def muted_queries():
    """Log no query of this thread: a conflict is no news while there are tries left.

    Odoo's ``mute_logger`` is for one thread alone. Where two overlap, the logger stays
    mute for good.
    """
    _hidden.muted = getattr(_hidden, "muted", 0) + 1
    try:
        yield
    finally:
        _hidden.muted -= 1
