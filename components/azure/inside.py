"""What the target makes in its cluster before anything else: the autoscaler's order, and volumes for file systems.
Pure.

The driver of the volumes is AKS's extension (`addons.py`).
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence

import pulumi

from components.azure.agent_pools import priorities
from components.azure.lustre import sized
from components.objects import Manifest
from components.topology.labels import MANAGED_BY
from components.topology.model import Store, Topology
from components.topology.names import bounded
from components.topology.places import REGISTRY

LUSTRE_DRIVER, LUSTRE_NAME = "azurelustre.csi.azure.com", "lustrefs"
"""Of kubernetes-sigs/azurelustre-csi-driver; what every file system of Azure Managed Lustre is called inside."""
NO_PROVISIONER = "kubernetes.io/no-provisioner"
PRIORITIES = "cluster-autoscaler-priority-expander"
"""The name by which the autoscaler finds its priorities (kubernetes/autoscaler, expander/priority)."""


def filesystems(topology: Topology) -> tuple[Store, ...]:
    """Return the stores that are file systems."""
    return tuple(store for store in topology.stores if store.kind == "filesystem")


def class_name(topology: Topology, store: Store) -> str:
    """Return the name of the class by which a claim finds the volume of a store."""
    return bounded(f"{topology.name}-{store.name}")


def storage_classes(topology: Topology) -> dict[str, str]:
    """Return the class of each file system, by store."""
    return {store.name: class_name(topology, store) for store in filesystems(topology)}


def manifests(topology: Topology, addresses: Mapping[str, pulumi.Input[str]]) -> tuple[Manifest, ...]:
    """Return every object; `addresses` are those of the file systems' management services, by store."""
    files = [
        each for store in filesystems(topology) for each in _files(topology, store, addresses[store.name])
    ]
    return (order(topology), *files)


def order(topology: Topology) -> Manifest:
    """Return what tells the autoscaler which machines to try first: those that the plan lists first."""
    table = {priority: sorted(patterns) for priority, patterns in sorted(priorities(topology).items())}
    return {
        "apiVersion": "v1",
        "kind": "ConfigMap",
        "metadata": {"name": PRIORITIES, "namespace": "kube-system", "labels": _labels(topology)},
        # Keys of JSON are texts, and the autoscaler reads numbers.
        "data": {"priorities": "".join(_lines(table))},
    }


def _lines(table: Mapping[int, Sequence[str]]) -> list[str]:
    return [
        line
        for priority, patterns in table.items()
        for line in (f"{priority}:\n", *(f"  - {json.dumps(pattern)}\n" for pattern in patterns))
    ]


def _files(topology: Topology, store: Store, address: pulumi.Input[str]) -> Iterator[Manifest]:
    name = class_name(topology, store)
    metadata = {"name": name, "labels": {**_labels(topology), **store.labels}}
    yield {
        "apiVersion": "storage.k8s.io/v1",
        "kind": "StorageClass",
        "metadata": metadata,
        # Nothing is made for a claim: the file system is there, and this volume is all of it.
        "provisioner": NO_PROVISIONER,
        "volumeBindingMode": "Immediate",
        "reclaimPolicy": "Retain",
    }
    size = sized(store.size_bytes, store.throughput_bytes_per_s)
    yield {
        "apiVersion": "v1",
        "kind": "PersistentVolume",
        "metadata": metadata,
        "spec": {
            "storageClassName": name,
            "capacity": {"storage": f"{size.capacity_tib if size else 0}Ti"},
            # A registry is for its one server, and that mode stands alone.
            "accessModes": ["ReadWriteOncePod"]
            if store.holds == REGISTRY
            else ["ReadWriteMany", "ReadWriteOnce"],
            "persistentVolumeReclaimPolicy": "Retain",
            "volumeMode": "Filesystem",
            "mountOptions": ["noatime", "flock"],
            "csi": {
                "driver": LUSTRE_DRIVER,
                "volumeHandle": name,
                "volumeAttributes": {"mgs-ip-address": address, "fs-name": LUSTRE_NAME},
            },
        },
    }


def _labels(topology: Topology) -> dict[str, str]:
    return {**topology.labels, **topology.made_by, **MANAGED_BY}
