# Copyright 2026 Client 360 contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Starts workers of the queues, for tests: each one is a process.

``python worker_process.py CONFIG DATABASE`` loads Odoo once, then reads lines of JSON.
``{"start": {...}}`` forks a worker, as Odoo's own server does, and answers with its
process id; ``{"wait": pid}`` answers with its exit status, the negative number of a
signal, and its peak of memory in MB. Options of a worker:

* ``job``: what it works off, see ``JOBS``
* ``kill_at``: where the process kills itself by SIGKILL, see ``POINTS``
* ``number``: at which pass of that point, from 1
* ``pause``: seconds to wait before each notice is sent
* ``batch``: the most counterparties that it takes at once
* ``only``: ids of the counterparties that ``refresh`` is to read
"""

import json
import os
import signal
import sys
import time
import traceback

import odoo
from odoo import SUPERUSER_ID, api, sql_db
from odoo.fields import Domain
from odoo.modules.registry import Registry
from odoo.tools import config

FOCUS = "tools.kontur_focus_client.Client"
QUEUE = "client360.express.report.queue"
REPORT = "client360.express.report"
FACT = "client360.reliability.fact"
READING = "client360.reliability.reading"
AUTOFILL = "client360.autofill"
WATCH = "client360.watch"
RUN = "client360.autofill.run"
LINE = "client360.autofill.line"
BACKFILL = "client360.timeline.backfill"
LINK = "client360.timeline.link"
#: {job: (model, method)}
JOBS = {
    "express_report": (QUEUE, "_cron_process_queue"),
    "reliability": (QUEUE, "_cron_process_queue"),
    "autofill": (RUN, "_cron_autofill"),
    "refresh": (WATCH, "_cron_refresh"),
    "backfill": (BACKFILL, "_cron_backfill"),
}
#: {job: {point: (model or FOCUS, method, when)}}
POINTS = {
    "express_report": {
        "before_status": (FOCUS, "get_brief_reports", "before"),
        "after_status": (FOCUS, "get_brief_reports", "after"),
        "status_stored": (FOCUS, "get_dissolved", "before"),
        "before_pdf": (FOCUS, "get_brief_report_pdf", "before"),
        "after_pdf": (FOCUS, "get_brief_report_pdf", "after"),
        "before_commit": (REPORT, "_finish", "after"),
        "before_notices": (QUEUE, "_send_notices", "before"),
    },
    "reliability": {
        "before_answer": (FOCUS, "get_analytics", "before"),
        "after_answer": (FOCUS, "get_analytics", "after"),
        "before_commit": (FACT, "_store", "after"),
        "before_finish": (READING, "_finish", "before"),
        "after_finish": (READING, "_finish", "after"),
    },
    "autofill": {
        "before_answers": (AUTOFILL, "_fetch_parties", "before"),
        "after_answers": (AUTOFILL, "_fetch_parties", "after"),
        "between_cards": (AUTOFILL, "_write_and_log", "after"),
        "before_commit": (LINE, "_store", "after"),
        "after_notice": (RUN, "_tell_user", "after"),
    },
    "refresh": {
        "after_answers": (AUTOFILL, "_fetch_parties", "after"),
        "between_cards": (WATCH, "_refresh_card", "after"),
        "before_commit": (WATCH, "_refresh", "after"),
    },
    "backfill": {
        "before_links": (LINK, "_write_links", "before"),
        "after_links": (LINK, "_write_links", "after"),
        "before_commit": (BACKFILL, "_run_batch", "after"),
    },
}


def arm(registry, job, point, number):
    """Have this process killed at a point."""
    # This file is run as a script, which has no package.
    # pylint: disable=odoo-addons-relative-import
    from odoo.addons.client360.tools.kontur_focus_client import Client

    model, method, when = POINTS[job][point]
    owner = Client if model == FOCUS else registry[model]
    original = getattr(owner, method)
    passes = 0

    def deadly(self, *args, **kwargs):
        nonlocal passes
        passes += 1
        if passes == number and when == "before":
            os.kill(os.getpid(), signal.SIGKILL)
        result = original(self, *args, **kwargs)
        if passes == number:
            if owner is not Client:
                self.env.flush_all()
            os.kill(os.getpid(), signal.SIGKILL)
        return result

    setattr(owner, method, deadly)


def linger(registry, seconds):
    """Have this process wait before each notice of a report is sent."""
    original = registry[QUEUE]._send_notice

    def slow(self, *args):
        time.sleep(seconds)
        return original(self, *args)

    registry[QUEUE]._send_notice = slow


def work(registry, options):
    """Be a worker until the queue is empty."""
    # This file is run as a script, which has no package.
    # pylint: disable=odoo-addons-relative-import
    from odoo.addons.client360.models.dadata import (
        client360_autofill_run,
        client360_watch,
    )
    from odoo.addons.client360.models.history import client360_timeline_backfill
    from odoo.addons.client360.tools import kontur_focus

    if "batch" in options:
        kontur_focus.MAX_INNS = options["batch"]
        client360_watch.WATCH_BATCH_SIZE = options["batch"]
        client360_autofill_run.AUTOFILL_BATCH_SIZE = options["batch"]
        client360_timeline_backfill.BACKFILL_BATCH_SIZE = options["batch"]
    job = options.get("job", "express_report")
    model, method = JOBS[job]
    registry = registry.check_signaling()
    if options.get("kill_at"):
        arm(registry, job, options["kill_at"], options.get("number", 1))
    if options.get("pause"):
        linger(registry, options["pause"])
    if "only" in options:
        watched = registry[WATCH]._watched_domain
        registry[WATCH]._watched_domain = lambda self: (
            watched(self) & Domain("id", "in", options["only"])
        )
    with registry.cursor() as cr:
        getattr(api.Environment(cr, SUPERUSER_ID, {})[model], method)()


def start(registry, options):
    """Fork a worker, return its process id."""
    pid = os.fork()
    if pid:
        return pid
    status = 1
    try:
        sys.stdout = sys.stderr
        work(registry, options)
        status = 0
    except BaseException:
        traceback.print_exc()
    finally:
        # no clean-up: it is the parent's
        os._exit(status)
    return None


def wait(pid):
    """Return what has become of a worker."""
    _pid, status, usage = os.wait4(pid, 0)
    return {
        "status": os.waitstatus_to_exitcode(status),
        "peak": usage.ru_maxrss // 1024,
    }


def main():
    config_path, database = sys.argv[1:3]
    config.parse_config(["-c", config_path, "-d", database], setup_logging=True)
    odoo.netsvc.init_logger()
    registry = Registry(database)
    # A worker opens connections of its own.
    sql_db.close_all()
    for line in sys.stdin:
        command = json.loads(line)
        if "start" in command:
            answer = start(registry, command["start"])
        else:
            answer = wait(command["wait"])
        sys.stdout.write(f"{json.dumps(answer)}\n")
        sys.stdout.flush()


if __name__ == "__main__":
    main()
