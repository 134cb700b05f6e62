"""The suites: folders of tests, or files where a whole folder has nothing to do with
what the addon extends."""

PARTNERS = ("test_res_partner", "test_res_partner_bank", "test_res_partner_merge")
SUITES = {
    "base": (
        *PARTNERS,
        "test_res_country",
        "test_res_company",
        "test_ir_attachment",
        "test_ir_sequence",
        "test_ir_cron",
        "test_menu",
        "test_views",
    ),
    "base_vat": (),
    "contacts": (),
    "mail": (
        "test_res_partner",
        "test_mail_activity",
        "test_mail_message",
        "test_update_notification",
        "test_ir_websocket",
        "discuss/test_discuss_mention_suggestions",
    ),
    "crm": (),
    "sale": (),
    "sale_crm": (),
    "sale_management": (),
    "account": (
        "test_account_partner",
        "test_account_move_duplicate",
        "test_account_move_out_invoice",
        "test_account_payment",
        "test_account_payment_register",
        "test_duplicate_res_partner_bank",
        "test_mail_tracking_value",
        "test_res_partner_merge",
    ),
    "project": (),
    "base_automation": (),
    "agreement": (),
    "agreement_sale": (),
    "helpdesk_mgmt": (),
}
