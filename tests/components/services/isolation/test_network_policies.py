"""Every pair of ends, on every port that means something, is open where a flow or a listed need says so, else not."""

import itertools
from dataclasses import replace

import pytest
from hypothesis import given

from components.contract import Addresses, Anywhere, KubernetesPlatform
from components.contract import Port as ContractPort
from components.services.isolation.namespaces import namespaces
from components.services.isolation.network_policies import network_policies
from components.services.operators.kuberay import kuberay_policies
from components.services.operators.kueue import kueue_policies
from components.topology.model import Queue, Topology
from tests.components.services.isolation.evaluate import Evaluator, Port
from tests.components.services.isolation.everyone import (
    DNS_ENDS,
    ELSEWHERE,
    NAMED_STORE,
    closed,
    granted,
    peers,
)
from tests.components.services.isolation.topologies import (
    OBJECTS,
    SERVE,
    STORES,
    TRAIN,
    cluster,
    named,
    platform,
    pool,
    store,
    topologies,
    topology,
)  # fmt: skip

TCP = (
    *(22, 53, 80, 443, 5000, 5432, 6379, 6443, 8000, 8080, 8265, 8443, 9000, 9443, 9400, 10001, 24224, 30123),
    *(44217, 44227, 52365),
)
PORTS = frozenset(
    Port(number=number, protocol=protocol)
    for protocol, numbers in (("TCP", TCP), ("UDP", (53, 443, 6379)))
    for number in numbers
)
DNS = frozenset(port for port in PORTS if port.number == 53)
RANGES = {each.name: (f"{NAMED_STORE}/32",) for each in STORES}


def evaluator(plan: Topology, cluster_: KubernetesPlatform | None = None) -> Evaluator:
    handed = cluster_ or platform()
    names = [manifest["metadata"]["name"] for manifest in namespaces(plan, handed)]
    labels = {name: {"kubernetes.io/metadata.name": name} for name in (*names, *ELSEWHERE)}
    operators = kuberay_policies(plan, handed) if "kuberay" not in handed.present else ()
    operators += kueue_policies(plan, handed) if plan.queues else ()
    return Evaluator((*network_policies(plan, handed, RANGES), *operators), labels)


def differences(plan: Topology) -> list[str]:
    """One line for each connection that is open and ought not to be, or the other way round."""
    judge, ways, found = evaluator(plan), granted(plan), []
    ours = closed(plan)
    for source, destination in itertools.product(peers(plan), repeat=2):
        numbers = ways.get((source.name, destination.name), frozenset())
        ought = (
            {port for port in PORTS if port.protocol == "TCP" and port.number in numbers}
            if numbers
            else set()
        )
        if source.namespace in ours and destination.name in DNS_ENDS:
            ought = ought | DNS
        elif source == destination or (source.namespace not in ours and destination.namespace not in ours):
            ought = PORTS  # nobody's matter but its own, or that of others
        is_open = judge.open_ports(source, destination, PORTS)
        for port in is_open ^ ought:
            state = "open, ought to be closed" if port in is_open else "closed, ought to be open"
            found.append(f"{source.name} -> {destination.name} {port.protocol} {port.number}: {state}")
    return found


ENDPOINTS = (
    store("datasets", endpoint=f"https://{OBJECTS}"), store("checkpoints", endpoint="https://s3.example.com:9000"),
    store("models", endpoint="https://minio.objects.svc"), store("registry", endpoint=f"https://{OBJECTS}"),
)  # fmt: skip
GPUS = cluster("train", "training", pool("train"), pool("train", "gpu", count=1, maximum=4, gpus=8))
STOPPING = replace(TRAIN, idle_stop_s=3600)
QUEUE = Queue(name="team", cohort=None, cpus=8, memory_bytes=2**34, gpus={})
FIXED = cluster("train", "training", pool("train"), pool("train", "data", count=2))


@pytest.mark.parametrize(
    "plan",
    [
        topology(),
        topology(stores=ENDPOINTS),
        topology([GPUS, SERVE, cluster("second", "serving")]),
        topology([FIXED, cluster("other", "training"), SERVE]),
        topology(allowed_cidrs=()),
        topology([SERVE], stores=[store("models")]),
        topology([TRAIN], stores=[]),
        topology([STOPPING, SERVE], queues=(QUEUE,)),
        topology([TRAIN, replace(SERVE, callers=("shop",)), cluster("second", "serving")]),
    ],
    ids=["usual", "objects", "gpus-two-servings", "two-trainings", "nobody-outside", "serving-alone", "no-stores",
         "queue-and-idle-stop", "an-application-that-asks-one-model"],
)  # fmt: skip
def test_every_pair_of_ends_is_open_exactly_where_a_flow_or_a_need_says_so(plan: Topology) -> None:
    assert not differences(plan), "what the topology does not grant is denied, and what it grants works"


