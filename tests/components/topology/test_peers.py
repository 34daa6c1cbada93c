"""Networks that are joined: what may be said of them, and that no address is in two places."""

import re
from dataclasses import replace
from ipaddress import IPv4Address, IPv4Network
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from components.topology.errors import TopologyErrors
from components.topology.peers import Form, Peer, errors, read
from components.topology.resolve import resolve
from tests.components.topology import plans

FORM = Form(
    pattern="net-[0-9]+", words="an id such as net-1", texts={"account": ("[0-9]{12}", "12 digits")},
    switches=("transit",),
)  # fmt: skip
ADOPTED = Form(pattern=FORM.pattern, words=FORM.words, joins=False)
OFFICE = {"id": "net-1", "ranges": ["192.168.0.0/20"]}
TAKEN = {"the plan's network": "10.20.0.0/16", "for services": "172.20.0.0/16"}
TOPOLOGY = resolve(plans.plan(), plans.machine())


def refused(given: Any, form: Form = FORM) -> str:
    with pytest.raises(TopologyErrors) as raised:
        read(given, form)
    assert len(raised.value.errors) == 1, "one sentence for one mistake"
    return str(raised.value)


def found(*peers: Peer) -> list[str]:
    return [str(error) for error in errors(TOPOLOGY, peers, TAKEN)]


def peer(name: str, *ranges: str, **more: Any) -> Peer:
    return Peer(name=name, ranges=ranges, **{"id": f"net-{len(name)}", **more})


def test_nothing_said_is_nobody() -> None:
    assert read(None, FORM) == () == read({}, FORM)


def test_peers_come_in_the_order_of_their_names_whatever_the_file_has() -> None:
    data = {
        "id": "net-2",
        "ranges": ["10.9.0.0/20", "10.8.0.0"],
        "reached-by": {"training": [2049, 443, 443]},
    }
    assert read({"office": OFFICE, "data": data}, FORM) == (
        Peer(name="data", id="net-2", ranges=("10.8.0.0/32", "10.9.0.0/20"), reached_by={"training": (443, 2049)}),
        Peer(name="office", id="net-1", ranges=("192.168.0.0/20",)),
    )  # fmt: skip


@pytest.mark.parametrize(
    ("given", "words"),
    [
        (["net-1"], r"groundplan:peers: .*names of peers"),
        ({"Office": OFFICE}, r"groundplan:peers.Office: .*small letters"),
        ({"x" * 25: OFFICE}, r"at most 24"),
        ({"office": "net-1"}, r"groundplan:peers.office: .*a mapping with id, ranges"),
        ({"office": {**OFFICE, "range": []}}, r"groundplan:peers.office.range: .*write ranges"),
        (
            {"office": {**OFFICE, "id": "vpc"}},
            r"groundplan:peers.office.id: .*'vpc'; it is an id such as net-1",
        ),
        ({"office": {"ranges": OFFICE["ranges"]}}, r"groundplan:peers.office.id: .*None"),
        ({"office": {**OFFICE, "ranges": []}}, r"groundplan:peers.office.ranges: "),
        ({"office": {"id": "net-1"}}, r"groundplan:peers.office.ranges: "),
        ({"office": {**OFFICE, "ranges": ["0.0.0.0/0"]}}, r"ranges: .*of /8 or smaller"),
        ({"office": {**OFFICE, "ranges": ["10.9.0.1/20"]}}, r"ranges: .*10.9.0.1/20"),
        ({"office": {**OFFICE, "ranges": ["fd00::/16"]}}, r"ranges: .*IPv4"),
        ({"office": {**OFFICE, "reached-by": {"control": [443]}}}, r"reached-by: .*training and serving"),
        ({"office": {**OFFICE, "reached-by": {"training": []}}}, r"reached-by: .*TCP ports"),
        ({"office": {**OFFICE, "reached-by": {"training": [0]}}}, r"reached-by: "),
        ({"office": {**OFFICE, "reached-by": {"training": [True]}}}, r"reached-by: "),
        ({"office": {**OFFICE, "account": "1"}}, r"groundplan:peers.office.account: .*12 digits"),
        ({"office": {**OFFICE, "transit": "yes"}}, r"groundplan:peers.office.transit: .*true or false"),
    ],
)
def test_each_mistake_is_told_with_its_place_and_what_is_allowed(given: Any, words: str) -> None:
    assert re.search(words, refused(given)), refused(given)


def test_every_mistake_is_told_at_once() -> None:
    with pytest.raises(TopologyErrors) as raised:
        read({"office": {"id": "x", "ranges": ["y"]}, "data": {"id": "z", "ranges": ["10.0.0.0/16"]}}, FORM)
    assert [error.path.rpartition(":")[2] for error in raised.value.errors] == [
        "peers.data.id", "peers.office.id", "peers.office.ranges",
    ]  # fmt: skip


def test_an_adopted_network_is_joined_by_whoever_owns_it() -> None:
    assert "leave id out" in refused({"office": OFFICE}, ADOPTED)
    (read_peer,) = read({"office": {"ranges": ["192.168.0.0/20"]}}, ADOPTED)
    assert read_peer.id is None


def test_a_range_beside_everything_is_no_mistake() -> None:
    assert found(peer("office", "192.168.0.0/20"), peer("data", "10.21.0.0/16")) == []


def test_a_range_that_the_plan_has_is_refused_in_one_sentence() -> None:
    assert found(peer("office", "10.20.3.0/24")) == [
        "groundplan:peers.office.ranges: 10.20.3.0/24 lies there; 10.20.0.0/16 is the plan's network, and an address "
        "leads to one place; name the parts beside it, or move one of the two"
    ]


def test_two_peers_are_two_networks() -> None:
    (sentence,) = found(peer("office", "192.168.0.0/20"), peer("ground", "10.9.0.0/16"))
    assert "the peer office has it too" in sentence, "both ids are net-6"


def test_a_segment_without_machines_calls_nobody() -> None:
    alone = tuple(cluster for cluster in TOPOLOGY.clusters if cluster.segment == "training")
    told = (peer("data", "10.9.0.0/16", reached_by={"serving": (443,)}),)
    assert [error.path for error in errors(replace(TOPOLOGY, clusters=alone), told, TAKEN)] == [
        "groundplan:peers.data.reached-by.serving"
    ]


RANGES = st.builds(
    lambda block, prefix: str(IPv4Network((int(IPv4Address("10.0.0.0")) + block * 2**20, prefix), strict=False)),
    st.integers(0, 15), st.integers(8, 16),
)  # fmt: skip
"""Few enough that many of them overlap."""


@given(one=RANGES, other=RANGES, taken=RANGES)
def test_what_is_accepted_has_every_address_in_one_place(one: str, other: str, taken: str) -> None:
    peers = (Peer(name="a", id="net-1", ranges=(one,)), Peer(name="b", id="net-2", ranges=(other,)))
    places = [IPv4Network(each) for each in (one, other, taken)]
    alone = sum(each.num_addresses for each in places) == _together(places)
    assert (not list(errors(TOPOLOGY, peers, {"the plan's network": taken}))) == alone


def _together(ranges: list[IPv4Network]) -> int:
    """Return how many addresses ranges have together, counted along the line of addresses."""
    counted, last = 0, -1
    for first, end in sorted((int(each[0]), int(each[-1])) for each in ranges):
        counted += max(0, end - max(first, last + 1) + 1)
        last = max(last, end)
    return counted
