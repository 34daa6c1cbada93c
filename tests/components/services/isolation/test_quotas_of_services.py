"""Limits of the namespaces of the registry and of observability: what we declare there fits, and what says nothing."""

from collections.abc import Iterator
from typing import Any

import pytest

from components.services.isolation.quotas import quotas
from components.services.observability.spending import Spending
from components.services.observability.values import values
from components.services.registry.database import database_manifests
from components.services.registry.server import server_manifests
from components.services.volumes import ServiceVolume
from components.topology.model import Topology
from components.topology.places import own_namespaces
from components.topology.quantity import bytes_of, cores_of
from tests.components.services.isolation.topologies import (
    GIBIBYTE,
    TRAIN,
    named,
    platform,
    store,
    topology,
)  # fmt: skip

PLAN = topology()
CHART = values(PLAN, platform(), ServiceVolume(part="observability", namespace="any"), Spending())
DECLARED = {"registry": [*server_manifests(PLAN), *database_manifests(PLAN)], "observability": [CHART]}


def limits(plan: Topology, name: str) -> dict[str, dict[str, Any]]:
    """Return what limits a container and a claim."""
    found = named(quotas(plan, platform()), "LimitRange", name)["spec"]["limits"]
    return {each["type"]: each for each in found}


def everything(value: Any, key: str) -> Iterator[Any]:
    """Yield what stands under a key at any depth."""
    for name, each in value.items() if isinstance(value, dict) else enumerate(value):
        if name == key:
            yield each
        if isinstance(each, dict | list | tuple):
            yield from everything(each, key)


def test_no_namespace_of_a_plan_lets_one_container_take_all() -> None:
    found = [each for each in quotas(PLAN, platform()) if each["kind"] == "LimitRange"]
    assert {each["metadata"]["namespace"] for each in found} == set(own_namespaces(PLAN))


@pytest.mark.parametrize("name", DECLARED)
def test_what_says_nothing_beside_a_service_asks_little(name: str) -> None:
    container = limits(PLAN, name)["Container"]
    assert container["defaultRequest"] == {"cpu": "100m", "memory": str(128 * 2**20)}, "it is a sidecar"
    assert container["default"] == {"cpu": "1000m", "memory": str(GIBIBYTE)}, "and takes no more than this"


@pytest.mark.parametrize("name", DECLARED)
def test_what_we_declare_fits_the_limits_of_its_namespace(name: str) -> None:
    found = limits(PLAN, name)
    most, claim = found["Container"]["max"], int(found["PersistentVolumeClaim"]["max"]["storage"])
    sizes = list(everything(DECLARED[name], "resources"))
    of_containers = [each["limits"] for each in sizes if "limits" in each]
    claimed = [each["requests"]["storage"] for each in sizes if "limits" not in each]
    assert of_containers and claimed, "there is something to refuse"
    for each in of_containers:
        assert cores_of(each["cpu"]) <= cores_of(most["cpu"])
        assert bytes_of(each["memory"]) <= bytes_of(most["memory"])
    assert 2 * max(map(bytes_of, claimed)) <= claim, (
        "a volume that fills up can be grown: updates are judged too"
    )


def test_every_container_of_ours_says_its_size() -> None:
    pods = [
        each["spec"]["template"]["spec"]
        for each in DECLARED["registry"]
        if "template" in each.get("spec", {})
    ]
    containers = [each for pod in pods for each in (*pod["containers"], *pod.get("initContainers", ()))]
    assert len(pods) == 2 and all(
        each["resources"].keys() == {"requests", "limits"} for each in containers
    ), "none gets what is meant for a sidecar"


def test_a_registry_whose_store_is_a_large_volume_may_claim_it() -> None:
    plan = topology([TRAIN], stores=[store("registry", gib=1000)])
    claims = {
        name: limits(plan, name)["PersistentVolumeClaim"]["max"]["storage"]
        for name in ("registry", "observability")
    }
    assert claims == {"registry": str(1000 * GIBIBYTE), "observability": str(200 * GIBIBYTE)}, (
        "what the plan says, and twice what Prometheus keeps a month in"
    )
