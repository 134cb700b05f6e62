import { registry } from "@web/core/registry";

export const openPage = (name) => [
    {
        content: `Open the page ${name}`,
        trigger: `.o_notebook a.nav-link[name=client360_${name}]`,
        run: "click",
    },
    {
        content: `The page ${name} is open`,
        trigger: `.o_notebook a.nav-link.active[name=client360_${name}]`,
    },
];

export const list = (model) => `.o_client360_list[data-model='${model}']`;

/** The history opens as a feed. */
export const entry = (text) => `${list("client360.event")} .o_client360_entry:contains("${text}")`;

registry.category("web_tour.tours").add("client360_card", {
    steps: () => [
        {
            content: "The card opens on its first page",
            trigger: ".o_notebook a.nav-link.active[name=client360_main]",
        },
        ...openPage("history"),
        { trigger: entry("Created") },
        ...openPage("documents"),
        { trigger: `${list("ir.attachment")} .o_data_row:contains("tour.txt")` },
        ...openPage("contracts"),
        {
            content: "An empty list says what it is for",
            trigger: `${list("agreement")} .o_view_nocontent`,
        },
        ...openPage("support"),
        { trigger: `${list("helpdesk.ticket")} .o_data_row` },
        ...openPage("correspondence"),
        { trigger: `${list("client360.letter")} .o_data_row:contains("Tour Letter")` },
        ...openPage("projects"),
        { trigger: `${list("project.milestone")} .o_data_row:contains("Tour Release")` },
        { trigger: `${list("project.project")} .o_data_row:contains("Tour Project")` },
        { trigger: `${list("project.task")} .o_data_row:contains("Tour Task")` },
        ...openPage("crm"),
        { trigger: `${list("sale.order")} .o_data_row:contains("TOUR-7")` },
        {
            content: "Change the card without saving it",
            trigger: ".o_field_widget[name=email] input",
            run: "edit card@example.com",
        },
        {
            content: "Open a deal",
            trigger: `${list("crm.lead")} .o_data_row .o_data_cell:contains("Tour Deal")`,
            run: "click",
        },
        {
            content: "The deal is open",
            trigger: ".o_form_view .o_field_widget[name=name] :value('Tour Deal')",
        },
        {
            content: "Back to the card",
            trigger: ".breadcrumb-item.o_back_button a, .o_back_button",
            run: "click",
        },
        {
            content: "The card is on the page that was left",
            trigger: ".o_notebook a.nav-link.active[name=client360_crm]",
        },
        {
            content: "The change of the card was saved on leaving",
            trigger: ".o_field_widget[name=email] :value('card@example.com')",
        },
        {
            content: "A new deal",
            trigger: `${list("crm.lead")} .o_list_button_add`,
            run: "click",
        },
        {
            content: "The counterparty is filled in",
            trigger: ".o_form_view .o_field_widget[name=partner_id] :value('Tour Customer')",
        },
        {
            trigger: ".o_form_button_cancel",
            run: "click",
        },
        {
            content: "Back on the page after discarding",
            trigger: ".o_notebook a.nav-link.active[name=client360_crm]",
        },
    ],
});

registry.category("web_tour.tours").add("client360_card_invalid", {
    steps: () => [
        ...openPage("crm"),
        {
            content: "A change that cannot be saved",
            trigger: "h1 .o_field_widget[name=name] :is(input, textarea)",
            run: "clear",
        },
        {
            trigger: `${list("crm.lead")} .o_data_row .o_data_cell:contains("Tour Deal")`,
            run: "click",
        },
        {
            content: "The card stays, and says why",
            trigger: ".o_notification",
        },
        {
            trigger: ".o_notebook a.nav-link.active[name=client360_crm]",
        },
        {
            trigger: ".o_form_button_cancel",
            run: "click",
        },
        {
            trigger: "h1 .o_field_widget[name=name] :value('Tour Customer')",
        },
    ],
});

registry.category("web_tour.tours").add("client360_new_card", {
    steps: () => [
        ...openPage("crm"),
        {
            content: "A card that is not saved shows no list",
            trigger: `${list("crm.lead")}:not(:has(.o_view_controller))`,
        },
    ],
});

registry.category("web_tour.tours").add("client360_card_phone", {
    steps: () => [
        ...openPage("support"),
        {
            content: "On a phone the tickets are cards",
            trigger: `${list("helpdesk.ticket")} .o_kanban_record:contains("Tour Ticket")`,
            run: "click",
        },
        {
            trigger: ".o_form_view .o_field_widget[name=name] :value('Tour Ticket')",
        },
    ],
});
