"""A machine that is not there yet offers what pods of its pool ask, on every cloud: else they would wait for ever."""

import copy
from dataclasses import replace
from typing import Any

import pytest

from components.aws import pools as of_aws
from components.azure import agent_pools as of_azure
from components.gcp import dividing as of_gcp
from components.plan.model import Plan
from components.topology.gpu_profiles import devices_of, gpus_for_work, profile_of
from components.topology.model import Pool, Topology
from components.topology.resolve import resolve
from tests.clouds import one_plan

ONE_CARD = {"aws": "1xL4", "azure": "1xT4", "gcp": "1xL4"}


def divided(cloud: str, word: str) -> tuple[Topology, Pool]:
    document: dict[str, Any] = {**copy.deepcopy(one_plan.PLAN), "target": cloud}
    document["location"] = one_plan.LOCATIONS[cloud]
    gpu = ONE_CARD[cloud] if word.startswith("shared") else "8xH100"
    document["clusters"][0]["pools"][2] = {
        "name": "gpu", "machine": {"gpu": gpu}, "count": "0..8", "gpu_profile": word,
    }  # fmt: skip
    topology = resolve(Plan.model_validate(document), None, catalog=one_plan.CATALOG)
    pools = [pool for cluster in topology.clusters for pool in cluster.pools if pool.name == "gpu"]
    return topology, pools[0]


def offered(topology: Topology, pool: Pool) -> dict[str, int]:
    """Return what a machine of a pool would offer, as its cloud is told before there is one."""
    if topology.target == "aws":
        return {resource: int(count) for resource, count in of_aws.hints(pool).items()}
    if topology.target == "azure":
        one = next(each for each in of_azure.agent_pools(topology) if each.pool == pool)
        hints = {key.removeprefix(of_azure.HINT): count for key, count in of_azure.hints(one, None).items()}
        return {key.replace("_", "/", 1): int(count) for key, count in hints.items()}
    told = of_gcp.guest_accelerator("cards", pool)
    size = told.get("gpu_partition_size")
    each = profile_of(f"mig-{size}", pool.machine.gpu_family).parts if size else 1
    turns = told.get("gpu_sharing_config", {}).get("max_shared_clients_per_gpu", 1)
    return {"nvidia.com/gpu": told["count"] * each * turns}


@pytest.mark.parametrize("word", ["mig-1g.10gb", "mig-3g.40gb", "shared-4"])
@pytest.mark.parametrize("cloud", one_plan.CLOUDS)
def test_pods_ask_what_machines_of_their_pool_will_offer(cloud: str, word: str) -> None:
    topology, pool = divided(cloud, word)
    resource, count = devices_of(pool)
    there = offered(topology, pool)
    assert resource in there and count <= there[resource], f"a pod would wait for {count} {resource} for ever"


@pytest.mark.parametrize("word", ["mig-1g.10gb", "shared-4"])
def test_a_division_means_the_same_for_work_on_every_cloud(word: str) -> None:
    found = {cloud: gpus_for_work(divided(cloud, word)[1]) for cloud in one_plan.CLOUDS}
    assert len(set(found.values())) == 1, f"one plan, one meaning: {found}"


def test_whole_gpus_offer_one_each() -> None:
    topology, pool = divided("gcp", "mig-1g.10gb")
    assert offered(topology, replace(pool, gpu_profile=None)) == {"nvidia.com/gpu": 8}
