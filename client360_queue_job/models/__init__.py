# Copyright 2026 Client 360 contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from . import client360_queue_mixin
from . import client360_autofill_run
from . import client360_express_report_queue
from . import client360_timeline_backfill
from . import client360_watch
from . import ir_cron
