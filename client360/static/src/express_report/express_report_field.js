import { Component, onWillStart, useEffect, useState } from "@odoo/owl";
import { formatDate, serializeDateTime, deserializeDateTime } from "@web/core/l10n/dates";
import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { user } from "@web/core/user";
import { useService } from "@web/core/utils/hooks";
import { standardFieldProps } from "@web/views/fields/standard_field_props";
import { DETAIL_FIELDS, STATUS_FIELDS } from "./express_report_service";

const CLASSES = {
    none: "text-bg-300",
    queued: "text-bg-info",
    green: "text-bg-success",
    yellow: "text-bg-warning",
    red: "text-bg-danger",
    not_found: "text-bg-warning",
    failed: "text-bg-secondary",
};

/** The status of a counterparty's check as a badge that keeps itself up to date. */
export class ExpressReportBadge extends Component {
    static template = "client360.ExpressReportBadge";
    static props = { ...standardFieldProps };

    setup() {
        this.reports = useService("client360_express_report");
        // What came in after the record was loaded, and what it was then.
        this.state = useState({ newer: null, loaded: "" });
        useEffect(
            (id) =>
                id
                    ? this.reports.listen(id, (values) => this.take(values), this.isCard)
                    : undefined,
            () => [this.props.record.resId]
        );
    }

    get isCard() {
        return false;
    }

    get fieldNames() {
        return STATUS_FIELDS;
    }

    take(values) {
        this.state.loaded = JSON.stringify(this.loadedValues);
        this.state.newer = values;
    }

    get loadedValues() {
        const { data, resId } = this.props.record;
        const values = { id: resId };
        for (const name of this.fieldNames) {
            values[name] = data[name] ?? false;
        }
        if (values.express_report_date) {
            values.express_report_date = serializeDateTime(values.express_report_date);
        }
        if (values.express_report_attachment_id) {
            const { id, display_name } = values.express_report_attachment_id;
            values.express_report_attachment_id = [id, display_name];
        }
        return values;
    }

    get values() {
        const loaded = this.loadedValues;
        // A record that was loaded again is newer still.
        const isNewer = this.state.newer && this.state.loaded === JSON.stringify(loaded);
        return isNewer ? this.state.newer : loaded;
    }

    get status() {
        return this.values.express_report_status || "none";
    }

    /** Whether there is or can be a report at all. */
    get isPossible() {
        return Boolean(this.values.express_report_focus_url) || this.status !== "none";
    }

    get label() {
        const { selection } = this.props.record.fields[this.props.name];
        return (selection.find(([value]) => value === this.status) || [])[1];
    }

    get badgeClass() {
        return CLASSES[this.status];
    }

    get date() {
        const date = this.values.express_report_date;
        return date ? formatDate(deserializeDateTime(date)) : "";
    }

    get title() {
        const parts = [this.date, this.values.express_report_outdated && _t("out of date")];
        return parts.filter(Boolean).join(", ");
    }
}

/** The badge with everything around it, for the card. */
export class ExpressReportField extends ExpressReportBadge {
    static template = "client360.ExpressReportField";

    setup() {
        super.setup();
        this.orm = useService("orm");
        this.action = useService("action");
        this.state.busy = false;
        // A new card is queued at the end of the transaction that saves it, before this
        // screen listens to it.
        useEffect(
            (id) => {
                if (id && this.status === "none" && this.isPossible) {
                    this.reports.update(id);
                }
            },
            () => [this.props.record.resId]
        );
        onWillStart(async () => {
            this.mayRequest = await user.hasGroup("client360.group_express_report");
        });
    }

    get isCard() {
        return true;
    }

    get fieldNames() {
        return [...STATUS_FIELDS, ...DETAIL_FIELDS];
    }

    get pdfUrl() {
        const attachment = this.values.express_report_attachment_id;
        return attachment ? `/web/content/${attachment[0]}` : "";
    }

    get isWaiting() {
        return this.values.is_express_report_pending;
    }

    get error() {
        return this.status === "not_found" ? "" : this.values.express_report_error;
    }

    async request() {
        const { record } = this.props;
        this.state.busy = true;
        try {
            if (!(await record.save())) {
                return;
            }
            const action = await this.orm.call("res.partner", "action_request_express_report", [
                [record.resId],
            ]);
            await this.action.doAction(action);
            this.reports.update(record.resId);
        } finally {
            this.state.busy = false;
        }
    }
}

const dependencies = {
    express_report_date: "datetime",
    express_report_outdated: "boolean",
    is_express_report_pending: "boolean",
    express_report_error: "char",
    express_report_attachment_id: "many2one",
    express_report_focus_url: "char",
};

function dependenciesOf(names) {
    return names
        .filter((name) => name in dependencies)
        .map((name) => ({ name, type: dependencies[name], readonly: true }));
}

registry.category("fields").add("client360_express_report_badge", {
    component: ExpressReportBadge,
    displayName: _t("Express Report Badge"),
    supportedTypes: ["selection"],
    fieldDependencies: dependenciesOf(STATUS_FIELDS),
});
registry.category("fields").add("client360_express_report", {
    component: ExpressReportField,
    displayName: _t("Express Report"),
    supportedTypes: ["selection"],
    fieldDependencies: dependenciesOf([...STATUS_FIELDS, ...DETAIL_FIELDS]),
});
