"""Quotas and limits: what the pools need at most fits, and what nobody planned does not."""

from typing import Any

from hypothesis import given

from components.services.isolation.quotas import quotas
from components.topology.model import GpuProfile, Topology
from tests.components.services.isolation.topologies import (
    GIBIBYTE,
    SERVE,
    TRAIN,
    cluster,
    named,
    platform,
    pool,
    topologies,
    topology,
)  # fmt: skip


def hard(plan: Topology, name: str) -> dict[str, str]:
    return named(quotas(plan, platform()), "ResourceQuota", name)["spec"]["hard"]


def container_limits(plan: Topology, name: str) -> dict[str, Any]:
    (found,) = (
        each
        for each in named(quotas(plan, platform()), "LimitRange", name)["spec"]["limits"]
        if each["type"] == "Container"
    )
    return found


def cores(text: str) -> float:
    return int(text.removesuffix("m")) / 1000


@given(topologies())
def test_every_pool_fits_at_its_maximum(plan: Topology) -> None:
    for each in plan.clusters:
        found = hard(plan, each.name)
        times = 2 if each.purpose == "serving" else 1
        asked = times * sum(pool.maximum * pool.machine.cpus for pool in each.pools)
        held = times * sum(pool.maximum * pool.machine.memory_bytes for pool in each.pools)
        assert asked <= cores(found["requests.cpu"]) <= asked + 9, (
            "with a head and a few cores for what comes beside"
        )
        assert held <= int(found["limits.memory"]) <= held + 25 * GIBIBYTE, "and as much memory"
        assert int(found["pods"]) >= times * sum(pool.maximum for pool in each.pools), "every node is a pod"


def test_serving_may_be_there_twice_while_it_is_upgraded() -> None:
    plan = topology([TRAIN, SERVE])
    assert hard(plan, "serve")["pods"] == str(2 * 4 + 8), (
        "KubeRay brings a second cluster of four nodes up before it ends the first one"
    )


def test_a_cluster_without_gpus_can_take_none() -> None:
    assert hard(topology(), "train")["requests.nvidia.com/gpu"] == "0", "they belong to another pool"


def test_gpus_are_counted_as_the_device_plugin_hands_them_out() -> None:
    mig = GpuProfile(word="mig-1g.10gb", resource="nvidia.com/mig-1g.10gb", parts=7)
    parted = cluster(
        "train", "training", pool("train"),
        pool("train", "whole", count=1, maximum=3, gpus=8), pool("train", "parts", count=2, gpus=4, gpu_profile=mig),
    )  # fmt: skip
    found = hard(topology([parted]), "train")
    assert found["requests.nvidia.com/gpu"] == "24", "3 nodes of 8"
    assert found["requests.nvidia.com/mig-1g.10gb"] == "56", "2 nodes of 4 cards of 7 parts"


def test_nobody_opens_a_second_door() -> None:
    found = hard(topology(), "serve")
    assert found["services.loadbalancers"] == found["services.nodeports"] == "0", "policies are the only one"


def test_storage_is_what_the_plan_claims_and_what_supports_it() -> None:
    found = hard(topology(), "train")
    assert found["persistentvolumeclaims"] == "5", "three stores, the store for fault tolerance, and logs"
    assert int(found["requests.storage"]) == (3 * 10 + 64) * GIBIBYTE, "of their sizes"


def test_a_machine_that_the_plan_leaves_open_leaves_the_quota_open() -> None:
    open_ = cluster("train", "training", pool("train"), pool("train", "any", cpus=0, memory_gib=0))
    found, limits = hard(topology([open_]), "train"), container_limits(topology([open_]), "train")
    assert "requests.cpu" not in found and "requests.memory" not in found, "nobody knows the bound"
    assert "max" not in limits, "and a bound of nothing would refuse every pod"


@given(topologies())
def test_what_says_nothing_gets_a_limit_and_never_a_gpu(plan: Topology) -> None:
    for each in plan.clusters:
        limits = container_limits(plan, each.name)
        assert set(limits["default"]) == set(limits["defaultRequest"]) == {"cpu", "memory"}, (
            "no more than that"
        )
        assert set(limits["max"]) == {"cpu", "memory"}, "a maximum without a default would be the default"


@given(topologies())
def test_the_largest_machine_of_a_cluster_is_the_most_that_one_container_may_ask(plan: Topology) -> None:
    for each in plan.clusters:
        largest = container_limits(plan, each.name)["max"]
        assert cores(largest["cpu"]) >= max(pool.machine.cpus for pool in each.pools), (
            "a Ray node is one container"
        )
        assert int(largest["memory"]) >= max(pool.machine.memory_bytes for pool in each.pools), (
            "of a whole machine"
        )


def test_a_batch_job_may_bring_a_head_of_its_own() -> None:
    assert hard(topology(), "train")["pods"] == str(4 + 1 + 8), (
        "beside the four nodes of the cluster that stays"
    )
