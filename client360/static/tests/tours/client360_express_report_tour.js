import { rpc } from "@web/core/network/rpc";
import { registry } from "@web/core/registry";

async function call(model, method, args) {
    return rpc(`/web/dataset/call_kw/${model}/${method}`, { model, method, args, kwargs: {} });
}

/** Let the server's worker run once, as it does by itself outside of tests. */
const work = {
    content: "The worker does its work",
    trigger: "body",
    async run() {
        const [{ res_id }] = await call("ir.model.data", "search_read", [
            [
                ["module", "=", "client360"],
                ["name", "=", "ir_cron_express_report"],
            ],
            ["res_id"],
        ]);
        await call("ir.cron", "method_direct_trigger", [[res_id]]);
    },
};

const badge = (status, row = "") => ({
    content: `The badge says ${status}`,
    trigger: `${row} .o_field_widget[name=express_report_status] .badge[data-status=${status}]`,
});

const row = (name) => `.o_data_row:contains("${name}")`;

registry.category("web_tour.tours").add("client360_express_report_card", {
    steps: () => [
        badge("none"),
        {
            content: "Change the card without saving it",
            trigger: ".o_field_widget[name=phone] input",
            run: "edit +7 495 000-00-00",
        },
        {
            content: "Request a report",
            trigger: "button[name=action_request_express_report]",
            run: "click",
        },
        badge("queued"),
        {
            content: "There is nothing to request any more",
            trigger: ".o_client360_express_report:not(:has(button))",
        },
        {
            content: "Begin another change",
            trigger: ".o_field_widget[name=email] input",
            run: "edit half@example.com",
        },
        work,
        badge("red"),
        {
            content: "The PDF is one click away",
            trigger: ".o_client360_express_report a[href*='/web/content/']",
        },
        {
            content: "The company in Focus too",
            trigger: ".o_client360_express_report a[href^='https://focus.kontur.ru/']",
        },
        {
            content: "The change that was begun is still there",
            trigger: ".o_field_widget[name=email] input:value(half@example.com)",
        },
        {
            content: "Save it",
            trigger: ".o_form_button_save",
            run: "click",
        },
        { trigger: ".o_form_saved" },
        badge("red"),
    ],
});

registry.category("web_tour.tours").add("client360_express_report_list", {
    steps: () => [
        {
            content: "Go to the list",
            trigger: ".o_switch_view.o_list",
            run: "click",
        },
        { trigger: ".o_list_view" },
        badge("none", row("Tour Express One")),
        {
            content: "Select one company",
            trigger: `${row("Tour Express One")} .o_list_record_selector input`,
            run: "click",
        },
        {
            content: "Select another company",
            trigger: `${row("Tour Express Two")} .o_list_record_selector input`,
            run: "click",
        },
        {
            content: "Open the menu of actions",
            trigger: ".o_cp_action_menus .dropdown-toggle:has(.fa-cog)",
            run: "click",
        },
        {
            content: "Request reports",
            trigger:
                ".o_menu_item:contains('express report'), .o_menu_item:contains('экспресс-отчет')",
            run: "click",
        },
        badge("queued", row("Tour Express One")),
        badge("queued", row("Tour Express Two")),
        {
            content: "Request one from its row",
            trigger: `${row("Tour Express Three")} button[name=action_request_express_report]`,
            run: "click",
        },
        badge("queued", row("Tour Express Three")),
        work,
        badge("green", row("Tour Express One")),
        badge("yellow", row("Tour Express Two")),
        badge("not_found", row("Tour Express Three")),
    ],
});

registry.category("web_tour.tours").add("client360_express_report_new", {
    steps: () => [
        {
            content: "A company",
            trigger: ".o_field_widget[name=company_type] input[data-value=company]",
            run: "click",
        },
        {
            content: "Its name",
            trigger: "h1 .o_field_widget[name=name] :is(input, textarea)",
            run: "edit Tour Express New",
        },
        {
            content: "Its INN",
            trigger: ".o_field_widget[name=vat] input",
            run: "edit 7799000012",
        },
        {
            content: "Save the card",
            trigger: ".o_form_button_save",
            run: "click",
        },
        badge("queued"),
        work,
        badge("green"),
        { trigger: ".o_client360_express_report a[href*='/web/content/']" },
    ],
});
