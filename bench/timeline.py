# Copyright 2026 Client 360 contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

"""The timeline of a customer with everything, beside that of one with 50 messages.

One million messages in all, 50,000 of them on the customer, or with ``--large`` ten
millions and 500,000. The data is kept in the database for the next run;
name one of its own with ``BENCH_DB``.
"""

import contextlib
import gc
import os
import re
import statistics
import time

from lxml import etree

import odoo
from odoo.api import Environment
from odoo.modules.registry import Registry
from odoo.sql_db import Cursor
from odoo.tools import SQL

from . import timeline_data
from .form import specification
from .measure import in_turn, table, verdict
from .session import configure

PAGE = 20
#: The most that the big customer's pages may cost, as a ratio to the small one's.
ALL_LIMIT, TENTH_LIMIT = 3, 10
#: The most that the addon may add to a post or a tracked write, as a ratio.
POST_LIMIT = 1.05
POSTS = 300
#: Messages a second that are linked in the background at least.
BACKFILL_RATE = 20_000
BACKFILL_BATCHES = 4
#: Tables that no page may go through from end to end.
LARGE = ("mail_message", "mail_tracking_value", "client360_timeline_link")


# -- Pages ------------------------------------------------------------------------


def page(env, partner_id, number=1, domain=()):
    """What the feed asks for, or the table at a later page.

    :return: function without arguments
    """
    events = env["client360.event"].with_context(client360_card_id=partner_id)
    kind = "kanban" if number == 1 else "list"
    view = env.ref(f"client360.client360_event_view_{kind}")
    arch = etree.fromstring(events.get_view(view.id, kind)["arch"])
    spec = specification(arch, events)
    count_limit = int(arch.get("count_limit"))

    def call():
        return events.web_search_read(
            [("partner_id", "child_of", partner_id), *domain],
            spec,
            offset=(number - 1) * PAGE,
            limit=PAGE,
            order="date desc, id desc",
            count_limit=max(count_limit, number * PAGE) + 1,
        )

    return call


def comments_with(word):
    """The search view's domain for a word."""
    return ["|", "|", *((name, "ilike", word) for name in TEXTS)]


TEXTS = ("old_value", "new_value", "comment")
SEARCHES = {
    "a word in one message of a thousand": comments_with(timeline_data.WORD),
    "a word in no message": comments_with("nowhere"),
    "e-mails that came in": [("kind", "=", "email_in")],
    "won deals, there are none": [("kind", "=", "won")],
    "deals only": [("res_model", "=", "crm.lead")],
    "the card only": [("res_model", "=", "res.partner")],
}


class Report:
    """Rows of the table, and what is held against a limit."""

    def __init__(self):
        self.rows = []
        self.figures = []

    def add(self, name, cells, value=None, limit=None, unit=""):
        self.rows.append((name, *cells))
        if limit is not None:
            self.figures.append((name, value, limit, unit))


def measure_pages(env, ids, user, limit, report):
    big, few = ids["big"], ids["few"]
    costs = in_turn(
        env,
        few=page(env, few),
        first=page(env, big),
        later=page(env, big, 50),
        panel=lambda: env["client360.event"].get_panel(big),
    )
    base = costs["few"].ms
    report.add(
        f"{user}: first page, {timeline_data.FEW} messages",
        (f"{base:.1f} ms", costs["few"].queries, ""),
    )
    for name, label in (("first", "first page"), ("later", "page 50")):
        ratio = costs[name].ms / base
        report.add(
            f"{user}: {label}",
            (f"{costs[name].ms:.1f} ms", costs[name].queries, f"{ratio:.2f}"),
            ratio,
            limit,
            "times",
        )
    report.add(
        f"{user}: what stands above the stream",
        (f"{costs['panel'].ms:.1f} ms", costs["panel"].queries, ""),
    )
    calls = {name: page(env, big, domain=domain) for name, domain in SEARCHES.items()}
    for name, cost in in_turn(env, runs=3, **calls).items():
        report.add(f"{user}: {name}", (f"{cost.ms:.1f} ms", cost.queries, ""))


