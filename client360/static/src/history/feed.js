import { onMounted, onPatched, onWillUnmount, useChildSubEnv, useRef, useState } from "@odoo/owl";
import { browser } from "@web/core/browser/browser";
import { FileModel } from "@web/core/file_viewer/file_model";
import { useFileViewer } from "@web/core/file_viewer/file_viewer_hook";
import { formatDate } from "@web/core/l10n/dates";
import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { useService } from "@web/core/utils/hooks";
import { closestScrollableY } from "@web/core/utils/scrolling";
import { url } from "@web/core/utils/urls";
import { useSetupAction } from "@web/search/action_hook";
import { kanbanView } from "@web/views/kanban/kanban_view";
import { listView } from "@web/views/list/list_view";

import { FittingListRenderer } from "../card/fitting_list/fitting_list_renderer";
import { TimelineFilters } from "./timeline_filters";

const PAGE_SIZE = 20;

const ICONS = {
    created: "fa-plus-circle",
    changed: "fa-pencil",
    stage: "fa-arrow-circle-right",
    won: "fa-trophy",
    lost: "fa-times-circle",
    confirmed: "fa-check-circle",
    invoiced: "fa-file-text-o",
    paid: "fa-money",
    closed: "fa-check-square-o",
    answered: "fa-reply",
    answered_late: "fa-reply",
    moved: "fa-calendar",
    note: "fa-sticky-note-o",
    email: "fa-paper-plane-o",
    email_in: "fa-envelope-o",
    sms: "fa-mobile",
    call: "fa-phone",
    meeting: "fa-users",
    activity: "fa-check",
    document_added: "fa-file-o",
    document_removed: "fa-trash-o",
    requisites_refreshed: "fa-refresh",
    report_received: "fa-shield",
    archived: "fa-archive",
    restored: "fa-undo",
    merged: "fa-compress",
};

/** How long what stands above the feed may take to load, in milliseconds. */
const SETTLING = 3000;

/** What a user does to look elsewhere: the page must not move under them then. */
const MOVES = ["wheel", "touchstart", "pointerdown", "keydown"];

/** Whether an entry tells of the same save as the one above it. */
export function isContinued(record, before) {
    const key = ({ data }) =>
        JSON.stringify([
            data.date.toMillis(),
            data.author_id?.id,
            data.res_model,
            data.record_name,
            data.partner_id?.id,
        ]);
    return Boolean(
        before &&
            record.data.kind === "changed" &&
            before.data.kind === "changed" &&
            key(record) === key(before)
    );
}

/** The same, of an entry and the one above it in a list. */
function continuesIn({ records }, record) {
    return isContinued(record, records?.[records.indexOf(record) - 1]);
}

/** Entries by day, the newest first, more of them as one scrolls down. */
export class FeedRenderer extends kanbanView.Renderer {
    static template = "client360.Feed";

    setup() {
        super.setup();
        this.orm = useService("orm");
        this.action = useService("action");
        this.fileViewer = useFileViewer();
        this.sentinel = useRef("sentinel");
        this.pinTitle = _t("Pin");
        this.unpinTitle = _t("Unpin");
        const { unfolded = {} } = this.env.client360Feed.left || {};
        this.feed = useState({ unfolded, long: { ...unfolded } });
        const observer = new IntersectionObserver((entries) => {
            if (entries.some((entry) => entry.isIntersecting)) {
                this.more();
            }
        });
        const observe = () => {
            observer.disconnect();
            if (this.sentinel.el) {
                observer.observe(this.sentinel.el);
            }
            this.findLongTexts();
        };
        onMounted(() => {
            observe();
            this.comeBack();
        });
        onPatched(observe);
        onWillUnmount(() => {
            observer.disconnect();
            this.stopSettling?.();
        });
    }

    get days() {
        const days = [];
        for (const record of this.props.list.records) {
            const label = formatDate(record.data.date);
            if (days.at(-1)?.label !== label) {
                days.push({ label, records: [] });
            }
            days.at(-1).records.push(record);
        }
        return days;
    }

    isContinued(record) {
        return continuesIn(this.props.list, record);
    }

    get hasMore() {
        const { count, hasLimitedCount, records } = this.props.list;
        return hasLimitedCount || records.length < count;
    }

    async more() {
        const { list } = this.props;
        if (!this.loading && this.hasMore) {
            this.loading = true;
            await list.load({ limit: list.limit + PAGE_SIZE });
            this.loading = false;
        }
    }

