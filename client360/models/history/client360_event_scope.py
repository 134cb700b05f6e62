# Copyright 2026 Client 360 contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from typing import NamedTuple

from odoo.tools import SQL

# An event's id is SOURCES times the id of its source, plus the source's number.
MESSAGE, TRACKING, PARTNER, ATTACHMENT, BANK = range(5)
SOURCES = 5


class Part(NamedTuple):
    """One of the queries that make up the history.

    :ivar str name: the method ``_<name>_sql``
    :ivar tuple models: models whose messages or documents are wanted
    """

    name: str
    models: tuple = ()


class Scope(NamedTuple):
    """What a query of the history is narrowed down to, and how.

    :ivar frozenset ids: ids of events
    :ivar frozenset partner_ids: ids of cards
    :ivar frozenset company_ids: ids of companies, each with its contacts
    :ivar frozenset models: values of ``res_model``
    :ivar Part part: the one part of the query that is wanted, for a LATERAL subquery
        in which ``anchor`` has the id of the card or company
    """

    ids: frozenset | None = None
    partner_ids: frozenset | None = None
    company_ids: frozenset | None = None
    models: frozenset | None = None
    part: Part | None = None

    @property
    def anchor_ids(self):
        """Ids that the query begins with, None where it is about all cards.

        :rtype: frozenset[int] | None
        """
        return self.partner_ids if self.company_ids is None else self.company_ids

    def anchor_table(self):
        """The ids that the query begins with, as a table.

        :rtype: SQL
        """
        return SQL("unnest(%s::integer[]) AS anchor (id)", sorted(self.anchor_ids))

    def anchor_condition(self, table, column="partner_id"):
        """Condition on a table that has a partner, and its company: they are of the
        ids that the query begins with.

        :param str table: alias
        :param str column: the partner's column
        :rtype: SQL
        """
        if self.anchor_ids is None:
            return SQL("TRUE")
        if self.company_ids is not None:
            column = "commercial_partner_id"
        return SQL("%s = anchor.id", SQL.identifier(table, column))

    def source_ids(self, source):
        """Ids of a source's records among the events' ids.

        :param int source: the source's number
        :rtype: list[int]
        """
        return [id_ // SOURCES for id_ in self.ids if id_ % SOURCES == source]
