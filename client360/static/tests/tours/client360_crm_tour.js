import { registry } from "@web/core/registry";
import { list, openPage } from "./client360_card_tour";

const figure = (key, text) => `.o_client360_figure[data-key=${key}]:contains("${text}")`;
/** The first figure of a tile and no other of the same key, exactly. */
const mainFigure = (key, text) =>
    `.o_client360_tile[data-key=${key}] .o_client360_main_figure .o_client360_value:contains(/^${text}$/)`;
const row = (model, text) => `${list(model)} .o_data_row:contains("${text}")`;

registry.category("web_tour.tours").add("client360_crm_page", {
    steps: () => [
        {
            content: "The strip loads after the card: one open deal, no order yet",
            trigger: mainFigure("deals", "1"),
        },
        { trigger: `.o_client360_figure[data-key=orders]:not(:contains("250"))` },
        ...openPage("crm"),
        {
            content: "Confirm the quotation from its row",
            trigger: `${row("sale.order", "TOUR-1")} button[name=action_confirm]`,
            run: "click",
        },
        {
            content: "The row is fresh",
            trigger: `${row("sale.order", "TOUR-1")}:not(:has(button[name=action_confirm])) .o_field_badge[name=state] .text-bg-success`,
        },
        {
            content: "The strip is fresh as well",
            trigger: figure("orders", "250"),
        },
        {
            content: "Lose the deal",
            trigger: `${row("crm.lead", "Tour Deal")} button .fa-thumbs-down`,
            run: "click",
        },
        {
            trigger: ".modal .o_selection_badge:contains('Tour Reason')",
            run: "click",
        },
        {
            trigger: ".modal button[name=action_lost_reason_apply]",
            run: "click",
        },
        {
            content: "It is lost, and can be restored",
            trigger: `${row("crm.lead", "Tour Deal")} button[name=action_restore]`,
        },
        { trigger: mainFigure("deals", "0") },
        {
            trigger: `${row("crm.lead", "Tour Deal")} button[name=action_restore]`,
            run: "click",
        },
        {
            content: "Schedule an activity",
            trigger: `${row("crm.lead", "Tour Deal")}:has(.fa-trophy) td.o_list_button .fa-clock-o`,
            run: "click",
        },
        {
            trigger: ".modal .o_field_widget[name=summary] input",
            run: "edit Call back",
        },
        {
            trigger: ".modal button[name=action_schedule_activities]",
            run: "click",
        },
        {
            content: "The activity is in the row, and counted in the strip",
            trigger: `${row("crm.lead", "Tour Deal")}:contains("Call back")`,
        },
        {
            trigger: `.o_client360_tile[data-key=next_activity] .o_client360_figure:not(.o_client360_main_figure) .o_client360_value:contains(/^1$/)`,
        },
        {
            content: "A highlight opens the records that it counts",
            trigger: mainFigure("deals", "1"),
            run: "click",
        },
        {
            content: "They are as many",
            trigger: `.o_action:not(:has(.o_client360_list)) .o_pager_limit:contains(/^1$/)`,
        },
        { trigger: `.o_list_view .o_data_row:contains("Tour Deal")` },
        {
            content: "Back to the card",
            trigger: ".o_back_button:contains('Tour Customer')",
            run: "click",
        },
        { trigger: mainFigure("deals", "1") },
        {
            content: "A new quotation of the deal",
            trigger: `${row("crm.lead", "Tour Deal")} button[name=action_sale_quotations_new]`,
            run: "click",
        },
        {
            trigger: ".o_form_view .o_field_widget[name=partner_id] :value('Tour Customer')",
        },
        {
            trigger: ".o_form_button_cancel",
            run: "click",
        },
    ],
});

registry.category("web_tour.tours").add("client360_register_payment", {
    steps: () => [
        { trigger: figure("overdue", "777") },
        ...openPage("crm"),
        {
            content: "Register the payment of an open invoice",
            trigger: `${list("account.move")} .o_data_row button[name=action_register_payment]`,
            run: "click",
        },
        {
            trigger: ".modal button[name=action_create_payments]",
            run: "click",
        },
        {
            content: "The invoice is not open any more",
            trigger: `${list("account.move")}:not(:has(.o_data_row))`,
        },
        { trigger: `.o_client360_figure[data-key=overdue]:not(:contains("777"))` },
    ],
});

registry.category("web_tour.tours").add("client360_highlights_chart", {
    steps: () => [
        {
            trigger: ".o_client360_tiles:not(:has(canvas))",
        },
        {
            content: "The chart is drawn on demand",
            trigger: ".o_client360_chart_toggle",
            run: "click",
        },
        { trigger: ".o_client360_chart canvas" },
        {
            trigger: ".o_client360_chart_toggle",
            run: "click",
        },
        { trigger: ".o_client360_highlights:not(:has(canvas))" },
    ],
});
