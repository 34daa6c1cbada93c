"""Claims for the stores of the kind `filesystem`: where they are mounted, by how many pods, and of which class."""

from __future__ import annotations

from components.contract import KubernetesPlatform
from components.objects import Manifest
from components.topology.model import PROMOTION, Store, Topology
from components.topology.names import namespace_name
from components.topology.places import (
    REGISTRY,
    metadata,
    namespace_of,
    namespaces_of,
    registry_namespace,
    store_object_name,
)

FILESYSTEM = "filesystem"
ONE_POD, SEVERAL_PODS = "ReadWriteOnce", "ReadWriteMany"
SKIP_AWAIT = {"pulumi.com/skipAwait": "true"}
"""A claim of WaitForFirstConsumer is bound when the first pod uses it, so nobody may wait for that before."""


def class_name(topology: Topology, store: Store) -> str:
    """Return the name of the class of a store's volumes; classes belong to no namespace."""
    return namespace_name(topology.name, store_object_name(store.name))


def namespaces_of_store(topology: Topology, store: Store) -> tuple[str, ...]:
    """Return the namespaces whose pods mount a store; a registry is mounted by its server alone, others ask that."""
    if store.holds == REGISTRY:
        registry = registry_namespace(topology)
        return (registry,) if registry else ()
    return tuple(
        sorted(
            {
                namespace
                for right in topology.rights
                if right.store == store.name
                for namespace in namespaces_of(topology, right.identity)
            }
        )
    )


def claims_in(topology: Topology, namespace: str) -> tuple[Store, ...]:
    """Return the stores that have a claim in a namespace."""
    return tuple(
        store
        for store in topology.stores
        if store.kind == FILESYSTEM and namespace in namespaces_of_store(topology, store)
    )


def access_mode(topology: Topology, store: Store) -> str:
    """Return how a store's pods mount it: a registry's one server alone, a cluster's pods together."""
    namespaces = namespaces_of_store(topology, store)
    pods = sum(
        pool.maximum
        for cluster in topology.clusters
        if namespace_of(topology, cluster) in namespaces
        for pool in cluster.pools
    )
    # Promotion is one more pod beside the heads of serving clusters, so only a training cluster of one node is alone.
    promoted = any(right.store == store.name and right.identity == PROMOTION for right in topology.rights)
    alone = store.holds == REGISTRY or (pods <= 1 and not promoted)
    return ONE_POD if alone else SEVERAL_PODS


def claimed(topology: Topology) -> tuple[Store, ...]:
    """Return the stores that some namespace claims."""
    return tuple(
        store
        for store in topology.stores
        if store.kind == FILESYSTEM and namespaces_of_store(topology, store)
    )


def claims(topology: Topology, platform: KubernetesPlatform) -> tuple[Manifest, ...]:
    """Return the claim of every filesystem store, in the namespace whose pods mount it."""
    return tuple(
        {
            "apiVersion": "v1",
            "kind": "PersistentVolumeClaim",
            "metadata": metadata(
                topology,
                store_object_name(store.name),
                namespace=namespace,
                more_labels=store.labels,
                annotations=SKIP_AWAIT,
            ),
            "spec": {
                "accessModes": [access_mode(topology, store)],
                "storageClassName": platform.storage_classes.get(store.name, class_name(topology, store)),
                "resources": {"requests": {"storage": str(store.size_bytes)}},
            },
        }
        for store in claimed(topology)
        for namespace in namespaces_of_store(topology, store)
    )
