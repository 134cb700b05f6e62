# Copyright 2026 Client 360 contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from . import test_agreement
from . import test_autofill
from . import test_autofill_properties
from . import test_autofill_tour
from . import test_autofill_workers
from . import test_card_access
from . import test_card_lists
from . import test_card_tour
from . import test_crm_page
from . import test_documents
from . import test_documents_tour
from . import test_file_names
from . import test_crm_tour
from . import test_demo
from . import test_express_report
from . import test_express_report_errors
from . import test_express_report_tour
from . import test_express_report_workers
from . import test_highlights
from . import test_history
from . import test_kontur_focus
from . import test_letter
from . import test_letter_numbers
from . import test_registers_access
from . import test_registers_tour
from . import test_release
from . import test_requisites
from . import test_ticket
