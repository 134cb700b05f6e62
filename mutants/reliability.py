"""Facts on reliability and their times, gates, decisions, the watch, the page."""

from .mutant import Mutant

FACT = "models/reliability/client360_reliability_fact.py"
QUEUE = "models/reliability/client360_reliability_queue.py"
READING = "models/reliability/client360_reliability_reading.py"
GATE = "models/reliability/client360_gate.py"
MIXIN = "models/reliability/client360_gate_mixin.py"
DECISION = "models/reliability/client360_risk_decision.py"
WATCH = "models/reliability/client360_kontur_watch.py"
PARTNER = "models/reliability/res_partner.py"
PAGE = "models/reliability/res_partner_page.py"
RELATIONS = "models/reliability/res_partner_relations.py"
MAKE = "wizards/client360_risk_decision_make.py"
ANALYTICS = "tools/kontur_analytics.py"
LIST = "tools/kontur_watch.py"
HANDLER = "static/src/reliability/gate_handler.js"
BADGE = "static/src/reliability/badge_link.js"
WIDGET = "static/src/reliability/reliability.js"
CHART = "static/src/reliability/reliability_chart.js"
VIEW = "views/reliability/res_partner_views.xml"

FOLDER = "client360/tests/reliability"
READINGS = f"{FOLDER}/test_reading.py"
MARKERS = f"{FOLDER}/test_kontur_analytics.py"
GATES = f"{FOLDER}/test_gates.py"
JOINING = f"{FOLDER}/test_joining_gate.py"
WATCHING = f"{FOLDER}/test_kontur_watch.py"
RELATED = f"{FOLDER}/test_relations.py"
ACCESS = f"{FOLDER}/test_reliability_access.py"
WORKERS = f"{FOLDER}/test_reliability_workers.py"
JS = "client360/tests/card/test_js.py"

