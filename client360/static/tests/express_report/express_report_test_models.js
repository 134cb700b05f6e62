import { mailModels } from "@mail/../tests/mail_test_helpers";
import { fields } from "@web/../tests/web_test_helpers";

/** A partner with what the badge of the express report shows. */
export class ReportedPartner extends mailModels.ResPartner {
    express_report_status = fields.Selection({
        selection: [
            ["none", "Not checked"],
            ["queued", "Requested"],
            ["green", "No risks found"],
            ["red", "High risk"],
            ["failed", "Error"],
        ],
    });
    express_report_date = fields.Datetime();
    express_report_outdated = fields.Boolean();
    express_report_focus_url = fields.Char();
    is_express_report_pending = fields.Boolean();
    express_report_error = fields.Char();
    express_report_attachment_id = fields.Many2one({ relation: "ir.attachment" });
}
