# Copyright 2026 Client 360 contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from . import account_move
from . import account_payment
from . import client360_status_mixin
from . import agreement
from . import base_automation
from . import client360_autofill
from . import client360_autofill_line
from . import client360_autofill_run
from . import client360_dadata
from . import client360_dadata_usage
from . import client360_document_type
from . import client360_event
from . import client360_express_report
from . import client360_express_report_queue
from . import client360_highlights
from . import client360_kontur_focus
from . import client360_letter
from . import client360_letter_case
from . import client360_letter_delivery
from . import client360_letter_kind
from . import crm_lead
from . import helpdesk_ticket
from . import ir_attachment
from . import ir_model_access
from . import ir_sequence
from . import ir_ui_view
from . import ir_websocket
from . import mail_message
from . import project_milestone
from . import project_project
from . import res_bank
from . import res_config_settings
from . import res_partner
from . import res_partner_bank
from . import sale_order
