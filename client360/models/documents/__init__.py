# Copyright 2026 Client 360 contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from . import client360_document_type
from . import client360_document_requirement
from . import ir_attachment
from . import ir_attachment_validity
from . import res_partner
from . import res_partner_documents
