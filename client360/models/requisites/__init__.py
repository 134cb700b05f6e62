# Copyright 2026 Client 360 contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from . import client360_inn
from . import res_bank
from . import res_country_state
from . import res_partner
from . import res_partner_bank
from . import res_partner_duplicates
from . import res_partner_search
