import { Component, useState } from "@odoo/owl";
import { deserializeDate, deserializeDateTime, serializeDate } from "@web/core/l10n/dates";
import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { useService } from "@web/core/utils/hooks";
import { standardWidgetProps } from "@web/views/widgets/standard_widget_props";

import { BranchDialog, ConflictDialog } from "./dadata_dialogs";

/**
 * Types of the fields that the server may compare with the registry. It gets all of them
 * from the form: a field that it fills and does not get would count as empty.
 */
const COMPARED = ["boolean", "char", "date", "many2one", "selection"];

function toServer(record, name) {
    const value = record.data[name];
    const type = record.fields[name].type;
    if (type === "many2one") {
        return value ? value.id : false;
    }
    return type === "date" && value ? serializeDate(value) : value;
}

/** What the form shows, in the form of the server. */
function collect(record) {
    const values = {};
    for (const name in record.activeFields) {
        if (COMPARED.includes(record.fields[name].type)) {
            values[name] = toServer(record, name);
        }
    }
    return values;
}

function fromServer(record, values) {
    const result = {};
    for (const [name, value] of Object.entries(values)) {
        if (!(name in record.activeFields)) {
            continue;
        }
        const type = record.fields[name].type;
        if (type === "date") {
            result[name] = value && deserializeDate(value);
        } else if (type === "datetime") {
            result[name] = value && deserializeDateTime(value);
        } else {
            result[name] = value;
        }
    }
    return result;
}

/**
 * Returns a function that fills the record of a partner form from DaData. It saves
 * nothing: the user sees the result and saves it, or discards it.
 *
 * @returns {(record: Object, choice?: {inn: string, kpp?: string}) => Promise<void>}
 *  `choice` is a company that the user picked from suggestions: it replaces the name
 *  and the INN without asking.
 */
export function useDadataAutofill() {
    const action = useService("action");
    const dialog = useService("dialog");
    const notification = useService("notification");
    const orm = useService("orm");

    function ask(Dialog, props) {
        return new Promise((resolve) => {
            dialog.add(Dialog, { ...props, choose: resolve }, { onClose: () => resolve() });
        });
    }

    function showError({ error, settings }) {
        const buttons = [];
        if (settings) {
            buttons.push({
                name: _t("Open the Settings"),
                primary: true,
                // in another tab, since the card is not saved
                onClick: () =>
                    action.doAction("client360.res_config_settings_action", {
                        newWindow: true,
                    }),
            });
        }
        notification.add(error, { type: "danger", buttons });
    }

    return async function autofill(record, choice) {
        // what was typed last may still be on its way from the input to the record
        await record.isDirty();
        const shown = collect(record);
        const current = { ...shown };
        // what the choice replaces without asking
        const chosen = choice ? ["name", "vat", "kpp"] : [];
        chosen.forEach((name) => (current[name] = false));
        const inn = choice ? choice.inn : current.vat;
        const kpp = choice ? choice.kpp : current.kpp;
        const request = (kpp, hid) =>
            orm.call("res.partner", "dadata_autofill", [
                inn || "",
                kpp || false,
                current,
                hid || false,
            ]);
        let answer = await request(kpp);
        if (answer.branches) {
            const branch = await ask(BranchDialog, { branches: answer.branches });
            if (!branch) {
                return;
            }
            current.kpp = false;
            answer = await request(branch.kpp, branch.hid);
        }
        if (answer.error) {
            showError(answer);
            return;
        }
        const values = { ...answer.fill };
        if (answer.conflicts.length) {
            const taken = await ask(ConflictDialog, {
                name: answer.name,
                conflicts: answer.conflicts,
            });
            if (!taken) {
                return;
            }
            taken.forEach((conflict) => Object.assign(values, conflict.values));
        }
        // what was typed while the answer was on its way is not overwritten
        await record.isDirty();
        const typed = collect(record);
        if (!choice && typed.vat !== shown.vat) {
            showError({ error: _t("The INN has changed meanwhile: press Autofill again.") });
            return;
        }
        for (const name in typed) {
            if (typed[name] !== shown[name] && !chosen.includes(name)) {
                delete values[name];
            }
        }
        // A card that agrees with the registry stays saved: when it was read is no change.
        const isNews = (name) =>
            !name.startsWith("dadata_") && (values[name]?.id ?? values[name]) !== typed[name];
        const hasNews = Object.keys(values).some(isNews);
        if (hasNews) {
            await record.update(fromServer(record, values));
        }
        if (answer.warning) {
            notification.add(answer.warning, { type: "warning", sticky: true });
        } else if (hasNews) {
            notification.add(_t("Filled from DaData. Look it over and save."), {
                type: "success",
            });
        } else {
            notification.add(_t("The card agrees with the registry: nothing to change."), {
                type: "info",
            });
        }
    };
}

/**
 * The button beside the INN. A plain object button would save the card first, which a
 * card without a name refuses.
 */
export class DadataAutofill extends Component {
    static template = "client360.DadataAutofill";
    static props = { ...standardWidgetProps };

    setup() {
        this.state = useState({ busy: false });
        this.autofill = useDadataAutofill();
    }

    async onClick() {
        this.state.busy = true;
        try {
            await this.autofill(this.props.record);
        } finally {
            this.state.busy = false;
        }
    }
}

registry.category("view_widgets").add("client360_dadata_autofill", {
    component: DadataAutofill,
});
