"""Nodes go to the pool that names them, and a pool that does not fit its nodes is refused."""

from typing import Any

import pytest

from components.plan.sharing import Inventory
from components.topology.errors import TopologyErrors
from components.topology.facts import KubernetesFacts
from components.topology.inventory import assign, selectors
from components.topology.model import Pool, Topology
from components.topology.resolve import resolve
from tests.components.topology.cluster_nodes import (
    H100,
    cluster,
    cluster_of,
    gpu_node,
    kubernetes_plan,
    node,
    refusals,
    six_nodes,
)
from tests.components.topology.plans import GIB, pool


def resolved(facts: KubernetesFacts, **changed: Any) -> Topology:
    """Return the topology of the small plan on a cluster."""
    return resolve(kubernetes_plan(**changed), facts)


def pool_named(topology: Topology, name: str) -> Pool:
    """Return a pool by its name alone."""
    return next(found for each in topology.clusters for found in each.pools if found.name == name)


def test_patterns_and_names_give_a_pool_its_nodes_by_name() -> None:
    found = pool_named(resolved(six_nodes()), "gpu").inventory
    assert [(each.name, each.zone) for each in found] == [("gpu-1", "a"), ("gpu-2", "a")]


def test_a_node_that_is_not_there_is_refused_with_those_that_are() -> None:
    inventory = [{"pool": "train/head", "nodes": ["cpu-9"]}, {"pool": "train/gpu", "nodes": ["gpu-*"]}]
    (sentence,) = refusals(six_nodes(), inventory=inventory)
    assert sentence == (
        'inventory[0].nodes: the plan names "cpu-9"; '
        "the cluster has the nodes cpu-1, cpu-2, cpu-3, cpu-4, gpu-1, gpu-2; "
        "write the name as `kubectl get nodes` shows it, or add the node to the cluster"
    )


def test_of_a_large_cluster_ten_nodes_are_told_and_the_rest_is_counted() -> None:
    facts = cluster_of(*(node(f"n-{number:03d}") for number in range(500)), *six_nodes().nodes)
    inventory = [{"pool": "train/head", "nodes": ["x-*"]}, {"pool": "train/gpu", "nodes": ["gpu-*"]}]
    (sentence,) = refusals(facts, inventory=inventory)
    assert "gpu-2, n-000, n-001, n-002, n-003 and 496 more" in sentence, "a sentence stays readable"


def test_a_node_that_two_pools_claim_is_refused() -> None:
    inventory = [{"pool": "train/head", "nodes": ["gpu-1"]}, {"pool": "train/gpu", "nodes": ["gpu-*"]}]
    sentences = refusals(six_nodes(), inventory=inventory)
    assert (
        "inventory[1].nodes: node gpu-1 is for train/gpu; "
        "it is for train/head already, and a node belongs to one pool; take it out of one of the two"
    ) in sentences


def test_a_node_that_is_named_with_two_capacities_is_refused_whatever_the_order() -> None:
    entries = [
        {"pool": "train/gpu", "nodes": ["gpu-*"], "capacity": "spot"},
        {"pool": "train/gpu", "nodes": ["gpu-1"]},
    ]
    for order in (entries, entries[::-1]):
        plan = kubernetes_plan(inventory=order)
        _, errors = assign(plan, six_nodes())
        assert [error.asked.split()[:2] for error in errors] == [["node", "gpu-1"]], (
            "else the order decided how it was bought"
        )


def owned_by(plan: str, stack: str | None = None) -> KubernetesFacts:
    """Return a cluster whose nodes with GPUs have an owner already."""
    return cluster_of(node("cpu-1"), *(gpu_node(name, plan=plan, stack=stack) for name in ("gpu-1", "gpu-2")))


