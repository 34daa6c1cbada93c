"""A node that takes no pods keeps a first `up` from beginning, and a later one from nothing."""

from dataclasses import replace

import pytest

from components.topology.errors import TopologyErrors
from components.topology.facts import KubernetesFacts, Machines, NodeFacts
from components.topology.resolve import resolve
from tests.components.topology.cluster_nodes import (
    cluster,
    cluster_of,
    gpu_node,
    kubernetes_plan,
    node,
    six_nodes,
)
from tests.components.topology.plans import pool

GONE_FOR_NOW = [
    gpu_node("gpu-2", is_usable=False),
    gpu_node("gpu-2", taints=("maintenance:NoSchedule",)),
]


def up(*nodes: NodeFacts, machines: int = 2, stack: str = "team-ada", pool: str = "gpu") -> KubernetesFacts:
    """Return a cluster on which a stack runs so many machines of a pool."""
    return replace(cluster_of(*nodes), running={(stack, "train", pool): Machines(count=machines)})


@pytest.mark.parametrize("lost", GONE_FOR_NOW)
def test_a_first_up_is_refused_where_a_node_takes_no_pods_and_one_of_a_stack_that_is_up_is_told(
    lost: NodeFacts,
) -> None:
    nodes = [node("cpu-1"), gpu_node("gpu-1"), lost]
    for facts in (
        cluster_of(*nodes),
        up(*nodes, stack="team-bob"),
        up(*nodes, pool="other"),
        up(*nodes, machines=1),
    ):
        with pytest.raises(TopologyErrors, match="its 1 usable nodes have room for 1"):
            resolve(kubernetes_plan(), facts, stack_id="team-ada")
    made = resolve(kubernetes_plan(), up(*nodes), stack_id="team-ada")
    assert made.notes == (
        "clusters[train].pools[gpu]: not open for pods: gpu-2; until then there is room for 1 of up to 2 machines, and "
        "what finds none waits, as does a change of the cluster; see `kubectl describe node`, or give the pool another "
        "node",
    ), "a new queue or a renewed authority need no node that died"
    whole = resolve(kubernetes_plan(), six_nodes(), stack_id="team-ada")
    assert replace(made, notes=()) == whole, "a node that comes back finds everything as it was"


def test_a_head_whose_only_node_died_hinders_no_up_of_a_stack_that_is_up() -> None:
    nodes = [node("cpu-1", is_usable=False), gpu_node("gpu-1"), gpu_node("gpu-2")]
    (note,) = resolve(kubernetes_plan(), up(*nodes, machines=1, pool="head"), stack_id="team-ada").notes
    assert note.startswith(
        "clusters[train].pools[head]: not open for pods: cpu-1; until then there is room for 0 of"
    )


def test_a_plan_that_grew_is_refused_whatever_is_up() -> None:
    grown = [cluster(pool("head"), pool("gpu", memory="96GiB", cpu=16, count=3, gpu="8xH100"))]
    larger = [cluster(pool("head"), pool("gpu", memory="2TiB", cpu=16, count=2, gpu="8xH100"))]
    for clusters in (grown, larger):
        facts = up(node("cpu-1"), gpu_node("gpu-1"), gpu_node("gpu-2", is_usable=False))
        with pytest.raises(TopologyErrors, match="usable nodes have room for"):
            resolve(kubernetes_plan(clusters=clusters), facts, stack_id="team-ada")


def test_a_pool_with_a_spare_node_tells_of_none_that_died() -> None:
    inventory = [{"pool": "train/head", "nodes": ["cpu-*"]}, {"pool": "train/gpu", "nodes": ["gpu-*"]}]
    facts = up(node("cpu-1"), gpu_node("gpu-1"), gpu_node("gpu-2"), gpu_node("gpu-3", is_usable=False))
    assert resolve(kubernetes_plan(inventory=inventory), facts, stack_id="team-ada").notes == ()
