# Copyright 2026 Client 360 contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from . import account_payment_register
from . import base_partner_merge
from . import client360_document_download
from . import client360_document_version
from . import client360_duplicate_merge
from . import client360_first_steps
from . import client360_inn_import
from . import client360_risk_decision_make
