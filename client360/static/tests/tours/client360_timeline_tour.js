import { registry } from "@web/core/registry";

import { openPage } from "./client360_card_tour";

const timeline = ".o_client360_timeline";
const entry = `${timeline} .o_client360_entry`;

/** Read, filter, log a call, pin, open a record and come back. */
const walk = () => [
    ...openPage("history"),
    {
        content: "What happened on the deal is in the feed",
        trigger: `${entry}:contains("Text on the deal")`,
    },
    {
        content: "The planned call stands above, overdue",
        trigger: `${timeline} .o_client360_step .text-danger`,
    },
    {
        content: "This card alone",
        trigger: `${timeline} .o_client360_scope_own`,
        run: "click",
    },
    {
        trigger: `${timeline}:not(:has(.o_client360_entry:contains("Text on the deal"))) .o_client360_entry`,
    },
    {
        content: "Everything again",
        trigger: `${timeline} .o_client360_scope_all`,
        run: "click",
    },
    { trigger: `${entry}:contains("Text on the deal")` },
    {
        content: "Calls and meetings only",
        trigger: `${timeline} [data-filter=contacts]`,
        run: "click",
    },
    {
        trigger: `${timeline}:not(:has(.o_client360_entry:contains("Text on the deal"))) [data-filter=contacts].btn-primary`,
    },
    {
        content: "Log a call",
        trigger: `${timeline} .o_client360_log_button`,
        run: "click",
    },
    {
        trigger: `${timeline} .o_client360_log textarea`,
        run: "edit They will pay on Friday",
    },
    {
        trigger: `${timeline} .o_client360_log button[type=submit]:enabled`,
        run: "click",
    },
    {
        content: "It is in the feed, the filter is still on",
        trigger: `${entry}[data-kind=call]:contains("They will pay on Friday")`,
    },
    {
        content: "Pin it",
        trigger: `${entry}[data-kind=call] .o_client360_pin_button`,
        run: "click",
    },
    {
        trigger: `${timeline} .o_client360_pin:contains("They will pay on Friday")`,
    },
    {
        content: "All kinds again",
        trigger: `${timeline} [data-filter=contacts].btn-primary`,
        run: "click",
    },
    {
        content: "Open the deal from its entry",
        trigger: `${entry}:contains("Text on the deal") .o_client360_record`,
        run: "click",
    },
    {
        trigger: ".o_form_view .o_field_widget[name=name] :value('Tour Deal')",
    },
    {
        content: "Back to the card",
        trigger: ".breadcrumb-item.o_back_button a, .o_back_button",
        run: "click",
    },
    {
        content: "On the same page",
        trigger: ".o_notebook a.nav-link.active[name=client360_history]",
    },
    { trigger: `${entry}:contains("Text on the deal")` },
];

registry.category("web_tour.tours").add("client360_timeline", {
    steps: () => [
        ...walk(),
        {
            content: "As a table",
            trigger: `${timeline} .o_client360_as_table`,
            run: "click",
        },
        {
            trigger: `${timeline} .o_list_view .o_data_row .o_data_cell:contains("Text on the deal")`,
            run: "click",
        },
        {
            trigger: ".o_form_view .o_field_widget[name=name] :value('Tour Deal')",
        },
        {
            trigger: ".breadcrumb-item.o_back_button a, .o_back_button",
            run: "click",
        },
        {
            content: "Still a table",
            trigger: `${timeline} .o_list_view .o_data_row`,
        },
        {
            trigger: `${timeline} .o_client360_as_feed`,
            run: "click",
        },
        { trigger: entry },
    ],
});

registry.category("web_tour.tours").add("client360_timeline_phone", {
    steps: () => [
        ...walk(),
        { trigger: `${timeline}:not(:has(.o_client360_as_table)) .o_client360_feed` },
    ],
});
