# Copyright 2026 Client 360 contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

import contextlib

import psycopg2

from odoo import Command, api, fields, models
from odoo.exceptions import UserError
from odoo.tools import SQL, format_date, format_datetime, mute_logger

from ..models.dadata.client360_autofill import ADDRESS, FACT_OF_FIELD

#: Kinds of fields whose values a person can choose between.
CHOSEN_TYPES = (
    "boolean",
    "char",
    "date",
    "datetime",
    "float",
    "html",
    "integer",
    "many2one",
    "monetary",
    "selection",
    "text",
)
#: What makes a record of a table the same record, beside its partner: of two equal ones
#: a merge needs to keep but one. None for tables that are derived from others, or that
#: are asked for anew.
IDENTITIES = {
    ("mail_followers", "partner_id"): "res_model, res_id",
    ("mail_followers", "res_id"): "partner_id",
    ("mail_notification", "res_partner_id"): "mail_message_id",
    ("res_partner_bank", "partner_id"): "sanitized_acc_number",
    ("client360_reliability_fact", "partner_id"): "method, code",
    # of the requests that wait one is enough
    ("client360_express_report", "partner_id"): (
        "CASE WHEN state = 'queued' THEN 0 ELSE id END"
    ),
    ("client360_reliability_reading", "partner_id"): None,
    ("client360_timeline_document", "commercial_partner_id"): None,
    ("client360_timeline_document", "partner_id"): None,
    ("client360_timeline_link", "commercial_partner_id"): None,
    ("client360_timeline_link", "partner_id"): None,
    ("client360_duplicate", "partner_a_id"): None,
    ("client360_duplicate", "partner_b_id"): None,
}


