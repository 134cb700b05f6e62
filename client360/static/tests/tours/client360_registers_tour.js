import { registry } from "@web/core/registry";
import { list, openPage } from "./client360_card_tour";

const row = (model, text) => `${list(model)} .o_data_row:contains("${text}")`;
const button = (model, text, name) => `${row(model, text)} button[name=${name}]`;
const badge = (model, text, color) => `${row(model, text)} .o_field_badge .text-bg-${color}`;
const field = (name, value) => `.o_form_view .o_field_widget[name=${name}] :value('${value}')`;
const backToCard = [
    {
        content: "Back to the card",
        trigger: ".o_back_button:contains('Tour Customer')",
        run: "click",
    },
];

registry.category("web_tour.tours").add("client360_take_ticket", {
    steps: () => [
        ...openPage("support"),
        {
            content: "Take the ticket from its row",
            trigger: button("helpdesk.ticket", "Tour Ticket", "action_take"),
            run: "click",
        },
        {
            content: "It is mine, and in progress",
            trigger: badge("helpdesk.ticket", "Tour Ticket", "warning"),
        },
        {
            content: "Reply",
            trigger: button("helpdesk.ticket", "Tour Ticket", "action_reply"),
            run: "click",
        },
        {
            trigger: ".modal .odoo-editor-editable",
            run: "editor We are on it",
        },
        {
            trigger: ".modal .o_mail_send:enabled",
            run: "click",
        },
        { trigger: "body:not(:has(.modal))" },
        {
            content: "Close it: the filter hides what is closed",
            trigger: button("helpdesk.ticket", "Tour Ticket", "action_close"),
            run: "click",
        },
        { trigger: `${list("helpdesk.ticket")}:not(:has(.o_data_row))` },
        {
            content: "Without the filter it is there",
            trigger: `${list("helpdesk.ticket")} .o_facet_remove`,
            run: "click",
        },
        { trigger: badge("helpdesk.ticket", "Tour Ticket", "300") },
    ],
});

registry.category("web_tour.tours").add("client360_answer_letter", {
    steps: () => [
        ...openPage("correspondence"),
        {
            content: "Register the letter from its row",
            trigger: button("client360.letter", "Tour Claim", "action_register"),
            run: "click",
        },
        {
            content: "Answer it",
            trigger: button("client360.letter", "Tour Claim", "action_reply"),
            run: "click",
        },
        { trigger: field("partner_id", "Tour Customer") },
        {
            trigger: ".o_form_view .o_field_widget[name=name] input",
            run: "edit Tour Answer",
        },
        {
            content: "Send it for approval, which saves it",
            trigger: ".o_form_view .o_statusbar_buttons button[name=action_submit]",
            run: "click",
        },
        {
            trigger: ".o_form_view .o_statusbar_buttons button[name=action_approve]",
        },
        ...backToCard,
        {
            content: "The answer is among the outgoing letters",
            trigger: badge("client360.letter", "Tour Answer", "info"),
        },
    ],
});

registry.category("web_tour.tours").add("client360_supplementary_agreement", {
    steps: () => [
        ...openPage("contracts"),
        {
            content: "Add a supplementary agreement from the contract's row",
            trigger: button("agreement", "Tour Contract", "action_add_supplementary"),
            run: "click",
        },
        { trigger: field("partner_id", "Tour Customer") },
        {
            trigger: ".o_form_view .o_field_widget[name=name] textarea",
            run: "edit Tour Amendment",
        },
        {
            trigger: ".o_form_view .o_form_button_save",
            run: "click",
        },
        { trigger: ".o_form_view .o_form_saved" },
        ...backToCard,
        {
            content: "It is in the second list, under its contract",
            trigger: `${row("agreement", "Tour Amendment")}:contains("T-1/1")`,
        },
        {
            content: "Send it for approval",
            trigger: button("agreement", "Tour Amendment", "action_submit"),
            run: "click",
        },
        { trigger: badge("agreement", "Tour Amendment", "info") },
    ],
});

registry.category("web_tour.tours").add("client360_move_release", {
    steps: () => [
        ...openPage("projects"),
        {
            content: "Move the release from its row",
            trigger: button("project.milestone", "Tour Release", "action_next_state"),
            run: "click",
        },
        { trigger: badge("project.milestone", "Tour Release", "info") },
        {
            content: "And on",
            trigger: button("project.milestone", "Tour Release", "action_next_state"),
            run: "click",
        },
        {
            content: "From QA back to development",
            trigger: button("project.milestone", "Tour Release", "action_back_to_development"),
            run: "click",
        },
        {
            trigger: `${row("project.milestone", "Tour Release")}:not(:has(button[name=action_back_to_development]))`,
        },
    ],
});

registry.category("web_tour.tours").add("client360_board", {
    steps: () => [
        {
            content: "The register opens as a list or a board",
            trigger: ".o_list_view, .o_kanban_view",
        },
        {
            trigger: ".o_switch_view.o_kanban",
            run: "click",
        },
        {
            content: "The board has its columns",
            trigger: ".o_kanban_view .o_kanban_group + .o_kanban_group",
        },
        {
            trigger: ".o_switch_view.o_calendar",
            run: "click",
        },
        { trigger: ".o_calendar_view .o_calendar_renderer" },
        {
            trigger: ".o_switch_view.o_list",
            run: "click",
        },
        { trigger: ".o_list_view" },
    ],
});
