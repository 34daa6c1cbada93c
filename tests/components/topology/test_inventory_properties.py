"""Whatever an inventory names: one node is in one pool, order means nothing, and room is counted to the last pod."""

from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from components.topology.facts import KubernetesFacts, NodeFacts
from components.topology.inventory import assign, placed
from components.topology.pools import pool_of
from tests.components.topology.cluster_nodes import cluster, cluster_of, kubernetes_plan, node
from tests.components.topology.plans import GIB, pool

NAMES = st.sampled_from([f"{kind}-{number}" for kind in ("cpu", "gpu", "big") for number in range(4)])
NODES = st.lists(
    st.builds(node, NAMES, cpus=st.integers(1, 64), memory_bytes=st.integers(1, 64).map(lambda size: size * GIB)),
    min_size=1, max_size=10, unique_by=lambda each: each.name,
)  # fmt: skip
PATTERNS = st.one_of(NAMES, st.sampled_from(["cpu-*", "gpu-*", "*-1", "*"]))
ENTRIES = st.lists(
    st.builds(
        lambda pool, patterns, capacity: {"pool": f"train/{pool}", "nodes": patterns, "capacity": capacity},
        st.sampled_from(["head", "gpu", "data"]),
        st.lists(PATTERNS, min_size=1, max_size=3),
        st.sampled_from(["on-demand", "spot"]),
    ),
    max_size=5,
)


@given(NODES, ENTRIES, st.randoms(use_true_random=False))
def test_who_gets_which_node_does_not_depend_on_any_order(
    nodes: list[NodeFacts], entries: list[dict[str, Any]], chance: Any
) -> None:
    assigned, errors = assign(kubernetes_plan(inventory=entries), cluster_of(*nodes))
    shuffled = [{**entry, "nodes": chance.sample(entry["nodes"], len(entry["nodes"]))} for entry in entries]
    chance.shuffle(shuffled)
    turned = KubernetesFacts(nodes=tuple(chance.sample(nodes, len(nodes))))
    again, errors_again = assign(kubernetes_plan(inventory=shuffled), turned)
    assert bool(errors) == bool(errors_again), "what is refused is refused in every order"
    if not errors:
        assert assigned == again, "two plans that differ only in the order of their lists are one plan"


@given(NODES, ENTRIES)
def test_no_node_is_in_two_pools_and_each_has_its_own_facts(
    nodes: list[NodeFacts], entries: list[dict[str, Any]]
) -> None:
    assigned, _ = assign(kubernetes_plan(inventory=entries), cluster_of(*nodes))
    names = [found.name for pool in assigned.values() for found in pool]
    assert len(names) == len(set(names)), "a node has the labels of one pool"
    assert set(names) <= {each.name for each in nodes}, "none is invented"


SIZES = st.tuples(st.integers(1, 16), st.integers(1, 32))


@given(NODES, SIZES, st.integers(1, 30))
def test_a_pool_is_refused_exactly_where_its_nodes_have_too_little_room(
    nodes: list[NodeFacts], size: tuple[int, int], count: int
) -> None:
    cpus, gib = size
    asked = pool("data", cpu=cpus, memory=f"{gib}GiB", count=f"0..{count}")
    plan = kubernetes_plan(clusters=[cluster(asked)], inventory=[{"pool": "train/data", "nodes": ["*"]}])
    facts = cluster_of(*nodes)
    room = sum(_greedy(each, cpus, gib * GIB) for each in nodes)
    draft = pool_of(plan, plan.clusters[0], plan.clusters[0].pools[0])
    made, errors, _ = placed(draft, assign(plan, facts)[0], {}, facts)
    assert bool(errors) == (count > room), "larger than its nodes: always refused; one that fits: never"
    assert {found.name for found in made.inventory} == {each.name for each in nodes}, (
        "it has its nodes either way"
    )


def _greedy(facts: NodeFacts, cpus: int, memory_bytes: int) -> int:
    """Return how many machines a node takes when one after the other is put there."""
    taken = 0
    while (taken + 1) * cpus <= facts.cpus and (taken + 1) * memory_bytes <= facts.memory_bytes:
        taken += 1
    return taken
