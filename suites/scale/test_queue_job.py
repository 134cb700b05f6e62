"""Express reports as jobs of ``queue_job``: two nodes, each with a runner of jobs."""

import os
import time

import pytest

from .node import Node, Person
from .reports import Reports

DATABASE = os.environ.get("SCALE_QUEUE_DATABASE")
OPTIONS = ("--workers=2", "--max-cron-threads=0", "--load=base,rpc,web,queue_job")
CHANNELS = (
    "root:4,root.client360:3,root.client360.kontur_focus:2,"
    "root.client360.dadata:1,root.client360.timeline:1"
)


@pytest.fixture(scope="module")
def reports(config, services):
    reports = Reports(DATABASE, services, first=97_000)
    reports.prepare()
    return reports


@pytest.fixture(autouse=True)
def quiet(services):
    services.reset()


@pytest.fixture(scope="module")
def start(config, reports):
    """Start a node that runs jobs."""
    nodes = []

    def start(name):
        variables = {"ODOO_QUEUE_JOB_CHANNELS": CHANNELS}
        nodes.append(Node(config, DATABASE, name, *OPTIONS, **variables))
        return nodes[-1].wait()

    yield start
    for node in nodes:
        node.close()


@pytest.fixture(scope="module")
def nodes(start):
    # The first one's runner becomes the one that gives out the jobs.
    return {"jobs-one": start("jobs-one"), "jobs-two": start("jobs-two")}


def ask(person, cards):
    person.call("res.partner", "action_request_express_report", cards)


def jobs(reports, *states):
    names = ", ".join(f"'{state}'" for state in states)
    return int(
        reports.sql(
            "SELECT count(*) FROM queue_job WHERE model_name LIKE 'client360.%'"
            f" AND state IN ({names})"
        )
    )


def test_no_scheduled_action_is_needed(nodes, reports, services):
    """Neither node has a worker for them."""
    persons = [Person(node) for node in nodes.values()]
    cards = reports.make_cards(persons[0], 24)
    services.settings(latency=0.02)
    before = jobs(reports, "done")
    for number, person in enumerate(persons):
        for start in range(number * 4, len(cards), 8):
            ask(person, cards[start : start + 4])
    reports.wait(cards)
    reports.check_all_done(cards)
    reports.check_bought_once(cards)
    assert services.peak("kontur") <= 2, "The capacity of the channel"
    deadline = time.monotonic() + 30
    while jobs(reports, "started", "enqueued") and time.monotonic() < deadline:
        time.sleep(0.2)
    assert jobs(reports, "done") > before
    assert not jobs(reports, "failed")


def test_a_whole_list_is_filled(nodes, reports, services):
    """One job at a time, by both nodes' leave."""
    persons = [Person(node) for node in nodes.values()]
    cards = [reports.make_cards(person, 35) for person in persons]
    for person, some in zip(persons, cards, strict=True):
        person.call("res.partner", "action_dadata_autofill", some)
    cards = sum(cards, [])
    deadline = time.monotonic() + 60
    states = (
        "SELECT state, count(*) FROM client360_autofill_line"
        f" WHERE partner_id IN ({', '.join(map(str, cards))}) GROUP BY state"
    )
    while (found := reports.sql(states)) != f"filled|{len(cards)}":
        assert time.monotonic() < deadline, found
        time.sleep(0.2)
    asked = [call.body["query"] for call in services.calls("dadata")]
    assert len(asked) == len(set(asked)) == len(cards)


def test_the_runner_is_killed(nodes, start, reports, services):
    """With its node, in the middle of a job, and started again."""
    survivor = Person(nodes["jobs-two"])
    cards = reports.make_cards(survivor, 24)
    services.settings(latency=0.3)
    ask(survivor, cards)
    reports.wait(cards, 4)
    nodes["jobs-one"].kill()
    done = reports.count(cards)
    assert 4 <= done < len(cards), "It was the one that ran the job"
    nodes["jobs-one"] = start("jobs-one-again")
    reports.end_leases()
    # What is waited for is taken up by whoever is woken next.
    more = reports.make_cards(survivor, 1)
    ask(survivor, more)
    reports.wait(cards + more)
    reports.check_all_done(cards + more)
    reports.check_bought_once(cards + more, lost=2)
    assert not jobs(reports, "failed")


def test_their_logs(nodes):
    for node in nodes.values():
        # that of the node that was killed: as it should be
        left = [text for text in node.unexpected() if "Re-queued dead job" not in text]
        assert not left, node.name
