"""Pods call a network that is joined only where their segment is told to."""

from components.services.isolation.peers import peer_ways
from components.services.isolation.ways import policies_of
from components.topology.peers import Peer
from components.topology.resolve import resolve
from tests.components.topology import plans

TOPOLOGY = resolve(plans.plan(), plans.machine())
DATA = Peer(
    name="data", id="net-1", ranges=("10.9.0.0/20", "10.11.0.0/20"), reached_by={"training": (443, 2049)}
)


def test_a_peer_that_nobody_is_told_to_call_opens_nothing() -> None:
    assert not list(peer_ways(TOPOLOGY, [Peer(name="office", id="net-2", ranges=("192.168.0.0/20",))]))


def test_pods_of_the_segment_may_call_its_ranges_on_its_ports_and_nothing_comes_back_in() -> None:
    (policy,) = [each for way in peer_ways(TOPOLOGY, [DATA]) for each in policies_of(TOPOLOGY, way)]
    assert policy["metadata"]["namespace"] == "digits-train"
    assert policy["spec"]["policyTypes"] == ["Egress"]
    (rule,) = policy["spec"]["egress"]
    assert [to["ipBlock"]["cidr"] for to in rule["to"]] == list(DATA.ranges)
    assert [port["port"] for port in rule["ports"]] == [443, 2049]
