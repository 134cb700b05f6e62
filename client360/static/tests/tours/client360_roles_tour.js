import { registry } from "@web/core/registry";
import { entry, list, openPage } from "./client360_card_tour";

const row = (model, text) => `${list(model)} .o_data_row:contains("${text}")`;
const noPage = (name) => `.o_notebook:not(:has(a.nav-link[name=client360_${name}]))`;

/** Press New in a list, look at what is filled in, and come back without saving. */
const pressNew = (page, selector, filledIn = []) => [
    {
        content: `New in ${selector}`,
        trigger: `${selector} .o_list_button_add`,
        run: "click",
    },
    {
        content: "The counterparty is filled in",
        trigger: ".o_form_view .o_field_widget[name=partner_id] :value('Tour Customer')",
    },
    ...filledIn,
    {
        trigger: ".o_form_button_cancel",
        run: "click",
    },
    {
        content: "Back on the page",
        trigger: `.o_notebook a.nav-link.active[name=client360_${page}]`,
    },
];

registry.category("web_tour.tours").add("client360_new_records", {
    steps: () => [
        ...openPage("crm"),
        ...pressNew("crm", list("sale.order")),
        ...openPage("projects"),
        ...pressNew("projects", list("project.milestone")),
        ...openPage("correspondence"),
        ...pressNew("correspondence", `${list("client360.letter")}:contains("Outgoing")`, [
            {
                content: "It is an outgoing letter, which is sent for approval first",
                trigger: ".o_form_view .o_statusbar_buttons button[name=action_submit]",
            },
        ]),
    ],
});

registry.category("web_tour.tours").add("client360_card_of_a_salesperson", {
    steps: () => [
        ...openPage("crm"),
        { trigger: row("crm.lead", "Own Deal") },
        {
            content: "Others' deals are others'",
            trigger: `${list("crm.lead")}:not(:has(.o_data_row:contains("Tour Deal")))`,
        },
        {
            content: "No payments",
            trigger: `body:not(:has(${list("account.payment")}))`,
        },
        {
            content: "The tile counts what the list shows",
            trigger: `.o_client360_tile[data-key=deals] .o_client360_main_figure .o_client360_value:contains(/^1$/)`,
        },
        {
            trigger: ".o_client360_tiles:not(:has([data-key=receivable]))",
        },
        ...openPage("correspondence"),
        { trigger: row("client360.letter", "Tour Letter") },
        ...openPage("documents"),
        { trigger: row("ir.attachment", "tour.txt") },
        ...openPage("history"),
        { trigger: entry("Created") },
    ],
});

registry.category("web_tour.tours").add("client360_card_of_a_reader", {
    steps: () => [
        { trigger: noPage("crm") },
        { trigger: noPage("contracts") },
        { trigger: noPage("correspondence") },
        {
            content: "Neither deals nor money above the pages",
            trigger:
                ".o_client360_tiles:not(:has([data-key=deals], [data-key=orders], [data-key=receivable], [data-key=letters]))",
        },
        ...openPage("documents"),
        { trigger: row("ir.attachment", "tour.txt") },
        {
            content: "No upload for who may not write the card",
            trigger: `${list("ir.attachment")}:not(:has(.o_client360_upload))`,
        },
        ...openPage("history"),
        { trigger: entry("Created") },
    ],
});
