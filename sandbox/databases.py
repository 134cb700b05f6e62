"""Databases with their filestores: cached templates, copies, and healing.

A database is built under another name and gets its own when it is finished; so a
database that exists is whole. Templates hold the addon's dependencies only and are
found by a key of everything that goes into them.

`odoo db duplicate|rename|drop` would do for three functions here; each of them starts
Odoo, and `duplicate` loads the registry and copies the filestore: 8 s for 0.5 s.
"""

import json
import os
import re
import shutil

from . import odoo, postgres, settings, venv
from .steps import Problem, lock, read_json, remove, run, say, step, write_atomically

TEMPLATES_TO_KEEP = 6
HINT = "Run the same command again; when it fails again, read the log."


def quoted(name):
    """A database name that can stand in SQL, file names and on command lines.

    :raise Problem: when it cannot
    """
    if not re.fullmatch(r"[a-z_][a-z0-9_]{0,50}", name):
        raise Problem(
            f"`{name}` will not do as a name of a database: use small letters, digits "
            "and underscores."
        )
    return f'"{name}"'


def exists(name):
    quoted(name)
    return bool(postgres.sql(f"SELECT 1 FROM pg_database WHERE datname = '{name}'"))


def drop(name):
    """Drop a database with its filestore, whoever is connected."""
    postgres.sql(f"DROP DATABASE IF EXISTS {quoted(name)} WITH (FORCE)")
    remove(odoo.filestore(name))
    remove(state_file(name))


def partial(name):
    return name + "_partial"


def publish(name):
    """Give the finished database its name, replacing the old one."""
    drop(name)
    write_state(name)
    if odoo.filestore(partial(name)).is_dir():
        odoo.filestore(partial(name)).rename(odoo.filestore(name))
    postgres.sql(f"ALTER DATABASE {quoted(partial(name))} RENAME TO {quoted(name)}")
    remove(state_file(partial(name)))


def copy(template, name):
    """Copy a database and its filestore.

    Odoo never changes a file of its filestore, so links are as good as copies.
    """
    drop(name)
    write_state(name)
    postgres.sql(f"CREATE DATABASE {quoted(name)} TEMPLATE {quoted(template)}")
    if odoo.filestore(template).is_dir():
        shutil.copytree(
            odoo.filestore(template), odoo.filestore(name), copy_function=os.link
        )


def run_odoo(config, database, *options, log, hint=HINT, name="venv"):
    """Run Odoo on a database until it has done what the options say."""
    command = odoo.command_line(
        config,
        *("server", "-d", database, "--stop-after-init", "--no-http"),
        *("--log-level=info", *options),
        name=name,
    )
    return run(command, hint, log=log, cwd=settings.SANDBOX, env=odoo.environment())


def run_inside(config, database, script, *options, log, name="venv", **variables):
    """Run a script in Odoo's shell, where it finds `env`, and variables of the
    environment."""
    command = odoo.command_line(
        *(config, "shell", "-d", database, "--no-http", "--log-level=info", *options),
        name=name,
    )
    environ = {**odoo.environment(), **variables}
    with open(script, "rb") as text:
        return run(command, HINT, log=log, cwd="/", env=environ, stdin=text)


def template_name(demo):
    key = settings.digest(
        odoo.version(), venv.facts(), ",".join(settings.depends()), "2"
    )
    return f"client360_{'demo' if demo else 'bare'}_{key}"


def ensure_template(config, demo):
    """Have a database with the addon's dependencies, in English and Russian.

    :param demo: whether with Odoo's own demo data
    :return: its name
    """
    name = template_name(demo)
    with lock(name):
        if exists(name):
            return name
        kind = "with" if demo else "without"
        # the first one becomes that of the users
        languages = "en_US,ru_RU" if demo else "ru_RU,en_US"
        with step(f"Building the template database ({kind} Odoo's demo data)"):
            drop(partial(name))
            write_state(partial(name))
            run_odoo(
                config,
                partial(name),
                *("-i", ",".join(["base", *settings.depends()])),
                *(f"--load-language={languages}", f"--{kind}-demo"),
                log=name,
            )
            publish(name)
        forget_old_templates(name)
        return name


def forget_old_templates(current):
    """Drop templates of former versions, the oldest first."""
    form = re.compile("client360_(demo|bare)_[0-9a-f]{12}")
    old = [name for name in ours() if form.fullmatch(name) and name != current]
    old.sort(key=lambda name: state_file(name).stat().st_mtime)
    for name in old[: -TEMPLATES_TO_KEEP + 1]:
        say(f"   dropping the old template {name}")
        drop(name)


# What this sandbox has made, and what a database with the addon knows of it


def state_file(database):
    return settings.SANDBOX / "state" / f"{database}.json"


def ours():
    """The databases that this sandbox has made."""
    return sorted(path.stem for path in state_file("").parent.glob("[a-z_]*.json"))


def read_state(database):
    return read_json(state_file(database)) or {}


def write_state(database, **state):
    write_atomically(state_file(database), json.dumps(state))


def current_state():
    """What a database with the addon depends on."""
    return {
        "addon": settings.addon_digest(),
        "odoo": odoo.version(),
        "venv": venv.facts(),
    }


def create(config, database, demo, report, finish=None):
    """Make a database anew: a copy of the template with the addon in it.

    :param demo: with Odoo's own demo data
    :param report: called with Odoo's output
    :param finish: called with the database's temporary name, to do the rest
    """
    state = current_state()
    template = ensure_template(config, demo=demo)
    work = partial(database)
    with step(f"Creating the database {database} and installing {settings.ADDON}"):
        copy(template, work)
        log = f"{database}-install"
        report(run_odoo(config, work, "-i", settings.ADDON, log=log))
    if finish:
        finish(work)
    publish(database)
    write_state(database, **state)


def update(config, database, report):
    """Bring the addon in an existing database up to date."""
    with step(f"Updating {settings.ADDON} in the database {database}"):
        state = current_state()
        write_state(database)
        output = run_odoo(
            config,
            database,
            *("-u", settings.ADDON, "--i18n-overwrite"),
            log=f"{database}-install",
            hint="To make the database anew: drop it, or FRESH=1 with `make run`.",
        )
        report(output)
        write_state(database, **state)


def ensure(config, database, demo, report, finish=None):
    """Have a database that knows the addon as it is now.

    FRESH=1 makes it anew; UPDATE=1 updates it in any case, UPDATE=0 never. See
    `create` for the parameters. The caller holds the database's lock.
    """
    wanted = current_state()
    found = read_state(database)
    wish = os.environ.get("UPDATE") or "auto"
    fresh = (os.environ.get("FRESH") or "0") != "0"
    if fresh or not exists(database):
        create(config, database, demo, report, finish)
    elif wish == "0" or (found == wanted and wish != "1"):
        return
    elif found and {**found, "addon": ""} != {**wanted, "addon": ""}:
        say("   Odoo or its libraries have changed: the database is made anew")
        create(config, database, demo, report, finish)
    else:
        update(config, database, report)


def build_assets(config, database):
    with step("Building the assets of the web client"):
        script = settings.PACKAGE / "inside/assets.py"
        run_inside(config, database, script, log=f"{database}-assets")
