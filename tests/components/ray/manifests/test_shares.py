"""A machine is shared so that Ray keeps enough of it, and what is too small is refused with the way out."""

from dataclasses import replace

import pytest

from components.ray.manifests.shares import machine_errors, ray_resources, ray_share
from components.topology.model import Cluster
from components.topology.pools import scales
from tests.components.ray import plans_on_kubernetes as plans


def of(*, cpus: int = 8, memory: int = 32) -> Cluster:
    return plans.cluster("train", "training", plans.pool("train", "head", cpus=cpus, memory=memory))


def test_memory_that_the_plan_leaves_open_is_asked_for() -> None:
    (error,) = machine_errors(of(memory=0))
    assert error.path == "clusters[train].pools[head].machine.memory"
    assert "32GiB" in error.remedy, "an error says what to do"


@pytest.mark.parametrize(("cpus", "memory"), [(0, 8), (8, 2)])
def test_a_head_that_leaves_ray_nothing_is_refused(cpus: int, memory: int) -> None:
    (error,) = machine_errors(of(cpus=cpus, memory=memory))
    assert f"{cpus} cpu" in error.asked
    assert error.remedy == "give 2 cpu and 4GiB or more"


def test_what_the_remedy_says_is_enough() -> None:
    smallest = (
        plans.pool("train", "head", cpus=2, memory=4),
        plans.pool("train", "data", cpus=1, memory=1, count=0, maximum=4),
    )
    cluster = plans.cluster("train", "training", *smallest, idle_stop_s=60)
    assert list(machine_errors(cluster)) == [], "the error would send people to what is refused again"


def test_an_autoscaler_takes_its_share_of_the_head_alone() -> None:
    fixed = plans.cluster("train", "training", plans.pool("train", "head"), plans.pool("train", "data"))
    ranged = replace(
        fixed, pools=tuple(replace(pool, maximum=3) if pool.name == "data" else pool for pool in fixed.pools)
    )
    assert (scales(fixed), scales(ranged)) == (False, True)
    head, data = fixed.head, next(pool for pool in fixed.pools if pool.name == "data")
    assert ray_share(ranged, head).memory_bytes == ray_share(fixed, head).memory_bytes - 512 * 2**20
    assert ray_share(ranged, data) == ray_share(fixed, data)


def test_what_the_platform_lends_of_its_fabric_is_asked_for_beside_the_rest() -> None:
    cluster = of()
    fabric = {"example.com/rdma": "32"}
    resources = ray_resources(cluster, cluster.head, fabric)
    assert fabric.items() <= resources["limits"].items() and resources["requests"] == resources["limits"]
    assert set(ray_resources(cluster, cluster.head, {})["limits"]) == set(resources["limits"]) - set(fabric)
