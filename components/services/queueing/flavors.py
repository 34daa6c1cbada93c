"""Kueue's flavors of a plan: one for processors and memory, one for each family of GPUs. Pure.

Flavors are of machines, not of pools: queues of a cohort lend each other only what they both have a share of.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Any

from components.contract import KubernetesPlatform, Placement
from components.objects import Manifest
from components.topology.gpu_profiles import WHOLE_GPU
from components.topology.model import Pool, Topology
from components.topology.names import bounded
from components.topology.places import metadata
from components.topology.queues import queued_pools, quota_families, quota_family

API = "kueue.x-k8s.io/v1beta2"
MACHINES = "machines"


class FlavorsAlike(ValueError):
    """GPUs of two families whose nodes have the same labels: a share of one would count as a share of the other."""


def flavor_name(topology: Topology, kind: str) -> str:
    """Return the name of a flavor, which has to be the plan's own: flavors have no namespace."""
    return bounded(f"{topology.name}-{kind}")


def family_kind(family: str | None) -> str:
    """Return what the flavor of a GPU family is called; of None, which stands for all others, "gpu"."""
    return re.sub(r"[^a-z0-9]+", "-", family.lower()).strip("-") if family else "gpu"


def pools_by_family(topology: Topology) -> dict[str | None, tuple[Pool, ...]]:
    """Return every family of which queues have shares, with the queued pools that have such GPUs."""
    families = quota_families(topology)
    return {
        family: tuple(
            pool
            for pool in queued_pools(topology)
            if pool.machine.gpus and quota_family(pool, families) == family
        )
        for family in families
    }


def gpu_resource(pools: Iterable[Pool]) -> tuple[str, int]:
    """Return what pods of pools of one family ask for, and how many of it one GPU gives."""
    for pool in pools:
        if pool.gpu_profile:
            return pool.gpu_profile.resource, pool.gpu_profile.parts
    return WHOLE_GPU, 1


def flavors(topology: Topology, platform: KubernetesPlatform) -> tuple[Manifest, ...]:
    """Return the ResourceFlavors of a plan; none where it has no queues. Raises FlavorsAlike."""
    if not topology.queues:
        return ()
    families = pools_by_family(topology)
    by_kind = {family_kind(family): _placements(pools, platform) for family, pools in families.items()}
    found = [_flavor(topology, MACHINES, _placements(queued_pools(topology), platform), None)]
    keys = _shared_keys(by_kind.values())
    selected = [_labels(placements, keys) for placements in by_kind.values()]
    if any(labels in selected[:index] for index, labels in enumerate(selected)):
        raise FlavorsAlike(
            f"the nodes of the GPU families {', '.join(by_kind)} cannot be told apart: their pools have only the "
            f"labels {', '.join(sorted(keys)) or 'of no node'} in common; give every family a label of its own"
        )
    return (*found, *(_flavor(topology, kind, by_kind[kind], keys) for kind in sorted(by_kind)))


def _placements(pools: Iterable[Pool], platform: KubernetesPlatform) -> tuple[Placement, ...]:
    return tuple(platform.placements[pool.cluster, pool.name] for pool in pools)


def _labels(placements: Iterable[Placement], keys: frozenset[str] | None = None) -> dict[str, str]:
    """Return the labels that all placements select, of `keys` alone where given."""
    selectors = [set(placement.node_selector.items()) for placement in placements]
    common = set.intersection(*selectors) if selectors else set()
    return {key: value for key, value in sorted(common) if keys is None or key in keys}


def _shared_keys(kinds: Iterable[Iterable[Placement]]) -> frozenset[str]:
    """Return the labels by which flavors may differ: a pod fits a flavor only if that has all keys of all flavors."""
    keys = [frozenset(_labels(placements)) for placements in kinds]
    return frozenset.intersection(*keys) if keys else frozenset()


def _flavor(
    topology: Topology, kind: str, placements: tuple[Placement, ...], keys: frozenset[str] | None
) -> Manifest:
    tolerations: list[Mapping[str, str]] = []
    for toleration in (one for placement in placements for one in placement.tolerations):
        everywhere = all(toleration in placement.tolerations for placement in placements)
        if everywhere and toleration not in tolerations:
            tolerations.append(toleration)
    spec: dict[str, Any] = {"nodeLabels": _labels(placements, keys)}
    if tolerations:
        spec["tolerations"] = [dict(toleration) for toleration in tolerations]
    return {
        "apiVersion": API,
        "kind": "ResourceFlavor",
        "metadata": metadata(topology, flavor_name(topology, kind)),
        "spec": spec,
    }
