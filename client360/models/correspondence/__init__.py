# Copyright 2026 Client 360 contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from . import client360_letter
from . import client360_letter_journal
from . import client360_letter_mail
from . import client360_letter_case
from . import client360_letter_delivery
from . import client360_letter_kind
from . import res_company
from . import res_partner
