# Copyright 2026 Client 360 contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from . import client360_express_report
from . import client360_express_report_queue
from . import client360_kontur_focus
from . import ir_websocket
from . import res_partner
