# Copyright 2026 Client 360 contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from . import account_move
from . import account_payment
from . import crm_lead
from . import res_partner
from . import sale_order
from . import sale_order_line
