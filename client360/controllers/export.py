# Copyright 2026 Client 360 contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo import http

from odoo.addons.web.controllers.export import CSVExport

#: Besides =, + and -, which core takes care of. Spreadsheets skip the blanks and read a
#: formula; @ begins one in itself. See https://owasp.org/www-community/attacks/CSV_Injection
FORMULA_STARTS = ("@", "\t", "\r", "\n")


class ClientCSVExport(CSVExport):
    @http.route()
    def web_export_csv(self, data):
        return super().web_export_csv(data)

    def from_data(self, fields, columns_headers, rows):
        """Keep a spreadsheet from taking what somebody wrote to us for a formula.

        A workbook (XLSX) needs nothing of this: its cells say that they are text.
        """
        rows = [
            [
                f"'{cell}"
                if isinstance(cell, str) and cell.startswith(FORMULA_STARTS)
                else cell
                for cell in row
            ]
            for row in rows
        ]
        return super().from_data(fields, columns_headers, rows)
