"""Databases with their filestores: cached templates, copies, and healing.

A database is built under another name and gets its own when it is finished; so a
database that exists is whole. Templates hold the addon's dependencies only and are
found by a key of everything that goes into them.
"""

import os
import re
import shutil

from . import odoo, postgres, settings, venv
from .steps import Problem, lock, log_path, remove, run, say, step

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


def record(name):
    """A file that says that this sandbox has made the database."""
    return settings.SANDBOX / "databases" / name


def note(name):
    record(name).parent.mkdir(exist_ok=True)
    record(name).touch()


def ours():
    """The databases that this sandbox has made."""
    folder = settings.SANDBOX / "databases"
    return sorted(path.name for path in folder.iterdir()) if folder.is_dir() else []


def exists(name):
    quoted(name)
    return bool(postgres.sql(f"SELECT 1 FROM pg_database WHERE datname = '{name}'"))


def drop(name):
    """Drop a database with its filestore, whoever is connected."""
    if exists(name):
        postgres.sql(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
            f" WHERE datname = '{name}' AND pid != pg_backend_pid()"
        )
        postgres.sql(f"DROP DATABASE {quoted(name)}")
    remove(odoo.filestore(name))
    remove(record(name))


def partial(name):
    return name + "_partial"


def publish(name):
    """Give the finished database its name, replacing the old one."""
    drop(name)
    note(name)
    if odoo.filestore(partial(name)).is_dir():
        odoo.filestore(partial(name)).rename(odoo.filestore(name))
    postgres.sql(f"ALTER DATABASE {quoted(partial(name))} RENAME TO {quoted(name)}")
    remove(record(partial(name)))


def copy(template, name):
    """Copy a database and its filestore.

    Odoo never changes a file of its filestore, so links are as good as copies.
    """
    drop(name)
    note(name)
    postgres.sql(f"CREATE DATABASE {quoted(name)} TEMPLATE {quoted(template)}")
    if odoo.filestore(template).is_dir():
        shutil.copytree(
            odoo.filestore(template), odoo.filestore(name), copy_function=os.link
        )


def run_odoo(config, database, *options, log, hint=HINT):
    """Run Odoo on a database until it has done what the options say."""
    return run(
        odoo.command_line(
            venv.python(),
            config,
            *("server", "-d", database, "--stop-after-init", "--no-http"),
            *("--log-level=info", *options),
        ),
        hint,
        log=log,
        cwd=settings.SANDBOX,
        env=odoo.environment(),
    )


def run_inside(config, database, script, *arguments, log):
    """Run a script of `sandbox/inside` with Odoo's Python on a database."""
    return run(
        [
            *(venv.python(), settings.PACKAGE / "inside" / f"{script}.py"),
            *(config, database, *arguments),
        ],
        HINT,
        log=log,
        cwd=settings.SANDBOX,
        env=odoo.environment(),
    )


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
            note(partial(name))
            run_odoo(
                config,
                partial(name),
                *("-i", ",".join(["base", *settings.depends()])),
                *(f"--load-language={languages}", f"--{kind}-demo"),
                log=name,
            )
            check_installed(partial(name), settings.depends(), name)
            publish(name)
        forget_old_templates(name)
        return name


def forget_old_templates(current):
    """Drop templates of former versions, the oldest first."""
    names = postgres.sql(
        "SELECT datname FROM pg_database WHERE datname ~"
        " '^client360_(demo|bare)_[0-9a-f]{12}$' ORDER BY oid"
    ).split()
    old = [name for name in names if name != current and record(name).exists()]
    for name in old[: -TEMPLATES_TO_KEEP + 1]:
        say(f"   dropping the old template {name}")
        drop(name)


def install_addon(config, database, demo):
    """Install the addon into a copy of the template, under a temporary name.

    :param database: the name that it gets when it is published
    :param demo: with Odoo's own demo data
    :return: the temporary name and Odoo's output
    """
    template = ensure_template(config, demo=demo)
    log = f"{database}-install"
    with step(f"Creating the database {database} and installing {settings.ADDON}"):
        work = partial(database)
        copy(template, work)
        output = run_odoo(config, work, "-i", settings.ADDON, log=log)
        check_installed(work, [settings.ADDON], log)
    return work, output


def check_installed(database, modules, log):
    names = ",".join(f"'{module}'" for module in modules)
    found = postgres.sql(
        "SELECT name FROM ir_module_module"
        f" WHERE state = 'installed' AND name IN ({names})",
        database,
    ).split()
    missing = sorted(set(modules) - set(found))
    if missing:
        raise Problem(
            f"Not installed: {', '.join(missing)}. See {log_path(log)}: does the "
            "addon exist, and are its dependencies there?"
        )
