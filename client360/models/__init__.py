# Copyright 2026 Client 360 contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from . import card
from . import service
from . import requisites
from . import duplicates
from . import dadata
from . import express_report
from . import history
from . import documents
from . import contacts
from . import contracts
from . import crm
from . import support
from . import correspondence
from . import projects
from . import highlights
from . import reliability
from . import dossier
