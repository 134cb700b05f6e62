"""Two nodes on one database, each with two workers, a gevent port and a cron worker;
the same through a PgBouncer in transaction mode."""

import importlib
import json
import os
import threading
import time

import pytest
import websocket

from sandbox import odoo, serve

from .node import Node, Person
from .reports import Reports

DATABASE = os.environ.get("SCALE_DATABASE")
OPTIONS = ("--workers=2", "--max-cron-threads=1")
ACTION = "Job 'Client 360: get requested express reports'"


@pytest.fixture(scope="module")
def reports(config, services):
    reports = Reports(DATABASE, services, first=96_000)
    reports.prepare()
    return reports


@pytest.fixture(scope="module", params=["directly", "through PgBouncer"])
def server(request):
    """The variables that lead to the database."""
    if request.param == "directly":
        yield {}
        return
    serve.fake_services_facts()  # which makes the helpers of the addon's tests known
    Pooler = importlib.import_module("pgbouncer").Pooler
    if not Pooler.program():
        pytest.skip("PgBouncer is not installed.")
    names = ("PGHOST", "PGPORT", "PGUSER", "PGPASSWORD")
    pooler = Pooler(*(odoo.environment()[name] for name in names))
    yield {"PGHOST": "127.0.0.1", "PGPORT": str(pooler.port)}
    pooler.close()


@pytest.fixture(scope="module")
def nodes(config, reports, server):
    names = ("node-one", "node-two")
    nodes = [Node(config, DATABASE, name, *OPTIONS, **server) for name in names]
    try:
        yield [node.wait() for node in nodes]
    finally:
        for node in nodes:
            node.close()


@pytest.fixture(autouse=True)
def quiet(services):
    services.reset()


class Listener:
    """A screen that shows a card: what the bus of a node sends it."""

    def __init__(self, person, card):
        node = person.node
        session = person.session.cookies["session_id"]
        self._socket = websocket.create_connection(
            f"ws://127.0.0.1:{node.gevent_port}/websocket",
            cookie=f"session_id={session}",
            origin=node.url,
            timeout=60,
        )
        self._socket.send(
            json.dumps(
                {
                    "event_name": "subscribe",
                    "data": {
                        "channels": [f"client360_express_report:{card}"],
                        "last": 0,
                    },
                }
            )
        )

    def wait(self, card):
        """Wait until it is told that a card's report has changed."""
        deadline = time.monotonic() + 60
        while time.monotonic() < deadline:
            for notice in json.loads(self._socket.recv()):
                message = notice["message"]
                if message["type"] == "client360.express_report":
                    assert message["payload"] == {"partner_id": card}
                    return
        raise AssertionError("The screen is told nothing.")

    def close(self):
        self._socket.close()


def ask(person, cards):
    person.call("res.partner", "action_request_express_report", cards)


def test_a_report_asked_for_at_one_node_shows_at_the_other(nodes, reports, services):
    one, two = nodes
    asker, reader = Person(one), Person(two, "demo")
    [card] = reports.make_cards(asker, 1)
    listener = Listener(reader, card)
    try:
        hold = services.fault("kontur", "hold", times=1)
        ask(asker, [card])
        listener.wait(card)
        fields = {"express_report_status": {}, "is_express_report_pending": {}}
        [badge] = reader.call("res.partner", "web_read", [card], fields)
        assert badge["is_express_report_pending"]
        hold.release()
        listener.wait(card)
        [badge] = reader.call("res.partner", "web_read", [card], fields)
        assert not badge["is_express_report_pending"]
        assert badge["express_report_status"]
    finally:
        listener.close()
    reports.check_all_done([card])


def test_a_session_of_one_node_is_one_of_the_other(nodes):
    """A load balancer may send each click to another node."""
    one, two = nodes
    person = Person(one)
    for node in (two, one, two):
        person.node = node
        assert person.call("res.users", "search_count", [])


def test_the_budget_counts_once(nodes, reports, services):
    persons = [Person(node) for node in nodes for _worker in range(2)]
    cards = reports.make_cards(persons[0], 20)
    limit = reports.count_spent() + 7
    save(persons[0], {"client360_express_report_budget": limit})
    try:
        together = threading.Barrier(len(persons))

        def ask_some(number):
            together.wait(20)
            for card in cards[number :: len(persons)]:
                ask(persons[number], [card])

        threads = [
            threading.Thread(target=ask_some, args=[number])
            for number in range(len(persons))
        ]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join(60)
        reports.wait(cards, 7)
        # Neither node goes on.
        time.sleep(3)
        assert len(services.spent()) == 7
        assert reports.count(cards) == 7
    finally:
        save(persons[0], {"client360_express_report_budget": 0})
    # Without a limit the rest follows.
    reports.wait(cards)
    reports.check_all_done(cards)
    reports.check_bought_once(cards)


def save(person, values):
    """Save settings as an administrator does."""
    settings = person.call("res.config.settings", "create", [values])
    person.call("res.config.settings", "execute", settings)


def is_at_it(node):
    """Whether a node has begun the scheduled action last, and not ended it."""
    lines = [line for line in node.log().splitlines() if ACTION in line]
    return bool(lines) and lines[-1].rstrip().endswith("starting")


def test_a_killed_node_loses_nothing(nodes, reports, services):
    persons = {node.name: Person(node) for node in nodes}
    cards = reports.make_cards(persons["node-one"], 20)
    services.settings(latency=0.3)
    ask(persons["node-one"], cards)
    reports.wait(cards, 4)
    # the one whose worker is at it
    [victim] = [node for node in nodes if is_at_it(node)]
    [other] = [node for node in nodes if node is not victim]
    victim.kill()
    done = reports.count(cards)
    assert 4 <= done < len(cards)
    assert reports.count(cards, "queued") == len(cards) - done
    reports.end_leases()
    # Whoever asks next at the other node wakes the queue there.
    more = reports.make_cards(persons[other.name], 1)
    ask(persons[other.name], more)
    reports.wait(cards + more)
    reports.check_all_done(cards + more)
    reports.check_bought_once(cards + more, lost=1)


def test_their_logs(nodes):
    for node in nodes:
        assert not node.unexpected(), node.name
