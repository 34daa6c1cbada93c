"""The stores in a cluster's pods: what the rights of its identity grant, and nothing else.

A registry is asked through its server, which alone reaches its store. Claims and Secrets are made by
`components/services`.
"""

from __future__ import annotations

from typing import Any

from components import registry_client
from components.mounted_stores import MountedStore
from components.topology.model import Cluster, Topology
from components.topology.places import REGISTRY, store_object_name
from components.topology.rights import direct_rights


def given_stores(topology: Topology, cluster: Cluster) -> tuple[MountedStore, ...]:
    """Return the stores that pods of a cluster reach themselves, sorted by name."""
    stores = {store.name: store for store in topology.stores}
    granted = [
        right
        for right in sorted(direct_rights(topology), key=lambda right: right.store)
        if right.identity == cluster.identity
    ]
    return tuple(
        MountedStore(
            name=right.store,
            holds=stores[right.store].holds,
            kind=stores[right.store].kind,
            access=right.access,
            object_name=store_object_name(right.store),
            opens_by_identity=stores[right.store].opens_by_identity,
        )
        for right in granted
    )


def reaches_registry(topology: Topology, cluster: Cluster) -> bool:
    """Return whether the identity of a cluster has a right to the registry, which it then asks through its server."""
    held = {store.name for store in topology.stores if store.holds == REGISTRY}
    return any(right.identity == cluster.identity and right.store in held for right in topology.rights)


def environment_from(topology: Topology, cluster: Cluster) -> list[dict[str, Any]]:
    """Return where the address of the registry and its password come from."""
    return registry_client.environment() if reaches_registry(topology, cluster) else []


def registry_volumes(topology: Topology, cluster: Cluster) -> list[dict[str, Any]]:
    """Return the volume that says whom to believe where the registry is asked."""
    return [registry_client.volume()] if reaches_registry(topology, cluster) else []


def registry_mounts(topology: Topology, cluster: Cluster) -> list[dict[str, Any]]:
    """Return where a container sees it."""
    return [registry_client.mount()] if reaches_registry(topology, cluster) else []
