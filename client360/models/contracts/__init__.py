# Copyright 2026 Client 360 contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from . import account_move
from . import agreement
from . import agreement_amounts
from . import agreement_number
from . import agreement_renewal
from . import agreement_schedule
from . import agreement_signatory
from . import agreement_vat
from . import client360_agreement_payment
from . import project_project
from . import res_company
from . import res_partner
from . import sale_order
