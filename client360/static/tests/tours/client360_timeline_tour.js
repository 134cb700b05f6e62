import { registry } from "@web/core/registry";

import { openPage } from "./client360_card_tour";

const timeline = ".o_client360_timeline";
const entry = `${timeline} .o_client360_entry`;

const lastContact = ".o_client360_figure[data-key=last_contact]";

/** Where an entry was on the screen. */
let top = null;

const topOf = (element) => element.closest("article").getBoundingClientRect().top;

const scrollOn = () => document.querySelector(`${timeline} .fa-spinner`)?.scrollIntoView();

const choose = (name, option) => [
    {
        content: `Choose the ${name}`,
        trigger: `${timeline} select[name=${name}]:has(option:contains("${option}"))`,
        run: `selectByLabel ${option}`,
    },
];

const filters = () => [
    ...choose("author", "Somebody Else"),
    {
        content: "Nothing but their entries",
        trigger: `${timeline}:not(:has(.o_client360_entry:contains("Text on the deal"))) .o_client360_entry:contains("Of somebody else")`,
    },
    ...choose("author", "All authors"),
    { trigger: `${entry}:contains("Text on the deal")` },
    ...choose("period", "Today"),
    {
        content: "Nothing older",
        trigger: `${timeline}:not(:has(.o_client360_entry:contains("Of somebody else"))) .o_client360_entry:contains("Text on the deal")`,
    },
    ...choose("register", "Contact"),
    {
        content: "One choice beside the other",
        trigger: `${timeline}:not(:has(.o_client360_entry:contains("Text on the deal"))) select[name=period]:value("1")`,
    },
    ...choose("period", "Any time"),
    ...choose("register", "All registers"),
    { trigger: `${entry}:contains("Text on the deal")` },
];

const files = () => [
    {
        content: "A picture is seen in its entry",
        trigger: `${entry} .o_client360_file img.o_client360_thumbnail[alt="photo.png"]`,
        run: "click",
    },
    {
        content: "and over the page when it is clicked",
        trigger: ".o-FileViewer img",
    },
    { trigger: ".o-FileViewer div[aria-label='Close']", run: "click" },
    { trigger: "body:not(:has(.o-FileViewer))" },
    {
        trigger: `${entry} .o_client360_file:contains("terms.pdf") .o_image[data-mimetype="application/pdf"]`,
    },
];

/** Opens an entry far below and comes back to where it was, to the pixel. */
const comeBack = () => [
    { trigger: `${entry}:contains("Older note 40.")`, run: scrollOn },
    { trigger: `${entry}:contains("Older note 20.")`, run: scrollOn },
    {
        content: "Unfold a long text above",
        trigger: `${entry}:contains("Older note 6.") .o_client360_unfold`,
        run: "click",
    },
    { trigger: `${entry}:contains("Older note 6.") .o_client360_unfolded` },
    {
        trigger: `${entry}:contains("Older note 5.") .o_client360_record`,
        run: async ({ anchor }) => {
            anchor.scrollIntoView({ block: "center" });
            await new Promise((resolve) => setTimeout(resolve, 300));
            top = topOf(anchor);
            anchor.click();
        },
    },
    {
        trigger: ".o_form_view .o_field_widget[name=name] :value('Tour Deal')",
    },
    {
        trigger: ".breadcrumb-item.o_back_button a, .o_back_button",
        run: "click",
    },
    {
        content: "The strip above is loaded again",
        trigger: lastContact,
    },
    {
        trigger: `${entry}:contains("Older note 5.")`,
        run: async ({ anchor }) => {
            await new Promise((resolve) => setTimeout(resolve, 1000));
            const moved = topOf(anchor) - top;
            if (Math.abs(moved) > 1) {
                throw new Error(`The entry has moved by ${moved} pixels`);
            }
        },
    },
    {
        content: "What was unfolded still is",
        trigger: `${entry}:contains("Older note 6."):has(.o_client360_unfold) .o_client360_unfolded`,
    },
];

/** Read, filter, log a call, pin, open a record and come back. */
const walk = () => [
    ...openPage("history"),
    {
        content: "What happened on the deal is in the feed",
        trigger: `${entry}:contains("Text on the deal")`,
    },
    {
        content: "Nobody has talked to them yet",
        trigger: `${lastContact}:contains("—")`,
    },
    ...filters(),
    ...files(),
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
        content: "The tile above knows it",
        trigger: `${lastContact}:not(:contains("—"))`,
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
    ...comeBack(),
    {
        content: "The planned call was made",
        trigger: `${timeline} .o_client360_step .o_client360_done`,
        run: "click",
    },
    { trigger: `${timeline}:not(:has(.o_client360_step)) .o_client360_entry[data-kind=activity]` },
    {
        content: "The tile above knows that, too",
        trigger: ".o_client360_figure[data-key=next_activity]:contains('—')",
    },
];

registry.category("web_tour.tours").add("client360_timeline_reader", {
    steps: () => [
        ...openPage("history"),
        {
            content: "Nothing is offered that would be refused",
            trigger: `${timeline}:not(:has(.o_client360_log_button)) .o_client360_entry:contains("On the card")`,
        },
        { trigger: `${timeline}:not(:has(.o_client360_pin_button))` },
        {
            content: "A pinned entry stays",
            trigger: `${timeline} .o_client360_pin:not(:has(.o_client360_unpin))`,
        },
    ],
});

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
