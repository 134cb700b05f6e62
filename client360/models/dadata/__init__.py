# Copyright 2026 Client 360 contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from . import client360_autofill
from . import client360_autofill_line
from . import client360_autofill_run
from . import client360_dadata
from . import client360_watch
from . import res_partner