class Client360DuplicateMerge(models.TransientModel):
    """Two cards side by side, and their merge, which is Odoo's own.

    What the merge does is found out by trying it: it is made, what hangs on the card
    that stays is counted, and all is rolled back, as in the test of an import. So the
    preview knows of what other addons add to the merge.
    """

    _name = "client360.duplicate.merge"
    _description = "Merge of Two Counterparties"

    duplicate_id = fields.Many2one(
        "client360.duplicate", required=True, readonly=True, ondelete="cascade"
    )
    partner_a_id = fields.Many2one(related="duplicate_id.partner_a_id")
    partner_b_id = fields.Many2one(related="duplicate_id.partner_b_id")
    reasons = fields.Char(related="duplicate_id.reasons")
    keep = fields.Selection(
        [("a", "The first card"), ("b", "The second card")],
        "Card That Stays",
        required=True,
        default="a",
        help="Its number, its link and its history stay; what hangs on the other card "
        "moves to it.",
    )
    line_ids = fields.One2many("client360.duplicate.merge.line", "merge_id", "Values")
    moves = fields.Text("What Moves", readonly=True)
    problem = fields.Text("Why They Cannot Be Merged", readonly=True)

    @api.model_create_multi
    def create(self, vals_list):
        merges = super().create(vals_list)
        for merge in merges:
            merge.duplicate_id._check_may_merge()
            # as Odoo does
            pair = merge.partner_a_id + merge.partner_b_id
            kept = pair.sorted(
                lambda card: (not card.active, card.create_date, card.id)
            )
            merge.keep = "a" if kept[0] == merge.partner_a_id else "b"
            merge.line_ids = [
                Command.create(vals) for vals in merge._prepare_line_vals()
            ]
            merge._preview()
        return merges

    def _get_action(self):
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Merge Counterparties"),
            "res_model": self._name,
            "res_id": self.id,
            "views": [(False, "form")],
            "target": "new",
        }

    # ------------------------------------------------------------------ the values
    @api.model
    def _get_keys(self):
        """Fields that a person chooses between, the address as one.

        :return: {key: names of fields}, in the order of the dialog
        :rtype: dict[str, tuple]
        """
        partners = self.env["res.partner"]
        own = set(partners.fields_get()) - set(partners._get_system_fields())
        names = [
            name
            for name, field in partners._fields.items()
            if name in own
            and field.store
            and not field.readonly
            and not (field.compute and name != "company_registry")
            and name not in models.MAGIC_COLUMNS
            and field.type in CHOSEN_TYPES
            and name not in ("parent_id", *ADDRESS)
        ]
        first = [name for name in FACT_OF_FIELD if name in names]
        keys = {name: (name,) for name in first}
        keys["address"] = ADDRESS
        keys.update({name: (name,) for name in names if name not in keys})
        return keys

    def _prepare_line_vals(self):
        """Values of the lines: what the two cards do not agree in.

        :rtype: list[dict]
        """
        self.ensure_one()
        autofill = self.env["client360.autofill"]
        display = self.env["client360.duplicate.merge.line"]._display
        result = []
        for key, names in self._get_keys().items():
            shown_a, shown_b = (
                display(partner, names)
                for partner in (self.partner_a_id, self.partner_b_id)
            )
            if shown_a == shown_b:
                continue
            take = self.keep
            if not shown_a or not shown_b:
                take = "a" if shown_a else "b"
            result.append(
                {
                    "key": key,
                    "label": autofill._label(key),
                    "value_a": shown_a,
                    "value_b": shown_b,
                    "take": take,
                }
            )
        return result

    def _get_chosen_vals(self):
        """What is to stand on the card that stays.

        :return: values for write
        :rtype: dict
        """
        keys = self._get_keys()
        result = {}
        for line in self.line_ids.filtered(lambda line: line.key in keys):
            partner = self.partner_a_id if line.take == "a" else self.partner_b_id
            for name in keys[line.key]:
                value = partner[name]
                result[name] = value.id if isinstance(value, models.Model) else value
        return result

    # ------------------------------------------------------------------- the merge
    def _get_kept_and_gone(self):
        pair = (self.partner_a_id, self.partner_b_id)
        return pair if self.keep == "a" else pair[::-1]

    def _merge(self):
        """Merge, without leaving anything behind.

        :return: the card that stays
        :raise UserError: Odoo refuses, or something would get lost
        """
        self.ensure_one()
        self.duplicate_id._check_may_merge()
        kept, gone = self._get_kept_and_gone()
        values = self._get_chosen_vals()
        expected = self._count_links(kept + gone)
        moving = self.with_context(client360_merge=True)
        try:
            with self.env.cr.savepoint(), mute_logger("odoo.sql_db"):
                moving.env["base.partner.merge.automatic.wizard"].create({})._merge(
                    (kept + gone).ids, kept
                )
                self.env.flush_all()
        except psycopg2.IntegrityError as error:
            raise UserError(
                self.env._(
                    "The cards cannot be merged, both have a record that there may be "
                    "only once: %s.",
                    error.diag.constraint_name or error.diag.table_name,
                )
            ) from None
        counted = self._count_links(kept)
        lost = {
            link: number - counted.get(link, 0)
            for link, number in expected.items()
            if number > counted.get(link, 0)
        }
        if lost:
            raise UserError(
                self.env._(
                    "The cards cannot be merged, records would get lost, because both "
                    "cards have one that there may be only once:\n%s",
                    self._describe(lost),
                )
            )
        moving.env["res.partner"].browse(kept.id).write(values)
        return kept

    def _preview(self):
        """Note what a merge would move, and why there can be none."""
        self.ensure_one()
        _kept, gone = self._get_kept_and_gone()
        moves = self._describe(self._count_links(gone))
        problem = False
        with contextlib.closing(self.env.cr.savepoint()) as savepoint:
            try:
                self._merge()
            except UserError as error:
                problem = str(error.args[0])
            finally:
                savepoint.rollback()
        self.env.registry.clear_all_caches()
        # nothing has changed for other workers
        self.env.registry.reset_changes()
        self.write({"moves": moves, "problem": problem})

    def action_keep_other(self):
        """Let the other card stay."""
        self.ensure_one()
        before = self.keep
        self.keep = "b" if before == "a" else "a"
        # what was not chosen on purpose goes along with the card
        for line in self.line_ids:
            if line.take == before and line.value_a and line.value_b:
                line.take = self.keep
        self._preview()
        return self._get_action()

    def action_merge(self):
        """Merge the cards.

        :return: action that opens the card that stays
        :rtype: dict
        """
        kept = self._merge()
        return {
            "type": "ir.actions.act_window",
            "res_model": "res.partner",
            "res_id": kept.id,
            "views": [(False, "form")],
        }

    def action_dismiss(self):
        """Note that these are two counterparties."""
        self.duplicate_id.action_dismiss()
        return {"type": "ir.actions.act_window_close"}

    # ---------------------------------------------------------------- what is lost
    @api.model
    def _get_links(self):
        """Columns that point to a partner.

        :return: tuples of table, column, condition and what makes a row the same one
        :rtype: list[tuple]
        """
        wizard = self.env["base.partner.merge.automatic.wizard"]
        links = [
            (table, column, SQL("TRUE"))
            for table, column in wizard._get_fk_on("res_partner")
            if "base_partner_merge_" not in table
        ]
        columns = self._get_columns()
        for model in self.env.values():
            if model._abstract or not model._auto or model._transient:
                continue
            for name, field in model._fields.items():
                if field.type != "many2one_reference" or not field.store:
                    continue
                if {name, field.model_field} <= columns.get(model._table, set()):
                    of_partners = SQL(
                        "%s = 'res.partner'", SQL.identifier(field.model_field)
                    )
                    links.append((model._table, name, of_partners))
        result = []
        for table, column, condition in links:
            # a table of pairs has no other key
            others = columns[table] - {column}
            identity = "id" if "id" in others else ", ".join(sorted(others))
            identity = IDENTITIES.get((table, column), identity)
            if identity:
                result.append((table, column, condition, identity))
        return result

    @api.model
    def _get_columns(self):
        self.env.cr.execute(
            """SELECT relname, array_agg(attname::text)
                 FROM pg_class JOIN pg_attribute ON attrelid = pg_class.oid
                WHERE relnamespace = current_schema::regnamespace
                  AND relkind IN ('r', 'p') AND attnum > 0 AND NOT attisdropped
                GROUP BY relname"""
        )
        return {table: set(columns) for table, columns in self.env.cr.fetchall()}

    @api.model
    def _count_links(self, partners):
        """How many records hang on cards, those counted once that are the same.

        :param partners: cards
        :return: {(table, column): number}, without zeros
        :rtype: dict
        """
        self.env.flush_all()
        result = {}
        for table, column, condition, identity in self._get_links():
            if table == "res_partner":
                condition = SQL("id != ALL(%s)", partners.ids)
            elif table == "ir_attachment":
                # those of fields are values, not documents
                condition = SQL("%s AND res_field IS NULL", condition)
            self.env.cr.execute(
                SQL(
                    "SELECT count(*) FROM (SELECT DISTINCT %s FROM %s"
                    " WHERE %s = ANY(%s) AND %s) AS t",
                    SQL(identity),  # names of columns, or a constant of this file
                    SQL.identifier(table),
                    SQL.identifier(column),
                    partners.ids,
                    condition,
                )
            )
            (number,) = self.env.cr.fetchone()
            if number:
                result[table, column] = number
        return result

    @api.model
    def _describe(self, numbers):
        """Name the records of tables, of those that the user may see.

        :param dict numbers: from :meth:`_count_links`
        :return: a line for each model
        :rtype: str
        """
        models_ = {
            model._table: model
            for model in self.env.values()
            if model._auto and not model._abstract and not model._transient
        }
        lines = {}
        others = 0
        for (table, _column), number in numbers.items():
            model = models_.get(table)
            if model is None or not model.has_access("read"):
                others += number
                continue
            label = self.env["ir.model"]._get(model._name).name
            lines[label] = lines.get(label, 0) + number
        result = [f"{label}: {number}" for label, number in sorted(lines.items())]
        if others:
            result.append(self.env._("Other records: %s", others))
        return "\n".join(result)


