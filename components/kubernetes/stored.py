"""What a cluster has of storage that plans made: what their classes were made with, their volumes, their claims. Pure.

A volume is opened by what it was made with, so that stays whatever the cluster's default class is by now.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from components.contract import StorageDriver, Stored
from components.kubernetes.hanging import GIVEN_UP
from components.topology.labels import PLAN
from components.topology.model import Topology
from components.topology.places import own_namespaces

VOLUMES = "/api/v1/persistentvolumes"
CLAIMS = "/api/v1/persistentvolumeclaims"

Object = Mapping[str, Any]


@dataclass(frozen=True, kw_only=True)
class PlansClass:
    """A class of a plan: its labels, and what it was made with."""

    labels: Mapping[str, str]
    made_with: StorageDriver


@dataclass(frozen=True, kw_only=True, order=True)
class ClaimedVolume:
    """A volume that a claim of a namespace has: by which driver, and of which class."""

    namespace: str
    class_name: str
    driver: str


@dataclass(frozen=True, kw_only=True)
class StorageThere:
    """Of all plans on a cluster: classes by name, volumes, and how each claim is mounted, by (namespace, name)."""

    classes: Mapping[str, PlansClass] = field(default_factory=dict)
    volumes: frozenset[ClaimedVolume] = frozenset()
    modes: Mapping[tuple[str, str], str] = field(default_factory=dict)


def storage_there(
    classes: Iterable[Object], volumes: Iterable[Object], claims: Iterable[Object]
) -> StorageThere:
    """Return what matters of the classes, volumes and claims of a cluster, as its API server shows them."""
    return StorageThere(
        classes={
            found["metadata"]["name"]: PlansClass(
                labels=found["metadata"]["labels"],
                made_with=StorageDriver(name=found["provisioner"], parameters=found.get("parameters") or {}),
            )
            for found in classes
            if PLAN in (found["metadata"].get("labels") or {})
        },
        volumes=frozenset(map(_volume, filter(_is_claimed, volumes))),
        modes={
            (found["metadata"]["namespace"], found["metadata"]["name"]): found["spec"]["accessModes"][0]
            for found in claims
            if found["spec"].get("accessModes")
        },
    )


def stored(topology: Topology, there: StorageThere) -> Stored:
    """Return what of it is the stack's own: classes by its labels, volumes and claims by its namespaces."""
    whose = {PLAN: topology.labels[PLAN], **topology.made_by}
    places = frozenset(own_namespaces(topology))
    ours = [volume for volume in there.volumes if volume.namespace in places]
    return Stored(
        classes={
            name: found.made_with
            for name, found in there.classes.items()
            if whose.items() <= found.labels.items()
        },
        drivers={
            name: frozenset(volume.driver for volume in ours if volume.class_name == name)
            for name in sorted({volume.class_name for volume in ours})
        },
        modes={place: mode for place, mode in there.modes.items() if place[0] in places},
    )


def _is_claimed(volume: Object) -> bool:
    """Return whether a claim has a volume of a driver; one that is left of a claim that went is nobody's."""
    is_left = (volume.get("status") or {}).get("phase") in GIVEN_UP
    return "csi" in volume["spec"] and bool(volume["spec"].get("claimRef")) and not is_left


def _volume(volume: Object) -> ClaimedVolume:
    spec = volume["spec"]
    return ClaimedVolume(
        namespace=spec["claimRef"]["namespace"],
        class_name=spec.get("storageClassName") or "",
        driver=spec["csi"]["driver"],
    )
