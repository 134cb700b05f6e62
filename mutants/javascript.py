"""What runs in the browser."""

from .mutant import Mutant

LIST = "static/src/card/client360_list/client360_list.js"
AUTOFILL = "static/src/dadata/dadata_autofill.js"
DIALOGS = "static/src/dadata/dadata_dialogs.js"
PROGRESS = "static/src/dadata/autofill_progress.js"
BAR = "static/src/documents/document_bar.js"
BADGE = "static/src/express_report/express_report_field.js"
SERVICE = "static/src/express_report/express_report_service.js"
TILES = "static/src/highlights/client360_highlights.js"
CHART = "static/src/highlights/client360_highlights_chart.js"

MUTANTS = [
    Mutant(LIST, "onWillUnmount(() => this.keepState());", ""),
    Mutant(LIST, "...this.leftLists.get(this.stateKey),", ""),
    Mutant(LIST, "limit: Number(attrs.limit) || 10", "limit: 10"),
    Mutant(
        LIST,
        'attrs.create === "False" ? undefined : attrs["add-label"]',
        'attrs["add-label"]',
    ),
    Mutant(
        LIST,
        'attrs.context || `{"default_${partnerField}": id}`',
        'attrs.context || "{}"',
    ),
    Mutant(LIST, '"child_of", id)]`', '"=", id)]`'),
    Mutant(LIST, 'type: isSmall ? "kanban" : "list"', 'type: "list"'),
    Mutant(LIST, "createRecord: () => this.open(false, context),", ""),
    Mutant(LIST, "loadActionMenus: true,", ""),
    Mutant(AUTOFILL, "delete values[name];", ""),
    Mutant(AUTOFILL, "if (!choice && typed.vat !== shown.vat) {", "if (false) {"),
    Mutant(AUTOFILL, "if (!taken) {\n                return;\n            }", ""),
    Mutant(AUTOFILL, "{ onClose: () => resolve() }", "{}"),
    Mutant(AUTOFILL, "current.kpp = false;", ""),
    Mutant(
        AUTOFILL,
        "if (!(name in record.activeFields)) {\n            continue;\n        }",
        "",
    ),
    Mutant(
        DIALOGS,
        "Object.fromEntries(this.props.conflicts.map(({ key, take }) => [key, take]))",
        "Object.fromEntries(this.props.conflicts.map(({ key }) => [key, true]))",
    ),
    Mutant(DIALOGS, "this.state.taken[key] = take;", ""),
    Mutant(PROGRESS, 'bus.subscribe("client360.autofill", show);', ""),
    Mutant(PROGRESS, "Object.assign(state, progress);", ""),
    Mutant(BAR, "if (xhr.status === 413) {", "if (false) {"),
    Mutant(BAR, "() => this.state.mayUpload", "() => true"),
    Mutant(BAR, "refresh(this.env);", ""),
    Mutant(BAR, 'data.append("document_type_id", typeId || "");', ""),
    Mutant(BADGE, 'return this.status === "not_found" ? "" :', "return"),
    Mutant(BADGE, "if (!(await record.save())) {", "if (false) {"),
    Mutant(BADGE, "return this.values.is_express_report_pending;", "return false;"),
    Mutant(
        SERVICE,
        "if (own) {\n                    bus.addChannel(channel);",
        "if (false) {\n                    bus.addChannel(channel);",
    ),
    Mutant(SERVICE, "listener(values);", ""),
    Mutant(SERVICE, "callbacks.delete(callback);", ""),
    Mutant(TILES, "this.state.failed = true;", "throw new Error();"),
    Mutant(TILES, 'if (type === "monetary") {', "if (false) {"),
    Mutant(TILES, 'figure.tone || (isMain ? "body" : "muted")', '"body"'),
    Mutant(CHART, "chart?.destroy()", "chart"),
    Mutant(CHART, 'barDataset(_t("a year before"), revenue.last_year, 1),', ""),
    Mutant(CHART, 'this.state.data.revenue.source === "invoices"', "true"),
]
