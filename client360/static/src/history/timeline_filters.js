import { Component } from "@odoo/owl";
import { useBus } from "@web/core/utils/hooks";

/** The search view's filters that have a button of their own. */
const QUICK = ["correspondence", "contacts", "money", "stages", "documents", "changes"];

/** Buttons for the filters by kind, and a choice of the register. */
export class TimelineFilters extends Component {
    static template = "client360.TimelineFilters";
    static props = {};

    setup() {
        useBus(this.env.searchModel, "update", () => this.render());
    }

    get filters() {
        const items = Object.values(this.env.searchModel.searchItems);
        const active = new Set(this.env.searchModel.query.map(({ searchItemId }) => searchItemId));
        return QUICK.map((name) => items.find((item) => item.name === name))
            .filter(Boolean)
            .map((item) => ({ ...item, isActive: active.has(item.id) }));
    }

    get registers() {
        return this.env.searchModel.searchViewFields.res_model.selection;
    }

    /** The filter that this choice has made, if it is still there. */
    get registerItem() {
        const { query, searchItems } = this.env.searchModel;
        const ids = query.map(({ searchItemId }) => searchItemId);
        return ids.map((id) => searchItems[id]).find((item) => item.client360Register);
    }

    get activeRegister() {
        return this.registerItem?.client360Register || "";
    }

    toggle(filter) {
        this.env.searchModel.toggleSearchItem(filter.id);
    }

    chooseRegister(ev) {
        const { searchModel } = this.env;
        const model = ev.target.value;
        const item = this.registerItem;
        if (item) {
            searchModel.deactivateGroup(item.groupId);
        }
        const register = this.registers.find(([value]) => value === model);
        if (register) {
            searchModel.createNewFilters([
                {
                    type: "filter",
                    description: register[1],
                    domain: `[("res_model", "=", "${model}")]`,
                    invisible: "True",
                    client360Register: model,
                },
            ]);
        }
    }
}
