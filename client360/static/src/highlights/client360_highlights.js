import { Component, status, useComponent, useEffect, useState } from "@odoo/owl";
import { deserializeDate, deserializeDateTime, formatDate } from "@web/core/l10n/dates";
import { registry } from "@web/core/registry";
import { KeepLast } from "@web/core/utils/concurrency";
import { useBus, useService } from "@web/core/utils/hooks";
import { useDebounced } from "@web/core/utils/timing";
import { formatInteger, formatMonetary } from "@web/views/fields/formatters";
import { standardWidgetProps } from "@web/views/widgets/standard_widget_props";
import { CARD_CHANGED } from "../card/client360_list/client360_list";
import { Client360HighlightsChart } from "./client360_highlights_chart";

// Amounts from here on are shown without fractions, for want of room; the tool tip has
// them.
const WHOLE_AMOUNTS_FROM = 1000;

/** The card shows the express report beside the name. */
const SHOWN_ELSEWHERE = ["report"];

/**
 * Calls back when a card may have changed: when it was saved or loaded again, when one of
 * its lists says so, and when its chatter has a new message or another activity.
 *
 * @param {() => Object} getRecord the card's record
 * @param {() => void} callback
 */
export function useCardChanges(getRecord, callback) {
    const component = useComponent();
    const { hooks } = getRecord().model;
    for (const name of ["onRecordSaved", "onRootLoaded"]) {
        const hook = hooks[name];
        hooks[name] = async (...args) => {
            await hook(...args);
            if (status(component) === "mounted") {
                callback();
            }
        };
    }
    useBus(component.env.bus, CARD_CHANGED, ({ detail }) => {
        if (detail.resId === getRecord().resId) {
            callback();
        }
    });
    const store = useState(useService("mail.store"));
    let before = "";
    useEffect(
        (resId, isLoaded, messageId, activities) => {
            const now = `${resId}/${messageId}/${activities}`;
            if (isLoaded && before.startsWith(`${resId}/`) && before !== now) {
                callback();
            }
            before = isLoaded ? now : "";
        },
        () => {
            const { resId, resModel } = getRecord();
            const thread = resId ? store.Thread.get({ id: resId, model: resModel }) : undefined;
            return [
                resId,
                thread?.isLoaded,
                thread?.newestPersistentMessage?.id,
                thread?.activities.length,
            ];
        }
    );
}

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
        const reload = useDebounced(() => this.load(), 300);
        useCardChanges(() => this.props.record, reload);
        const reports = useService("client360_express_report");
        useEffect(
            (resId) => (resId ? reports.listen(resId, reload) : undefined),
            () => [this.resId]
        );
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
            const tiles = await this.keepLast.add(call);
            this.state.tiles = tiles.filter(({ key }) => !SHOWN_ELSEWHERE.includes(key));
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
        if (!action) {
            return;
        }
        const { client360_filter: part, ...rest } = action;
        if (part) {
            const { description, domain } = part;
            return this.action.doAction(
                { ...rest, domain: part.rest },
                { props: { dynamicFilters: [{ description, domain }] } }
            );
        }
        return this.action.doAction(rest);
    }

    tone(figure, isMain) {
        return `text-${figure.tone || (isMain ? "body" : "muted")}`;
    }

    format({ type, value, currency_id: currencyId }) {
        if (value === false || value === null || value === undefined) {
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
     * What the tool tip says beyond the figure: the exact amount, how many, how long ago.
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
        const title = exact.join(" · ");
        return title === this.format(figure.values[0]) ? undefined : title;
    }
}

export const client360Highlights = { component: Client360Highlights };

registry.category("view_widgets").add("client360_highlights", client360Highlights);
