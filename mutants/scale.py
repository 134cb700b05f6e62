"""More than one machine: what runs on a replica, what wakes a queue."""

from .mutant import Mutant

PANEL = "models/history/client360_event_panel.py"
HIGHLIGHTS = "models/highlights/res_partner.py"
MIXIN = "models/service/client360_queue_mixin.py"
BACKFILL = "models/history/client360_timeline_backfill.py"
READONLY = "client360/tests/service/test_readonly.py"
QUEUES = "client360/tests/service/test_queues.py"

MUTANTS = [
    Mutant(PANEL, "@api.readonly def get_panel", "def get_panel", READONLY),
    Mutant(PANEL, "def log_contact(", "@api.readonly\n    def log_contact(", READONLY),
    Mutant(
        HIGHLIGHTS,
        "@api.readonly def client360_highlights_chart",
        "def client360_highlights_chart",
        READONLY,
    ),
    Mutant(MIXIN, ".sudo()._trigger(at)", ".sudo()._trigger()", QUEUES),
    Mutant(
        BACKFILL,
        '_queue_cron = "client360.ir_cron_timeline"',
        '_queue_cron = "client360.ir_cron_autofill"',
        QUEUES,
    ),
]
