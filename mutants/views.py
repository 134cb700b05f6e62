"""Views: what is shown, to whom, and which filters there are."""

from .mutant import Mutant

MILESTONE = "views/projects/project_milestone_views.xml"
PROJECT = "views/projects/project_views.xml"
ORDER = "views/crm/sale_order_views.xml"
LEAD = "views/crm/crm_lead_views.xml"
PAYMENT = "views/crm/account_payment_views.xml"
INVOICE = "views/crm/account_move_views.xml"
CARD = "views/card/res_partner_views.xml"
LETTER = "views/correspondence/client360_letter_views.xml"
TICKET = "views/support/helpdesk_ticket_views.xml"
REQUISITES = "views/requisites/res_partner_views.xml"
SETTINGS = "views/card/res_config_settings_views.xml"
PROJECTS = "client360/tests/projects client360/tests/card -k 'not tour'"
CRM = "client360/tests/crm client360/tests/card -k 'not tour'"
LETTERS = "client360/tests/correspondence client360/tests/card -k 'not tour'"
FORM = "client360/tests/card/test_card_form.py"
CARDS = "client360/tests/card client360/tests/requisites -k 'not tour'"

MUTANTS = [
    Mutant(MILESTONE, "[('state', '!=', 'released')]", "[]", PROJECTS),
    Mutant(MILESTONE, 'decoration-danger="is_deadline_exceeded"', "", PROJECTS),
    Mutant(
        PROJECT,
        'widget="remaining_days" invisible="is_closed"',
        'widget="remaining_days"',
        PROJECTS,
    ),
    Mutant(ORDER, "decoration-warning=\"invoice_status == 'to invoice'\"", "", CRM),
    Mutant(ORDER, "invisible=\"state != 'cancel'\"", "", CRM),
    Mutant(LEAD, "decoration-muted=\"won_status == 'lost'\"", "", CRM),
    Mutant(
        PAYMENT,
        "decoration-danger=\"state == 'draft' and planned_date and "
        'planned_date &lt; current_date"',
        "",
        CRM,
    ),
    Mutant(INVOICE, 'decoration-danger="days_overdue &gt; 0" >', ">", CRM),
    Mutant(
        CARD,
        'model="crm.lead"',
        'model="crm.no.lead"',
        "client360/tests/card/test_card_lists.py",
    ),
    Mutant(
        CARD,
        "[('partner_id', 'child_of', id), ('parent_id', '=', False), "
        "('is_template', '=', False)]",
        "[('partner_id', 'child_of', id), ('parent_id', '=', False)]",
        "client360/tests/card client360/tests/contracts -k 'not tour'",
    ),
    Mutant(
        CARD,
        'decoration-danger="is_acc_number_invalid"',
        "",
        CARDS,
    ),
    Mutant(
        CARD,
        "'default_type': 'opportunity', 'active_test': False}",
        "'default_type': 'opportunity'}",
        CRM,
    ),
    Mutant(CARD, "registry_state not in ('liquidated', 'bankrupt')", "True", FORM),
    Mutant(CARD, "registry_state not in ('liquidating', 'reorganizing')", "1", FORM),
    Mutant(
        CARD,
        'and not same_company_registry_partner_id and not duplicate_note"',
        'and not same_company_registry_partner_id"',
        FORM,
    ),
    Mutant(
        CARD,
        'name="kpp" invisible="not has_russian_requisites or not is_company or '
        "counterparty_kind in ('entrepreneur', 'individual')\"",
        'name="kpp" invisible="not has_russian_requisites or not is_company"',
        FORM,
    ),
    Mutant(LETTER, "[('is_overdue', '=', True)]", "[]", LETTERS),
    Mutant(
        LETTER, "[('state', 'not in', ('done', 'sent', 'annulled'))]", "[]", LETTERS
    ),
    Mutant(
        LETTER,
        "['|', ('user_id', '=', uid), ('performer_ids', 'in', uid)]",
        "[('user_id', '=', uid)]",
        LETTERS,
    ),
    Mutant(LETTER, "[('direction', '=', 'outgoing')]\" />", '[]" />', LETTERS),
    Mutant(
        TICKET,
        "decoration-danger=\"priority == '3'\"",
        "",
        "client360/tests/support client360/tests/card -k 'not tour'",
    ),
    Mutant(
        TICKET,
        "[('closed', '=', True)]",
        "[]",
        "client360/tests/support client360/tests/card -k 'not tour'",
    ),
    Mutant(
        REQUISITES, 'name="has_invalid_requisites"', 'name="wrong_requisites"', CARDS
    ),
    Mutant(SETTINGS, 'groups="base.group_system"', "", CARDS),
]
