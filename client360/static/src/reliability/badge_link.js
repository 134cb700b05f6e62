import { patch } from "@web/core/utils/patch";
import { ExpressReportField } from "@client360/express_report/express_report_field";

/** The badge of the card opens the page with the reasons. */
patch(ExpressReportField.prototype, {
    openReliability(ev) {
        const form = ev.currentTarget.closest(".o_form_view");
        const tab = form?.querySelector(".o_notebook a[name='client360_reliability']");
        tab?.click();
        tab?.scrollIntoView({ block: "center" });
    },
});
