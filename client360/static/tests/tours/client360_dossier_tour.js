import { registry } from "@web/core/registry";

registry.category("web_tour.tours").add("client360_dossier", {
    steps: () => [
        {
            content: "Open the menu of the card",
            trigger: ".o_cp_action_menus button:has(.fa-cog)",
            run: "click",
        },
        {
            content: "Print the dossier",
            trigger: ".o-dropdown--menu .o-dropdown-item:contains('Dossier of the Counterparty')",
            run: "click",
        },
        {
            content: "There is no program for PDFs, and a person is told so",
            trigger: ".o_notification:contains('no program that makes PDFs')",
        },
        {
            content: "The dossier is there all the same",
            trigger: ":iframe .o_client360_dossier:contains('Tour Contact')",
        },
    ],
});