MUTANTS = [
    # what the service says
    Mutant(ANALYTICS, "if actual[code] else", "if True else", MARKERS),
    Mutant(ANALYTICS, "value > CROWDED_ADDRESS", "value >= CROWDED_ADDRESS", MARKERS),
    Mutant(ANALYTICS, 'values.get("profitEnd", 0) >= 0', "True", MARKERS),
    Mutant(
        ANALYTICS,
        "if isinstance(box, dict) and value is None:",
        "if value is None:",
        MARKERS,
    ),
    Mutant(
        ANALYTICS,
        "if not isinstance(inn, str) or inn not in inns:",
        "if False:",
        MARKERS,
    ),
    Mutant(ANALYTICS, "actual[other] == actual[code]", "True", f"{MARKERS} {READINGS}"),
    Mutant(
        ANALYTICS,
        'value.replace("\\0", "").encode("utf-8", "ignore").decode()',
        "str(value)",
        MARKERS,
    ),
    # facts and their times
    Mutant(
        FACT, "if code in reading.unread and stored.inn == inn:", "if False:", READINGS
    ),
    Mutant(FACT, "if reading is None:\n                continue", "pass", READINGS),
    Mutant(FACT, "ended.date_to = day", "ended.unlink()", READINGS),
    Mutant(FACT, '"date_from": day,', '"date_from": fields.Date.today(),', READINGS),
    Mutant(FACT, "if self.tone != fact.tone:", "if False:", READINGS),
    Mutant(FACT, "and not fact._was_as_bad(ended)", "", READINGS),
    Mutant(FACT, 'fact.tone in ("red", "yellow")', 'fact.tone == "red"', READINGS),
    Mutant(FACT, "and first.get(partner.sudo(self.env.su), last) < last", "", READINGS),
    Mutant(FACT, "parsed - 1 if", "parsed if", READINGS),
    Mutant(FACT, 'if parsed <= today else ""', "", READINGS),
    Mutant(
        FACT,
        "fact.value,\n            fact.is_actual,\n        )",
        "fact.value,\n            self.is_actual,\n        )",
        READINGS,
    ),
    Mutant(PARTNER, "untold.is_untold = False", "pass", READINGS),
    Mutant(
        PARTNER,
        "worse = untold.filtered(lambda fact: not fact.date_to)",
        "worse = untold",
        READINGS,
    ),
    Mutant(PARTNER, 'if "vat" in vals:', "if False:", READINGS),
    Mutant(PARTNER, "if codes - set(by_code):", "if False:", READINGS),
    # reading them
    Mutant(QUEUE, "if day == today", "if True", READINGS),
    Mutant(QUEUE, "if len(groups) > 1:", "if False:", READINGS),
    Mutant(QUEUE, "not reading._is_settled(method)", "True", READINGS),
    Mutant(
        QUEUE,
        "if self._get_denied():\n            self._note_denied(method, False)",
        "pass",
        READINGS,
    ),
    Mutant(QUEUE, "if error.kind.is_blocking or missing:", "if missing:", READINGS),
    Mutant(READING, "answered._settle(method, True)", "pass", READINGS),
    Mutant(READING, "partners._tell_reliability_news()", "pass", READINGS),
    Mutant(READING, "partners = partners.filtered(inns.get)", "pass", READINGS),
    # the gate
    Mutant(
        GATE,
        '("liquidated", "liquidating", "bankrupt")',
        '("liquidated", "bankrupt")',
        GATES,
    ),
    Mutant(GATE, '| Domain( "express_report_outdated", "=", True )', "", GATES),
    Mutant(
        GATE,
        'and (condition != "no_report" or partner._express_report_inn())',
        "",
        GATES,
    ),
    Mutant(GATE, ".with_context(active_test=False)", "", GATES),
    Mutant(MIXIN, "refused = new or any(", "refused = any(", GATES),
    Mutant(
        MIXIN,
        "._client360_pass_gate(new=True)",
        "",
        GATES,
    ),
    Mutant(
        MIXIN, "inside = (*gate.states, *gate.inside)", "inside = gate.states", GATES
    ),
    Mutant(MIXIN, "refused or self._client360_is_unattended()", "refused", GATES),
    Mutant(
        MIXIN, 'if one.policy == "refuse" or not decisions', "if not decisions", GATES
    ),
    Mutant(
        MIXIN,
        "partners = group.sudo().partner_id.commercial_partner_id",
        "partners = group.sudo().partner_id",
        GATES,
    ),
    Mutant(
        MIXIN, "return company or self.env.company", "return self.env.company", GATES
    ),
    Mutant(
        MIXIN,
        'document.company_id if "company_id" in document._fields else None',
        "document.company_id",
        JOINING,
    ),
    Mutant(
        MIXIN,
        'has_activities = "activity_ids" in document._fields',
        "has_activities = True",
        JOINING,
    ),
    Mutant(
        MIXIN,
        "waiting = waiting.filtered(lambda one: one.summary == summary)",
        "pass",
        JOINING,
    ),
    Mutant(MIXIN, "if waiting:\n                return", "", GATES),
    Mutant(DECISION, "decision.partner_id == held.partner and", "", GATES),
    Mutant(
        DECISION, "and set(decision.conditions or ()) >= held.conditions", "", GATES
    ),
    Mutant(
        DECISION, '(held.policy == "warn" or decision.is_authorized)', "True", GATES
    ),
    Mutant(
        DECISION, "held.document._client360_log_decision(held, reason)", "pass", GATES
    ),
    Mutant(MAKE, "if not self._may_decide(held):", "if False:", GATES),
    Mutant(MAKE, 'documents.check_access("write")', "pass", GATES),
    Mutant(MAKE, "if not reason:", "if reason is False:", GATES),
    Mutant(
        MAKE,
        "if self.decider_id.sudo() not in deciders:",
        "if not self.decider_id:",
        GATES,
    ),
    Mutant(
        "models/reliability/account_payment.py",
        'return self.payment_type == "outbound"',
        "return True",
        GATES,
    ),
    Mutant(
        "models/reliability/account_move.py",
        '("in_invoice", "in_receipt")',
        '("in_invoice", "out_invoice")',
        GATES,
    ),
    Mutant(
        "models/reliability/agreement.py",
        "return not self.is_template",
        "return True",
        GATES,
    ),
    Mutant(
        "models/reliability/sale_order.py",
        "orders = self._client360_hold_back()",
        "pass",
        GATES,
    ),
    # the watch by list
    Mutant(
        WATCH,
        "if error.kind == ErrorKind.DENIED or error.kind == ErrorKind.REFUSED:",
        "if False:",
        WATCHING,
    ),
    Mutant(
        WATCH,
        "min(max(last, today - timedelta(days=MAX_DAYS)), today)",
        "today",
        WATCHING,
    ),
    Mutant(
        WATCH,
        "min(max(last, today - timedelta(days=MAX_DAYS)), today)",
        "last",
        WATCHING,
    ),
    Mutant(WATCH, "if not self._is_enabled():", "if False:", WATCHING),
    Mutant(
        WATCH,
        "missing = sorted(ours.keys() - watched)",
        "missing = sorted(ours)",
        WATCHING,
    ),
    Mutant(
        WATCH,
        "day=(self._get_first_day(today) if left else today).isoformat()",
        "day=today.isoformat()",
        WATCHING,
    ),
    Mutant(
        WATCH,
        'self.env["client360.reliability.reading"]._request(partners)',
        "pass",
        WATCHING,
    ),
    Mutant(LIST, "status.get(key) is True", "status.get(key)", WATCHING),
    Mutant(
        "models/reliability/client360_watch.py",
        '& Domain("kontur_watched", "!=", True)',
        "",
        WATCHING,
    ),
    Mutant("tools/kontur_focus_client.py", 'append="true"', 'append="false"', WATCHING),
    # the page
    Mutant(
        PAGE,
        "if not (self.env.su or self.env.user._is_internal()):",
        "if False:",
        ACCESS,
    ),
    Mutant(
        PAGE,
        'if fact.tone in ("red", "yellow") and fact.section:',
        "if fact.section:",
        READINGS,
    ),
    Mutant(PAGE, 'year = int(year) - (end == "Start")', "year = int(year)", READINGS),
    Mutant(RELATIONS, 'f",{inn},"', "inn", RELATED),
    Mutant(RELATIONS, "domain & counterparties &", "domain &", RELATED),
    Mutant(RELATIONS, '& Domain("id", "!=", self.id)', "", RELATED),
    Mutant(
        RELATIONS,
        '@api.depends("dadata_snapshot", "vat")',
        '@api.depends("dadata_snapshot")',
        RELATED,
    ),
    Mutant(RELATIONS, "limit=RELATIONS_LIMIT,", "", RELATED),
    Mutant(
        VIEW,
        '<page name="client360_projects" position="after">',
        '<page name="client360_projects" position="before">',
        ACCESS,
    ),
    # in the browser
    Mutant(HANDLER, "originalError.exceptionName !== HELD", "false", JS),
    Mutant(HANDLER, "error.unhandledRejectionEvent?.preventDefault();", "", JS),
    Mutant(HANDLER, 'env.services.action.doAction("soft_reload")', "{}", JS),
    Mutant(HANDLER, "{ sequence: 90 }", "{ sequence: 99 }", JS),
    Mutant(HANDLER, "default_res_ids: res_ids", "default_res_ids: []", JS),
    Mutant(BADGE, "tab?.click();", "", JS),
    Mutant(WIDGET, "this.state.chart = false;", "", JS),
    Mutant(WIDGET, "record.resId !== this.state.data?.id", "false", JS),
    Mutant(WIDGET, "this.state.busy = false;", "", JS),
    Mutant(WIDGET, "this.state.busy = true;", "", JS),
    Mutant(
        WIDGET,
        "await this.action.doAction(action); await this.load(this.state.data.id);",
        "await this.action.doAction(action);",
        JS,
    ),
    Mutant(CHART, "chart?.destroy()", "chart", JS),
    Mutant(CHART, "value / 1e6", "value", JS),
    Mutant(CHART, "if (!staff.years.length) {", "if (false) {", JS),
    Mutant(CHART, "staff.numbers, 0", "staff.years, 0", JS),
]
