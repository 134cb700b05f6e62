"""Express reports as a whole: asked for, bought and done, seen in the database."""

import time

from sandbox import postgres, serve

TIMEOUT = 120  # seconds
AUTOMATION = (
    "SELECT res_id FROM ir_model_data WHERE module = 'client360'"
    " AND name = 'automation_express_report'"
)


class Reports:
    """The queue of express reports of a database, and the services behind it.

    :param str database: its name
    :param services: ``FakeServices``
    :param int first: number of the first of the companies that are asked about, of the
        series of the services
    """

    def __init__(self, database, services, first):
        self._database = database
        self._services = services
        self._next = first
        self._number = serve.fake_services_facts().generated_inn

    def sql(self, statement):
        return postgres.sql(statement, self._database)

    def prepare(self):
        """Point the database to the services, before a node starts."""
        serve.point_to_fake_services(self._database, self._services.url)
        self.set_parameter("client360.reliability_with_report", "False")
        # Only what a test asks for.
        self.sql(f"UPDATE base_automation SET active = false WHERE id = ({AUTOMATION})")
        # as if nothing had been bought today
        self.sql("DELETE FROM client360_express_report WHERE state = 'queued'")
        self.sql("DELETE FROM client360_service_usage")

    def set_parameter(self, key, value):
        self.sql(
            f"INSERT INTO ir_config_parameter (key, value) VALUES ('{key}', '{value}')"
            " ON CONFLICT (key) DO UPDATE SET value = excluded.value"
        )

    def make_cards(self, person, count):
        """Create cards of companies that no other test has.

        :return: their ids
        """
        numbers = range(self._next, self._next + count)
        self._next += count
        russia = int(self.sql("SELECT id FROM res_country WHERE code = 'RU'"))
        return person.call(
            "res.partner",
            "create",
            [
                {
                    "name": f"Scale {number}",
                    "is_company": True,
                    "country_id": russia,
                    "vat": self._number(number),
                }
                for number in numbers
            ],
        )

    def count(self, cards, state="done"):
        ids = ", ".join(map(str, cards))
        return int(
            self.sql(
                "SELECT count(*) FROM client360_express_report"
                f" WHERE partner_id IN ({ids}) AND state = '{state}'"
            )
        )

    def count_spent(self):
        """The companies that were counted against today's budget."""
        return int(
            self.sql(
                "SELECT count(*) FROM client360_service_usage"
                " WHERE service = 'kontur_focus'"
                " AND date = (now() at time zone 'Europe/Moscow')::date"
            )
        )

    def wait(self, cards, count=None):
        """Wait until so many reports are done, by default one a card."""
        count = len(cards) if count is None else count
        deadline = time.monotonic() + TIMEOUT
        while (done := self.count(cards)) < count:
            assert time.monotonic() < deadline, f"{done} of {count} reports"
            time.sleep(0.2)

    def end_leases(self):
        """Let the time pass after which the leases of a killed worker end."""
        self.sql(
            "UPDATE client360_express_report SET lease_end = now() at time zone 'UTC'"
            " - interval '1 second' WHERE lease_end IS NOT NULL"
        )

    def check_all_done(self, cards):
        """Each card has one report, and the PDF of it."""
        ids = ", ".join(map(str, cards))
        rows = self.sql(
            "SELECT partner_id, state, attachment_id FROM client360_express_report"
            f" WHERE partner_id IN ({ids})"
        ).splitlines()
        assert len(rows) == len(cards)
        assert all("|done|" in row and not row.endswith("|") for row in rows), rows
        files = self.sql(
            "SELECT count(*) FROM ir_attachment WHERE res_model = 'res.partner'"
            f" AND res_id IN ({ids}) AND mimetype = 'application/pdf'"
        )
        assert int(files) == len(cards), "One file a card"

    def check_bought_once(self, cards, lost=0):
        """Each company was asked about once, and its PDF fetched once.

        :param int lost: how many answers at most got lost with who was to get them
        """
        for pdf in (False, True):
            calls = self._services.calls(method="briefReport", pdf=pdf)
            numbers = [inn for call in calls for inn in call.inns]
            assert len(set(numbers)) == len(cards)
            assert len(cards) <= len(numbers) <= len(cards) + lost, (pdf, numbers)
        assert len(self._services.spent()) == len(cards)
