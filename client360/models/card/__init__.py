# Copyright 2026 Client 360 contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from . import client360_card
from . import client360_counterparty_access
from . import client360_status_mixin
from . import client360_system_fields_mixin
from . import client360_approval_mixin
from . import client360_tracking_mixin
from . import ir_ui_view
from . import res_company
from . import res_config_settings
from . import res_partner
from . import res_partner_system_fields
