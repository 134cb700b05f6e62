// What the test of the words evaluates in the browser: see tests/card/test_words.py.
(() => {
    const ATTRIBUTES = ["title", "placeholder", "aria-label", "alt", "data-tooltip"];
    // Code, and messages, which stay in the language of who wrote them.
    const DATA =
        "script, style, template, code, .o-mail-Message, [data-model='client360.event'] .o_data_row, .o_client360_feed";
    const LATIN = /[A-Za-z][A-Za-z'’]+/;

    function isShown(el) {
        return el.checkVisibility({ visibilityProperty: true });
    }

    /** Texts of the page, and what tool tips and screen readers say, with Latin words. */
    window.client360LatinTexts = () => {
        const found = new Map();
        const add = (text, el) => {
            text = text.replace(/\s+/g, " ").trim();
            if (LATIN.test(text)) {
                const field = el.closest("[name]")?.getAttribute("name") || "";
                const root = el.closest(
                    ".o-mail-Chatter, .o_main_navbar, .o_control_panel, .o_client360_list, .modal"
                );
                found.set(text, `${root ? root.className.split(" ")[0] : ""} ${field}`.trim());
            }
        };
        for (const el of document.body.querySelectorAll("*")) {
            if (el.closest(DATA) || !isShown(el)) {
                continue;
            }
            for (const node of el.childNodes) {
                if (node.nodeType === Node.TEXT_NODE) {
                    add(node.data, el);
                }
            }
            for (const name of ATTRIBUTES) {
                if (el.hasAttribute(name)) {
                    add(el.getAttribute(name), el);
                }
            }
        }
        return [...found];
    };
})();
