import { Component, reactive, useState } from "@odoo/owl";
import { browser } from "@web/core/browser/browser";
import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { useService } from "@web/core/utils/hooks";

/** Silence after which a notice goes away, in ms: the end of it has got lost. */
const SILENCE = 60000;

/** What the server says of an autofill of some cards while it is under way. */
export const autofillProgressService = {
    dependencies: ["bus_service"],

    start(env, { bus_service: bus }) {
        const state = reactive({ done: 0, total: 0 });
        let timer;

        function show(progress) {
            browser.clearTimeout(timer);
            Object.assign(state, progress);
            timer = browser.setTimeout(() => Object.assign(state, { done: 0, total: 0 }), SILENCE);
        }

        bus.subscribe("client360.autofill", show);
        return { state, show };
    },
};

export class AutofillProgress extends Component {
    static template = "client360.AutofillProgress";
    static props = {};

    setup() {
        this.progress = useState(useService("client360_autofill_progress").state);
    }

    get label() {
        return _t("Autofill: %(done)s of %(total)s", this.progress);
    }
}

registry.category("services").add("client360_autofill_progress", autofillProgressService);
registry.category("main_components").add("client360.AutofillProgress", {
    Component: AutofillProgress,
});
