"""What a plan means on a cluster that exists: everything that is wrong with it is told at once."""

import pytest

from components.topology.errors import TopologyErrors
from components.topology.resolve import resolve
from tests.components.topology.cluster_nodes import (
    cluster,
    cluster_of,
    gpu_node,
    kubernetes_plan,
    node,
    six_nodes,
)
from tests.components.topology.plans import GIB, machine, plan, pool


def test_without_facts_pools_are_as_the_plan_asks_them() -> None:
    pools = resolve(kubernetes_plan(), None).clusters[0].pools
    assert all(not found.inventory for found in pools), "a preview without a cluster invents no nodes"


def test_facts_of_another_kind_are_not_mistaken_for_a_cluster() -> None:
    assert not resolve(plan(), machine()).clusters[0].pools[0].inventory
    assert not resolve(kubernetes_plan(), machine()).clusters[0].pools[0].inventory


def test_all_that_is_wrong_with_an_inventory_is_told_at_once() -> None:
    asked = {**pool("gpu", count=3, gpu="8xH100"), "gpu_profile": "mig-1g.5gb"}
    wrong = kubernetes_plan(
        clusters=[cluster(pool("head"), asked)],
        inventory=[
            {"pool": "train/head", "nodes": ["cpu-9"]},
            {"pool": "train/gpu", "nodes": ["gpu-*"]},
        ],
    )
    with pytest.raises(TopologyErrors) as refused:
        resolve(wrong, six_nodes())
    assert [error.path for error in refused.value.errors] == [
        "clusters[train].pools[gpu]",
        "clusters[train].pools[gpu].gpu_profile",
        "inventory[0].nodes",
    ], "one `up` shows every mistake"


def test_a_profile_that_the_card_cannot_do_is_refused_with_those_that_it_can() -> None:
    asked = {**pool("gpu", gpu="8xH100"), "gpu_profile": "mig-1g.5gb"}
    with pytest.raises(TopologyErrors) as refused:
        resolve(kubernetes_plan(clusters=[cluster(pool("head"), asked)]), six_nodes())
    (error,) = refused.value.errors
    assert error.path == "clusters[train].pools[gpu].gpu_profile" and "mig-1g.10gb" in error.allowed


def test_a_profile_that_the_family_can_do_and_the_node_s_card_cannot_is_refused() -> None:
    asked = {**pool("gpu", gpu="8xH100"), "gpu_profile": "mig-1g.10gb"}
    facts = cluster_of(node("cpu-1"), gpu_node("gpu-1"), gpu_node("gpu-2", gpu_model="NVIDIA-H100-NVL"))
    with pytest.raises(TopologyErrors, match=r"gpu-2 is H100-NVL, which divides by mig-1g\.12gb"):
        resolve(kubernetes_plan(clusters=[cluster(pool("head"), asked)]), facts)


@pytest.mark.parametrize(
    ("word", "resource"), [("mig-1g.10gb", "nvidia.com/mig-1g.10gb"), ("shared-4", "nvidia.com/gpu.shared")]
)
def test_a_profile_reaches_the_pool_that_asks_it_and_no_other(word: str, resource: str) -> None:
    asked = {**pool("gpu", gpu="8xH100"), "gpu_profile": word}
    found = resolve(kubernetes_plan(clusters=[cluster(pool("head"), asked)]), six_nodes()).clusters[0].pools
    assert {each.name: each.gpu_profile and each.gpu_profile.resource for each in found} == {
        "gpu": resource,
        "head": None,
    }


def test_queues_come_sorted_with_all_that_the_plan_says_of_them() -> None:
    asked = [
        {"name": "vision", "cpu": 8, "memory": "16GiB", "borrow": 0},
        {"name": "language", "cpu": 64, "memory": "512GiB", "gpu": ["8xH100", "4xA100"], "cohort": "ml"},
    ]
    found = resolve(kubernetes_plan(queues=asked), six_nodes()).queues
    assert [queue.name for queue in found] == ["language", "vision"], "the order of a list means nothing"
    assert found[0].gpus == {"H100": 8, "A100": 4} and found[0].memory_bytes == 512 * GIB
    assert (found[0].cohort, found[0].borrow_percent, found[1].borrow_percent) == ("ml", 100, 0)


def test_idle_times_and_the_queue_reach_the_cluster() -> None:
    asked = cluster(pool("head"), pool("gpu", gpu="8xH100"), queue="q", idle_node="5min", idle_stop="2h")
    queues = [{"name": "q", "cpu": 8, "memory": "16GiB"}]
    (found,) = resolve(kubernetes_plan(clusters=[asked], queues=queues), six_nodes()).clusters
    assert (found.queue, found.idle_node_s, found.idle_stop_s) == ("q", 300, 7200)


def test_the_registry_that_training_implies_lies_on_a_volume() -> None:
    (registry,) = [store for store in resolve(kubernetes_plan(), six_nodes()).stores if store.implied]
    assert registry.kind == "filesystem", "an object store needs an endpoint, and nobody named one"
