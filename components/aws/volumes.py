"""File systems as the cluster has them: a volume for each claim that is to come, bound to it alone. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import pulumi

from components.aws.files import file_systems
from components.aws.lustre import lustre_size
from components.objects import Manifest
from components.topology.model import Store, Topology
from components.topology.names import namespace_name
from components.topology.places import (
    REGISTRY,
    metadata,
    namespaces_of,
    registry_namespace,
    store_object_name,
)

DRIVER = "fsx.csi.aws.com"
NO_PROVISIONER = "kubernetes.io/no-provisioner"
"""A driver that made volumes on demand would make a second file system, by rights that it does not have."""


@dataclass(frozen=True, kw_only=True)
class Mounted:
    """A file system: its id, where it answers, and what is mounted there."""

    file_system_id: pulumi.Input[str]
    address: pulumi.Input[str]
    mount_name: pulumi.Input[str]


def class_names(topology: Topology) -> dict[str, str]:
    """Return the class of each store that is a file system; classes belong to no namespace."""
    return {store.name: namespace_name(topology.name, store.name) for store in file_systems(topology)}


def volume_manifests(topology: Topology, mounted: Mapping[str, Mounted]) -> tuple[Manifest, ...]:
    """Return a class for each file system and a volume for each namespace that claims it."""
    return tuple(
        manifest
        for store in file_systems(topology)
        for manifest in (
            _class(topology, store),
            *(
                _volume(topology, store, namespace, mounted[store.name])
                for namespace in _namespaces(topology, store)
            ),
        )
    )


def _class(topology: Topology, store: Store) -> Manifest:
    return {
        "apiVersion": "storage.k8s.io/v1",
        "kind": "StorageClass",
        "metadata": metadata(topology, class_names(topology)[store.name], more_labels=store.labels),
        "provisioner": NO_PROVISIONER,
        "reclaimPolicy": "Retain",
        "volumeBindingMode": "WaitForFirstConsumer",
    }


def _volume(topology: Topology, store: Store, namespace: str, mounted: Mounted) -> Manifest:
    size = lustre_size(store.size_bytes, store.throughput_bytes_per_s)
    claim = {
        "apiVersion": "v1",
        "kind": "PersistentVolumeClaim",
        "namespace": namespace,
        "name": store_object_name(store.name),
    }
    return {
        "apiVersion": "v1",
        "kind": "PersistentVolume",
        "metadata": metadata(topology, namespace_name(namespace, store.name), more_labels=store.labels),
        "spec": {
            "capacity": {"storage": f"{size.capacity_gib}Gi"},
            "volumeMode": "Filesystem",
            "accessModes": ["ReadWriteOncePod" if store.holds == REGISTRY else "ReadWriteMany"],
            "persistentVolumeReclaimPolicy": "Retain",
            "storageClassName": class_names(topology)[store.name],
            "mountOptions": ["flock"],
            "claimRef": claim,
            "csi": {
                "driver": DRIVER,
                "volumeHandle": mounted.file_system_id,
                "volumeAttributes": {"dnsname": mounted.address, "mountname": mounted.mount_name},
            },
        },
    }


def _namespaces(topology: Topology, store: Store) -> Iterator[str]:
    """Yield the namespaces whose pods mount a store; a registry is mounted by its server alone."""
    if store.holds == REGISTRY:
        yield from filter(None, [registry_namespace(topology)])
        return
    identities = [right.identity for right in topology.rights if right.store == store.name]
    yield from sorted({each for identity in identities for each in namespaces_of(topology, identity)})
