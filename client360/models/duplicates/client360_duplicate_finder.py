# Copyright 2026 Client 360 contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo import api, models
from odoo.modules.db import has_trigram
from odoo.tools import SQL

#: An address or a telephone of more cards than that is nobody's own.
GROUP_LIMIT = 20
#: Names below that are two names. From 0 to 1, see pg_trgm.
NAME_SIMILARITY = 0.7
#: Names above that are a reason beside another one.
WEAK_NAME_SIMILARITY = 0.4
#: A trigram of more names than that tells nothing.
TRIGRAM_LIMIT = 300
#: Pairs that are kept, the likeliest ones first: nobody reads more.
PAIR_LIMIT = 20_000
#: Pairs that are less likely are not listed.
SCORE_LIMIT = 50

#: What is known of a pair.
COLUMNS = ("a", "b", "by_inn", "by_ogrn", "by_email", "by_phone", "by_name", "score")
#: What a pair's reasons are worth. The name's is multiplied by the similarity.
SCORES = SQL(
    "LEAST(100, 95 * by_inn::int + 85 * by_ogrn::int + 50 * by_email::int"
    " + 30 * by_phone::int + (75 * similarity)::int)"
)
#: Two cards that may be one: neither is above the other, both companies see both, and
#: no number says that they are two. Branches of one company share the INN, and are told
#: apart by the KPP alone, see ``_duplicate_domain`` of res.partner.
COMPATIBLE = SQL(
    """
    a.id < b.id
    AND (a.company_id IS NULL OR b.company_id IS NULL OR a.company_id = b.company_id)
    AND a.parent_id IS DISTINCT FROM b.id AND b.parent_id IS DISTINCT FROM a.id
    AND a.top_id != b.id AND b.top_id != a.id
    AND coalesce(a.inn = b.inn, TRUE)
    AND coalesce(a.kpp = b.kpp, TRUE)
    AND (a.inn IS NULL OR b.inn IS NULL OR a.parent_id IS NULL
         OR a.parent_id IS DISTINCT FROM b.parent_id
         OR (a.kpp IS NOT NULL AND b.kpp IS NOT NULL))
    """
)
#: Persons of two companies may well have one name.
SAME_KIND = SQL("(a.is_body AND b.is_body OR a.parent_id = b.parent_id)")


