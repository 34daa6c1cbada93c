"""Services that `up` brings find room beside the pools, or the plan is refused before anything is made."""

from fractions import Fraction
from typing import Any

import pytest

from components.contract import Room
from components.services.component import ServicesArgs, ServicesRefused, require_services
from components.services.operators.kuberay import kuberay_manifests
from components.services.room import needs, room_refusals
from tests.components.services.declared import plan, queued, team
from tests.components.services.isolation.topologies import GIBIBYTE, cluster, platform, pool, topology

ALL = frozenset({"kuberay", "kueue", "prometheus", "gpu-operator"})
PLAN = topology()
LARGE = Room(cpus=8, memory_bytes=32 * GIBIBYTE)


def services(of: Any, *present: str) -> set[str]:
    """Return the services that ask room."""
    return {need.service for need in needs(of, platform(present=frozenset(present)))}


def test_what_a_cluster_has_itself_asks_no_room_more() -> None:
    assert services(PLAN) == {"kuberay", "registry", "registry's database", "prometheus"}
    assert services(plan(queued("train", "research"), queues=[team("research")])) == {
        "kuberay", "kueue", "prometheus", "gpu-operator", "node-feature-discovery-master", "node-feature-discovery-gc",
    }  # fmt: skip
    assert services(topology(stores=()), *ALL) == set()


def test_a_search_for_features_that_the_nodes_have_asks_no_room_once_more() -> None:
    of_gpus = plan(queued("train", "research"), queues=[team("research")])
    there = platform(gpu_software=frozenset({"node-feature-discovery"}))
    asked = {need.service for need in needs(of_gpus, there)}
    assert asked == {"kuberay", "kueue", "prometheus", "gpu-operator"}, "the chart leaves its own out then"


def test_an_operator_asks_what_its_deployment_says() -> None:
    (deployment,) = (each for each in kuberay_manifests(PLAN, platform()) if each["kind"] == "Deployment")
    asked = deployment["spec"]["template"]["spec"]["containers"][0]["resources"]["requests"]
    (need,) = (each for each in needs(PLAN, platform()) if each.service == "kuberay")
    assert asked == {"cpu": "100m", "memory": "1Gi"}
    assert (need.cpus, need.memory_bytes) == (Fraction(1, 10), GIBIBYTE)


def test_every_container_that_the_chart_limits_is_counted() -> None:
    found = sorted(each.memory_bytes for each in needs(PLAN, platform()) if each.service == "prometheus")
    assert found[-1] == 4 * GIBIBYTE and len(found) == 5 + 4, (
        "Prometheus, Alertmanager, Grafana, kube-state-metrics and the operator; two reloaders and two sidecars"
    )


@pytest.mark.parametrize("spare", [None, (LARGE,), (Room(cpus=-1, memory_bytes=0), LARGE)])
def test_services_that_fit_are_not_refused(spare: tuple[Room, ...] | None) -> None:
    assert room_refusals(PLAN, platform(spare=spare)) == [], "None is where nodes come as pods ask"


def test_services_that_fit_nowhere_are_refused_with_what_is_left_and_the_way_out() -> None:
    small = Room(cpus=Fraction(1, 2), memory_bytes=3 * GIBIBYTE)
    (refusal,) = room_refusals(PLAN, platform(spare=(small, small)))
    assert refusal.startswith(
        "inventory: `up` brings kuberay, prometheus, registry, registry's database, which ask 1.76 CPUs and 9.9GiB in "
        "all; 2 nodes that take any pod have room beside the pools and others' pods, the largest for 0.5 CPUs and "
        "3GiB, and prometheus with 0.5 CPUs and 4GiB finds none; add a node that is in no pool, or ask smaller machines"
    )
    assert "no node takes them" in room_refusals(PLAN, platform(spare=()))[0]


def test_rooms_are_not_given_twice() -> None:
    one = Room(cpus=4, memory_bytes=5 * GIBIBYTE)
    assert room_refusals(PLAN, platform(spare=(one,))), "9.9 GiB do not fit 5"
    assert room_refusals(PLAN, platform(spare=(one, one))) == []


def test_a_plan_without_room_for_its_services_is_refused_before_anything_is_declared() -> None:
    made = topology([cluster("train", "training", pool("train"))], stores=())
    require_services(ServicesArgs(topology=made, platform=platform(spare=(LARGE,))))
    with pytest.raises(ServicesRefused, match="add a node that is in no pool"):
        require_services(ServicesArgs(topology=made, platform=platform(spare=())))
