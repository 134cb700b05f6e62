# Copyright 2026 Client 360 contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from . import client360_reliability_reason
from . import client360_reliability_fact
from . import client360_reliability_reading
from . import client360_reliability_queue
from . import client360_express_report
from . import client360_kontur_watch
from . import client360_watch
from . import client360_gate
from . import client360_risk_decision
from . import client360_gate_mixin
from . import account_move
from . import account_payment
from . import agreement
from . import res_company
from . import res_config_settings
from . import res_partner
from . import res_partner_page
from . import res_partner_relations
from . import sale_order
