import { Component, onWillStart, onWillUpdateProps, useState } from "@odoo/owl";
import { deserializeDateTime, formatDate } from "@web/core/l10n/dates";
import { registry } from "@web/core/registry";
import { user } from "@web/core/user";
import { KeepLast } from "@web/core/utils/concurrency";
import { useService } from "@web/core/utils/hooks";
import { standardWidgetProps } from "@web/views/widgets/standard_widget_props";
import { ReliabilityChart } from "./reliability_chart";

const BADGES = {
    none: "text-bg-300",
    queued: "text-bg-info",
    green: "text-bg-success",
    yellow: "text-bg-warning",
    red: "text-bg-danger",
    not_found: "text-bg-warning",
    failed: "text-bg-secondary",
};
const ICONS = {
    red: "fa-exclamation-circle text-danger",
    yellow: "fa-exclamation-triangle text-warning",
    green: "fa-check-circle text-success",
    neutral: "fa-info-circle text-muted",
};

/** The colour of a counterparty with its reasons, and what else is known of it. */
export class Reliability extends Component {
    static template = "client360.Reliability";
    static components = { ReliabilityChart };
    static props = { ...standardWidgetProps };

    setup() {
        this.orm = useService("orm");
        this.action = useService("action");
        this.keepLast = new KeepLast();
        this.state = useState({ data: null, chart: false, busy: false });
        onWillStart(async () => {
            this.mayRequest = await user.hasGroup("client360.group_express_report");
            await this.load(this.props.record.resId);
        });
        onWillUpdateProps(({ record }) => {
            if (record.resId !== this.state.data?.id) {
                this.state.chart = false;
                return this.load(record.resId);
            }
        });
    }

    async load(resId) {
        this.state.data = resId
            ? await this.keepLast.add(
                  this.orm.call("res.partner", "client360_reliability", [[resId]])
              )
            : null;
    }

    get badgeClass() {
        return BADGES[this.state.data.status];
    }

    icon(tone) {
        return ICONS[tone];
    }

    day(value) {
        return formatDate(deserializeDateTime(value));
    }

    async read() {
        this.state.busy = true;
        try {
            const action = await this.orm.call("res.partner", "action_request_reliability", [
                [this.state.data.id],
            ]);
            await this.action.doAction(action);
            await this.load(this.state.data.id);
        } finally {
            this.state.busy = false;
        }
    }

    open(id) {
        return this.action.doAction({
            type: "ir.actions.act_window",
            res_model: "res.partner",
            res_id: id,
            views: [[false, "form"]],
        });
    }
}

registry.category("view_widgets").add("client360_reliability", { component: Reliability });
