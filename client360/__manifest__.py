# Copyright 2026 Client 360 contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

{
    "name": "Client 360",
    "summary": "Everything about a counterparty on one card",
    "version": "19.0.1.0.0",
    "development_status": "Beta",
    "category": "Sales/CRM",
    "website": "https://github.com/client360/client360",
    "author": "Client 360 contributors",
    "license": "AGPL-3",
    "application": True,
    "depends": [
        "contacts",
        "crm",
        "sale_management",
        "sale_crm",
        "account",
        "project",
        "base_automation",
        "base_vat",
        "agreement_sale",
        "helpdesk_mgmt",
    ],
    "data": [
        # Security
        "security/client360_security.xml",
        "security/ir.model.access.csv",
        # Data
        "data/client360_document_type_data.xml",
        "data/client360_express_report_data.xml",
        "data/mail_message_subtype_data.xml",
        # Views
        "views/account_move_views.xml",
        "views/account_payment_views.xml",
        "views/client360_event_views.xml",
        "views/client360_express_report_views.xml",
        "views/client360_letter_views.xml",
        "views/crm_lead_views.xml",
        "views/sale_order_views.xml",
        "views/res_partner_views.xml",
        "views/res_config_settings_views.xml",
        "views/client360_menus.xml",
    ],
    "demo": [
        "demo/res_currency_demo.xml",
        "demo/res_users_demo.xml",
        "demo/res_bank_demo.xml",
        "demo/res_partner_demo.xml",
        "demo/res_partner_bank_demo.xml",
        "demo/product_product_demo.xml",
        "demo/crm_lead_demo.xml",
        "demo/agreement_demo.xml",
        "demo/sale_order_demo.xml",
        "demo/account_move_demo.xml",
        "demo/account_payment_demo.xml",
        "demo/helpdesk_ticket_demo.xml",
        "demo/client360_letter_demo.xml",
        "demo/project_demo.xml",
        "demo/ir_attachment_demo.xml",
        "demo/mail_message_demo.xml",
        "demo/mail_activity_demo.xml",
    ],
    "assets": {
        "web.assets_backend": [
            "client360/static/src/**/*",
        ],
        "web.assets_tests": [
            "client360/static/tests/tours/**/*",
        ],
    },
}
