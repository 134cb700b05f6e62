import { onWillStart, useState } from "@odoo/owl";
import { browser } from "@web/core/browser/browser";
import { deserializeDate, deserializeDateTime } from "@web/core/l10n/dates";
import { formatDate, formatDateTime } from "@web/views/fields/formatters";
import { useBus, useService } from "@web/core/utils/hooks";

import { CARD_CHANGED, Client360List, specialLists } from "../card/client360_list/client360_list";

const STORAGE_KEY = "client360.timeline";

/** What the user has chosen last, on this device. */
function remembered() {
    try {
        return JSON.parse(browser.localStorage.getItem(STORAGE_KEY)) || {};
    } catch {
        return {};
    }
}

/**
 * The history of a card: next steps and pinned entries above a feed or a table of what
 * was, on the card alone or on all its records.
 */
export class Client360Timeline extends Client360List {
    static template = "client360.Timeline";

    setup() {
        super.setup();
        this.orm = useService("orm");
        this.store = useService("mail.store");
        const { scope, type } = remembered();
        this.state = useState({
            scope: scope === "own" ? "own" : "all",
            type: type === "list" ? "list" : "kanban",
            version: 0,
            panel: null,
            log: null,
        });
        onWillStart(() => this.loadPanel());
        useBus(this.env.bus, "CLIENT360:TIMELINE", () => this.reload());
    }

    get type() {
        return this.env.isSmall ? "kanban" : this.state.type;
    }

    get viewKey() {
        const { scope, version } = this.state;
        return [this.resId, this.type, scope, version].join();
    }

    get stateKey() {
        return `${super.stateKey},${this.type},${this.state.scope}`;
    }

    get viewProps() {
        const props = super.viewProps;
        if (this.ownKey !== this.viewKey || this.baseProps !== props) {
            this.ownKey = this.viewKey;
            this.baseProps = props;
            const { listView, kanbanView } = this.props;
            this.ownProps = {
                ...props,
                type: this.type,
                viewId: this.type === "list" ? listView : kanbanView,
                domain:
                    this.state.scope === "own"
                        ? [...props.domain, ["res_model", "=", "res.partner"]]
                        : props.domain,
                context: { ...props.context, client360_card_id: this.resId },
                noBreadcrumbs: true,
                // The search goes along from the feed to the table and back.
                ...(this.search ? { globalState: this.search } : {}),
            };
        }
        return this.ownProps;
    }

    choose(choice) {
        this.keepState();
        const { callbacks } = this.recorders.__getGlobalState__;
        this.search = Object.assign({}, ...callbacks.map((callback) => callback()));
        Object.assign(this.state, choice);
        const { scope, type } = this.state;
        browser.localStorage.setItem(STORAGE_KEY, JSON.stringify({ scope, type }));
    }

    async loadPanel() {
        if (this.resId) {
            this.state.panel = await this.orm.call("client360.event", "get_panel", [this.resId]);
        }
    }

    /** After something was logged, done or pinned. */
    async reload() {
        this.choose({ version: this.state.version + 1 });
        await this.loadPanel();
    }

    /** Tells the tiles above and the chatter beside of a contact or a next step. */
    tell() {
        this.env.bus.trigger(CARD_CHANGED, { resId: this.resId });
        const thread = this.store.Thread.get({ model: "res.partner", id: this.resId });
        return thread?.fetchThreadData(["activities", "messages"]);
    }

    get hasPanel() {
        const { panel } = this.state;
        return panel && (panel.steps.length || panel.meetings.length || panel.pins.length);
    }

    date(value) {
        return formatDate(deserializeDate(value));
    }

    dateTime(value) {
        return formatDateTime(deserializeDateTime(value), { showSeconds: false });
    }

    openRecord({ res_model, res_id }) {
        return this.action.doAction({
            type: "ir.actions.act_window",
            res_model,
            res_id,
            views: [[false, "form"]],
            target: "current",
        });
    }

    async done(step) {
        await this.orm.call("mail.activity", "action_feedback", [[step.id]]);
        await Promise.all([this.reload(), this.tell()]);
    }

    async move(step) {
        await this.orm.call("mail.activity", "action_reschedule_nextweek", [[step.id]]);
        await Promise.all([this.loadPanel(), this.tell()]);
    }

    async unpin(pin) {
        await this.orm.call("client360.event", "action_unpin", [[pin.id], this.resId]);
        await this.reload();
    }

    async toggleLog() {
        if (this.state.log) {
            this.state.log = null;
            return;
        }
        const targets = await this.orm.call("client360.event", "get_log_targets", [this.resId]);
        this.state.log = { kind: "call", target: 0, text: "", targets };
    }

    async saveLog() {
        const { kind, target, text, targets } = this.state.log;
        const { res_model, res_id } = targets[Number(target)];
        await this.orm.call("client360.event", "log_contact", [res_model, res_id, kind, text]);
        this.state.log = null;
        await Promise.all([this.reload(), this.tell()]);
    }
}

specialLists.add("client360.event", Client360Timeline);
