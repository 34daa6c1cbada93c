from dataclasses import astuple, fields

import pytest
from hypothesis import given
from hypothesis import strategies as st

from components.topology.errors import TopologyErrors
from components.topology.model import ClusterPorts, NodePorts
from components.topology.ports import (
    CLUSTER_RANGE,
    NODE_BLOCKS,
    NODE_RANGE,
    Claim,
    allocate,
    blocks_for,
    nodes_that_fit,
    place,
)

RAY_WORKER_PORTS = range(10002, 20000)
RAY_CLIENT_SERVER_PORTS = range(23000, 24000)
SERVE_INGRESS_PORTS = range(30000, 31001)
EPHEMERAL_START = 32768

PLAN_NAMES = st.text("abcdefgh", min_size=1, max_size=6)
SIZES = st.tuples(st.integers(0, 9), st.integers(0, 16))
NODES = st.dictionaries(PLAN_NAMES, SIZES, max_size=4)
CLUSTERS = st.dictionaries(PLAN_NAMES, NODES, max_size=4).map(
    lambda clusters: {c: {f"{c}-{n}": size for n, size in nodes.items()} for c, nodes in clusters.items()}
)
CLAIMS = st.dictionaries(
    PLAN_NAMES, st.tuples(st.integers(1, 3), st.integers(0, 3)), min_size=1, max_size=10
).map(lambda claims: [Claim(name=name, blocks=blocks, ordinal=o) for name, (blocks, o) in claims.items()])


def node_ports(ports: NodePorts) -> list[int]:
    *fixed, low, high = astuple(ports)
    return [*fixed, *range(low, high + 1)]


def cluster_ports(ports: ClusterPorts) -> list[int]:
    return [getattr(ports, field.name) for field in fields(ports) if field.name != "nodes"]


def all_ports(allocated: dict[str, ClusterPorts]) -> list[int]:
    once = [port for ports in allocated.values() for port in cluster_ports(ports)]
    return once + [
        port for ports in allocated.values() for node in ports.nodes.values() for port in node_ports(node)
    ]


@given(plan=PLAN_NAMES, clusters=CLUSTERS)
def test_no_port_is_given_twice_in_one_plan(
    plan: str, clusters: dict[str, dict[str, tuple[int, int]]]
) -> None:
    ports = all_ports(allocate(plan, clusters))
    assert len(ports) == len(set(ports)), "raylets that share a machine would fight for the port"


@given(plan=PLAN_NAMES, clusters=CLUSTERS)
def test_every_port_lies_where_nobody_else_opens_one(
    plan: str, clusters: dict[str, dict[str, tuple[int, int]]]
) -> None:
    for port in all_ports(allocate(plan, clusters)):
        assert port in CLUSTER_RANGE or port in NODE_RANGE, "the documented ranges are the firewall's ranges"
        for others in (RAY_WORKER_PORTS, RAY_CLIENT_SERVER_PORTS, SERVE_INGRESS_PORTS):
            assert port not in others, "Ray opens ports there unasked"
        assert port < EPHEMERAL_START, "the kernel gives these to outgoing connections"


@given(plan=PLAN_NAMES, clusters=CLUSTERS, order=st.randoms(use_true_random=False))
def test_the_order_of_clusters_and_nodes_changes_no_port(plan: str, clusters: dict, order) -> None:
    shuffled = []
    for name, nodes in clusters.items():
        members = list(nodes.items())
        order.shuffle(members)
        shuffled.append((name, dict(members)))
    order.shuffle(shuffled)
    assert allocate(plan, dict(shuffled)) == allocate(plan, clusters), "reordering a plan restarts nothing"


@given(claims=CLAIMS, name=st.text("xyz", min_size=1, max_size=4), blocks=st.integers(1, 3))
def test_a_new_name_moves_others_only_when_it_takes_a_place_one_of_them_held(
    claims: list[Claim], name: str, blocks: int
) -> None:
    before, _ = place("plan", claims, 40)
    after, _ = place("plan", [*claims, Claim(name=name, blocks=blocks)], 40)
    held = {before[c.name] + i for c in claims if c.name in before for i in range(c.blocks)}
    moved = {n: b for n, b in after.items() if n != name} != before
    took = name in after and not held.isdisjoint(range(after[name], after[name] + blocks))
    assert took or not moved, "a name on free ground moves nobody"


@given(ordinals=st.dictionaries(PLAN_NAMES, st.integers(0, 3), min_size=8, max_size=12))
def test_a_new_node_with_the_highest_ordinal_moves_nobody(ordinals: dict[str, int]) -> None:
    claims = [Claim(name=name, blocks=1, ordinal=ordinal) for name, ordinal in ordinals.items()]
    newest = Claim(name="newest", blocks=1, ordinal=4)
    before, _ = place("plan", claims, len(claims) + 1)
    after, _ = place("plan", [*claims, newest], len(claims) + 1)
    assert after.items() >= before.items(), "growing the largest pool restarts no node that runs"


@pytest.mark.parametrize("cpus", [0, 1, 2, 3, 4, 16, 64])
def test_as_many_nodes_as_promised_fit(cpus: int) -> None:
    nodes = {f"n-{number}": (number, cpus) for number in range(nodes_that_fit(cpus))}
    assert len(allocate("plan", {"train": nodes})["train"].nodes) == nodes_that_fit(cpus), "no gap is wasted"


@pytest.mark.parametrize("cpus", [0, 1, 2, 3, 4, 16, 64])
def test_one_node_more_is_refused_with_how_many_fit(cpus: int) -> None:
    nodes = {f"n-{number}": (number, cpus) for number in range(nodes_that_fit(cpus) + 1)}
    with pytest.raises(TopologyErrors) as refused:
        allocate("plan", {"train": nodes})
    assert f"{nodes_that_fit(cpus)} nodes of {cpus} cpu" in str(refused.value), (
        "the operator learns the bound"
    )
    assert f"the plan asks {len(nodes)} nodes" in str(refused.value), "and what the plan asks"


def test_clusters_beyond_the_range_are_refused() -> None:
    with pytest.raises(TopologyErrors, match=r"the plan asks 376 clusters.*hold 375 clusters"):
        allocate("plan", {f"c{number}": {} for number in range(376)})


def test_a_node_has_worker_ports_for_each_of_its_cpus() -> None:
    for cpus in (0, 1, 8, 64):
        ports = allocate("plan", {"train": {"n": (0, cpus)}})["train"].nodes["n"]
        count = ports.worker_high - ports.worker_low + 1
        assert count >= 32 + 4 * cpus, f"a worker without a port fails to start on {cpus} cpu"


def test_a_node_too_large_for_the_range_is_refused() -> None:
    cpus = 10_000
    assert blocks_for(cpus) > NODE_BLOCKS, "the case needs a node that cannot fit"
    with pytest.raises(TopologyErrors, match="find none"):
        allocate("plan", {"train": {"n": (0, cpus)}})


def test_another_plan_gets_other_ports() -> None:
    ports = {allocate(plan, {"train": {}})["train"].gcs for plan in ("atlas", "digits", "lab", "demo")}
    assert len(ports) == 4, "two stacks of one machine should not meet on their job API"


@pytest.mark.parametrize(("name", "gcs"), [("train", 22936), ("serve", 20656)])
def test_ports_are_the_same_on_every_machine_and_version(name: str, gcs: int) -> None:
    assert allocate("first-light", {name: {}})[name].gcs == gcs, (
        "a running stack's addresses survive an upgrade"
    )
