"""What the target makes in its cluster before anything else: the order of node pools, and volumes for file systems.
Pure.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from components.gcp.filesystems import FILESTORE, LUSTRE, filestore_of, filesystems, kind_of, lustre_of
from components.gcp.placing import compute_classes
from components.topology.labels import MANAGED_BY
from components.topology.model import Store, Topology
from components.topology.names import bounded
from components.topology.places import REGISTRY

GIB = 2**30
DRIVERS = {LUSTRE: "lustre.csi.storage.gke.io", FILESTORE: "filestore.csi.storage.gke.io"}
MOUNT_OPTIONS: Mapping[str, tuple[str, ...]] = {LUSTRE: (), FILESTORE: ("nolock",)}
"""A Filestore (NFSv3) hands on a lock by calling the client back, which no rule of the network lets in: who waited for
one would wait for ever (docs.cloud.google.com, "Filestore: configure firewall rules"). Locks hold on one machine alone.
"""


def class_name(topology: Topology, store: Store) -> str:
    """Return the name of the class by which a claim finds the volume of a store."""
    return bounded(f"{topology.name}-{store.name}")


def storage_classes(topology: Topology) -> dict[str, str]:
    """Return the class of each file system, by store."""
    return {store.name: class_name(topology, store) for store in filesystems(topology)}


def manifests(topology: Topology, volumes: Mapping[str, Mapping[str, Any]]) -> tuple[dict[str, Any], ...]:
    """Return every object; `volumes` are the handle and the attributes of file systems by store, which may be
    outputs.
    """
    files = [
        each for store in filesystems(topology) for each in _volume(topology, store, volumes[store.name])
    ]
    return (*compute_classes(topology), *files)


def _volume(topology: Topology, store: Store, volume: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
    name = class_name(topology, store)
    metadata = {"name": name, "labels": {**MANAGED_BY, **topology.labels, **topology.made_by, **store.labels}}
    yield {
        "apiVersion": "storage.k8s.io/v1",
        "kind": "StorageClass",
        "metadata": metadata,
        # Nothing is made for a claim: the file system is there, and this volume is all of it.
        "provisioner": "kubernetes.io/no-provisioner",
        "volumeBindingMode": "Immediate",
        "reclaimPolicy": "Retain",
    }
    size = lustre_of(store) if kind_of(store) == LUSTRE else filestore_of(store)
    yield {
        "apiVersion": "v1",
        "kind": "PersistentVolume",
        "metadata": metadata,
        "spec": {
            "storageClassName": name,
            "capacity": {"storage": f"{size.capacity_gib if size else 0}Gi"},
            # A registry is for its one server, and that mode stands alone.
            "accessModes": ["ReadWriteOncePod"]
            if store.holds == REGISTRY
            else ["ReadWriteMany", "ReadWriteOnce"],
            "persistentVolumeReclaimPolicy": "Retain",
            "volumeMode": "Filesystem",
            **({"mountOptions": list(options)} if (options := MOUNT_OPTIONS[kind_of(store)]) else {}),
            "csi": {
                "driver": DRIVERS[kind_of(store)],
                "volumeHandle": volume["handle"],
                "volumeAttributes": volume["attributes"],
            },
        },
    }
