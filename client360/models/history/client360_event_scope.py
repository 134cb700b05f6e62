# Copyright 2026 Client 360 contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from typing import NamedTuple

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
    :ivar frozenset models: values of ``res_model``
    :ivar Part part: the one part of the query that is wanted, for a LATERAL subquery
        in which ``card`` is the partner's row
    """

    ids: frozenset | None = None
    partner_ids: frozenset | None = None
    models: frozenset | None = None
    part: Part | None = None

    def source_ids(self, source):
        """Ids of a source's records among the events' ids.

        :param int source: the source's number
        :rtype: list[int]
        """
        return [id_ // SOURCES for id_ in self.ids if id_ % SOURCES == source]
