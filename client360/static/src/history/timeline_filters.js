import { Component, useState } from "@odoo/owl";
import { serializeDateTime } from "@web/core/l10n/dates";
import { _t } from "@web/core/l10n/translation";
import { useBus, useService } from "@web/core/utils/hooks";

const { DateTime } = luxon;

/** The search view's filters that have a button of their own. */
const QUICK = ["correspondence", "contacts", "money", "stages", "documents", "changes"];

/** Days that go back from today, which is one of them. */
const PERIODS = [1, 7, 30, 365];

/** Buttons for the filters by kind, and choices of the register, the author, the period. */
export class TimelineFilters extends Component {
    static template = "client360.TimelineFilters";
    static props = {};

    setup() {
        this.orm = useService("orm");
        this.state = useState({ authors: [] });
        useBus(this.env.searchModel, "update", () => this.render());
        this.loadAuthors();
    }

    /** Not waited for: the entries are of use without. */
    loadAuthors() {
        const { client360_card_id: cardId } = this.env.searchModel.globalContext;
        if (cardId) {
            this.orm.silent
                .call("client360.event", "get_authors", [cardId])
                .then((authors) => (this.state.authors = authors));
        }
    }

    get filters() {
        const items = Object.values(this.env.searchModel.searchItems);
        const active = new Set(this.env.searchModel.query.map(({ searchItemId }) => searchItemId));
        return QUICK.map((name) => items.find((item) => item.name === name))
            .filter(Boolean)
            .map((item) => ({ ...item, isActive: active.has(item.id) }));
    }

    /** What can be chosen from lists: a name, the word for no choice, and the options. */
    get choices() {
        const { res_model: register } = this.env.searchModel.searchViewFields;
        return [
            {
                name: "register",
                label: _t("Kind of Record"),
                all: _t("All registers"),
                options: register.selection,
                domain: (value) => [["res_model", "=", value]],
            },
            {
                name: "author",
                label: _t("Author"),
                all: _t("All authors"),
                options: this.state.authors.map(({ id, name }) => [String(id), name]),
                domain: (value) => [["author_id", "=", Number(value)]],
            },
            {
                name: "period",
                label: _t("Period"),
                all: _t("Any time"),
                options: PERIODS.map((days) => [String(days), this.periodLabel(days)]),
                domain: (value) => {
                    const today = DateTime.now().startOf("day");
                    const since = today.minus({ days: Number(value) - 1 });
                    return [["date", ">=", serializeDateTime(since)]];
                },
            },
        ].map((choice) => this.withChosen(choice));
    }

    periodLabel(days) {
        return days === 1 ? _t("Today") : _t("Last %s days", days);
    }

    /** An option that the search has kept from before is there, whatever is loaded. */
    withChosen(choice) {
        const { value = "", description } = this.chosenItem(choice.name)?.client360Choice || {};
        const isKnown = !value || choice.options.some(([option]) => option === value);
        const options = isKnown ? choice.options : [...choice.options, [value, description]];
        return { ...choice, value, options };
    }

    /** The filter that a choice has made, if it is still there. */
    chosenItem(name) {
        const { query, searchItems } = this.env.searchModel;
        const items = query.map(({ searchItemId }) => searchItems[searchItemId]);
        return items.find((item) => item.client360Choice?.name === name);
    }

    toggle(filter) {
        this.env.searchModel.toggleSearchItem(filter.id);
    }

    choose(choice, value) {
        const { searchModel } = this.env;
        const item = this.chosenItem(choice.name);
        if (item) {
            searchModel.deactivateGroup(item.groupId);
        }
        const option = choice.options.find(([key]) => key === value);
        if (option) {
            const description = option[1];
            searchModel.createNewFilters([
                {
                    type: "filter",
                    description,
                    domain: JSON.stringify(choice.domain(value)),
                    invisible: "True",
                    client360Choice: { name: choice.name, value, description },
                },
            ]);
        }
    }
}
