import { onMounted, onWillUnmount, useEffect } from "@odoo/owl";
import { browser } from "@web/core/browser/browser";
import { ListRenderer } from "@web/views/list/list_renderer";
import { chooseWithheld, distribute } from "./fit_columns";

/** Types whose values are worthless when cut; texts may end in an ellipsis. */
const WHOLE_TYPES = ["boolean", "date", "datetime", "float", "integer", "monetary", "selection"];
const WHOLE_WIDGETS = ["badge", "client360_file_size", "handle", "phone", "remaining_days"];
/** A column with this class stays whole too: numbers of documents, tax numbers. */
const WHOLE_CLASS = "text-nowrap";

/**
 * Room for a text, in px: it does not get less, and does not ask for more. The first one
 * says what the row is about.
 */
const FIRST_TEXT_MIN = 240;
const TEXT_MIN = 100;
const TEXT_LEAST = 70;
const TEXT_MAX = 420;

/**
 * A list in which nothing is cut that says nothing when cut. Widths follow the contents;
 * where the room is short, optional columns that come last are left out until the user
 * chooses columns himself; and the buttons of a row stay in sight when it is scrolled.
 */
export class FittingListRenderer extends ListRenderer {
    static template = "client360.FittingListRenderer";
    static useMagicColumnWidths = false;

    setup() {
        super.setup();
        /** @type {Set<string>} ids of the columns that have no room */
        this.withheld = new Set();
        /** @type {Map<string, import("./fit_columns").FitColumn>} as measured last */
        this.sizes = new Map();
        useEffect(() => this.fit());
        useEffect(() => this.nameButtons());
        let room;
        const observer = new ResizeObserver(() => {
            const { clientWidth } = this.rootRef.el;
            if (clientWidth !== room) {
                room = clientWidth;
                this.tableRef.el.style.width = "";
                this.fit();
            }
        });
        onMounted(() => observer.observe(this.rootRef.el));
        onWillUnmount(() => observer.disconnect());
    }

    /**
     * The buttons of a row have an icon and a tool tip. Core hands no other attribute of
     * theirs on: without this a screen reader says "button" of each.
     */
    nameButtons() {
        const buttons = this.rootRef.el.querySelectorAll(".o_list_button [data-tooltip]");
        for (const button of buttons) {
            button.setAttribute("aria-label", button.dataset.tooltip);
        }
    }

    /** Whether the user has chosen the columns: then he gets what he has chosen. */
    get isChosen() {
        return browser.localStorage.getItem(this.keyOptionalFields) !== null;
    }

    getActiveColumns() {
        const columns = super.getActiveColumns();
        if (this.isChosen) {
            return columns;
        }
        return columns.filter(({ id }) => !this.withheld.has(id));
    }

    get optionalFieldGroups() {
        const shown = new Set(this.columns.map(({ name }) => name));
        return super.optionalFieldGroups.map((group) => ({
            ...group,
            optionalFields: group.optionalFields.map((field) => ({
                ...field,
                value: shown.has(field.name),
            })),
        }));
    }

    toggleOptionalField(fieldName) {
        this.keepShown();
        return super.toggleOptionalField(...arguments);
    }

    toggleOptionalFieldGroup(groupId) {
        this.keepShown();
        return super.toggleOptionalFieldGroup(...arguments);
    }

    /** What the user sees is what he changes. */
    keepShown() {
        const shown = new Set(this.columns.map(({ name }) => name));
        for (const name in this.optionalActiveFields) {
            this.optionalActiveFields[name] &&= shown.has(name);
        }
        this.withheld.clear();
    }

    /** On a card its own name in every row says nothing: only a branch's does. */
    computeOptionalActiveFields() {
        const active = super.computeOptionalActiveFields();
        const card = this.env.client360Card;
        if (card && card.partnerField in active && !this.isChosen) {
            const resId = card.getResId();
            active[card.partnerField] = this.props.list.records.some(
                ({ data }) => data[card.partnerField] && data[card.partnerField].id !== resId
            );
        }
        return active;
    }

    isWhole(column) {
        return (
            column.type !== "field" ||
            WHOLE_TYPES.includes(column.fieldType) ||
            WHOLE_WIDGETS.includes(column.widget) ||
            (column.attrs?.class || "").split(" ").includes(WHOLE_CLASS)
        );
    }

    /** Sizes of all cells of the header, the check box and the menu included. */
    measure() {
        const table = this.tableRef.el;
        const headers = [...table.querySelectorAll("thead th")];
        table.style.tableLayout = "auto";
        table.style.minWidth = "";
        headers.forEach((th) => (th.style.width = ""));
        table.classList.add("o_client360_measuring");
        const width = (el) => Math.ceil(el?.getBoundingClientRect().width || 0);
        const widths = headers.map(width);
        const paddings = headers.map((th) => {
            const { paddingLeft, paddingRight } = getComputedStyle(th);
            return Math.ceil(parseFloat(paddingLeft) + parseFloat(paddingRight));
        });
        const labels = headers.map(
            (th, index) => width(th.querySelector(".text-truncate")) + paddings[index]
        );
        table.classList.remove("o_client360_measuring");
        const offset = this.hasSelectors ? 1 : 0;
        let min = FIRST_TEXT_MIN;
        return headers.map((th, index) => {
            const column = this.columns[index - offset];
            const want = widths[index];
            if (!column || this.isWhole(column)) {
                return { column, th, need: want, want };
            }
            const need = Math.max(Math.min(want, min), labels[index]);
            const least = Math.max(Math.min(want, TEXT_LEAST), labels[index]);
            min = TEXT_MIN;
            return { column, th, isText: true, need, least, want: Math.min(want, TEXT_MAX) };
        });
    }

    fit() {
        const table = this.tableRef.el;
        const room = this.rootRef.el?.clientWidth;
        // Widths that were dragged stay, and nothing moves while somebody types.
        if (!room || this.editedRecord || this.columnWidths.resizing || table.style.width) {
            return;
        }
        const cells = this.measure();
        let fixed = 0;
        for (const { column, ...size } of cells) {
            if (column) {
                this.sizes.set(column.id, size);
            } else {
                fixed += size.need;
            }
        }
        const columns = super.getActiveColumns();
        const known = columns.map(({ id, optional }) => ({
            need: this.sizes.get(id)?.need ?? 0,
            optional: Boolean(optional),
        }));
        const left = this.isChosen ? new Set() : chooseWithheld(known, room - fixed);
        const withheld = new Set([...left].map((index) => columns[index].id));
        if (String([...withheld]) !== String([...this.withheld])) {
            this.withheld = withheld;
            this.render();
        }
        const widths = distribute(cells, room);
        table.style.tableLayout = "fixed";
        const total = widths.reduce((sum, width) => sum + width, 0);
        table.style.minWidth = total > room + 1 ? `${Math.floor(total)}px` : "";
        cells.forEach(({ th }, index) => (th.style.width = `${Math.floor(widths[index])}px`));
    }
}
