"""What has to be the same before and after an update: rows of tables."""

#: {table: columns}
TABLES = {
    "res_partner": "name vat kpp okpo ogrn company_registry legal_name legal_form"
    " counterparty_kind ceo_name registry_state legal_address active",
    "res_partner_bank": "acc_number partner_id bank_id",
    "res_bank": "name bic corr_account",
    "agreement": "name code partner_id state start_date end_date active",
    "client360_letter": "name number direction state registration_date partner_id",
    "client360_express_report": "partner_id inn state risk attachment_id date_done",
    "client360_letter_kind": "name",
    "client360_letter_delivery": "name",
    "client360_document_type": "name",
    "project_milestone": "name state is_reached partner_id",
    "helpdesk_ticket": "name resolution partner_id",
    "ir_attachment": "name res_model res_id document_type_id version_of_id",
    "mail_message": "model res_id subtype_id",
    "mail_activity": "res_model res_id activity_type_id",
    "ir_config_parameter": "key value",
}
#: Files and settings that Odoo itself makes anew
LEFT_OUT = {
    "ir_attachment": "res_model IS NOT NULL AND res_field IS NULL"
    " AND res_model NOT IN ('ir.ui.view', 'ir.module.module')",
    "ir_config_parameter": "key LIKE 'client360.%'",
}


def read(cr):
    """Rows by table and id, with the columns that there are."""
    result = {}
    for table, names in TABLES.items():
        cr.execute(
            "SELECT column_name FROM information_schema.columns WHERE table_name = %s",
            [table],
        )
        there = {name for (name,) in cr.fetchall()}
        columns = [name for name in names.split() if name in there]
        condition = LEFT_OUT.get(table, "true")
        cr.execute(
            f"SELECT id, {', '.join(columns)} FROM {table} WHERE {condition}"  # noqa: S608
        )
        result[table] = {
            str(row[0]): dict(zip(columns, map(str, row[1:]), strict=True))
            for row in cr.fetchall()
        }
    return result