class Client360DuplicateFinder(models.AbstractModel):
    """Finds the pairs of ``client360.duplicate``, in SQL throughout.

    What is compared lies in temporary tables, so that the memory needed does not grow
    with the number of cards.
    """

    _name = "client360.duplicate.finder"
    _inherit = ["client360.queue.mixin"]
    _description = "Search for Duplicates"
    _queue_cron = "client360.ir_cron_duplicates"
    _queue_method = "_cron_find"

    @api.model
    def _cron_find(self):
        """Compare all cards, and bring the list of pairs up to date."""
        # what people say meanwhile is neither locked nor overwritten
        self._find(between=lambda: self.env["ir.cron"]._commit_progress(1))

    @api.model
    def _find(self, between=None):
        """Compare all cards, and bring the list of pairs up to date.

        :param between: called when all is compared, before anything is written
        """
        self.env.flush_all()
        self._drop_tables()
        self._collect_cards()
        self._collect_equal_pairs()
        if has_trigram(self.env.cr):
            self._compare_names_of_pairs()
            self._collect_names()
            self._collect_similar_names()
        pairs = self._read_pairs()
        # A temporary table outlives no commit behind a connection pooler.
        self._drop_tables()
        if between:
            between()
        self._store_pairs(pairs)
        self._drop_tables()
        self.env["client360.duplicate"].invalidate_model()

    @api.model
    def _execute(self, code, **params):
        self.env.cr.execute(SQL(code, **params))

    @api.model
    def _drop_tables(self):
        self._execute(
            """DROP TABLE IF EXISTS client360_tmp_card, client360_tmp_pair,
                                    client360_tmp_name, client360_tmp_trigram,
                                    client360_tmp_alike, client360_tmp_found"""
        )

    @api.model
    def _collect_cards(self):
        """Put what cards are compared by into a temporary table, in a normal form."""
        partners = self.env["res.partner"].sudo()
        bodies = partners.with_context(active_test=False)._search(
            partners._get_body_domain()
        )
        self._execute(
            """
            CREATE TEMP TABLE client360_tmp_card AS
            SELECT p.id, p.parent_id, p.company_id,
                   coalesce(p.commercial_partner_id, p.id) AS top_id,
                   p.is_company IS TRUE OR p.parent_id IS NULL AS is_body,
                   CASE WHEN body.id IS NOT NULL
                         AND p.vat ~ '^([0-9]{10}|[0-9]{12})$' THEN p.vat END AS inn,
                   CASE WHEN body.id IS NOT NULL THEN nullif(p.kpp, '') END AS kpp,
                   CASE WHEN body.id IS NOT NULL
                         AND p.company_registry ~ '^([0-9]{13}|[0-9]{15})$'
                        THEN p.company_registry END AS ogrn,
                   nullif(p.email_normalized, '') AS email,
                   -- +7 and 8 are one: the last ten digits tell
                   substring(regexp_replace(p.phone, '[^0-9]', '', 'g')
                             from '[0-9]{10}$') AS phone,
                   nullif(trim(regexp_replace(regexp_replace(
                       translate(lower(p.name), 'ё', 'е'),
                       '[^[:alnum:]]+', ' ', 'g'),
                       '\\m(ооо|оао|зао|пао|нао|ао|ип|гуп|муп|фгуп|ано|нко)\\M',
                       '', 'g')), '') AS name
              FROM res_partner p
              LEFT JOIN %(bodies)s AS body(id) ON body.id = p.id
             WHERE p.active
            """,
            bodies=bodies.subselect(),
        )
        # the first cards of a name stand for all of them
        self._execute("ALTER TABLE client360_tmp_card ADD place bigint")
        self._execute(
            """
            UPDATE client360_tmp_card card SET place = numbered.place
              FROM (SELECT id, row_number() OVER (PARTITION BY name ORDER BY id)
                      AS place FROM client360_tmp_card) AS numbered
             WHERE numbered.id = card.id
            """
        )
        self._execute("ANALYZE client360_tmp_card")
        self._execute(
            """
            CREATE TEMP TABLE client360_tmp_pair (
                a integer, b integer, by_inn boolean DEFAULT FALSE,
                by_ogrn boolean DEFAULT FALSE, by_email boolean DEFAULT FALSE,
                by_phone boolean DEFAULT FALSE, similarity real DEFAULT 0)
            """
        )

    @api.model
    def _collect_equal_pairs(self):
        """Pairs with the same number, e-mail address or telephone."""
        for column, flag, common in (
            ("inn", "by_inn", False),
            ("ogrn", "by_ogrn", False),
            ("email", "by_email", True),
            ("phone", "by_phone", True),
        ):
            # Of a number that very many cards have, each is compared with the first.
            self._execute(
                """
                INSERT INTO client360_tmp_pair (a, b, %(flag)s)
                WITH card AS (
                    SELECT *, count(*) OVER same AS size,
                           row_number() OVER (same ORDER BY id) AS rank
                      FROM client360_tmp_card
                     WHERE %(column)s IS NOT NULL
                    WINDOW same AS (PARTITION BY %(column)s)
                )
                SELECT a.id, b.id, TRUE
                  FROM card a JOIN card b USING (%(column)s)
                 WHERE a.rank <= %(limit)s AND a.size > 1
                   AND NOT (%(common)s AND a.size > %(limit)s)
                   AND %(compatible)s
                """,
                flag=SQL.identifier(flag),
                column=SQL.identifier(column),
                limit=GROUP_LIMIT,
                common=common,
                compatible=COMPATIBLE,
            )

    @api.model
    def _compare_names_of_pairs(self):
        """How alike the names are of cards that have something else in common."""
        self._execute(
            """
            INSERT INTO client360_tmp_pair (a, b, similarity)
            SELECT pair.a, pair.b, similarity(one.name, other.name)
              FROM (SELECT DISTINCT a, b FROM client360_tmp_pair) AS pair
              JOIN client360_tmp_card one ON one.id = pair.a
              JOIN client360_tmp_card other ON other.id = pair.b
             WHERE similarity(one.name, other.name) >= %(least)s
            """,
            least=WEAK_NAME_SIMILARITY,
        )

    @api.model
    def _collect_names(self):
        """Names, and of each so many of its rarest trigrams that two similar names
        have one in common.

        Two sets with a similarity of t share more than one element of the first
        ``n - t * n + 1`` ones, in whatever order is the same for all: the prefix filter
        of set similarity joins (Chaudhuri, Ganti, Kaushik, "A Primitive Operator for
        Similarity Joins in Data Cleaning", ICDE 2006).
        """
        self._execute(
            """
            CREATE TEMP TABLE client360_tmp_name AS
            SELECT row_number() OVER (ORDER BY name) AS id, name,
                   -- a card with an INN needs one without, see COMPATIBLE
                   bool_or(inn IS NULL) AS is_open, count(*) AS cards
              FROM client360_tmp_card
             WHERE length(name) > 3
             GROUP BY name
            """
        )
        self._execute("ANALYZE client360_tmp_name")
        self._execute(
            """
            CREATE TEMP TABLE client360_tmp_trigram AS
            WITH part AS MATERIALIZED (
                SELECT id, is_open, unnest(show_trgm(name)) AS trigram
                  FROM client360_tmp_name
            ), frequency AS MATERIALIZED (
                SELECT trigram, count(*) AS names FROM part GROUP BY trigram
            ), ranked AS (
                SELECT id, is_open, trigram, count(*) OVER one AS size,
                       row_number() OVER (one ORDER BY names, trigram) AS place
                  FROM part JOIN frequency USING (trigram)
                WINDOW one AS (PARTITION BY id)
            ), prefix AS (
                SELECT *, count(*) OVER (PARTITION BY trigram) AS names
                  FROM ranked
                 WHERE place <= size - ceil(%(similarity)s * size) + 1
            )
            SELECT id, is_open, trigram, size FROM prefix
             WHERE names BETWEEN 2 AND %(limit)s
            """,
            similarity=NAME_SIMILARITY,
            limit=TRIGRAM_LIMIT,
        )
        self._execute("ANALYZE client360_tmp_trigram")

    @api.model
    def _collect_similar_names(self):
        """Pairs whose names are alike, but for the legal form, quotes and typos."""
        # Tables of their own, with statistics: PostgreSQL would take a wrong way.
        self._execute(
            """
            CREATE TEMP TABLE client360_tmp_alike AS
            WITH candidate AS MATERIALIZED (
                SELECT DISTINCT a.id AS a, b.id AS b
                  FROM client360_tmp_trigram a JOIN client360_tmp_trigram b
                 USING (trigram)
                 WHERE a.id < b.id AND (a.is_open OR b.is_open)
                   AND b.size BETWEEN a.size * %(least)s AND a.size / %(least)s
            ), compared AS (
                SELECT a.name AS a, b.name AS b, similarity(a.name, b.name) AS degree
                  FROM candidate
                  JOIN client360_tmp_name a ON a.id = candidate.a
                  JOIN client360_tmp_name b ON b.id = candidate.b
            )
            SELECT a, b, degree FROM compared WHERE degree >= %(least)s
             UNION ALL
            SELECT name, name, 1 FROM client360_tmp_name WHERE cards > 1
            """,
            least=NAME_SIMILARITY,
        )
        self._execute("ANALYZE client360_tmp_alike")
        self._execute(
            """
            INSERT INTO client360_tmp_pair (a, b, similarity)
            SELECT a.id, b.id, max(degree)
              FROM client360_tmp_alike alike
              JOIN client360_tmp_card x ON x.name = alike.a AND x.place <= %(limit)s
              JOIN client360_tmp_card y ON y.name = alike.b AND y.id != x.id
              JOIN client360_tmp_card a ON a.id = least(x.id, y.id)
              JOIN client360_tmp_card b ON b.id = greatest(x.id, y.id)
             WHERE %(compatible)s AND %(same_kind)s
             GROUP BY a.id, b.id
            """,
            limit=GROUP_LIMIT,
            compatible=COMPATIBLE,
            same_kind=SAME_KIND,
        )

    @api.model
    def _read_pairs(self):
        """The likeliest pairs of those that were collected.

        :return: the values of :data:`COLUMNS`: ids, reasons, likelihood in percent
        :rtype: list[tuple]
        """
        return self.env.execute_query(
            SQL(
                """
                WITH reason AS (
                    SELECT a, b, bool_or(by_inn) AS by_inn, bool_or(by_ogrn) AS by_ogrn,
                           bool_or(by_email) AS by_email,
                           bool_or(by_phone) AS by_phone,
                           max(similarity) AS similarity
                      FROM client360_tmp_pair GROUP BY a, b
                ), scored AS (
                    SELECT *, %(scores)s AS score FROM reason
                )
                SELECT a, b, by_inn, by_ogrn, by_email, by_phone, similarity > 0, score
                  FROM scored
                 WHERE score >= %(least)s
                 ORDER BY score DESC, a, b
                 LIMIT %(limit)s
                """,
                scores=SCORES,
                least=SCORE_LIMIT,
                limit=PAIR_LIMIT,
            )
        )

    @api.model
    def _store_pairs(self, pairs):
        """Write new pairs, and remove those that are none any more.

        :param list pairs: see :meth:`_read_pairs`
        """
        columns = [[pair[place] for pair in pairs] for place in range(len(COLUMNS))]
        self._execute(
            """
            CREATE TEMP TABLE client360_tmp_found AS
            SELECT found.*
              FROM unnest(%(a)s::integer[], %(b)s::integer[], %(by_inn)s::boolean[],
                          %(by_ogrn)s::boolean[], %(by_email)s::boolean[],
                          %(by_phone)s::boolean[], %(by_name)s::boolean[],
                          %(score)s::integer[])
                   AS found (a, b, by_inn, by_ogrn, by_email, by_phone, by_name, score)
              -- those of cards that have gone meanwhile are none
              JOIN res_partner one ON one.id = a
              JOIN res_partner other ON other.id = b
            """,
            **dict(zip(COLUMNS, columns, strict=True)),
        )
        self._execute(
            """
            INSERT INTO client360_duplicate
                   (partner_a_id, partner_b_id, by_inn, by_ogrn, by_email, by_phone,
                    by_name, score, state, create_uid, create_date, write_uid,
                    write_date)
            SELECT a, b, by_inn, by_ogrn, by_email, by_phone, by_name, score, 'found',
                   %(uid)s, now() AT TIME ZONE 'UTC', %(uid)s, now() AT TIME ZONE 'UTC'
              FROM client360_tmp_found
            ON CONFLICT (partner_a_id, partner_b_id) DO UPDATE
               SET by_inn = EXCLUDED.by_inn, by_ogrn = EXCLUDED.by_ogrn,
                   by_email = EXCLUDED.by_email, by_phone = EXCLUDED.by_phone,
                   by_name = EXCLUDED.by_name, score = EXCLUDED.score,
                   write_date = EXCLUDED.write_date
             WHERE client360_duplicate.state = 'found'
               AND (client360_duplicate.by_inn, client360_duplicate.by_ogrn,
                    client360_duplicate.by_email, client360_duplicate.by_phone,
                    client360_duplicate.by_name, client360_duplicate.score)
                   IS DISTINCT FROM
                   (EXCLUDED.by_inn, EXCLUDED.by_ogrn, EXCLUDED.by_email,
                    EXCLUDED.by_phone, EXCLUDED.by_name, EXCLUDED.score)
            """,
            uid=self.env.uid,
        )
        self._execute(
            """
            DELETE FROM client360_duplicate
             WHERE state = 'found'
               AND NOT EXISTS (SELECT FROM client360_tmp_found
                                WHERE a = partner_a_id AND b = partner_b_id)
            """
        )
