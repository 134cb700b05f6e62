"""`make test-update`: a database of the former version is updated; the addon is
uninstalled."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

from sandbox import commands, databases, logs, odoo, postgres, settings, testing, venv
from sandbox.steps import Problem, fail, fresh_folder, lock, log_path, run, say, step

#: The last commit of version 19.0.1.0.0
FORMER = "56bbb8afc6"
DATABASE = f"{settings.TEST_DB}_update"
#: What the addon may leave in no table when it is uninstalled: SQL of its traces.
TRACES = {
    "external ids": "SELECT name FROM ir_model_data WHERE module = 'client360'",
    "settings": "SELECT key FROM ir_config_parameter WHERE key LIKE 'client360.%'",
    "sequences": "SELECT code FROM ir_sequence WHERE code LIKE 'client360.%'",
    "scheduled actions": "SELECT cron_name FROM ir_cron"
    " WHERE cron_name LIKE 'Client 360%'",
    "models": "SELECT model FROM ir_model WHERE model LIKE 'client360.%'",
    "tables": "SELECT tablename FROM pg_tables WHERE tablename LIKE 'client360\\_%'",
}
#: What the timeline could leave in Odoo's own messages and attachments.
COLUMNS = (
    "SELECT table_name || '.' || column_name FROM information_schema.columns"
    " WHERE table_name IN ('mail_message', 'mail_tracking_value', 'ir_attachment')"
)
TRIGGERS = (
    "SELECT tgrelid::regclass || '.' || tgname FROM pg_trigger WHERE NOT tgisinternal"
    " UNION SELECT conrelid::regclass || '.' || conname FROM pg_constraint"
    " WHERE conrelid IN ('mail_message'::regclass, 'ir_attachment'::regclass)"
    " UNION SELECT indexrelid::regclass::text FROM pg_index"
    " WHERE indrelid IN ('mail_message'::regclass, 'ir_attachment'::regclass)"
)
#: Messages as they were, and how far the backfill has come when it is interrupted.
MESSAGES = (
    "SELECT md5(string_agg(message::text, '' ORDER BY id)) FROM mail_message message"
    " WHERE id <= %s"
)
INTERRUPT = (
    "DELETE FROM client360_timeline_link link USING mail_message message"
    " WHERE link.message_id = message.id AND message.id < %(half)s;"
    " UPDATE client360_timeline_backfill SET before_id = %(half)s"
)
IMPLIED = (
    "SELECT one.complete_name || ' > ' || other.complete_name FROM ("
    " SELECT gid, hid FROM res_groups_implied_rel) AS rel"
    " JOIN (SELECT res_id, module || '.' || name AS complete_name FROM ir_model_data"
    "       WHERE model = 'res.groups') AS one ON one.res_id = rel.gid"
    " JOIN (SELECT res_id, module || '.' || name AS complete_name FROM ir_model_data"
    "       WHERE model = 'res.groups') AS other ON other.res_id = rel.hid"
)


def former_addon():
    """The folder with the former version of the addon, None without the history."""
    target = settings.SANDBOX / "former" / FORMER
    if target.is_dir():
        return target
    git = ["git", "-c", f"safe.directory={settings.CHECKOUT}"]
    with fresh_folder(target) as work:
        archive = work / "archive.tar"
        done = subprocess.run(
            [*git, "archive", f"--output={archive}", FORMER, settings.ADDON],
            cwd=settings.CHECKOUT,
            capture_output=True,
            check=False,
        )
        if not done.returncode:
            shutil.unpack_archive(archive, work)
            archive.unlink()
    if not (target / settings.ADDON).is_dir():
        shutil.rmtree(target)
        return None
    return target


def addons_path(folder):
    home = settings.odoo_home()
    return ",".join(map(str, [folder, *([home / "addons"] if home else [])]))


def make_former(config, template, folder):
    """A database with the former version, copied from one that is kept."""
    kept = f"client360_former_{settings.digest(template, FORMER)}"
    path = addons_path(folder)
    with lock(kept):
        if not databases.exists(kept):
            with step(f"Installing {settings.ADDON} as it was at {FORMER}"):
                databases.copy(template, databases.partial(kept))
                databases.run_odoo(
                    config,
                    databases.partial(kept),
                    *("-i", settings.ADDON, f"--addons-path={path}"),
                    log=kept,
                )
                databases.publish(kept)
    databases.copy(kept, DATABASE)
    facts = log_path(f"{DATABASE}-facts").with_suffix(".json")
    with step("Working with it"):
        databases.run_inside(
            config,
            DATABASE,
            Path(__file__).with_name("update_before.py"),
            f"--addons-path={path}",
            log=f"{DATABASE}-before",
            FACTS=str(facts),
            PYTHONPATH=str(settings.CHECKOUT),
        )
    return facts


def test_update(config, template):
    """:return: pytest's exit status"""
    folder = former_addon()
    if not folder:
        say(f"   SKIPPED: commit {FORMER} is not in the history of this clone")
        return 0
    facts = make_former(config, template, folder)
    with step("Updating it to this version"):
        output = databases.run_odoo(
            config, DATABASE, "-u", settings.ADDON, log=f"{DATABASE}-install"
        )
    found = logs.unexpected(output)
    for text in found:
        say("   | " + text.replace("\n", "\n   | "))
    status = testing.odoo_pytest(
        config,
        DATABASE,
        *("-q", "--no-header", Path(__file__).with_name("test_update.py")),
        UPDATE_FACTS=str(facts),
    )
    return status or bool(found)


