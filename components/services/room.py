"""Whether the services that `up` brings find room beside a plan's pools: what their pods ask, and where they fit. Pure.

A queue, a head's store and what keeps logs are no part of it: they take their share of the head's machine.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from components.contract import KubernetesPlatform, Room
from components.services.bundle_items import has_registry
from components.services.observability.spending import Spending
from components.services.observability.values import RELOADER, SIDECAR, values
from components.services.operators import kuberay, kueue
from components.services.registry import database, server
from components.services.volumes import ServiceVolume
from components.topology.fit import size
from components.topology.gpu_software import FEATURES
from components.topology.model import Topology
from components.topology.places import observability_namespace
from components.topology.pools import has_gpus
from components.topology.quantity import bytes_of, cores_of

Amounts = Mapping[str, str]
OF_GPU_OPERATOR: Mapping[str, Amounts] = {"gpu-operator": {"cpu": "200m", "memory": "100Mi"}}
OF_SEARCH: Mapping[str, Amounts] = {
    "node-feature-discovery-master": {"cpu": "100m", "memory": "128Mi"},
    "node-feature-discovery-gc": {"cpu": "10m", "memory": "128Mi"},
}
"""The charts' own (deployments/gpu-operator/values.yaml, and node-feature-discovery's, on which it depends and which it
leaves out where the nodes have one)."""


@dataclass(frozen=True, kw_only=True)
class Need:
    """A pod of a service, and what it asks of a node that takes any pod."""

    service: str
    cpus: Fraction
    memory_bytes: int


def needs(topology: Topology, platform: KubernetesPlatform) -> tuple[Need, ...]:
    """Return the pods of the services that `up` brings, the largest first."""
    found = [
        Need(service=service, cpus=cores_of(amounts["cpu"]), memory_bytes=bytes_of(amounts["memory"]))
        for service, amounts in _asked(topology, platform)
    ]
    return tuple(sorted(found, key=lambda need: (-need.memory_bytes, -need.cpus, need.service)))


def room_refusals(topology: Topology, platform: KubernetesPlatform) -> list[str]:
    """Return why the services find no room beside the pools; nothing where the target says that nothing bounds it."""
    if platform.spare is None:
        return []
    wanted, left = needs(topology, platform), list(platform.spare)
    for need in wanted:
        fitting = [number for number, room in enumerate(left) if _fits(need, room)]
        if not fitting:
            return [_refusal(wanted, need, platform.spare)]
        first = fitting[0]
        left[first] = Room(
            cpus=left[first].cpus - need.cpus, memory_bytes=left[first].memory_bytes - need.memory_bytes
        )
    return []


def _fits(need: Need, room: Room) -> bool:
    return need.cpus <= room.cpus and need.memory_bytes <= room.memory_bytes


def _asked(topology: Topology, platform: KubernetesPlatform) -> Iterator[tuple[str, Amounts]]:
    if "kuberay" not in platform.present:
        yield "kuberay", kuberay.RESOURCES["requests"]
    if topology.queues and "kueue" not in platform.present:
        yield "kueue", kueue.RESOURCES["requests"]
    if has_registry(topology):
        yield "registry", server.RESOURCES["requests"]
        yield "registry's database", database.RESOURCES["requests"]
    if "prometheus" not in platform.present:
        volume = ServiceVolume(part="observability", namespace=observability_namespace(topology))
        for amounts in _requests(values(topology, platform, volume, Spending())):
            yield "prometheus", amounts
        for twice in (RELOADER, SIDECAR):  # the values name once what there are two of
            yield "prometheus", twice["requests"]
    if has_gpus(topology) and "gpu-operator" not in platform.present:
        yield from OF_GPU_OPERATOR.items()
        if FEATURES not in platform.gpu_software:
            yield from OF_SEARCH.items()


def _requests(of: Any) -> Iterator[Amounts]:
    """Yield what the containers of a chart ask by its values; claims ask storage, and no processor."""
    if isinstance(of, Mapping):
        asked = of.get("requests")
        if isinstance(asked, Mapping) and "cpu" in asked:
            yield asked
        for value in of.values():
            yield from _requests(value)
    elif isinstance(of, list | tuple):
        for value in of:
            yield from _requests(value)


def _refusal(wanted: tuple[Need, ...], need: Need, spare: tuple[Room, ...]) -> str:
    services = ", ".join(sorted({each.service for each in wanted}))
    largest = max(spare, key=lambda room: (room.memory_bytes, room.cpus), default=None)
    has = (
        f"{len(spare)} nodes that take any pod have room beside the pools and others' pods, the largest for "
        f"{_cores(largest.cpus)} CPUs and {size(max(0, largest.memory_bytes))}"
        if largest
        else "no node takes them"
    )
    asked = f"{_cores(sum(each.cpus for each in wanted))} CPUs and {size(sum(each.memory_bytes for each in wanted))}"
    return (
        f"inventory: `up` brings {services}, which ask {asked} in all; {has}, and {need.service} with "
        f"{_cores(need.cpus)} CPUs and {size(need.memory_bytes)} finds none; add a node that is in no pool, or ask "
        "smaller machines of a pool without GPUs"
    )


def _cores(amount: Fraction | int) -> str:
    return f"{max(0.0, float(amount)):g}"
