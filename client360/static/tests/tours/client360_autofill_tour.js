import { registry } from "@web/core/registry";

const AUTOFILL = { content: "Autofill", trigger: ".o_client360_autofill", run: "click" };

const inn = (number) => ({
    content: "Type the INN",
    trigger: ".o_field_widget[name=vat] input",
    run: `edit ${number}`,
});

registry.category("web_tour.tours").add("client360_autofill_new", {
    steps: () => [
        { trigger: ".o_form_view .o_field_widget[name=vat] input" },
        inn("7890002019"),
        AUTOFILL,
        {
            content: "The card is filled",
            trigger: ".o_field_widget[name=kpp] input:value('789001001')",
        },
        { trigger: ".o_field_widget[name=name] input:value('Ласточкин берег')" },
        {
            content: "Suggestions for what was typed come too late",
            trigger: "body",
            run: () => new Promise((resolve) => setTimeout(resolve, 1000)),
        },
        { trigger: "body:not(:has(.o-autocomplete--dropdown-menu))" },
        { trigger: ".o_field_widget[name=state_id] input:value('Saint Petersburg')" },
        {
            content: "It is not saved yet",
            trigger: ".o_form_button_save:visible",
            run: "click",
        },
        { trigger: ".o_form_saved" },
    ],
});

registry.category("web_tour.tours").add("client360_autofill_suggestion", {
    steps: () => [
        {
            content: "Type a part of the name",
            trigger: ".o_field_widget[name=name] input",
            run: "edit ласточкин",
        },
        {
            content: "Pick the company",
            trigger: ".o_client360_suggestion:contains('Ласточкин берег') a",
            run: "click",
        },
        { trigger: ".o_field_widget[name=kpp] input:value('789001001')" },
        { trigger: ".o_form_button_save:visible", run: "click" },
        { trigger: ".o_form_saved" },
    ],
});

registry.category("web_tour.tours").add("client360_autofill_known", {
    steps: () => [
        {
            content: "Type a part of the name",
            trigger: ".o_field_widget[name=name] input",
            run: "edit ласточкин",
        },
        {
            content: "Pick the company that has a card",
            trigger: ".o_client360_known:contains('ЛАСТОЧКИН БЕРЕГ') a",
            run: "click",
        },
        { trigger: ".modal-footer .btn-primary", run: "click" },
        { trigger: ".o_field_widget[name=okpo] input:value('12345678')" },
    ],
});

registry.category("web_tour.tours").add("client360_autofill_conflict", {
    steps: () => [
        { trigger: ".o_field_widget[name=okpo] input:value('12345678')" },
        AUTOFILL,
        {
            content: "Nothing has been changed while the dialog asks",
            trigger: ".o_client360_conflicts tr[data-key=okpo]:contains('12345678')",
        },
        {
            content: "Take the OKPO of the registry, keep the director of the card",
            trigger: ".o_client360_conflicts tr[data-key=okpo] td:last-child input",
            run: "click",
        },
        { trigger: ".o_client360_conflicts tr[data-key=ceo_name]" },
        {
            content: "A dialog that is closed takes nothing",
            trigger: ".modal-header .btn-close",
            run: "click",
        },
        { trigger: "body:not(:has(.modal))" },
        { trigger: ".o_field_widget[name=okpo] input:value('12345678')" },
        AUTOFILL,
        {
            trigger: ".o_client360_conflicts tr[data-key=okpo] td:last-child input",
            run: "click",
        },
        { trigger: ".modal-footer .btn-primary", run: "click" },
        { trigger: ".o_field_widget[name=okpo] input:value('79000138')" },
        { trigger: ".o_field_widget[name=ceo_name] input:value('Свой Директор')" },
        { trigger: ".o_form_button_save:visible", run: "click" },
        { trigger: ".o_form_saved" },
    ],
});

registry.category("web_tour.tours").add("client360_autofill_branch", {
    steps: () => [
        { trigger: ".o_form_view .o_field_widget[name=vat] input" },
        inn("7790001075"),
        AUTOFILL,
        {
            content: "Choose a branch",
            trigger: ".o_client360_branches button:contains('789043001')",
            run: "click",
        },
        { trigger: ".o_field_widget[name=kpp] input:value('789043001')" },
        { trigger: ".o_form_button_cancel:visible", run: "click" },
    ],
});

registry.category("web_tour.tours").add("client360_autofill_error", {
    steps: () => [
        { trigger: ".o_form_view .o_field_widget[name=vat] input" },
        inn("7890002019"),
        AUTOFILL,
        {
            content: "One sentence, and the way to the settings",
            trigger: ".o_notification_buttons button:contains(/./)",
        },
        {
            content: "The form is as it was",
            trigger: ".o_field_widget[name=kpp] input",
            run({ anchor }) {
                if (anchor.value) {
                    throw new Error(`The KPP is ${anchor.value}`);
                }
            },
        },
        { trigger: ".o_form_button_cancel:visible", run: "click" },
    ],
});

registry.category("web_tour.tours").add("client360_autofill_typing", {
    steps: () => [
        { trigger: ".o_form_view .o_field_widget[name=vat] input" },
        inn("7890002019"),
        AUTOFILL,
        {
            content: "Type another INN while DaData thinks",
            trigger: ".o_field_widget[name=vat] input",
            run: "edit 5990002033",
        },
        { trigger: ".o_notification:contains('INN has changed')" },
        { trigger: ".o_field_widget[name=kpp] input:not(:value('789001001'))" },
        AUTOFILL,
        {
            content: "Type on while DaData thinks",
            trigger: ".o_field_widget[name=okpo] input",
            run: "edit 12345678",
        },
        { trigger: ".o_field_widget[name=kpp] input:value('599001001')" },
        { trigger: ".o_field_widget[name=okpo] input:value('12345678')" },
        { trigger: ".o_form_button_cancel:visible", run: "click" },
    ],
});

registry.category("web_tour.tours").add("client360_autofill_selection", {
    steps: () => [
        {
            content: "Look for three cards",
            trigger: ".o_searchview_input",
            run: "edit Selected",
        },
        { trigger: ".o_searchview_input", run: "press Enter" },
        { trigger: ".o_list_view .o_data_row:nth-child(3):last-child" },
        {
            content: "Fill all of them",
            trigger: "thead .o_list_record_selector input",
            run: "click",
        },
        { trigger: ".o_cp_action_menus .dropdown-toggle:has(.fa-cog)", run: "click" },
        {
            trigger: ".o-dropdown--menu .dropdown-item:contains('Requisites from DaData')",
            run: "click",
        },
        {
            // What the bus says meanwhile comes in only after the request in a test,
            // whose requests share one transaction: autofill_progress.test.js has it.
            content: "At the end the result is shown",
            trigger: ".o_form_view:has([name=filled_count])",
        },
        { trigger: "body:not(:has(.o_client360_autofill_progress))" },
    ],
});
