"""Which node pools there are, what they are called, and in which order GKE tries them."""

import re
from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from components.gcp.placing import (
    COMPUTE_CLASS,
    compute_classes,
    node_pool_name,
    nodes_of,
    placements,
)
from components.topology.model import Pool, Topology
from tests.components.gcp import recorded

TOPOLOGY = recorded.topology()
CAPACITIES = st.lists(
    st.sampled_from(["on-demand", "spot", "reservation:projects/a.b/reservations/R_1", "reservation:cr-1"]),
    min_size=1, unique=True,
)  # fmt: skip


def with_capacity(*capacity: str) -> tuple[Topology, Pool]:
    pool = replace(TOPOLOGY.clusters[1].pools[0], capacity=capacity)
    cluster = replace(TOPOLOGY.clusters[1], pools=(pool,))
    return replace(TOPOLOGY, clusters=(cluster,)), pool


@given(CAPACITIES)
def test_no_two_node_pools_are_called_alike(capacity: list[str]) -> None:
    topology, pool = with_capacity(*capacity)
    names = [node_pool_name(pool, nodes) for nodes in nodes_of(topology, pool)]
    assert len(set(names)) == len(names) == len(capacity) * 2
    assert all(re.fullmatch(r"[a-z]([-a-z0-9]{0,38}[a-z0-9])?", name) for name in names), (
        "GKE takes no other names"
    )


def test_each_way_of_buying_is_tried_in_every_zone_before_the_next() -> None:
    topology, pool = with_capacity("reservation:cr-1", "spot", "on-demand")
    (found,) = compute_classes(topology)
    tried = [
        [name.rpartition("-us")[0] for name in step["nodepools"]] for step in found["spec"]["priorities"]
    ]
    start = f"{pool.cluster}-{pool.name}"
    assert tried == [
        [f"{start}-reservation-cr-1"] * 2, [f"{start}-spot"] * 2, [f"{start}-on-demand"] * 2
    ]  # fmt: skip
    assert found["spec"]["nodePoolAutoCreation"] == {"enabled": False}, (
        "no machine that the plan does not name"
    )
    assert found["spec"]["activeMigration"] == {"optimizeRulePriority": False}, (
        "a trainer would lose its work"
    )


def test_what_is_bought_in_one_way_needs_no_order() -> None:
    topology, pool = with_capacity("spot")
    assert compute_classes(topology) == ()
    assert COMPUTE_CLASS not in placements(topology)[pool.cluster, pool.name].node_selector


def test_pods_find_their_nodes_and_are_let_in() -> None:
    topology, pool = with_capacity("spot", "on-demand")
    placement = placements(topology)[pool.cluster, pool.name]
    name = placement.node_selector[COMPUTE_CLASS]
    assert {
        "key": COMPUTE_CLASS,
        "operator": "Equal",
        "value": name,
        "effect": "NoSchedule",
    } in placement.tolerations
    assert placement.capacities == ("spot", "on-demand")
    assert placement.node_selector["groundplan-pool"] == pool.name
