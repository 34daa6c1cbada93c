"""What runs tells how many machines a stack may have now: the same numbers as the plan that was brought up."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from hypothesis import given

from components.kubernetes.access import Access
from components.kubernetes.running import BESIDE_HEAD, LISTS, MARKER, machines, machines_of
from components.ray.manifests.cluster import ray_cluster, ray_service
from components.ray.manifests.setting import Setting
from components.topology.facts import Machines
from components.topology.standing import stands
from tests.components.kubernetes.simulated_api_server import SimulatedApiServer
from tests.components.ray.plans_on_kubernetes import serve, setting, settings_of_clusters, train

STACK = "team-ada"


def of_stack(found: Setting) -> Setting:
    """Return the setting of a cluster of a stack that has an id."""
    return replace(found, topology=replace(found.topology, made_by={"groundplan-stack": STACK}))


def maximums(found: Setting) -> dict[tuple[str, str, str], int]:
    return {(STACK, found.cluster.name, pool.name): pool.maximum for pool in found.cluster.pools}


def counts(found: Mapping[tuple[str, str, str], Machines]) -> dict[tuple[str, str, str], int]:
    return {place: machines.count for place, machines in found.items()}


@given(settings_of_clusters())
def test_what_is_declared_of_a_cluster_tells_its_pools_as_the_plan_has_them(found: Setting) -> None:
    declared = ray_service if found.cluster.purpose == "serving" else ray_cluster
    there = machines_of(declared(of_stack(found)))
    assert counts(there) == maximums(found)
    for pool in found.cluster.pools:
        assert stands(pool, there[STACK, found.cluster.name, pool.name]), (
            "a second `up` is no other than the first"
        )


@given(settings_of_clusters())
def test_a_plan_with_larger_machines_is_told_from_what_runs(found: Setting) -> None:
    declared = ray_service if found.cluster.purpose == "serving" else ray_cluster
    there = machines_of(declared(of_stack(found)))
    for pool in found.cluster.pools:
        machine = pool.machine
        for larger in (
            replace(machine, cpus=machine.cpus + 1),
            replace(machine, memory_bytes=machine.memory_bytes + BESIDE_HEAD.memory_bytes + 1),
        ):
            grown = replace(pool, machine=larger)
            assert not stands(grown, there[STACK, found.cluster.name, pool.name]), "its pods are made anew"


def test_the_clusters_of_services_and_jobs_are_not_counted_beside_them() -> None:
    owned: dict[str, Any] = dict(ray_cluster(of_stack(setting(train()))))
    owned["metadata"] = {**owned["metadata"], "ownerReferences": [{"kind": "RayJob", "controller": True}]}
    assert machines_of(owned) == {}, "a job's own cluster goes with the job"


def test_both_kinds_are_asked_of_every_stack(simulated: SimulatedApiServer, access: Access) -> None:
    settings = [of_stack(setting(train())), of_stack(setting(serve()))]
    for path, declared, found in zip(LISTS, (ray_cluster, ray_service), settings, strict=True):
        version, _, plural = path.rpartition("/")
        place = f"{version}/namespaces/atlas-{found.cluster.name}/{plural}/{found.cluster.name}"
        simulated.add(place, dict(declared(found)))

    simulated.add("/apis/ray.io/v1/namespaces/others/rayclusters/others", {"spec": {}})
    assert counts(machines(access, [MARKER])) == maximums(settings[0]) | maximums(settings[1]), (
        "what no stack made is nobody's"
    )


def test_a_cluster_without_ray_or_with_an_old_one_runs_none(
    simulated: SimulatedApiServer, access: Access
) -> None:
    assert machines(access, []) == {} and simulated.asked == [], "nothing is asked"
    simulated.before = lambda _: (404, {}, b"{}")
    assert machines(access, [MARKER]) == {}, "one that does not serve v1"