# -- Plans ------------------------------------------------------------------------


@contextlib.contextmanager
def statements():
    """Collect the statements on large tables that are run, as they are sent."""
    seen = []
    execute = Cursor.execute

    def collect(cursor, query, params=None, **kwargs):
        if isinstance(query, SQL):
            text = cursor.mogrify(query.code, query.params)
        else:
            text = cursor.mogrify(query, params)
        text = text.decode()
        if any(name in text for name in LARGE) and re.match(r"[\s(]*SELECT", text):
            seen.append(text)
        return execute(cursor, query, params, **kwargs)

    Cursor.execute = collect
    try:
        yield seen
    finally:
        Cursor.execute = execute


def scans(plan):
    """Names of the large tables that a plan reads from end to end."""
    if plan["Node Type"].endswith("Seq Scan") and plan["Relation Name"] in LARGE:
        yield plan["Relation Name"]
    for child in plan.get("Plans", ()):
        yield from scans(child)


def check_plans(env, ids, user, report):
    big = ids["big"]
    calls = {
        "first page": page(env, big),
        "page 50": page(env, big, 50),
        **{name: page(env, big, domain=domain) for name, domain in SEARCHES.items()},
    }
    for name, call in calls.items():
        env.invalidate_all()
        with statements() as seen:
            call()
        found = []
        for statement in seen:
            env.cr.execute(
                SQL("EXPLAIN (FORMAT JSON) %s", SQL(statement.replace("%", "%%")))
            )
            [[[explained]]] = env.cr.fetchall()
            found += scans(explained["Plan"])
        if not seen:
            raise SystemExit(f"No statement was seen of: {name}")
        report.add(
            f"{user}: sequential scans in {len(seen)} statements of {name}",
            (len(found), "", ""),
            len(found),
            0,
        )


# -- Posting and tracked writes ---------------------------------------------------


@contextlib.contextmanager
def without_timeline():
    """Take what the addon does with messages out of the models, for a while."""
    from odoo.addons.client360.models.history import (
        mail_message,
        mail_thread,
        mail_tracking_value,
    )

    classes = (
        mail_message.MailMessage,
        mail_thread.MailThread,
        mail_tracking_value.MailTrackingValue,
    )
    removed = [
        (cls, name, value)
        for cls in classes
        for name, value in list(vars(cls).items())
        if callable(value)
    ]
    for cls, name, _value in removed:
        delattr(cls, name)
    try:
        yield
    finally:
        for cls, name, value in removed:
            setattr(cls, name, value)


def timed(env, call):
    env.flush_all()
    env.invalidate_all()
    with contextlib.closing(env.cr.savepoint(flush=False)) as savepoint:
        started = time.perf_counter()
        call()
        env.flush_all()
        env.cr.precommit.run()  # tracked changes are written here
        elapsed = (time.perf_counter() - started) * 1000
        savepoint.rollback()
    env.clear()
    return elapsed


def measure_posts(env, ids, report):
    lead = env["crm.lead"].search([("partner_id", "=", ids["big"])], limit=1)
    stage = env["crm.stage"].search([("id", "!=", lead.stage_id.id)], limit=1)
    calls = {
        "message_post": lambda: lead.message_post(body="Hello"),
        "write with tracking": lambda: lead.write({"stage_id": stage.id}),
    }
    sides = {"without": without_timeline, "with": contextlib.nullcontext}
    for name, call in calls.items():
        seen = {side: [] for side in sides}
        gc.collect()
        gc.disable()
        for run in range(POSTS + 5):
            for side in sorted(sides, reverse=run % 2):
                with sides[side]():
                    elapsed = timed(env, call)
                if run >= 5:
                    seen[side].append(elapsed)
        gc.enable()
        with_, without = (statistics.median(seen[side]) for side in ("with", "without"))
        ratio = with_ / without
        report.add(
            f"{name}, without the timeline {without:.2f} ms",
            (f"{with_:.2f} ms", "", f"{ratio:.3f}"),
            ratio,
            POST_LIMIT,
            "times",
        )


