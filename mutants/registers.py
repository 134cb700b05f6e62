"""Letters, contracts, releases, tickets: statuses, numbers, dates."""

from .mutant import Mutant

LETTER = "models/correspondence/client360_letter.py"
CONTRACT = "models/contracts/agreement.py"
NUMBERS = "models/contracts/agreement_number.py"
AMOUNTS = "models/contracts/agreement_amounts.py"
PLANNED = "models/contracts/client360_agreement_payment.py"
CONTACTS = "models/contacts/res_partner.py"
RELEASE = "models/projects/project_milestone.py"
TICKET = "models/support/helpdesk_ticket.py"
STATUS = "models/card/client360_status_mixin.py"
REGISTERS = (
    "client360/tests/correspondence client360/tests/contracts client360/tests/projects"
)

APPROVAL = "models/card/client360_approval_mixin.py"

MUTANTS = [
    Mutant(APPROVAL, "== self.env.user:", "== self.env.company:", REGISTERS),
    Mutant(APPROVAL, ', ("reworking", "approval")', "", REGISTERS),
    Mutant(
        CONTRACT, '("repeal_request", "repealed")\n', '("repeal_request", "draft")\n'
    ),
    Mutant(
        "models/contracts/agreement_renewal.py",
        "max(self.end_date",
        "min(self.end_date",
    ),
    Mutant(TICKET, "ticket.deadline < today", "ticket.deadline <= today"),
    Mutant(TICKET, "bool(late and not ticket.stage_id.closed)", "bool(late)"),
    Mutant(
        "models/correspondence/client360_letter_mail.py",
        '"author_id": author.id,',
        "",
        "client360/tests/correspondence",
    ),
    Mutant(
        "models/correspondence/client360_letter_mail.py",
        "if letter.partner_id:",
        "if False:",
        "client360/tests/correspondence",
    ),
    Mutant(CONTRACT, "if agreement.is_template: raise", "if False: raise"),
    Mutant(
        NUMBERS,
        "(code, commercial_partner_id) WHERE company_id IS NULL",
        "(code, commercial_partner_id, company_id)",
        "client360/tests/contracts",
        updates=True,
    ),
    Mutant(
        NUMBERS,
        '("agreement_code_uniq", "agreement_code_without_company_uniq")',
        '("agreement_code_uniq",)',
        "client360/tests/correspondence/test_letter_numbers.py",
    ),
    Mutant(TICKET, "not ticket.first_response_date and", ""),
    Mutant(
        LETTER,
        '"draft": {"resolution", "execution"},',
        '"draft": {"resolution", "execution", "done"},',
    ),
    Mutant(
        LETTER,
        '"signing": {"scanning", "sending", "reworking"},',
        '"signing": {"scanning", "sending", "reworking", "sent"},',
    ),
    Mutant(LETTER, '"sent": {"annulled"},', '"sent": {"annulled", "sending"},'),
    Mutant(LETTER, "letter.deadline < today", "letter.deadline <= today"),
    Mutant(
        LETTER, 'CLOSED = ("done", "sent", "annulled")', 'CLOSED = ("done", "sent")'
    ),
    Mutant(LETTER, "undated.dispatch_date = fields.Date.context_today(self)", "pass"),
    Mutant(LETTER, "._take_scans()", ".exists()"),
    Mutant(LETTER, "if not letter.resolution:", "if False:"),
    Mutant(
        LETTER,
        'self.reply_to_id.filtered(lambda x: x.state == "execution").action_done()',
        "pass",
    ),
    Mutant(LETTER, 'Domain("is_reminded", "=", False)', "Domain.TRUE"),
    Mutant(LETTER, "if letter.reply_to_id.direction == letter.direction:", "if False:"),
    Mutant(LETTER, '"default_delivery_id": self.delivery_id.id,\n', ""),
    Mutant(LETTER, '_mail_post_access = "read"', '_mail_post_access = "write"'),
    Mutant(
        LETTER,
        'answered = ("sent", *OPEN_STATES, "done")',
        'answered = (*OPEN_STATES, "done")',
    ),
    Mutant(LETTER, "return overdue if True in value else ~overdue", "return overdue"),
    Mutant(
        CONTRACT, 'Domain("end_date", "<", today)', 'Domain("end_date", "<=", today)'
    ),
    Mutant(
        CONTRACT,
        '("end_date", "<=", today + timedelta(days=REMIND_DAYS))',
        '("end_date", ">=", today)',
    ),
    Mutant(CONTRACT, '("is_reminded", "=", False),\n', ""),
    Mutant(CONTRACT, "if start and end and end < start:", "if False:"),
    Mutant(
        CONTRACT,
        "agreement.end_date and agreement.end_date < today",
        "agreement.end_date and agreement.end_date <= today",
    ),
    Mutant(CONTRACT, 'if agreement.state not in ("draft", "rejected"):', "if False:"),
    Mutant(
        CONTRACT,
        "if main and main.commercial_partner_id != agreement.commercial_partner_id:",
        "if False:",
    ),
    Mutant(CONTRACT, "if self._has_cycle():", "if False:"),
    Mutant(
        CONTRACT,
        '"default_parent_id": self.id,\n                "default_partner_id"',
        '"default_partner_id"',
    ),
    Mutant(
        "models/contracts/res_partner.py",
        '("is_template", "=", False),\n        ]',
        "]",
    ),
    Mutant(
        RELEASE,
        '"qa": {"development", "uat"},',
        '"qa": {"development", "uat", "released"},',
    ),
    Mutant(RELEASE, 'vals["is_reached"] = vals["state"] == "released"', "pass"),
    Mutant(RELEASE, 'milestone.state = "ready"', 'milestone.state = "new"'),
    Mutant(RELEASE, "planned < start", "planned <= start"),
    Mutant(RELEASE, "sum(state in CLOSED_STATES for state in states)", "len(states)"),
    Mutant(
        RELEASE,
        'context.get("active_model", "project.project") != "project.project"',
        "False",
    ),
    Mutant(RELEASE, 'if column_name == "user_id":\n            return None', "pass"),
    Mutant(TICKET, "and not message.is_internal", ""),
    Mutant(TICKET, "and not message.author_id.partner_share", ""),
    Mutant(TICKET, "seconds and seconds / 3600", "seconds and seconds / 60"),
    Mutant(
        TICKET,
        'tickets.filtered(lambda t: not t.resolution).resolution = "done"',
        'tickets.resolution = "done"',
    ),
    Mutant(TICKET, "if ticket.unattended:", "if True:"),
    Mutant(STATUS, "moving._check_status_transition(state)", "pass", REGISTERS),
    Mutant(STATUS, "moving._prepare_state_change(state)", "pass", REGISTERS),
    Mutant(STATUS, "if record.id not in scanned:", "if False:", REGISTERS),
    Mutant(
        STATUS,
        "record.user_id if record.user_id.active else record.create_uid",
        "record.create_uid",
        REGISTERS,
    ),
    Mutant(STATUS, "self.is_reminded = True", "pass", REGISTERS),
    Mutant(
        "data/contracts/ir_cron_data.xml",
        "model._cron_expire()",
        "pass",
        "client360/tests -k cron",
    ),
    Mutant(
        "data/correspondence/ir_cron_data.xml",
        '<field name="interval_number">1</field>',
        '<field name="interval_number">100</field>',
        "client360/tests -k cron",
    ),
    Mutant(CONTRACT, "contracts.project_ids._check_agreement_company()", "pass"),
    Mutant(AMOUNTS, '"out_refund": -1', '"out_refund": 1'),
    Mutant(AMOUNTS, '("state", "=", "posted")', '("state", "!=", "cancel")'),
    Mutant(AMOUNTS, "agreement.amount - agreement.paid_amount", "agreement.amount"),
    Mutant(AMOUNTS, "elif target == currency:", "elif True:"),
    Mutant(PLANNED, "paid -= row.amount", "pass"),
    Mutant(PLANNED, "row.date < today", "row.date <= today"),
    Mutant(PLANNED, 'payment.state == "overdue"', "True"),
    Mutant(
        "models/contracts/agreement_vat.py",
        "tax.company_id not in company.sudo().parent_ids",
        "False",
    ),
    Mutant(
        "models/contracts/sale_order.py",
        'super()._get_invoice_grouping_keys(), "agreement_id"]',
        "super()._get_invoice_grouping_keys()]",
    ),
    Mutant(
        "models/contracts/agreement_signatory.py",
        "len(candidates) == 1",
        "candidates",
        "client360/tests/contacts",
    ),
    Mutant(CONTACTS, "not card.main_contact_id.active", "False"),
    Mutant(CONTACTS, "elif card.main_contact_id == partner:", "else:"),
    Mutant(CONTACTS, "contact.parent_id == self", "True"),
    Mutant(CONTRACT, 'records._check_company(["agreement_id"])', "pass"),
]
