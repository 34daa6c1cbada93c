"""Claims for the stores of the kind `filesystem`: where they are mounted, by how many pods, and of which class."""

from __future__ import annotations

from components.contract import KubernetesPlatform
from components.objects import Manifest
from components.services.isolation.drivers import shares
from components.services.isolation.made_with import driver_of
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
ONE_POD, SEVERAL_PODS, ONE_POD_EVER = "ReadWriteOnce", "ReadWriteMany", "ReadWriteOncePod"
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


def has_several_pods(topology: Topology, store: Store) -> bool:
    """Return whether several pods may mount a store at once: a registry's one server never does."""
    if store.holds == REGISTRY:
        return False
    namespaces = namespaces_of_store(topology, store)
    pods = sum(
        pool.maximum
        for cluster in topology.clusters
        if namespace_of(topology, cluster) in namespaces
        for pool in cluster.pools
    )
    # Promotion is one more pod beside the heads of serving clusters, so only a training cluster of one node is alone.
    promoted = any(right.store == store.name and right.identity == PROMOTION for right in topology.rights)
    return pods > 1 or promoted


def access_mode(topology: Topology, platform: KubernetesPlatform, store: Store, namespace: str) -> str:
    """Return how the pods of a namespace mount a store: as its claim says that is there, which nobody can change.

    A new claim may be shared wherever its driver can, so that a cluster of one pod may grow; a registry's is its one
    server's. A volume that the platform made for a registry is for that server alone.
    """
    name = store_object_name(store.name)
    if (namespace, name) in platform.stored.modes:
        return platform.stored.modes[namespace, name]
    is_theirs = store.name in platform.storage_classes
    if store.holds == REGISTRY:
        return ONE_POD_EVER if is_theirs else ONE_POD
    driver = driver_of(platform, class_name(topology, store))
    can_share = is_theirs or (driver is not None and shares(driver.name, driver.parameters))
    return SEVERAL_PODS if can_share else ONE_POD


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
                "accessModes": [access_mode(topology, platform, store, namespace)],
                "storageClassName": platform.storage_classes.get(store.name, class_name(topology, store)),
                "resources": {"requests": {"storage": str(store.size_bytes)}},
            },
        }
        for store in claimed(topology)
        for namespace in namespaces_of_store(topology, store)
    )