def query(statement, database):
    return set(filter(None, postgres.sql(statement, database).splitlines()))


def test_uninstall(config, template):
    """Install and uninstall the addon, without demo data: posted invoices keep theirs.

    :return: whether it leaves something behind
    """
    implied = query(IMPLIED, template)
    columns, triggers = query(COLUMNS, template), query(TRIGGERS, template)
    [newest] = map(int, query("SELECT max(id) FROM mail_message", template))
    messages = query(MESSAGES % newest, template)
    databases.copy(template, DATABASE)
    # Odoo installs demo data where all that a module depends on have theirs.
    postgres.sql("UPDATE ir_module_module SET demo = false", DATABASE)
    with step(f"Installing {settings.ADDON} without demo data"):
        databases.run_odoo(
            config, DATABASE, "-i", settings.ADDON, log=f"{DATABASE}-install"
        )
    postgres.sql(
        "INSERT INTO ir_config_parameter (key, value)"
        " SELECT 'client360.' || name || '_api_token', 'secret'"
        " FROM unnest(ARRAY['dadata', 'kontur_focus']) AS name",
        DATABASE,
    )
    # In the middle of the backfill of the timeline.
    postgres.sql(INTERRUPT % {"half": newest // 2}, DATABASE)
    with step(f"Uninstalling {settings.ADDON}"):
        # not odoo.command_line(): here options come after the second command
        output = run(
            [
                *(venv.python(), "-m", "odoo", "module", "uninstall", "-c", config),
                *("-d", DATABASE, settings.ADDON),
            ],
            log=f"{DATABASE}-uninstall",
            cwd="/",
            env=odoo.environment(),
        )
    left = {name: query(sql, DATABASE) for name, sql in TRACES.items()}
    left["rights of groups"] = query(IMPLIED, DATABASE) - implied
    left["lost rights of groups"] = implied - query(IMPLIED, DATABASE)
    left["columns"] = query(COLUMNS, DATABASE) - columns
    left["triggers, constraints and indexes"] = query(TRIGGERS, DATABASE) - triggers
    left["changed messages"] = query(MESSAGES % newest, DATABASE) - messages
    left["log"] = set(logs.unexpected(output))
    left = {name: sorted(rows) for name, rows in left.items() if rows}
    for name, rows in left.items():
        say(f"   left behind, {name}: " + "; ".join(rows[:10]))
    return bool(left)


def main():
    config = commands.setup()
    databases.quoted(DATABASE)
    template = databases.ensure_template(config, demo=True)
    with lock(DATABASE):
        updated = test_update(config, template)
        left = test_uninstall(config, template)
        databases.drop(DATABASE)
    say(
        f"Update: {'FAILED' if updated else 'ok'}. "
        f"Uninstallation: {'FAILED' if left else 'ok'}."
    )
    return int(bool(updated or left))


if __name__ == "__main__":
    try:
        sys.exit(main())
    except Problem as problem:
        fail(problem)
    except OSError as error:
        fail(f"{error} {os.strerror(error.errno or 0)}")
