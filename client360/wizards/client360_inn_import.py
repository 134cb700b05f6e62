# Copyright 2026 Client 360 contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

import base64

from odoo import api, fields, models
from odoo.exceptions import UserError

from ..models.dadata.client360_autofill_run import AT_ONCE
from ..tools import inn_list


class Client360InnImport(models.TransientModel):
    """A list of INNs that cards are made of: pasted, or out of a file."""

    _name = "client360.inn.import"
    _description = "Import by a List of INNs"

    numbers = fields.Text("INNs", help="One a line; a KPP may follow.")
    file = fields.Binary(attachment=False)
    file_name = fields.Char(export_string_translation=False)
    summary = fields.Text("What Is in the List", compute="_compute_summary")

    @api.depends("numbers", "file")
    def _compute_summary(self):
        for wizard in self:
            try:
                lines = wizard._prepare_line_vals()
            except UserError as error:
                wizard.summary = str(error.args[0]) if wizard._is_filled() else False
                continue
            states = [vals["state"] for vals in lines]
            parts = [
                self.env._(
                    "New: %(new)s. With a card already: %(existing)s. "
                    "Refused: %(refused)s.",
                    new=states.count("queued"),
                    existing=states.count("existing"),
                    refused=states.count("refused"),
                )
            ]
            refused = [vals for vals in lines if vals["state"] == "refused"]
            parts += [f"{vals['place']}: {vals['details']}" for vals in refused[:10]]
            if len(refused) > 10:
                parts.append("…")
            wizard.summary = "\n".join(parts)

    def _is_filled(self):
        return bool(self.file or (self.numbers or "").strip())

    def _read_rows(self):
        """Rows of the text and of the file.

        :rtype: list[inn_list.Row]
        :raise UserError: nothing can be read
        """
        self.ensure_one()
        text = self.numbers or ""
        if self.file:
            data = base64.b64decode(self.file)
            if len(data) > inn_list.SIZE_LIMIT:
                raise UserError(self.env._("The file is too big: 5 MB at the most."))
            try:
                text += "\n" + inn_list.decode(data)
            except inn_list.NotText:
                raise UserError(
                    self.env._(
                        "The file is no text. In a spreadsheet, choose “Save as” and "
                        "“CSV”, or copy the column with the INNs and paste it here."
                    )
                ) from None
        rows = inn_list.parse(text)
        if not rows:
            raise UserError(self.env._("There are no INNs in the list."))
        if len(rows) > inn_list.LINE_LIMIT:
            raise UserError(
                self.env._(
                    "The list has %(count)s lines. Split it: %(limit)s at the most.",
                    count=len(rows),
                    limit=inn_list.LINE_LIMIT,
                )
            )
        return rows

    def _prepare_line_vals(self):
        """What is to be done about each line of the list.

        :return: values of ``client360.autofill.line``
        :rtype: list[dict]
        :raise UserError: nothing can be read
        """
        rows = self._read_rows()
        partners = self.env["res.partner"]
        numbers = {(row.inn, row.kpp or False) for row in rows if not row.problem}
        cards = partners._find_cards_by_numbers(sorted(numbers, key=str))
        first = {}
        result = []
        for row in rows:
            key = (row.inn, row.kpp or False)
            vals = {
                "place": row.place,
                "typed": row.typed[:200],
                "inn": row.inn[:20],
                "kpp": row.kpp[:20],
                "state": "queued",
                "details": False,
                "partner_id": False,
            }
            if row.problem:
                vals.update(state="refused", details=self._get_problem(row))
            elif key in first:
                vals.update(
                    state="refused",
                    details=self.env._("The same as line %s.", first[key]),
                )
            elif key in cards:
                vals.update(
                    state="existing",
                    partner_id=cards[key].id,
                    details=partners._get_card_note(cards[key]),
                )
            first.setdefault(key, row.place)
            result.append(vals)
        return result

    @api.model
    def _get_problem(self, row):
        if row.problem == "no_inn":
            return self.env._("There is no INN in this line.")
        if row.problem == "shortened":
            return self.env._(
                "The spreadsheet has shortened the number: widen the column, make it "
                "text and save the file again."
            )
        name, value = {
            "wrong_inn": ("vat", row.inn),
            "wrong_kpp": ("kpp", row.kpp),
        }[row.problem]
        return self.env["res.partner"]._get_requisite_error_message(name, value[:20])

    def action_import(self):
        """Make cards: of some dozens at once, of more in the background.

        :return: action that opens the report of what happened to each line
        :rtype: dict
        :raise UserError: nothing can be read, or DaData cannot be asked; the list stays
        """
        self.ensure_one()
        self.env["res.partner"].check_access("create")
        lines = self._prepare_line_vals()
        run = (
            self.env["client360.autofill.run"]
            .sudo()
            .create({"user_id": self.env.uid, "is_list": True})
        )
        run.line_ids.create([{**vals, "run_id": run.id} for vals in lines])
        queued = sum(vals["state"] == "queued" for vals in lines)
        if queued > AT_ONCE:
            run._wake_queue()
        elif queued:
            run._fill_at_once()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Import by a List of INNs"),
            "res_model": run._name,
            "res_id": run.id,
            "views": [(False, "form")],
        }
