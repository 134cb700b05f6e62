import { browser } from "@web/core/browser/browser";
import { registry } from "@web/core/registry";

const documents = ".o_client360_list[data-model='ir.attachment']";
const history = ".o_client360_list[data-model='client360.event']";
const PIXEL =
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==";

const openPage = (name) => [
    {
        trigger: `.o_notebook a.nav-link[name=client360_${name}]`,
        run: "click",
    },
    { trigger: `.o_notebook a.nav-link.active[name=client360_${name}]` },
];

function transfer(files) {
    const data = new DataTransfer();
    for (const [name, content, type] of files) {
        data.items.add(new File(content, name, { type }));
    }
    return data;
}

/** What a person does in the dialog of the browser that a tour cannot reach. */
const chooseFiles = (...files) => ({
    content: "Choose the files",
    trigger: `${documents} .o_client360_upload`,
    run() {
        const input = document.querySelector(".o_client360_files");
        input.files = transfer(files).files;
        input.dispatchEvent(new Event("change"));
    },
});

const noDialog = {
    content: "The browser asks for no file",
    trigger: `${documents} .o_client360_upload`,
    run() {
        document.querySelector(".o_client360_files").click = () => {};
    },
};

const opened = [];

const recordOpenedUrls = {
    trigger: "body",
    run() {
        browser.open = (url) => {
            opened.push(url);
            return window;
        };
    },
};

const checkZip = (count) => ({
    content: `A zip of ${count} files was sent`,
    trigger: "body",
    async run() {
        while (!opened.length) {
            await new Promise((resolve) => setTimeout(resolve, 50));
        }
        const answer = await fetch(opened.pop());
        const bytes = new Uint8Array(await answer.arrayBuffer());
        // The end of a zip file has the number of its files.
        const found = bytes[bytes.length - 22 + 10];
        if (answer.headers.get("Content-Type") !== "application/zip" || found !== count) {
            throw new Error(`${answer.headers.get("Content-Type")} of ${found} files`);
        }
    },
});

registry.category("web_tour.tours").add("client360_documents", {
    steps: () => [
        ...openPage("documents"),
        recordOpenedUrls,
        noDialog,
        {
            content: "Upload asks for the kind",
            trigger: `${documents} .o_client360_upload`,
            run: "click",
        },
        {
            trigger: ".o-dropdown--menu .o-dropdown-item:contains('Scanned Documents')",
            run: "click",
        },
        chooseFiles(
            ["one.txt", ["one"], "text/plain"],
            ["empty.txt", [], "text/plain"],
            ["two.pdf", ["%PDF-1.4"], "application/pdf"],
            ["three.png", [Uint8Array.from(atob(PIXEL), (char) => char.charCodeAt(0))], "image/png"]
        ),
        {
            content: "The empty one is refused, with a reason",
            trigger: ".o_notification:contains('empty.txt')",
        },
        { trigger: `${documents} .o_data_row:contains('one.txt')` },
        { trigger: `${documents} .o_data_row:contains('two.pdf')` },
        { trigger: `${documents} .o_data_row:contains('three.png')` },
        {
            content: "The number beside the list",
            trigger: `${documents} .o_search_panel_category_value:contains('Scanned') .o_search_panel_counter:contains('3')`,
        },
        {
            content: "Kinds without documents are there, too",
            trigger: `${documents} .o_search_panel_category_value:contains('Express Report')`,
        },
        {
            content: "Preview the picture",
            trigger: `${documents} .o_data_cell:contains('three.png')`,
            run: "click",
        },
        { trigger: ".o-FileViewer img[src*='/web/image/']" },
        {
            content: "The others are viewed from there",
            trigger: ".o-FileViewer [aria-label='Next']",
            run: "click",
        },
        {
            trigger: ".o-FileViewer-headerButton[aria-label='Close']",
            run: "click",
        },
        {
            content: "One zip of all",
            trigger: `${documents} .o_client360_download_all`,
            run: "click",
        },
        checkZip(3),
        {
            content: "Select two",
            trigger: `${documents} .o_data_row:contains('one.txt') .o_list_record_selector input`,
            run: "click",
        },
        {
            trigger: `${documents} .o_data_row:contains('two.pdf') .o_list_record_selector input`,
            run: "click",
        },
        {
            content: "One zip of them",
            trigger: `${documents} .o_selection_container button[name=action_download_documents]`,
            run: "click",
        },
        checkZip(2),
        {
            content: "Look at one kind only",
            trigger: `${documents} .o_search_panel_category_value:contains('Documents of the Counterparty') header`,
            run: "click",
        },
        { trigger: `${documents}:not(:has(.o_data_row))` },
        {
            content: "Drag a file over it",
            trigger: `${documents} .o_view_nocontent, ${documents} .o_list_renderer`,
            run() {
                const dataTransfer = transfer([["dropped.txt", ["x"], "text/plain"]]);
                document.body.dispatchEvent(
                    new DragEvent("dragenter", { bubbles: true, dataTransfer })
                );
            },
        },
        {
            content: "Drop it",
            trigger: ".o_client360_dropzone",
            run() {
                const dataTransfer = transfer([["dropped.txt", ["x"], "text/plain"]]);
                this.anchor.dispatchEvent(new DragEvent("drop", { bubbles: true, dataTransfer }));
            },
        },
        {
            content: "It has the kind that is open",
            trigger: `${documents} .o_data_row:contains('dropped.txt'):contains('Documents of the Counterparty')`,
        },
        {
            content: "Rename it",
            trigger: `${documents} .o_data_row button[name=action_edit_document]`,
            run: "click",
        },
        {
            trigger: ".modal .o_field_widget[name=name] input",
            run: "edit renamed.txt",
        },
        { trigger: ".modal .o_form_button_save, .modal button.btn-primary", run: "click" },
        { trigger: `${documents} .o_data_row:contains('renamed.txt')` },
        {
            content: "Delete it",
            trigger: `${documents} .o_data_row button[name=unlink]`,
            run: "click",
        },
        { trigger: ".modal .btn-primary", run: "click" },
        { trigger: `${documents}:not(:has(.o_data_row))` },

        ...openPage("history"),
        { trigger: `${history} .o_client360_entry:contains('renamed.txt')` },
        { trigger: `${history} .o_client360_entry:contains('Tour phone')` },
        {
            trigger: `${history} .o_searchview_dropdown_toggler`,
            run: "click",
        },
        {
            trigger: ".o_filter_menu .o_menu_item:contains('Changes')",
            run: "click",
        },
        {
            content: "The changes only",
            trigger: `${history}:not(:has(.o_client360_entry:contains('renamed.txt'))) .o_client360_entry:contains('Tour phone')`,
        },
        {
            content: "Look for a value",
            trigger: `${history} .o_searchview_input`,
            run: "edit Tour phone",
        },
        { trigger: `${history} .o_searchview_input`, run: "press Enter" },
        {
            trigger: `${history}:not(:has(.o_client360_entry:contains('Created'))) .o_client360_entry:contains('Tour phone')`,
        },
        {
            content: "Open the event",
            trigger: `${history} .o_client360_entry:contains('Tour phone') .o_client360_record`,
            run: "click",
        },
        {
            trigger: ".o_form_view .o_field_widget[name=new_value]:contains('Tour phone')",
        },
    ],
});
