# Copyright 2026 Client 360 contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

"""Memory and time of one zip of many documents of 1 MB, beside one of few."""

import contextlib
import os
import time

from .measure import table, verdict
from .session import environment

FEW = 5
MANY = 500
SIZE = 1024 * 1024
LIMIT = 32  # MB: a hundredth of what 500 files in memory would be, and some noise


def resident():
    """Megabytes of this process in memory."""
    with open("/proc/self/statm") as statm:
        pages = int(statm.read().split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE") / 1024 / 1024


@contextlib.contextmanager
def documents(env, count):
    """Documents of a new card, whose files are removed at the end."""
    partner = env["res.partner"].create({"name": f"{count} documents"})
    ids, files = [], []
    try:
        for number in range(count):
            document = partner._add_document(f"{number}.bin", os.urandom(SIZE))
            files.append(document._full_path(document.store_fname))
            ids.append(document.id)
            env.flush_all()
            env.invalidate_all()
        yield env["ir.attachment"].browse(ids)
    finally:
        for file in files:
            with contextlib.suppress(FileNotFoundError):
                os.remove(file)


def send(env, count):
    """Make a zip as the controller does.

    :return: ``(seconds, bytes sent, megabytes that the process grew)``
    """
    # Odoo knows where its addons are only after the configuration was read.
    from odoo.addons.client360.tools.zip_stream import stream_zip

    with documents(env, count) as found:
        action = found.action_download_documents()
        download = env["client360.document.download"].browse(
            int(action["url"].rsplit("/", 1)[1])
        )
        before = resident()
        started = time.perf_counter()
        most, sent = before, 0
        for chunk in stream_zip(download._zip_entries()):
            sent += len(chunk)
            most = max(most, resident())
        return time.perf_counter() - started, sent, most - before


def main():
    rows = []
    with environment() as env:
        for count in (FEW, MANY):
            seconds, sent, grown = send(env, count)
            megabytes = sent / SIZE
            rows.append(
                (
                    f"{count} documents of 1 MB",
                    f"{megabytes:.1f}",
                    f"{seconds:.2f}",
                    f"{megabytes / seconds:.0f}",
                    f"{grown:.1f}",
                    f"{grown / megabytes:.4f}",
                )
            )
    table(("zip", "MB sent", "s", "MB/s", "MB of memory", "memory / sent"), rows)
    return verdict("documents", [(f"memory for {MANY} documents", grown, LIMIT, "MB")])


if __name__ == "__main__":
    raise SystemExit(0 if main() else 1)
