import { Component, useEffect, useState } from "@odoo/owl";
import { deserializeDate, deserializeDateTime, formatDate } from "@web/core/l10n/dates";
import { rpcBus } from "@web/core/network/rpc";
import { registry } from "@web/core/registry";
import { KeepLast } from "@web/core/utils/concurrency";
import { useBus, useService } from "@web/core/utils/hooks";
import { useDebounced } from "@web/core/utils/timing";
import { formatInteger, formatMonetary } from "@web/views/fields/formatters";
import { standardWidgetProps } from "@web/views/widgets/standard_widget_props";
import { Client360HighlightsChart } from "./client360_highlights_chart";

/** Calls that change records: those of buttons, of saving, and of the chatter. */
const CHANGES = new RegExp(
    "^/mail/message/|^/web/dataset/call_button/|" +
        "^/web/dataset/call_kw/[^/]+/(web_save|web_save_multi|write|create|unlink|action_(?!client360_highlight)\\w+)$"
);

// Amounts from here on are shown without fractions, for want of room; the tool tip has
// them.
const WHOLE_AMOUNTS_FROM = 1000;

/**
 * The strip above the pages of the card. It loads by one call, after the card is shown,
 * and again whenever something is changed from the card.
 */
export class Client360Highlights extends Component {
    static template = "client360.Highlights";
    static components = { Client360HighlightsChart };
    static props = { ...standardWidgetProps };

    setup() {
        this.orm = useService("orm");
        this.action = useService("action");
        this.keepLast = new KeepLast();
        this.state = useState({ tiles: null, failed: false, showChart: false, version: 0 });
        this.changing = new Set();
        const reload = useDebounced(() => this.load(), 300);
        useBus(rpcBus, "RPC:REQUEST", ({ detail }) => {
            if (CHANGES.test(detail.url)) {
                this.changing.add(detail.data.id);
            }
        });
        useBus(rpcBus, "RPC:RESPONSE", ({ detail }) => {
            if (this.changing.delete(detail.data.id)) {
                reload();
            }
        });
        useEffect(
            () => {
                this.state.tiles = null;
                this.load();
            },
            () => [this.resId]
        );
    }

    get resId() {
        return this.props.record.resId;
    }

    async load() {
        const resId = this.resId;
        if (!resId) {
            return;
        }
        try {
            const call = this.orm.silent.call("res.partner", "client360_highlights", [[resId]]);
            this.state.tiles = await this.keepLast.add(call);
            this.state.failed = false;
            this.state.version++;
        } catch {
            // The card is of use without the strip: no dialog in the way.
            this.state.failed = true;
        }
    }

    /**
     * Opens the records behind a figure.
     */
    async open(figure) {
        const action = await this.orm.call("res.partner", "action_client360_highlight", [
            [this.resId],
            figure.key,
        ]);
        if (action) {
            return this.action.doAction(action);
        }
    }

    tone(figure, isMain) {
        return `text-${figure.tone || (isMain ? "body" : "muted")}`;
    }

    format({ type, value, currency_id: currencyId }) {
        if (value === false || value === null) {
            return "—";
        }
        switch (type) {
            case "integer":
                return formatInteger(value);
            case "monetary": {
                const digits = Math.abs(value) >= WHOLE_AMOUNTS_FROM ? [16, 0] : undefined;
                return formatMonetary(value, { currencyId, digits, trailingZeros: false });
            }
            case "date":
                return formatDate(deserializeDate(value));
            case "datetime":
                return formatDate(deserializeDateTime(value));
        }
        return value;
    }

    /**
     * What the tool tip says: the exact amount, the time.
     */
    title(figure) {
        const exact = figure.values.map(({ type, value, currency_id: currencyId }) => {
            if (type === "monetary") {
                return formatMonetary(value, { currencyId });
            } else if (type === "datetime" && value) {
                return deserializeDateTime(value).toRelative();
            } else if (type === "date" && value) {
                return deserializeDate(value).toRelativeCalendar();
            }
            return this.format({ type, value });
        });
        return exact.join(" · ");
    }
}

export const client360Highlights = { component: Client360Highlights };

registry.category("view_widgets").add("client360_highlights", client360Highlights);
