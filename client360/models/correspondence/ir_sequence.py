# Copyright 2026 Client 360 contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo import SUPERUSER_ID, models

# Of the advisory lock under which sequences of registers are created.
LOCK = 360_000_001


class IrSequence(models.Model):
    _inherit = "ir.sequence"

    def _next_in_register(self, code, company, date):
        """Draw a number of a register, where numbers begin anew every year.

        Sequences and their ranges are created when a company first needs them, by a
        transaction of its own. A PostgreSQL sequence then gives each transaction a
        number of its own without making it wait for others.

        :param code: of the sequence, a key of ``_get_register_sequences``
        :param company: res.company
        :param date: of registration
        :return str: the number
        """
        sequences = self.sudo()
        number = sequences._draw_in_register(code, company, date)
        if number:
            return number
        # An installation has locked tables that the other transaction would wait for,
        # and nobody competes with it.
        if self.env.registry.ready:
            number = sequences._draw_by_another_transaction(code, company, date)
        if not number:
            # A company that only this transaction knows: nobody competes.
            sequences._ensure_register_sequence(code, company, date)
            number = sequences._draw_in_register(code, company, date)
        return number

    def _draw_by_another_transaction(self, code, company, date):
        """Create what is missing of a sequence for all to see, and draw a number.

        :return: the number, or None for a company that only this transaction knows
        """
        number = None
        with self.env.registry.cursor() as cr:
            # Taken for the session, so that the transaction which looks for the
            # sequence begins, and sees what is committed, after the lock.
            cr.execute("SELECT pg_advisory_lock(%s)", [LOCK])
            cr.commit()  # pylint: disable=invalid-commit
            try:
                # The user may be one that only this transaction knows.
                env = self.env(cr=cr, user=SUPERUSER_ID)
                other = self.with_env(env)
                other_company = company.with_env(env).exists()
                if other_company:
                    other._ensure_register_sequence(code, other_company, date)
                    number = other._draw_in_register(code, other_company, date)
                # The sequence must be there for others before the lock is released.
                cr.commit()  # pylint: disable=invalid-commit
            finally:
                cr.rollback()
                cr.execute("SELECT pg_advisory_unlock(%s)", [LOCK])
        return number

    def _get_register_sequences(self):
        """:return dict: {code: (name, prefix)} of the registers' sequences"""
        return {
            "client360.letter.incoming": (
                self.env._("Incoming letters"),
                self.env._("IN-"),
            ),
            "client360.letter.outgoing": (
                self.env._("Outgoing letters"),
                self.env._("OUT-"),
            ),
            "client360.agreement": (self.env._("Contracts"), ""),
        }

    def _find_in_register(self, code, company):
        domain = [("code", "=", code), ("company_id", "=", company.id)]
        return self.search(domain, limit=1)

    def _draw_in_register(self, code, company, date):
        """:return: the next number, or None where a sequence has yet to be created"""
        sequence = self._find_in_register(code, company)
        if sequence.use_date_range and not self.env[
            "ir.sequence.date_range"
        ].search_count(
            [
                ("sequence_id", "=", sequence.id),
                ("date_from", "<=", date),
                ("date_to", ">=", date),
            ],
            limit=1,
        ):
            return None
        return sequence._next(date) if sequence else None

    def _ensure_register_sequence(self, code, company, date):
        """Create the sequence of a register and company, and its range for a year.
        Its name and prefix are in the language of the company."""
        sequence = self._find_in_register(code, company)
        if not sequence:
            lang = company.partner_id.lang or self.env.lang
            registers = self.with_context(lang=lang)._get_register_sequences()
            name, prefix = registers[code]
            sequence = self.create(
                {
                    "name": name,
                    "code": code,
                    "prefix": f"{prefix}%(range_year)s/",
                    "padding": 5,
                    "use_date_range": True,
                    "company_id": company.id,
                }
            )
        if sequence.use_date_range:
            sequence._get_current_sequence(date)
