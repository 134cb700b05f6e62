# Copyright 2026 Client 360 contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo import api, fields, models


class ResCompany(models.Model):
    """Each company numbers the records of its registers by sequences of its own,
    which begin anew every year."""

    _inherit = "res.company"

    @api.model
    def _get_register_sequences(self):
        """Name the sequences that each company has; for registers to extend.

        :return: name and prefix of each sequence by its code, in the language of the
            environment
        :rtype: dict[str, tuple[str, str]]
        """
        return {}

    @api.model_create_multi
    def create(self, vals_list):
        companies = super().create(vals_list)
        companies._create_register_sequences()
        return companies

    @api.model
    def _create_missing_register_sequences(self):
        """Give the companies that there are the sequences that they lack."""
        codes = list(self._get_register_sequences())
        complete = [
            company.id
            for company, count in self.env["ir.sequence"]
            .sudo()
            ._read_group(
                [("code", "in", codes)], ["company_id"], ["code:count_distinct"]
            )
            if count == len(codes)
        ]
        incomplete = self.sudo().search([("id", "not in", complete)])
        incomplete._create_register_sequences()

    def _create_register_sequences(self):
        """Create the sequences that these companies lack, each with this year's range.

        Their names and prefixes are in the language of the company.
        """
        sequences = self.env["ir.sequence"].sudo()
        codes = list(self._get_register_sequences())
        existing = set(
            sequences._read_group(
                [("code", "in", codes), ("company_id", "in", self.ids)],
                ["code", "company_id"],
            )
        )
        vals_list = [
            {
                "name": name,
                "code": code,
                "prefix": f"{prefix}%(range_year)s/",
                "padding": 5,
                "use_date_range": True,
                "company_id": company.id,
            }
            for company in self
            for code, (name, prefix) in self.with_context(
                lang=company._get_register_lang()
            )
            ._get_register_sequences()
            .items()
            if (code, company.sudo()) not in existing
        ]
        today = fields.Date.context_today(self)
        for sequence in sequences.create(vals_list):
            sequence._get_current_sequence(today)

    def _get_register_lang(self):
        """Language that the company's registers are kept in.

        :return: the company's own; where that is English as by default, the one other
            language of a database that has just one
        :rtype: str
        """
        own = self.partner_id.lang or self.env.lang or "en_US"
        others = [
            code
            for code, _name in self.env["res.lang"].get_installed()
            if not code.startswith("en_")
        ]
        return others[0] if own.startswith("en_") and len(others) == 1 else own

    def _draw_register_numbers(self, code, date, count, find_taken):
        """Draw the next numbers of a register that no record has yet.

        Numbers are taken in advance where an old journal was imported, or where a
        number was typed in.

        :param str code: of the sequence, a key of :meth:`_get_register_sequences`
        :param datetime.date date: of registration: numbers begin anew every year
        :param int count: how many
        :param find_taken: function that returns the taken ones of a list of numbers,
            or all taken ones for ``None``
        :rtype: list[str]
        """
        self.ensure_one()
        sequence = self._get_register_sequence(code, date)
        numbers = [sequence._next(date) for _index in range(count)]
        if find_taken(numbers):
            taken = set(find_taken(None))
            numbers = [number for number in numbers if number not in taken]
            while len(numbers) < count:
                number = sequence._next(date)
                if number not in taken:
                    numbers.append(number)
        return numbers

    def _get_register_sequence(self, code, date):
        """Get the company's sequence, ready to give numbers of a year.

        :param str code: of the sequence
        :param datetime.date date: in that year
        :return: ir.sequence, as superuser
        """
        sequences = self.env["ir.sequence"].sudo()
        domain = [("code", "=", code), ("company_id", "=", self.id)]
        sequence = sequences.search(domain, limit=1, order="id")
        if not sequence:
            self._create_register_sequences()
            sequence = sequences.search(domain, limit=1, order="id")
        if sequence.use_date_range and not self.env[
            "ir.sequence.date_range"
        ].sudo().search_count(
            [
                ("sequence_id", "=", sequence.id),
                ("date_from", "<=", date),
                ("date_to", ">=", date),
            ],
            limit=1,
        ):
            # Of two transactions that need the first number of a year, the second
            # waits here, fails with a serialization error, and is repeated by Odoo:
            # without this it would violate the uniqueness of ranges.
            self.env.cr.execute(
                "UPDATE ir_sequence SET write_date = write_date WHERE id = %s",
                [sequence.id],
            )
        return sequence.with_context(ir_sequence_date=fields.Date.to_string(date))
