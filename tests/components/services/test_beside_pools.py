"""Pods of services rather are where no pool is, whose machines the plan has counted for its clusters alone."""

from typing import Any

import pytest

from components.services.beside_pools import beside_pools
from components.services.observability.spending import Spending
from components.services.observability.values import values
from components.services.volumes import ServiceVolume
from tests.components.services.isolation.topologies import platform, topology
from tests.stacks.declared_on_kubernetes import manifests_of_example

IN_PODS = {"prometheusConfigReloader", "sidecar"}
"""Containers of the chart that stand in the pods of others."""
PLACES = ["kuberay-system", "kueue-system", "atlas-registry"]


@pytest.mark.parametrize("namespace", PLACES)
def test_every_pod_of_a_service_would_rather_leave_the_pools_their_nodes(namespace: str) -> None:
    found = [
        each["spec"]["template"]["spec"]
        for each in manifests_of_example()
        if each["kind"] in {"Deployment", "StatefulSet"} and each["metadata"]["namespace"] == namespace
    ]
    assert found and all(pod["affinity"] == beside_pools() for pod in found), (
        "they come first, and take no machine"
    )


def test_it_is_a_preference_so_that_a_cluster_of_pools_alone_has_its_services() -> None:
    (kind,) = beside_pools()["nodeAffinity"]
    assert kind == "preferredDuringSchedulingIgnoredDuringExecution"


def test_every_part_of_the_chart_that_asks_room_would_rather_be_there() -> None:
    volume = ServiceVolume(part="observability", namespace="atlas-observability")
    found = values(topology(), platform(), volume, Spending())

    def asking(of: Any) -> list[dict[str, Any]]:
        below = [value for key, value in of.items() if key not in IN_PODS] if isinstance(of, dict) else []
        inner = [part for value in below for part in asking(value)]
        return (
            [*inner, of]
            if isinstance(of, dict) and "cpu" in of.get("resources", {}).get("requests", {})
            else inner
        )

    parts = asking(found)
    assert len(parts) == 5 and all(part["affinity"] == beside_pools() for part in parts)