def test_nodes_of_another_plan_are_refused_in_one_sentence_and_those_of_the_same_plan_are_not() -> None:
    (sentence,) = refusals(owned_by("borealis"))
    assert sentence == (
        "inventory[1].nodes: the plan names gpu-1, gpu-2; by their labels they belong to the plan borealis; name "
        "others, take them out of that one, or free each with `kubectl label node NAME groundplan-plan- "
        "groundplan-stack-`"
    ), "two stacks would take the nodes from one another with every `up`"
    assert pool_named(resolved(owned_by("atlas")), "gpu").inventory, (
        "the second `up` of a plan finds its own nodes"
    )


def test_nodes_of_another_stack_are_refused_also_where_its_plan_has_the_same_name() -> None:
    with pytest.raises(TopologyErrors, match="they belong to a plan atlas of stack team-ada;"):
        resolve(kubernetes_plan(), owned_by("atlas", "team-ada"), stack_id="team-bob")
    with pytest.raises(TopologyErrors, match="of a stack that has no label groundplan-stack"):
        resolve(kubernetes_plan(), owned_by("atlas"), stack_id="team-bob")
    renamed = resolve(kubernetes_plan(), owned_by("borealis", "team-bob"), stack_id="team-bob")
    assert pool_named(renamed, "gpu").inventory, "its own plan may have had another name"


def test_a_pool_larger_than_its_nodes_is_refused_with_how_many_fit() -> None:
    clusters = [cluster(pool("head"), pool("gpu", memory="96GiB", cpu=16, count="1..3", gpu="8xH100"))]
    (sentence,) = refusals(six_nodes(), clusters=clusters)
    assert sentence == (
        "clusters[train].pools[gpu]: up to 3 machines of 16 CPUs and 96GiB and 8xH100; "
        f"its 2 usable nodes have room for 2 (the largest has 96 CPUs and 1TiB and 8 GPUs ({H100})); "
        "add nodes to the inventory, ask smaller machines, or write count: 2"
    )


def test_where_nothing_fits_no_count_is_advised() -> None:
    clusters = [cluster(pool("head"), pool("gpu", memory="2TiB", count=2, gpu="8xH100"))]
    (sentence,) = refusals(six_nodes(), clusters=clusters)
    assert sentence.endswith("add nodes to the inventory, ask smaller machines"), "no count would help"


@pytest.mark.parametrize(
    ("family", "model", "fits"),
    [
        ("H100", "NVIDIA-H100-80GB-HBM3", True),
        ("NVIDIA-H100-80GB-HBM3", "NVIDIA-H100-80GB-HBM3", True),
        ("A100-80GB", "NVIDIA-A100-SXM4-80GB", True),
        ("A100-80GB", "NVIDIA-A100-SXM4-40GB", False),
        ("L4", "NVIDIA-L40S", False),
        ("T4", "nvidia-tesla-t4", True),
        ("h100", "nvidia-h100-80gb", True),
        ("H100", None, False),
    ],
)
def test_cards_are_those_that_the_plan_asks_by_the_words_of_their_label(
    family: str, model: str | None, fits: bool
) -> None:
    clusters = [cluster(pool("head"), pool("gpu", gpu=f"8x{family}"))]
    facts = cluster_of(node("cpu-1"), gpu_node("gpu-1", gpu_model=model))
    if fits:
        assert pool_named(resolved(facts, clusters=clusters), "gpu").inventory
    else:
        (sentence,) = refusals(facts, clusters=clusters)
        assert f"({model or 'no label tells their model'})" in sentence, "the label is what to look at"


def test_a_cluster_that_tells_of_no_gpu_yet_is_taken_at_the_plan_s_word() -> None:
    bare = cluster_of(node("cpu-1"), *(node(f"gpu-{number}", cpus=96) for number in (1, 2)))
    assert len(pool_named(resolved(bare), "gpu").inventory) == 2, "the device plugin comes with the plan"
    some = cluster_of(*bare.nodes, gpu_node("gpu-3"))
    (sentence,) = refusals(some, inventory=[*kubernetes_inventory("cpu-1", "gpu-1")])
    assert "gpu-1 offers no GPU" in sentence, "where one node tells of GPUs, the others have none"


