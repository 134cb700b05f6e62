"""What only reads runs on a streaming replica, also when that lags behind."""

import os
import shutil
import time

import pytest

from sandbox import postgres

from .cluster import Cluster
from .node import Node, Person

DATABASE = os.environ.get("SCALE_DATABASE")
NODE = "node-replica"


@pytest.fixture(scope="module")
def cluster():
    if not (postgres.binaries() and shutil.which("pg_dump")):
        pytest.skip("The programs of a PostgreSQL server are not installed.")
    cluster = Cluster()
    yield cluster
    cluster.close()


@pytest.fixture(scope="module")
def node(config, cluster):
    cluster.copy(DATABASE)
    node = Node(
        config,
        DATABASE,
        NODE,
        # one process: what it does is then known to the end
        *("--workers=0", "--max-cron-threads=0"),
        "--db_replica_host=127.0.0.1",
        f"--db_replica_port={cluster.replica.port}",
        **cluster.primary.variables,
    )
    try:
        yield node.wait()
    finally:
        node.close()


@pytest.fixture(scope="module")
def person(node):
    return Person(node)


@pytest.fixture(scope="module")
def card(cluster):
    return find(cluster, "res.partner", "partner_bolshaya_versta")


def find(cluster, model, name):
    """The id of a record of the demo data."""
    return int(
        cluster.primary.sql(
            "SELECT res_id FROM ir_model_data WHERE module = 'client360'"
            f" AND model = '{model}' AND name = '{name}'",
            DATABASE,
        )
    )


def first(cluster, table):
    return int(cluster.primary.sql(f"SELECT min(id) FROM {table}", DATABASE))


def reading_calls(cluster, person, card):
    """What the client calls to read, as (model, method, arguments)."""
    child_of = [["partner_id", "child_of", card]]
    columns = {name: {} for name in ("kind", "date", "comment", "is_pinned")}
    page = person.call("client360.event", "web_search_read", child_of, columns)
    event = page["records"][0]["id"]
    tiles = person.call("res.partner", "client360_highlights", [card])
    form = person.call(
        "res.partner", "get_views", [[False, "form"], [False, "list"]], options={}
    )
    fields = {name: {} for name in form["models"]["res.partner"]["fields"]}
    agreement = first(cluster, "agreement")
    letter = first(cluster, "client360_letter")
    partner = "res.partner"
    return [
        (partner, "client360_highlights", [card]),
        (partner, "client360_highlights_chart", [card]),
        (partner, "action_client360_highlight", [card], tiles[0]["key"]),
        (partner, "client360_reliability", [card]),
        (partner, "client360_reliability_chart", [card]),
        (partner, "name_search", "Верста"),
        # the form with its badges and counters
        (partner, "web_read", [card], fields),
        ("client360.event", "get_panel", card),
        ("client360.event", "get_authors", card),
        ("client360.event", "get_log_targets", card),
        ("client360.event", "web_search_read", child_of, columns, 0, 40),
        ("client360.event", "action_open_record", [event]),
        ("client360.event", "action_open_document", [event]),
        ("ir.attachment", "web_search_read", [["res_id", "=", card]], {"name": {}}),
        ("client360.reliability.fact", "web_search_read", child_of, {"code": {}}),
        ("client360.express.report", "web_search_read", child_of, {"state": {}}),
        ("client360.letter", "web_search_read", child_of, {"name": {}}),
        ("agreement", "action_view_children", [agreement]),
        ("agreement", "action_view_projects", [agreement]),
        ("client360.letter", "action_view_replies", [letter]),
    ]


def test_what_reads_asks_the_replica_alone(cluster, node, person, card):
    calls = reading_calls(cluster, person, card)
    # what a process learns once, it has learnt
    answers = [person.call(*call) for call in calls]
    cluster.catch_up()
    cluster.log_statements()
    time.sleep(0.5)
    for call, answer in zip(calls, answers, strict=True):
        primary, replica = cluster.primary.log_size(), cluster.replica.log_size()
        assert person.call(*call) == answer, call
        asked = cluster.primary.statements(NODE, primary)
        assert not asked, f"{call[:2]} asks the primary: {asked[:3]}"
        assert cluster.replica.statements(NODE, replica), call


def test_what_writes_asks_the_primary(cluster, person, card):
    size = cluster.primary.log_size()
    person.call("res.partner", "write", [card], {"ref": "written"})
    assert cluster.primary.statements(NODE, size)


def test_a_replica_that_lags(cluster, person, card):
    """Everybody goes on reading, and sees what the replica has."""
    calls = reading_calls(cluster, person, card)

    def name():
        [record] = person.call("res.partner", "web_read", [card], {"name": {}})
        return record["name"]

    def pins():
        return len(person.call("client360.event", "get_panel", card)["pins"])

    event = next(
        record["id"]
        for record in person.call(
            "client360.event",
            "web_search_read",
            [["partner_id", "=", card], ["message_id", "!=", False]],
            {"can_pin": {}},
        )["records"]
        if record["can_pin"]
    )
    former, pinned = name(), pins()
    with cluster.lagging():
        person.call("res.partner", "write", [card], {"name": "Переименована"})
        if pinned < 3:
            person.call("client360.event", "action_pin", [event], card)
        assert name() == former
        assert pins() == pinned
        for call in calls:
            person.call(*call)
    assert name() == "Переименована"
    if pinned < 3:
        assert pins() == pinned + 1


def test_nothing_had_to_be_asked_again(node):
    log = node.log()
    assert "read/write cursor" not in log
    assert "read-write cursor" not in log
    assert not node.unexpected()
