import { Component, useEffect, useState } from "@odoo/owl";
import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { KeepLast } from "@web/core/utils/concurrency";
import { useService } from "@web/core/utils/hooks";
import { useDebounced } from "@web/core/utils/timing";
import { standardWidgetProps } from "@web/views/widgets/standard_widget_props";
import { useCardChanges } from "../highlights/client360_highlights";

/** What is missing or expires of the documents that a card must have. */
class DocumentNeedsBase extends Component {
    static props = { ...standardWidgetProps };

    setup() {
        this.orm = useService("orm");
        this.keepLast = new KeepLast();
        this.state = useState({ count: 0, lines: [] });
        const reload = useDebounced(() => this.load(), 300);
        useCardChanges(() => this.props.record, reload);
        useEffect(
            () => {
                Object.assign(this.state, { count: 0, lines: [] });
                this.load();
            },
            () => [this.props.record.resId]
        );
    }

    async load() {
        const { resId } = this.props.record;
        if (!resId) {
            return;
        }
        try {
            const call = this.orm.silent.call("res.partner", "client360_document_needs", [[resId]]);
            Object.assign(this.state, await this.keepLast.add(call));
        } catch {
            // The card is of use without: no dialog in the way.
        }
    }
}

/** The strip at the top of the page. */
class DocumentNeeds extends DocumentNeedsBase {
    static template = "client360.DocumentNeeds";
}

/** The count on the page's tab, which is there before the page is. */
class DocumentMark extends DocumentNeedsBase {
    static template = "client360.DocumentMark";

    setup() {
        super.setup();
        const el = () => document.querySelector(".o_notebook a[name='client360_documents']");
        useEffect(
            (count) => {
                const tab = el();
                if (tab && count) {
                    tab.dataset.client360Mark = count;
                    tab.title = _t("Documents that are missing or expire: %s", count);
                } else if (tab) {
                    delete tab.dataset.client360Mark;
                    tab.removeAttribute("title");
                }
            },
            () => [this.state.count]
        );
    }
}

registry.category("view_widgets").add("client360_document_needs", { component: DocumentNeeds });
registry.category("view_widgets").add("client360_document_mark", { component: DocumentMark });
