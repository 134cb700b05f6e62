# Copyright 2026 Client 360 contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from .models.client360_queue_mixin import WAITING


def uninstall_hook(env):
    """Give what waits back to the scheduled actions."""
    mixin = env["client360.queue.mixin"]
    queues = mixin._get_queues_with_jobs()
    env["queue.job"].sudo().search(
        [
            ("model_name", "in", [queue._name for queue in queues]),
            ("state", "in", WAITING),
        ]
    ).unlink()
    for queue in queues:
        env.ref(queue._queue_cron)._trigger()
