# Copyright 2026 Client 360 contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo import api, fields, models


class Client360LetterCase(models.Model):
    """A file that letters are kept in, of the company's list of files for a year."""

    _name = "client360.letter.case"
    _description = "Case of letters"
    _order = "year desc, code, id"
    _rec_names_search = ["code", "name"]

    code = fields.Char("Index", required=True)
    name = fields.Char("Title", required=True)
    year = fields.Integer(
        default=lambda self: fields.Date.context_today(self).year, required=True
    )
    article = fields.Char(
        "Article of the List",
        help="Article of the list of documents with their storage periods.",
    )
    company_id = fields.Many2one(
        "res.company", default=lambda self: self.env.company, index=True
    )
    active = fields.Boolean(default=True)

    _code_uniq = models.UniqueIndex(
        "(code, year, company_id)",
        lambda env, _diagnostics: env._("There is already a case with this index."),
    )

    @api.depends("code", "name")
    def _compute_display_name(self):
        for case in self:
            case.display_name = f"{case.code} {case.name}"
