"""Quotas and limits: what the pools need at most fits, and what nobody planned does not."""

from collections.abc import Iterable
from dataclasses import replace
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from components.services.isolation.quotas import SUPPORT, quotas
from components.topology.model import GpuProfile, Pool, Queue, Topology
from components.topology.places import own_namespaces
from components.topology.queues import CPUS, MEMORY, reach
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


def test_no_service_of_a_plan_takes_gpus_or_opens_a_door() -> None:
    plan = topology()
    found = {
        each["metadata"]["namespace"]: each["spec"]["hard"]
        for each in quotas(plan, platform())
        if each["kind"] == "ResourceQuota"
    }
    assert found.keys() == set(own_namespaces(plan)), "no namespace of ours is without a bound"
    for place in ("atlas-registry", "atlas-observability"):
        assert found[place]["services.loadbalancers"] == found[place]["services.nodeports"] == "0"
        assert found[place]["requests.nvidia.com/gpu"] == "0" and int(found[place]["pods"]) > 2 * 6


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


def waiting(*workers: Pool, queues: Iterable[Queue] = (), name: str = "train") -> Topology:
    made = replace(cluster(name, "training", pool(name), *workers), queue="team")
    return topology([made, SERVE], queues=tuple(queues))


def team(name: str = "team", **changed: Any) -> Queue:
    usual = {"cohort": None, "cpus": 64, "memory_bytes": 256 * GIBIBYTE, "gpus": {"H100": 32}}
    return Queue(name=name, **{**usual, **changed})


def test_where_a_cluster_waits_in_a_queue_its_namespace_takes_all_that_the_share_holds() -> None:
    found = hard(waiting(pool("train", "gpu", count=2, gpus=8), queues=[team()]), "train")
    assert cores(found["requests.cpu"]) == 64 + 4.2, (
        "jobs bring clusters of their own, and Kueue lets them in"
    )
    assert int(found["requests.memory"]) == 256 * GIBIBYTE + 8 * GIBIBYTE + 2**28, "with what supports them"
    assert found["requests.nvidia.com/gpu"] == "32"
    assert found["pods"] == str(16 + 8), "the share has 64 cores, and the smallest machine takes 4 of them"


def test_what_a_share_may_borrow_is_let_in_as_well() -> None:
    shares = [team(cohort="ml", borrow_percent=50), team("other", cohort="ml")]
    found = hard(waiting(pool("train", "gpu", gpus=8), queues=shares), "train")
    assert cores(found["requests.cpu"]) == 96 + 4.2 and found["requests.nvidia.com/gpu"] == "48", (
        "half as much again"
    )


def test_divided_gpus_of_a_share_are_counted_in_their_parts() -> None:
    mig = GpuProfile(word="mig-1g.10gb", resource="nvidia.com/mig-1g.10gb", parts=7)
    found = hard(waiting(pool("train", "parts", gpus=4, gpu_profile=mig), queues=[team()]), "train")
    assert found["requests.nvidia.com/mig-1g.10gb"] == str(32 * 7)
    assert found["requests.nvidia.com/gpu"] == "0", "whole ones belong to other pools"


def test_a_share_of_gpus_that_no_pool_of_the_cluster_has_opens_nothing() -> None:
    found = hard(waiting(pool("train", "data"), queues=[team()]), "train")
    assert found["requests.nvidia.com/gpu"] == "0", "another cluster of the queue has them"


def test_machines_that_the_plan_leaves_open_leave_the_number_of_pods_open() -> None:
    plan = waiting(pool("train", "any", cpus=0, memory_gib=0), queues=[team()])
    assert "pods" not in hard(plan, "train"), "nobody knows how many a share holds"


@given(topologies(), st.integers(1, 400), st.integers(1, 400), st.integers(0, 64), st.integers(0, 300))
def test_a_queue_never_leaves_a_cluster_less_than_it_needs_nor_a_share_less_than_it_has(
    plan: Topology, cpus: int, memory_gib: int, gpus: int, percent: int
) -> None:
    mine = Queue(
        name="team", cohort="ml", cpus=cpus, memory_bytes=memory_gib * GIBIBYTE, gpus={"H100": gpus},
        borrow_percent=percent,
    )  # fmt: skip
    queued = [replace(each, queue="team") if each.purpose == "training" else each for each in plan.clusters]
    shared = replace(plan, clusters=tuple(queued), queues=(mine, replace(mine, name="other")))
    for each in queued:
        before, after = hard(plan, each.name), hard(shared, each.name)
        if each.queue is None:
            assert before == after, "no queue governs it"
            continue
        share: dict[str, int] = {}
        for side in ("requests", "limits"):
            share[f"{side}.cpu"] = reach(shared, mine, CPUS) * 1000 + sum(
                one.millicpus * one.pods for one in SUPPORT
            )
            share[f"{side}.memory"] = reach(shared, mine, MEMORY) + sum(
                one.memory_bytes * one.pods for one in SUPPORT
            )
        if any(pool.machine.gpus for pool in each.pools):
            share["requests.nvidia.com/gpu"] = reach(shared, mine, "H100")
        assert int(after.pop("pods")) >= int(before.pop("pods")), "every node is a pod"
        found = {what: int(amount.removesuffix("m")) for what, amount in after.items()}
        assert found == {
            what: max(int(amount.removesuffix("m")), share.get(what, 0)) for what, amount in before.items()
        }, "else Kueue would admit what is then refused, or the quota would be no wall"