@given(topologies())
def test_no_plan_opens_more_or_less_than_its_flows(plan: Topology) -> None:
    assert not differences(plan), "however many clusters there are and whatever they store"


def test_training_and_serving_stay_apart_even_where_the_allowed_ranges_cover_the_pods() -> None:
    plan = topology(allowed_cidrs=("10.244.0.0/16",))
    judge, ends = evaluator(plan), {peer.name: peer for peer in peers(plan)}
    crossed = [
        f"{source} -> {destination} {port}"
        for source, destination in (("train/head", "serve/head"), ("serve/worker", "train/head"))
        for port in PORTS
        if judge.allows(ends[source], ends[destination], port)
    ]
    assert not crossed, "what may come in still has to be allowed out"


def test_without_allowed_ranges_no_policy_lets_an_address_in() -> None:
    policies = network_policies(topology(allowed_cidrs=()), platform())
    entries = [rule for policy in policies for rule in policy["spec"].get("ingress", [])]
    assert entries and all("ipBlock" not in peer for rule in entries for peer in rule["from"]), (
        "the port-forward of the API server is the only door, and no policy sees it"
    )


@given(topologies())
def test_no_rule_has_an_empty_list_of_peers_or_ports(plan: Topology) -> None:
    for policy in network_policies(plan, platform(api_server=(), dns=())):
        for rule in (*policy["spec"].get("ingress", []), *policy["spec"].get("egress", [])):
            assert rule.get("from", rule.get("to")) and rule["ports"], "an empty list would mean everybody"


@given(topologies())
def test_names_of_policies_are_unique_in_their_namespace(plan: Topology) -> None:
    policies = network_policies(plan, platform(), RANGES)
    names = [(each["metadata"]["namespace"], each["metadata"]["name"]) for each in policies]
    assert len(names) == len(set(names)), "a second one of a name would replace the first"


def test_an_endpoint_whose_addresses_nobody_knows_stays_closed() -> None:
    plan = topology(stores=[store("models", endpoint="https://s3.example.com")])
    text = str(network_policies(plan, platform()))
    assert "0.0.0.0/0" not in text and "store.models" not in text, "closed, not open to everywhere"


def test_a_cluster_that_has_kuberay_and_prometheus_is_asked_by_those_wherever_they_are() -> None:
    plan = topology()
    judge = evaluator(plan, platform(present=frozenset({"kuberay", "prometheus"})))
    ends = {peer.name: peer for peer in peers(plan)}
    head = ends["train/head"]
    assert judge.allows(ends["their-prometheus"], head, Port(number=8080)), "its namespace is unknown"
    assert judge.allows(ends["false-kuberay"], head, Port(number=8265)), "any namespace may hold it"
    assert judge.allows(ends["neighbour"], ends["kuberay"], Port(number=22)), "whoever brought it closes it"
    assert not judge.allows(ends["neighbour"], head, Port(number=8080)), "others stay out"


def test_pods_get_the_credentials_of_their_identity_where_the_platform_has_some() -> None:
    agent = Addresses(cidrs=("169.254.170.23/32",), ports=(ContractPort(protocol="TCP", number=80),))
    assert "169.254.170.23/32" in str(network_policies(topology(), platform(credentials=(agent,))))
    assert "credentials" not in str(network_policies(topology(), platform())), (
        "nothing is open that nobody runs"
    )


def test_machines_of_an_api_server_that_no_range_names_are_reached_on_its_port_alone() -> None:
    plan = topology([STOPPING, SERVE])
    port = ContractPort(protocol="TCP", number=6443)
    hidden = platform(api_server=(Anywhere(ports=(port,)),))
    judge = evaluator(plan, hidden)
    ends = {peer.name: peer for peer in peers(plan)}
    for name in ("train/head", "train/idle-stop", "prometheus"):
        reached = judge.open_ports(ends[name], ends["internet"], PORTS)
        assert reached == {Port(number=6443)}, f"{name} has to be let out without a range, and no further"
    assert not judge.open_ports(ends["train/worker"], ends["internet"], PORTS), (
        "whoever asks nothing stays closed"
    )
    assert "0.0.0.0/0" not in str(network_policies(plan, hidden)), "to Cilium no machine of its own is in it"


def test_every_policy_says_why_it_is_there() -> None:
    policies = network_policies(topology(stores=ENDPOINTS), platform(), RANGES)
    reasons = [policy["metadata"]["annotations"]["groundplan-reason"] for policy in policies]
    assert all(reasons), "for who reads the cluster"
    flow = named(policies, "NetworkPolicy", "ingress.client.to.serve.serve")
    reason = flow["metadata"]["annotations"]["groundplan-reason"]
    assert reason == "predictions are asked of the served model", "a flow's own reason"
