# Copyright 2026 Client 360 contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

"""Letters whose numbers do not keep the rules that the database knows from now on.

What changes is noted on the letters by ``post-correspondence.py``.
"""


def migrate(cr, version):
    cr.execute(
        """
        CREATE TEMPORARY TABLE client360_letter_renumbered (
            letter_id integer PRIMARY KEY, old_number varchar
        )
        """
    )
    cr.execute(
        """
        UPDATE client360_letter SET number = NULLIF(btrim(number), '')
         WHERE number != btrim(number) OR number = ''
        """
    )
    # Before its registration a letter has neither number nor date.
    cr.execute(
        """
        WITH unregistered AS (
            SELECT id, number FROM client360_letter
             WHERE state IN ('draft', 'approval', 'reworking', 'signing')
               AND (number IS NOT NULL OR registration_date IS NOT NULL)
        ), noted AS (
            INSERT INTO client360_letter_renumbered
            SELECT id, number FROM unregistered WHERE number IS NOT NULL
        )
        UPDATE client360_letter SET number = NULL, registration_date = NULL
          FROM unregistered WHERE unregistered.id = client360_letter.id
        """
    )
    cr.execute(
        """
        UPDATE client360_letter
           SET registration_date = COALESCE(date, create_date::date, CURRENT_DATE)
         WHERE number IS NOT NULL AND registration_date IS NULL
        """
    )
    # The first letter keeps a number that was given more than once.
    cr.execute(
        """
        WITH numbered AS (
            SELECT id, number,
                   row_number() OVER (
                       PARTITION BY company_id, direction, number,
                                    date_part('year', registration_date)
                           ORDER BY registration_date, id
                   ) AS place
              FROM client360_letter WHERE number IS NOT NULL
        ), noted AS (
            INSERT INTO client360_letter_renumbered
            SELECT id, number FROM numbered WHERE place > 1
        )
        UPDATE client360_letter SET number = numbered.number || ' #' || numbered.id
          FROM numbered WHERE numbered.id = client360_letter.id AND place > 1
        """
    )
