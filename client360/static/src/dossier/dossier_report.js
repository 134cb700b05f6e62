import { _t } from "@web/core/l10n/translation";
import { rpc } from "@web/core/network/rpc";
import { registry } from "@web/core/registry";

const REPORT = "client360.report_dossier";

/**
 * Without wkhtmltopdf there is no PDF: the dossier opens as a page that the browser
 * prints, and the person is told so in plain words.
 */
async function dossierReportHandler(action, options, env) {
    if (action.report_name !== REPORT || action.report_type !== "qweb-pdf") {
        return false;
    }
    const state = await rpc("/report/check_wkhtmltopdf");
    if (["ok", "upgrade"].includes(state)) {
        return false;
    }
    const frame = document.querySelector(`iframe[src*="/report/html/${REPORT}"]`);
    if (frame) {
        frame.contentWindow.print();
        return true;
    }
    env.services.notification.add(
        _t(
            "The server has no program that makes PDFs (wkhtmltopdf). Print this page, or save it as PDF, with the button Print."
        ),
        { title: _t("Dossier"), type: "info" }
    );
    action.report_type = "qweb-html";
    return false;
}

registry.category("ir.actions.report handlers").add("client360_dossier", dossierReportHandler);
