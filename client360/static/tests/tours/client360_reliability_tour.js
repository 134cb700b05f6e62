import { registry } from "@web/core/registry";

registry.category("web_tour.tours").add("client360_reliability_page", {
    steps: () => [
        {
            content: "The badge opens the page",
            trigger: ".o_client360_express_report a[name=open_reliability][data-status=red]",
            run: "click",
        },
        {
            content: "Nothing is known yet, so ask",
            trigger: ".o_client360_reliability button[name=action_request_reliability]",
            run: "click",
        },
        {
            content: "It is asked for once",
            trigger: ".o_client360_reliability:not(:has([name=action_request_reliability]))",
        },
    ],
});

registry.category("web_tour.tours").add("client360_gate_order", {
    steps: () => [
        {
            content: "Confirm the order",
            trigger: ".o_form_statusbar button[name=action_confirm]:visible",
            run: "click",
        },
        {
            content: "The dialog names the reason",
            trigger: ".modal .alert:contains('high risk by the express report')",
        },
        {
            content: "It wants a sentence",
            trigger: ".modal footer button[name=action_decide]",
            run: "click",
        },
        {
            content: "Give one",
            trigger: ".modal .o_field_widget[name=reason].o_field_invalid textarea",
            run: "edit Prepaid in full",
        },
        {
            content: "Go on",
            trigger: ".modal footer button[name=action_decide]",
            run: "click",
        },
        {
            content: "The order is confirmed",
            trigger: "body:not(:has(.modal)) .o_arrow_button_current[data-value=sale]",
        },
        {
            content: "The reason stands in its history",
            trigger: ".o-mail-Message:contains('Prepaid in full')",
        },
    ],
});

registry.category("web_tour.tours").add("client360_reliability_reasons", {
    steps: () => [
        {
            content: "The badge opens the page",
            trigger: ".o_client360_express_report a[name=open_reliability][data-status=red]",
            run: "click",
        },
        {
            content: "The reasons, the worst first",
            trigger:
                ".o_client360_reasons:has(li:first-child[data-tone=red]) li:contains('frozen the accounts')",
        },
        {
            content: "The facts in groups",
            trigger:
                ".o_client360_list[data-model='client360.reliability.fact'] .o_group_name:contains('Bankruptcy')",
        },
        {
            content: "A fact among them",
            trigger:
                ".o_client360_list .o_data_row:contains('frozen the accounts'):contains('High Risk')",
        },
        {
            content: "A chart on demand",
            trigger: "button[name=reliability_chart]",
            run: "click",
        },
        { trigger: ".o_client360_reliability figure canvas" },
    ],
});