# -- Backfill ---------------------------------------------------------------------


def fill_links(env):
    """Link all messages as the scheduled action does.

    :return: messages a second
    """
    backfill = env["client360.timeline.backfill"]
    backfill.search([]).unlink()
    env.cr.execute("TRUNCATE client360_timeline_link")
    env.cr.commit()
    started = time.perf_counter()
    while backfill._run_batch():
        env.cr.commit()
    env.cr.commit()
    elapsed = time.perf_counter() - started
    env.cr.execute("SELECT count(*) FROM client360_timeline_link")
    return env.cr.fetchone()[0] / elapsed


def measure_backfill(env, report):
    """Link some batches of the newest messages anew, with all others linked."""
    from odoo.addons.client360.models.history.client360_timeline_backfill import (
        BACKFILL_BATCH_SIZE,
    )

    backfill = env["client360.timeline.backfill"]
    count = BACKFILL_BATCH_SIZE * BACKFILL_BATCHES
    with contextlib.closing(env.cr.savepoint()) as savepoint:
        env.cr.execute("SELECT max(message_id) + 1 FROM client360_timeline_link")
        [before_id] = env.cr.fetchone()
        env.cr.execute(
            "DELETE FROM client360_timeline_link WHERE message_id >= %s",
            [before_id - count],
        )
        backfill.search([]).before_id = before_id
        env.flush_all()
        started = time.perf_counter()
        for _batch in range(BACKFILL_BATCHES):
            backfill._run_batch()
            env.flush_all()
        rate = count / (time.perf_counter() - started)
        savepoint.rollback()
    env.clear()
    report.add(
        f"backfill of {BACKFILL_RATE:,} messages",
        (f"{rate:,.0f} a second", "", ""),
        BACKFILL_RATE / rate,
        1,
        "s",
    )


def prepare(database, size):
    with Registry(database).cursor() as cr:
        env = Environment(cr, odoo.SUPERUSER_ID, {})
        parameters = env["ir.config_parameter"]
        ids = timeline_data.ensure(env, size)
        if not parameters.get_param("client360_bench.links"):
            print(f"all messages linked, {fill_links(env):,.0f} a second")
            for name in (*LARGE, "res_partner"):
                cr.execute(SQL("ANALYZE %s", SQL.identifier(name)))
            parameters.set_param("client360_bench.links", "1")
            cr.commit()
    return ids


def main():
    size = timeline_data.FULL if os.environ.get("BENCH_LARGE") else timeline_data.SMALL
    database = configure()
    ids = prepare(database, size)
    report = Report()
    with Registry(database).cursor() as cr:
        env = Environment(cr, odoo.SUPERUSER_ID, {})
        company = env.ref("base.main_company")
        admin = env.ref("base.user_admin")
        sides = {
            "all": (admin.id, admin.company_ids.ids, ALL_LIMIT),
            "a tenth": (ids["seller"], company.ids, TENTH_LIMIT),
        }
        for name, (uid, company_ids, limit) in sides.items():
            user_env = env(user=uid, context={"allowed_company_ids": company_ids})
            measure_pages(user_env, ids, name, limit, report)
            check_plans(user_env, ids, name, report)
        admin_env = env(user=admin.id, context={"allowed_company_ids": company.ids})
        measure_posts(admin_env, ids, report)
        measure_backfill(env, report)
        cr.rollback()
    print(
        f"{size.messages:,} messages, {size.of_customer:,} of the customer, with"
        f" {size.records:,} records of each kind"
    )
    table(("timeline", "", "queries", "ratio"), report.rows)
    return verdict("timeline", report.figures)


if __name__ == "__main__":
    raise SystemExit(0 if main() else 1)