class Client360DuplicateMergeLine(models.TransientModel):
    _name = "client360.duplicate.merge.line"
    _description = "Value to Choose in a Merge"
    _order = "id"
    _rec_name = "label"

    merge_id = fields.Many2one(
        "client360.duplicate.merge", required=True, ondelete="cascade", index=True
    )
    key = fields.Char(required=True, readonly=True, export_string_translation=False)
    label = fields.Char("Field", readonly=True)
    value_a = fields.Char("First Card", readonly=True)
    value_b = fields.Char("Second Card", readonly=True)
    take = fields.Selection(
        [("a", "Of the first card"), ("b", "Of the second card")],
        "What Stays",
        required=True,
    )

    @api.model
    def _display(self, partner, names):
        """What a person reads for the values of some fields of a card.

        :rtype: str
        """
        parts = []
        for name in names:
            field = partner._fields[name]
            if field.type == "boolean":
                value = self.env._("Yes") if partner[name] else self.env._("No")
            elif not partner[name] and field.type != "integer":
                continue
            elif field.type == "html":
                value = str(partner[name].striptags())
            elif field.type == "many2one":
                value = partner[name].display_name
            elif field.type == "date":
                value = format_date(self.env, partner[name])
            elif field.type == "datetime":
                value = format_datetime(self.env, partner[name])
            else:
                value = field.convert_to_export(partner[name], partner)
                if field.type == "selection":
                    labels = dict(field._description_selection(self.env))
                    value = labels.get(partner[name], value)
            parts.append(str(value))
        return ", ".join(parts)
