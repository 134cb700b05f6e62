# Copyright 2026 Client 360 contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from . import client360_event
from . import client360_event_columns
from . import client360_event_panel
from . import client360_event_rights
from . import client360_event_sources
from . import client360_timeline_link_mixin
from . import client360_timeline_link
from . import client360_timeline_backfill
from . import client360_timeline_document
from . import client360_timeline_pin
from . import ir_attachment
from . import mail_thread
from . import mail_message
from . import mail_tracking_value
from . import res_partner