def kubernetes_inventory(head: str, gpu: str) -> list[dict[str, Any]]:
    """Return an inventory of two pools."""
    return [{"pool": "train/head", "nodes": [head]}, {"pool": "train/gpu", "nodes": [gpu]}]


def test_gpus_that_are_divided_already_as_the_plan_says_count_as_whole_cards() -> None:
    divided = gpu_node("gpu-1", gpus=0, gpu_parts={"nvidia.com/mig-1g.10gb": 56})
    asked = {**pool("gpu", gpu="8xH100"), "gpu_profile": "mig-1g.10gb"}
    topology = resolved(cluster_of(node("cpu-1"), divided), clusters=[cluster(pool("head"), asked)])
    assert pool_named(topology, "gpu").inventory, "the second `up` of the plan would be refused otherwise"
    other = {**pool("gpu", gpu="8xH100"), "gpu_profile": "mig-7g.80gb"}
    assert refusals(cluster_of(node("cpu-1"), divided), clusters=[cluster(pool("head"), other)]), (
        "parts of another kind are no cards"
    )


def test_a_pool_that_names_no_memory_gets_what_its_smallest_fitting_node_can_give() -> None:
    facts = cluster_of(
        node("cpu-1"),
        gpu_node("gpu-1"),
        gpu_node("gpu-2", memory_bytes=512 * GIB, cpus=40),
        node("gpu-0", cpus=4),
    )
    asked = {"name": "gpu", "machine": {"gpu": "8xH100"}, "count": 2}
    machine = pool_named(resolved(facts, clusters=[cluster(pool("head"), asked)]), "gpu").machine
    assert (machine.cpus, machine.memory_bytes) == (36, 512 * GIB * 9 // 10), (
        "a tenth is for the cluster's own pods; gpu-0 has no H100 and does not count"
    )
    assert 0 < machine.object_store_bytes < machine.memory_bytes, "Ray's share is decided with the memory"


@pytest.mark.parametrize(
    ("changed", "told"),
    [
        ({"is_usable": False}, "none of them is ready and open for pods;"),
        (
            {"taints": ("dedicated=batch:NoSchedule",)},
            "ready and open for pods without a taint that keeps pods away (dedicated=batch:NoSchedule);",
        ),
    ],
)
def test_nodes_that_take_no_pods_are_refused_with_the_reason(changed: dict[str, Any], told: str) -> None:
    (sentence,) = refusals(cluster_of(node("cpu-1", **changed), gpu_node("gpu-1"), gpu_node("gpu-2")))
    assert told in sentence


def test_a_node_that_has_no_memory_to_give_is_refused_in_words() -> None:
    asked = {"name": "gpu", "machine": {"gpu": "8xH100"}, "count": 1}
    facts = cluster_of(node("cpu-1"), gpu_node("gpu-1", memory_bytes=0))
    (sentence,) = refusals(facts, clusters=[cluster(pool("head"), asked)])
    assert "have room for 0" in sentence, "a kubelet that has not reported yet is no crash"


def test_a_pool_whose_nodes_something_else_makes_is_not_measured() -> None:
    inventory = [{"pool": "train/head", "nodes": ["cpu-1"]}, {"pool": "train/gpu", "selector": ["b=2", "a="]}]
    found = pool_named(resolved(cluster_of(node("cpu-1")), inventory=inventory), "gpu")
    assert found.selector == {"a": "", "b": "2"} and not found.inventory, "its nodes may not exist yet"


def test_a_selector_becomes_the_labels_that_the_nodes_will_have() -> None:
    entries = [Inventory(pool="train/gpu", selector=("karpenter.sh/nodepool=gpu",))]
    assert selectors(entries) == {"train/gpu": {"karpenter.sh/nodepool": "gpu"}}, "key, then value"
