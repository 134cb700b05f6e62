# Copyright 2026 Client 360 contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from .card import test_card_access
from .card import test_card_lists
from .card import test_card_tour
from .card import test_demo
from .card import test_registers_access
from .card import test_registers_tour
from .card import test_system_fields
from .requisites import test_banks
from .requisites import test_countries
from .requisites import test_duplicates
from .requisites import test_requisites
from .dadata import test_autofill
from .dadata import test_autofill_properties
from .dadata import test_autofill_tour
from .dadata import test_autofill_workers
from .dadata import test_errors
from .dadata import test_values
from .dadata import test_watch
from .express_report import test_express_report
from .express_report import test_express_report_errors
from .express_report import test_express_report_tour
from .express_report import test_express_report_workers
from .express_report import test_kontur_focus
from .history import test_history
from .documents import test_documents
from .documents import test_documents_tour
from .documents import test_file_names
from .contracts import test_agreement
from .crm import test_crm_page
from .crm import test_crm_tour
from .support import test_ticket
from .correspondence import test_letter
from .correspondence import test_letter_numbers
from .projects import test_release
from .highlights import test_highlights