    /** Only texts that do not fit have a button. */
    findLongTexts() {
        for (const text of this.rootRef.el?.querySelectorAll(".o_client360_text") || []) {
            const { id } = text.dataset;
            if (text.scrollHeight > text.clientHeight + 1 && !this.feed.long[id]) {
                this.feed.long[id] = true;
            }
        }
    }

    entry(id) {
        return this.rootRef.el?.querySelector(`[data-event-id='${id}']`);
    }

    /**
     * Puts the entry that was opened back to where it was on the screen, and keeps it
     * there while what stands above is still loading.
     */
    comeBack() {
        const { id, top } = this.env.client360Feed.left || {};
        this.env.client360Feed.left = null;
        const entry = id && this.entry(id);
        if (!entry) {
            return;
        }
        const settle = () => {
            const scroller = closestScrollableY(entry);
            if (scroller) {
                scroller.scrollTop += Math.round(entry.getBoundingClientRect().top - top);
            }
        };
        const observer = new ResizeObserver(settle);
        for (let el = entry.parentElement; el; el = el.parentElement) {
            observer.observe(el);
        }
        const stop = () => {
            observer.disconnect();
            browser.clearTimeout(timeout);
            MOVES.forEach((name) => window.removeEventListener(name, stop, true));
        };
        const timeout = browser.setTimeout(stop, SETTLING);
        MOVES.forEach((name) => window.addEventListener(name, stop, true));
        this.stopSettling = stop;
        settle();
    }

    icon(record) {
        return ICONS[record.data.kind] || "fa-circle-o";
    }

    label(record, name) {
        const { selection } = record.fields[name];
        return selection.find(([value]) => value === record.data[name])?.[1];
    }

    isOwn(record) {
        return record.data.res_model === "res.partner";
    }

    toggle(id) {
        this.feed.unfolded[id] = !this.feed.unfolded[id];
    }

    async open(record) {
        const { top } = this.entry(record.resId).getBoundingClientRect();
        this.env.client360Feed.left = {
            id: record.resId,
            top,
            unfolded: { ...this.feed.unfolded },
        };
        const action = await this.orm.call("client360.event", "action_open_record", [
            [record.resId],
        ]);
        await this.action.doAction(action);
    }

    isImage({ mimetype }) {
        return Object.assign(new FileModel(), { mimetype }).isImage;
    }

    thumbnail({ id, checksum }) {
        return url(`/web/image/${id}`, { width: 320, height: 200, unique: checksum });
    }

    openFile(record, id) {
        const files = record.data.attachment_data.map((data) =>
            Object.assign(new FileModel(), data)
        );
        const file = files.find((one) => one.id === id);
        if (file.isViewable) {
            this.fileViewer.open(file, files);
        } else {
            const url = file.isUrl ? file.url : file.downloadUrl;
            this.action.doAction({ type: "ir.actions.act_url", url, target: "new" });
        }
    }

    async togglePin(record) {
        const method = record.data.is_pinned ? "action_unpin" : "action_pin";
        await this.orm.call("client360.event", method, [
            [record.resId],
            this.props.list.context.client360_card_id,
        ]);
        this.env.bus.trigger("CLIENT360:TIMELINE");
    }
}

/** What the feed and the table have in common. */
const withFilters = (Controller, template) =>
    class extends Controller {
        static template = template;
        static components = { ...Controller.components, TimelineFilters };
    };

/** Keeps where the feed was left, as long as the card's breadcrumb is there. */
class FeedController extends withFilters(kanbanView.Controller, "client360.FeedController") {
    setup() {
        super.setup();
        const { state } = this.props;
        const feed = { left: state?.client360Feed };
        if (state) {
            state.client360Feed = null; // one comes back once
        }
        useChildSubEnv({ client360Feed: feed });
        useSetupAction({ getLocalState: () => ({ client360Feed: feed.left }) });
    }
}

registry.category("views").add("client360_feed", {
    ...kanbanView,
    Controller: FeedController,
    Renderer: FeedRenderer,
});

/** What one save changed is one entry of the table: the first row says who and when. */
class EventListRenderer extends FittingListRenderer {
    getRowClass(record) {
        const className = super.getRowClass(record);
        return continuesIn(this.props.list, record)
            ? `${className} o_client360_continued`
            : className;
    }
}

registry.category("views").add("client360_event_list", {
    ...listView,
    Controller: withFilters(listView.Controller, "client360.EventListController"),
    Renderer: EventListRenderer,
});
