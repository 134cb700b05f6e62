// What the test of the layout evaluates in the browser: see tests/card/test_layout.py.
// The window is as high as the page, so that nothing is out of sight for being below.
(() => {
    const ROOTS = ".o_form_sheet, .o_list_view, .o_kanban_view, .o_client360_list, .modal";
    // The chatter, calendars and charts are core's; what can be swiped is not cut.
    const NOT_OURS = ".o-mail-Chatter, .o_searchview, .o_cp_searchview, .o-autocomplete, canvas";
    const SWIPED = ".o_client360_tiles, .o_kanban_renderer.o_kanban_grouped, .o_notebook_headers";
    // What must be whole: amounts, dates, and numbers of documents.
    const AMOUNT = /^[+−-]?[\d\s.,]*\d\s*(₽|руб\.?|р\.|%|\$|€|[А-Яа-я]{1,4}\.?)?$/;
    const DATE =
        /^\d{1,2}([./]\d{1,2}[./]\d{2,4}| [а-яa-z]{3,8}\.?( \d{4})?( г\.)?)(,? \d{1,2}:\d{2}(:\d{2})?)?$/i;
    const CODE = /^(?=.*\d)[^\s@]{2,30}$/;
    const FILE = /\.\w{2,5}$/;
    const STATUS = ".badge, .o_status_label";
    const BUTTON = "button, .btn, .nav-link, .dropdown-toggle, summary";

    function kindOf(el, text) {
        if (el.closest(STATUS)) {
            // a tag is a text that one has chosen oneself
            return el.closest(".o_tag") ? "" : "status";
        }
        if (el.closest(BUTTON)) {
            // what an activity is about is a text, though one may click on it
            return text && el.closest(".o_field_list_activity") ? "" : "button";
        }
        if (!text || FILE.test(text)) {
            return "";
        }
        if (DATE.test(text)) {
            return "date";
        }
        return AMOUNT.test(text) || CODE.test(text) ? "number" : "";
    }

    function isShown(el) {
        return el.checkVisibility({ opacityProperty: true, visibilityProperty: true });
    }

    function textBox(el) {
        const range = document.createRange();
        range.selectNodeContents(el);
        return range.getBoundingClientRect();
    }

    /** Texts, icons and inputs that have no element of their kind within. */
    function* leaves(root) {
        for (const el of root.querySelectorAll("*")) {
            if (!isShown(el) || el.closest(NOT_OURS) || el.closest("thead, option, select")) {
                continue;
            }
            if (el.matches("input:not([type=checkbox], [type=radio], [type=file])")) {
                yield { el, text: el.value.trim(), isInput: true, box: el.getBoundingClientRect() };
            } else if ([...el.childNodes].some((n) => n.nodeType === 3 && n.data.trim())) {
                yield { el, text: el.textContent.trim(), box: textBox(el) };
            } else if (el.matches("i.fa, i.oi") && el.closest(BUTTON)) {
                yield { el, text: "", box: el.getBoundingClientRect() };
            }
        }
    }

    function faultOf({ el, box, isInput }, root) {
        if (isInput && el.scrollWidth > el.clientWidth + 1) {
            return "cut";
        }
        const swiped = el.closest(SWIPED);
        if (swiped && swiped.scrollWidth > swiped.clientWidth) {
            return el.scrollWidth > el.clientWidth + 1 && el.clientWidth ? "cut" : "";
        }
        if (box.left < -1 || box.right > window.innerWidth + 1) {
            return "outside the window";
        }
        for (let at = el; at && at !== root.parentElement; at = at.parentElement) {
            if (getComputedStyle(at).overflowX === "visible") {
                continue;
            }
            const frame = at.getBoundingClientRect();
            if (box.right > frame.right + 1 || box.left < frame.left - 1) {
                return at.scrollWidth > at.clientWidth + 1 ? "cut" : "outside";
            }
        }
        const y = (box.top + box.bottom) / 2;
        for (const x of [box.left + 1, box.right - 1]) {
            const top = document.elementFromPoint(x, y);
            if (
                top &&
                !el.contains(top) &&
                !top.contains(el) &&
                !el.closest("label")?.contains(top)
            ) {
                const hit = textBox(top);
                if (top.closest("td") !== el.closest("td") || (hit.left < x && x < hit.right)) {
                    return `under ${top.tagName.toLowerCase()}.${top.className}`;
                }
            }
        }
        return "";
    }

    window.client360Faults = () => {
        const faults = new Set();
        const roots = document.querySelectorAll(
            document.querySelector(".modal") ? ".modal" : ROOTS
        );
        for (const root of roots) {
            if (!isShown(root)) {
                continue;
            }
            for (const leaf of leaves(root)) {
                const kind = kindOf(leaf.el, leaf.text);
                if (!kind || !leaf.box.width) {
                    continue;
                }
                const fault = faultOf(leaf, root);
                if (fault) {
                    const place = leaf.el.closest("[data-model]")?.dataset.model || "";
                    const name = leaf.el.closest("[name]")?.getAttribute("name") || "";
                    const text = leaf.text || leaf.el.closest(BUTTON)?.title || leaf.el.className;
                    faults.add([place, name, kind, text.slice(0, 40), fault].join(" | "));
                }
            }
        }
        return [...faults];
    };

    /** The dialogs of the autofill, which come up only with answers of DaData. */
    window.client360OpenDialog = (name) => {
        const { ConflictDialog, BranchDialog } = odoo.loader.modules.get(
            "@client360/dadata/dadata_dialogs"
        );
        const account = "40702810900000012345";
        const conflict = { key: "account", label: "Расчётный счёт", old: account, new: account };
        const branch = { name: "Филиал", main: true, kpp: "789043001", address: "Москва" };
        const dialogs = {
            conflict: [ConflictDialog, { name: "ООО «Ромашка»", conflicts: [conflict] }],
            branch: [BranchDialog, { branches: [branch] }],
        };
        const [Dialog, props] = dialogs[name];
        const { dialog } = odoo.__WOWL_DEBUG__.root.env.services;
        window.client360CloseDialog = dialog.add(Dialog, { ...props, choose() {} });
    };

    /** Two frames after all is loaded and drawn. */
    window.client360Settled = async (pause = 150) => {
        const frame = () => new Promise((resolve) => requestAnimationFrame(resolve));
        const rest = (ms) => new Promise((resolve) => setTimeout(resolve, ms));
        await rest(pause);
        const isBusy = () =>
            document.querySelector(
                ".o_blockUI, .o_loading_indicator, .placeholder-glow, .o_client360_list:empty"
            );
        for (let i = 0; i < 100 && isBusy(); i++) {
            await rest(50);
        }
        await frame();
        await frame();
        return true;
    };
})();
