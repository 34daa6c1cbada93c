"""What the cluster itself runs is reached where it says that it answers, on those ports and on no other's."""

import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from components.contract import Addresses, Pods, Port
from components.services.isolation.network_policies import network_policies
from components.services.isolation.ways import answering_ways, deny_by_default, pods_of_plan, policies_of
from tests.components.services.isolation.evaluate import Evaluator, Peer
from tests.components.services.isolation.evaluate import Port as Reached
from tests.components.services.isolation.topologies import TRAIN, platform, topology

HEAD = Peer(
    name="head", address="10.244.0.1", namespace="atlas-train",
    labels={"groundplan-cluster": "train", "ray.io/node-type": "head"},
)  # fmt: skip
OPENSHIFT = {"dns.operator.openshift.io/daemonset-dns": "default"}
ELSEWHERE = platform(
    api_server=(
        Addresses(cidrs=("10.152.183.1/32",), ports=(Port(protocol="TCP", number=443),)),
        Addresses(cidrs=("192.0.2.10/32", "192.0.2.11/32"), ports=(Port(protocol="TCP", number=16443),)),
    ),
    dns=(
        Addresses(cidrs=("172.30.0.10/32",), ports=(Port(protocol="UDP", number=53),)),
        Pods(namespace="openshift-dns", labels=OPENSHIFT, ports=(Port(protocol="UDP", number=5353),)),
    ),
)
"""The API server's port of MicroK8s and the DNS of OpenShift."""
PEERS = {
    "api service": Peer(name="api-service", address="10.152.183.1"),
    "api server": Peer(name="api-server", address="192.0.2.11"),
    "dns service": Peer(name="dns-service", address="172.30.0.10"),
    "dns pod": Peer(name="dns-pod", address="10.244.0.2", namespace="openshift-dns", labels=OPENSHIFT),
    "kube-dns": Peer(
        name="kube-dns", address="10.244.0.3", namespace="kube-system", labels={"k8s-app": "kube-dns"}
    ),
    "other pod": Peer(name="other", address="10.244.0.4", namespace="openshift-dns"),
    "usual cache": Peer(name="cache", address="169.254.20.10"),
}
NUMBERS = (53, 443, 5353, 6443, 16443)
OPEN = {
    ("api service", "TCP", 443), ("api server", "TCP", 16443), ("dns service", "UDP", 53), ("dns pod", "UDP", 5353),
}  # fmt: skip


def namespaces(*names: str) -> dict[str, dict[str, str]]:
    """Return namespaces with the label that the API server gives each."""
    return {name: {"kubernetes.io/metadata.name": name} for name in names}


@pytest.mark.parametrize("peer", PEERS)
def test_a_cluster_that_is_unlike_most_is_opened_where_it_answers_and_nowhere_else(peer: str) -> None:
    policies = network_policies(topology([TRAIN]), ELSEWHERE)
    judge = Evaluator(policies, namespaces("atlas-train", "openshift-dns", "kube-system"))
    opened = {
        (peer, protocol, number)
        for protocol, number in itertools.product(("TCP", "UDP"), NUMBERS)
        if judge.allows(HEAD, PEERS[peer], Reached(number=number, protocol=protocol))
    }
    assert opened == {each for each in OPEN if each[0] == peer}, (
        "no port is opened since another place has it"
    )


def test_a_cluster_whose_dns_nobody_knows_opens_no_port_53() -> None:
    policies = network_policies(topology([TRAIN]), platform(dns=()))
    ports = [
        port.get("port")
        for policy in policies
        for rule in policy["spec"].get("egress", [])
        for port in rule["ports"]
    ]
    assert ports and 53 not in ports, "what is unknown stays closed; the target refuses such a cluster"


PLAN = topology([TRAIN])
PORTS = st.sets(
    st.builds(Port, protocol=st.sampled_from(["TCP", "UDP"]), number=st.integers(1, 9)),
    min_size=1,
    max_size=3,
).map(lambda found: tuple(sorted(found)))
PLACES = st.lists(
    st.one_of(
        st.builds(Addresses, cidrs=st.integers(1, 4).map(lambda n: (f"192.0.2.{n}/32",)), ports=PORTS),
        st.builds(
            Pods,
            namespace=st.just("there"),
            labels=st.integers(1, 4).map(lambda n: {"app": str(n)}),
            ports=PORTS,
        ),
    ),
    max_size=5,
)


def stands_for(place: Addresses | Pods, peer: Peer) -> bool:
    """Return whether a peer is one of those that answer at a place."""
    if isinstance(place, Addresses):
        return f"{peer.address}/32" in place.cidrs
    return place.namespace == peer.namespace and place.labels == peer.labels


@given(PLACES)
def test_every_place_is_open_on_its_own_ports_alone(places: list[Addresses | Pods]) -> None:
    source = pods_of_plan("everyone", "atlas-train", {})
    ways = list(answering_ways(source, "dns", places, "names"))
    policies = [policy for way in ways for policy in policies_of(PLAN, way)]
    names = [policy["metadata"]["name"] for policy in policies]
    assert len(set(names)) == len(names), "a second one of a name would replace the first"
    judge = Evaluator([*policies, deny_by_default(PLAN, "atlas-train")], namespaces("atlas-train", "there"))
    for number in range(1, 5):
        address = Peer(name=f"address-{number}", address=f"192.0.2.{number}")
        pod = Peer(name=f"pod-{number}", address="10.0.0.1", namespace="there", labels={"app": str(number)})
        for peer in (address, pod):
            ought = {port for place in places if stands_for(place, peer) for port in place.ports}
            for port in (Port(protocol=of, number=n) for of in ("TCP", "UDP") for n in range(1, 10)):
                reached = Reached(number=port.number, protocol=port.protocol)
                assert judge.allows(HEAD, peer, reached) is (port in ought), f"{peer.name} {port}"
